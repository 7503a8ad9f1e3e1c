//! Every way to serve a workload: a variant on an accelerator with the replicas it needs.

mod candidate;
mod needs;
mod price;

pub use self::candidate::{Candidate, Rest, Service};
use self::needs::{binds, idle, loaded, max_batch, rejection};
pub use self::price::price_where_it_runs;
use self::price::{Current, check_memory, price_per_hour};
use crate::decision::{Load, Rejected};
use crate::group::Group;
use crate::index::Index;
use crate::params::{MAX_BATCH_DEFAULT, REPLICAS_LIMIT};
use crate::reason::{Code, Reason};
use crate::snapshot::{Profile, Variant};

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
