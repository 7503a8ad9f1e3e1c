//! Every way to serve a workload: a variant on an accelerator with the replicas it needs.

mod aim;
mod candidate;
mod needs;
mod offer;
mod part;
mod price;

pub use self::aim::{Aim, Missed};
pub use self::candidate::Candidate;
use self::needs::{Toward, binds, idle, loaded, rejection};
pub use self::offer::{Offer, Rest, Service};
pub use self::part::Part;
pub use self::price::price_where_it_runs;
use self::price::{Current, check_memory, price_per_hour};
use crate::decision::{Load, Rejected};
use crate::fault::{fault, of_accelerator, of_profile};
use crate::group::Group;
use crate::index::Index;
use crate::params::{MAX_BATCH_DEFAULT, REPLICAS_LIMIT};
use crate::reason::{Code, Reason};
use crate::replica::{max_batch, replica};
use crate::snapshot::{Profile, Variant};

/// The pairings of one workload: those that can serve it, and those that cannot.
#[derive(Clone, Debug, Default)]
pub struct Enumerated<'w> {
    /// By variant, then accelerator.
    pub candidates: Vec<Candidate<'w>>,
    /// The others, each with its reason.
    pub rejected: Vec<Rejected>,
}

impl<'w> Enumerated<'w> {
    /// The candidate of a variant where it runs.
    pub(crate) fn here(&self, variant: &str) -> Option<&Candidate<'w>> {
        self.candidates.iter().find(|candidate| candidate.is_here(variant))
    }

    /// The candidates of a variant that cannot keep the targets, with the reason.
    pub(crate) fn out_of_reach(&self, variant: &str) -> impl Iterator<Item = Rejected> {
        let own = self.candidates.iter().filter(move |c| c.offer.variant.name == variant);
        own.filter_map(|c| Some(c.offer.rejected(c.offer.aim.missed?.reason())))
    }

    /// The candidates on the accelerators that their variants run on.
    pub(crate) fn staying(&self) -> impl Iterator<Item = &Candidate<'w>> {
        self.candidates.iter().filter(|candidate| candidate.stays())
    }
}

/// All candidates for serving `load`; where a target is out of reach, those that come nearest to it.
pub(crate) fn candidates<'w>(index: &Index<'w>, group: &Group<'w>, load: &Load) -> Enumerated<'w> {
    let mut found = enumerate(index, group, load);
    add_nearest(&mut found, index, group, load);
    leave_out_unknown(&mut found);
    found
}

/// Leaves out what runs on an unknown accelerator: it carries nothing that others could leave to it.
fn leave_out_unknown(found: &mut Enumerated<'_>) {
    let Enumerated { candidates, rejected } = found;
    candidates.retain(|Candidate { offer, .. }| {
        let is_known = !offer.variant.runs_somewhere();
        if !is_known {
            rejected.push(offer.rejected(Reason::new(Code::NoAccelerator)));
        }
        is_known
    });
}

/// All candidates for serving `load` with the variants of a workload.
#[must_use]
pub fn enumerate<'w>(index: &Index<'w>, group: &Group<'w>, load: &Load) -> Enumerated<'w> {
    let mut found = Enumerated::default();
    for variant in &group.variants {
        for pairing in pairings(index, group, variant) {
            match pairing.candidate(index, group, load) {
                Ok(candidate) => found.candidates.push(candidate),
                Err(reason) => found.rejected.push(Rejected {
                    variant: variant.name.clone(),
                    accelerator: pairing.accelerator.to_owned(),
                    reason,
                }),
            }
        }
    }
    found
}

/// The pairings that can serve no load, whatever it is: without a profile, a service class or a price.
pub(crate) fn unservable(index: &Index<'_>, group: &Group<'_>) -> Vec<Rejected> {
    enumerate(index, group, &Load::NONE).rejected
}

/// Turns every pairing that was rejected for a target out of reach into a candidate that comes as near to
/// it as it can.
fn add_nearest<'w>(found: &mut Enumerated<'w>, index: &Index<'w>, group: &Group<'w>, load: &Load) {
    if !found.rejected.iter().any(is_out_of_reach) {
        return;
    }
    for variant in &group.variants {
        for pairing in pairings(index, group, variant) {
            let position = found.rejected.iter().position(|rejected| pairing.is_of(rejected));
            let Some(position) = position else { continue };
            if let Ok(candidate) = pairing.toward(Toward::Nearest, index, group, load) {
                found.candidates.push(candidate);
                found.rejected.remove(position);
            }
        }
    }
    found.candidates.sort_by_key(|candidate| {
        (candidate.offer.variant.name.as_str(), candidate.offer.accelerator)
    });
}

fn is_out_of_reach(rejected: &Rejected) -> bool {
    rejected.reason.is(Code::Infeasible)
}

/// A variant on an accelerator, before the load is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Pairing<'w> {
    variant: &'w Variant,
    /// The accelerator.
    pub accelerator: &'w str,
    profile: Option<&'w Profile>,
    current: Current<'w>,
    rest: Rest,
}

/// A variant on every accelerator that its model has a profile for, then on the one it runs on if
/// that has none; only on the latter if the variant keeps its accelerator.
#[must_use]
pub fn pairings<'w>(
    index: &Index<'w>,
    group: &Group<'w>,
    variant: &'w Variant,
) -> Vec<Pairing<'w>> {
    let profiles = index.profiles(&group.workload.model, &variant.name);
    let current = Current::of(index, variant, &profiles);
    let rest = if group.variants.len() > 1 {
        current.rest(index, variant, &profiles)
    } else {
        Rest::default()
    };
    let running = variant.running_on();
    let only_here = variant.keep_accelerator && running.is_some();
    let mut pairings = Vec::with_capacity(profiles.len() + 1);
    if !only_here {
        for (&accelerator, &profile) in &profiles {
            let profile = Some(profile);
            pairings.push(Pairing { variant, accelerator, profile, current, rest });
        }
    }
    if let Some(accelerator) = running
        && (only_here || !profiles.contains_key(accelerator))
    {
        let profile = profiles.get(accelerator).copied();
        pairings.push(Pairing { variant, accelerator, profile, current, rest });
    }
    pairings
}

impl<'w> Pairing<'w> {
    /// The pairing as a candidate for a load.
    ///
    /// # Errors
    /// The reason why the variant cannot serve the load on the accelerator.
    pub fn candidate(
        &self,
        index: &Index<'w>,
        group: &Group<'w>,
        load: &Load,
    ) -> Result<Candidate<'w>, Reason> {
        self.toward(Toward::Targets, index, group, load)
    }

    /// Whether it was rejected so, for a target out of reach.
    fn is_of(&self, rejected: &Rejected) -> bool {
        is_out_of_reach(rejected)
            && rejected.variant == self.variant.name
            && rejected.accelerator == self.accelerator
    }

    fn toward(
        &self,
        toward: Toward,
        index: &Index<'w>,
        group: &Group<'w>,
        load: &Load,
    ) -> Result<Candidate<'w>, Reason> {
        let Self { variant, accelerator, current, rest, .. } = *self;
        let model = &group.workload.model;
        sound(fault(group.workload, variant))?;
        let lacks = |code| Reason::new(code).named("model", model);
        let no_profile = || lacks(Code::NoProfile).named("accelerator", accelerator);
        let profile = self.profile.ok_or_else(no_profile)?;
        sound(of_profile(profile))?;
        sound(index.accelerator(accelerator).and_then(of_accelerator))?;
        let targets = group.targets.as_ref().ok_or_else(|| lacks(Code::NoServiceClass))?;
        let price_per_hour = price_per_hour(index, variant, profile)?;
        check_memory(index, variant, profile)?;
        let nothing_arrives = load.arrival_rate_per_s.abs() <= 0.0 || load.avg_output_tokens <= 0.0;
        let output_tokens = (!nothing_arrives).then_some(load.avg_output_tokens);
        let stated = max_batch(variant, profile, output_tokens);
        let max_batch = stated.unwrap_or(MAX_BATCH_DEFAULT);
        let runs_here = variant.running_on() == Some(accelerator);
        let load_factor = if runs_here { group.load_factor(&variant.name) } else { 1.0 };
        let needs = if nothing_arrives {
            idle(profile, targets)
        } else {
            let replica = replica(profile, max_batch, load);
            let more = (load_factor, group.backlog_per_s);
            loaded(&replica, (targets, toward), load, more).map_err(rejection)?
        };
        let ceiling = variant.max_replicas.unwrap_or(REPLICAS_LIMIT).max(variant.min_replicas);
        let replicas = needs.needed.clamp(variant.min_replicas, ceiling);
        let cost_per_hour = price_per_hour * f64::from(replicas);
        let offer = Offer {
            variant,
            accelerator,
            max_batch,
            batch_assumed: stated.is_none(),
            devices: index.devices(variant, accelerator, profile.acc_count),
            reserved_replicas: if group.variants.len() > 1 { variant.min_replicas } else { 0 },
            price_per_hour,
            rest,
            aim: needs.aim,
            service: needs.service,
            load_factor,
        };
        Ok(Candidate {
            offer,
            rate_per_s: needs.rate_per_s,
            needed: needs.needed,
            keeps_up: needs.keeps_up,
            replicas,
            value: current.transition_to(accelerator, replicas, cost_per_hour),
            binds: binds(needs.needed, replicas, needs.binds),
        })
    }
}

fn sound(fault: Option<Reason>) -> Result<(), Reason> {
    fault.map_or(Ok(()), Err)
}
