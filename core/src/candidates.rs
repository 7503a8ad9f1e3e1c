//! Every way to serve a workload: a variant on an accelerator with the replicas it needs.

mod needs;
mod price;

use self::needs::{binds, idle, loaded, max_batch, rejection};
pub use self::price::price_where_it_runs;
use self::price::{Current, check_memory, price_per_hour};
use crate::decision::{Load, Rejected};
use crate::index::{Group, Index};
use crate::model::QueueModel;
use crate::model::queue::Means;
use crate::params::{MAX_BATCH_DEFAULT, REPLICAS_LIMIT};
use crate::reason::{Code, Reason};
use crate::snapshot::{Power, Profile, Variant};

/// One way to serve a workload.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// Who would carry the load.
    pub variant: &'a Variant,
    /// Accelerator it would run on.
    pub accelerator: &'a str,
    /// Replicas the load needs, before bounds.
    pub needed: u32,
    /// Replicas within the variant's bounds.
    pub replicas: u32,
    /// Most requests in one batch.
    pub max_batch: u32,
    /// Nothing states the batch; vLLM's default is taken.
    pub batch_assumed: bool,
    /// Type of the devices it runs on.
    pub device_type: &'a str,
    /// Devices of that type in one replica.
    pub units_per_replica: u64,
    /// What one unit of the accelerator draws, and its units in one replica.
    pub power: Option<(&'a Power, u32)>,
    /// Replicas it keeps even while another variant carries the load.
    pub reserved_replicas: u32,
    /// Price of one replica.
    pub price_per_hour: f64,
    /// What the replicas cost.
    pub cost_per_hour: f64,
    /// Cost of getting there from the current allocation; the solver's objective.
    pub value: f64,
    /// What the variant costs if another one carries the load.
    pub rest: Rest,
    /// What sets the number of replicas.
    pub binds: Code,
    /// How one replica does at its share of the load.
    pub service: Service,
}

/// A variant at its floor, while another variant of the workload carries the load; all zero for
/// one that serves its workload alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest {
    /// What the floor costs.
    pub cost_per_hour: f64,
    /// Cost of getting there from the current allocation.
    pub value: f64,
}

/// What the model says of one replica of a candidate.
#[derive(Clone, Copy, Debug)]
pub enum Service {
    /// Nothing arrives.
    Idle {
        /// A lone request with a prompt of one token, as upstream reports it: the lengths of
        /// requests that have not come are unknown.
        ttft_ms: f64,
        /// One decode step of a lone request.
        itl_ms: f64,
    },
    /// Requests arrive.
    Loaded {
        /// The model at the load's token lengths.
        model: QueueModel,
        /// Requests one replica finishes at the largest rate within its targets.
        capacity_per_s: f64,
        /// Rate the replicas are sized for, all together.
        total_rate_per_s: f64,
    },
}

impl Candidate<'_> {
    /// Devices it needs for `replicas`, beyond those that are reserved for it anyway.
    #[must_use]
    pub fn units(&self, replicas: u32) -> u64 {
        u64::from(replicas.saturating_sub(self.reserved_replicas)) * self.units_per_replica
    }

    /// The candidate with fewer replicas than it needs.
    #[must_use]
    pub fn reduced_to(&self, replicas: u32) -> Self {
        let cost_per_hour = self.price_per_hour * f64::from(replicas);
        Self { replicas, cost_per_hour, binds: Code::Capacity, ..self.clone() }
    }

    /// How one replica does at its share of the load; `None` if nothing arrives.
    #[must_use]
    pub fn means(&self) -> Option<Means> {
        match &self.service {
            Service::Idle { .. } => None,
            Service::Loaded { model, total_rate_per_s, .. } => {
                Some(model.means(total_rate_per_s / f64::from(self.replicas.max(1))))
            }
        }
    }

    /// What `replicas` draw at a utilization, as far as that is known.
    #[must_use]
    pub fn power_w(&self, replicas: u32, utilization: f64) -> Option<f64> {
        let (power, units) = self.power?;
        Some(power.at(utilization)? * f64::from(units) * f64::from(replicas))
    }

    /// Share of the load that it carries within the targets.
    #[must_use]
    pub fn carried(&self) -> f64 {
        if self.falls_short() { f64::from(self.replicas) / f64::from(self.needed) } else { 1.0 }
    }

    /// Whether it stays on the accelerator that the variant runs on; where that is not known,
    /// any will do.
    #[must_use]
    pub fn stays(&self) -> bool {
        self.variant.running_on().is_none_or(|running| running == self.accelerator)
    }

    /// Cost beyond what the variant costs at rest.
    #[must_use]
    pub fn marginal_cost(&self) -> f64 {
        self.cost_per_hour - self.rest.cost_per_hour
    }

    /// Value beyond that of the variant at rest.
    #[must_use]
    pub fn marginal_value(&self) -> f64 {
        self.value - self.rest.value
    }

    /// Whether a limit keeps it from serving the load within its targets.
    #[must_use]
    pub fn falls_short(&self) -> bool {
        self.replicas < self.needed
    }
}

/// Candidates of one workload, and the choices that are none.
#[derive(Clone, Debug, Default)]
pub struct Enumerated<'a> {
    /// By variant, then accelerator.
    pub candidates: Vec<Candidate<'a>>,
    /// With the reason.
    pub rejected: Vec<Rejected>,
}

/// All candidates for serving `load` with the variants of a workload.
#[must_use]
pub fn enumerate<'a>(index: &Index<'a>, group: &Group<'a>, load: &Load) -> Enumerated<'a> {
    let mut found = Enumerated::default();
    for variant in &group.variants {
        for choice in options(index, group, variant) {
            match choice.candidate(index, group, load) {
                Ok(candidate) => found.candidates.push(candidate),
                Err(reason) => found.rejected.push(Rejected {
                    variant: variant.name.clone(),
                    accelerator: choice.accelerator.to_owned(),
                    reason,
                }),
            }
        }
    }
    found
}

/// A variant on an accelerator, before it is known whether that serves.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    variant: &'a Variant,
    /// Accelerator it would run on.
    pub accelerator: &'a str,
    profile: Option<&'a Profile>,
    current: Current<'a>,
    rest: Rest,
}

/// What a variant may choose from: every accelerator its model has a profile for and the one it
/// runs on; only that one if it is to be kept.
#[must_use]
pub fn options<'a>(index: &Index<'a>, group: &Group<'a>, variant: &'a Variant) -> Vec<Choice<'a>> {
    let mut profiles = index.profiles(&group.workload.model, &variant.name);
    let current = Current::of(index, variant, &profiles);
    let rest = if group.variants.len() > 1 {
        current.rest(index, variant, &profiles)
    } else {
        Rest::default()
    };
    let choice = |accelerator, profile| Choice { variant, accelerator, profile, current, rest };
    match variant.running_on() {
        Some(kept) if variant.keep_accelerator => vec![choice(kept, profiles.remove(kept))],
        Some(running) if !profiles.contains_key(running) => {
            let others = profiles.into_iter().map(|(name, profile)| choice(name, Some(profile)));
            others.chain([choice(running, None)]).collect()
        }
        _ => profiles.into_iter().map(|(name, profile)| choice(name, Some(profile))).collect(),
    }
}

impl<'a> Choice<'a> {
    /// The choice as a candidate for a load.
    ///
    /// # Errors
    /// The reason why the variant cannot serve the load on the accelerator.
    pub fn candidate(
        &self,
        index: &Index<'a>,
        group: &Group<'a>,
        load: &Load,
    ) -> Result<Candidate<'a>, Reason> {
        let Self { variant, accelerator, current, rest, .. } = *self;
        let model = &group.workload.model;
        check_bounds(variant)?;
        let profile = self.profile.ok_or_else(|| no_profile(model, accelerator))?;
        let targets = group.targets.as_ref().ok_or_else(|| no_class(model))?;
        let price = price_per_hour(index, variant, profile)?;
        check_memory(index, profile)?;
        let nothing_arrives = load.arrival_rate_per_s.abs() <= 0.0 || load.avg_output_tokens <= 0.0;
        let output_tokens = (!nothing_arrives).then_some(load.avg_output_tokens);
        let stated = max_batch(variant, profile, output_tokens);
        let max_batch = stated.unwrap_or(MAX_BATCH_DEFAULT);
        let needs = if nothing_arrives {
            idle(profile)
        } else {
            loaded(profile, max_batch, targets, load).map_err(rejection)?
        };
        let needed = needs.needed;
        let ceiling = variant.max_replicas.unwrap_or(REPLICAS_LIMIT).max(variant.min_replicas);
        let replicas = needed.clamp(variant.min_replicas, ceiling);
        let cost_per_hour = price * f64::from(replicas);
        Ok(Candidate {
            variant,
            accelerator,
            needed,
            replicas,
            max_batch,
            batch_assumed: stated.is_none(),
            device_type: index.accelerator(accelerator).map_or(accelerator, |a| &a.device_type),
            reserved_replicas: if group.variants.len() > 1 { variant.min_replicas } else { 0 },
            power: index
                .accelerator(accelerator)
                .and_then(|a| Some((a.power.as_ref()?, profile.acc_count.max(1)))),
            units_per_replica: u64::from(profile.acc_count.max(1))
                * u64::from(index.accelerator(accelerator).map_or(1, |a| a.multiplicity)),
            price_per_hour: price,
            cost_per_hour,
            value: current.transition_to(accelerator, replicas, cost_per_hour),
            rest,
            binds: binds(needed, replicas, needs.binds),
            service: needs.service,
        })
    }
}

fn check_bounds(variant: &Variant) -> Result<(), Reason> {
    match (variant.min_replicas, variant.max_replicas) {
        (min, Some(max)) if min > max => {
            let text = format!("minReplicas {min} is above maxReplicas {max}");
            Err(Reason::new(Code::InvalidConfiguration, text))
        }
        _ => Ok(()),
    }
}

fn no_profile(model: &str, accelerator: &str) -> Reason {
    let text = format!("no performance parameters for `{model}` on `{accelerator}`");
    Reason::new(Code::NoProfile, text)
}

fn no_class(model: &str) -> Reason {
    Reason::new(Code::NoServiceClass, format!("no service class gives targets for `{model}`"))
}
