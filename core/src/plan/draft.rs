//! A workload while it is planned: the answers to the questions that are put to the solver.

use crate::candidates::{Candidate, Part};
use crate::carrier::carrier;
use crate::case::Case;
use crate::clock::Clock;
use crate::memory::Carrier;
use crate::solve::{Choice, Entry};

/// A workload while it is planned.
pub(super) struct Draft<'w> {
    pub(super) case: &'w Case<'w>,
    /// With all candidates.
    pub(super) free: Entry<'w>,
    /// With the candidates on the accelerators that the variants run on.
    pub(super) staying: Entry<'w>,
    /// The solver's choice from all candidates.
    pub(super) ideal: Option<Choice<'w>>,
    /// Its choice from those that stay.
    pub(super) preferred: Option<Part<'w>>,
    /// Who is to carry the workload.
    pub(super) carrier: Option<Carrier>,
    /// The choice from the carrier's.
    pub(super) chosen: Option<Part<'w>>,
}

impl<'w> Draft<'w> {
    pub(super) fn new(case: &'w Case<'w>) -> Self {
        Self {
            case,
            free: entry(case, |_| true),
            staying: entry(case, |candidate| candidate.offer.stays()),
            ideal: None,
            preferred: None,
            carrier: None,
            chosen: None,
        }
    }

    /// Names the carrier; `fits` if there are devices for the one that carries now.
    pub(super) fn name_carrier(&mut self, fits: bool, clock: &Clock) {
        let Case { remembered, found, .. } = self.case;
        self.carrier = self.preferred.map(|best| carrier(*remembered, found, &best, fits, clock));
    }

    /// Whether the carrier is the one that the solver prefers.
    pub(super) fn is_unhurried(&self) -> bool {
        let preferred = self.preferred.map(|best| &best.offer.variant.name);
        self.carrier.as_ref().map(|carrier| &carrier.variant) == preferred
    }

    /// The entry with the carrier's candidates only.
    pub(super) fn carried(&self) -> Entry<'w> {
        match &self.carrier {
            Some(carrier) => self.staying.clone().only(&carrier.variant),
            None => self.staying.clone(),
        }
    }

    /// Whether the devices that the choice lacks are no more than the preferred choice lacks.
    pub(super) fn fits(&self) -> bool {
        let short = |part: Option<Part<'_>>| part.is_some_and(|part| part.falls_short());
        !short(self.chosen) || short(self.preferred)
    }
}

fn entry<'w>(case: &'w Case<'w>, may: impl Fn(&Candidate<'w>) -> bool) -> Entry<'w> {
    let options = case.found.candidates.iter().filter(|candidate| may(candidate)).collect();
    let entry = Entry::new(case.key(), case.group.workload.priority, options);
    match case.remembered.and_then(|state| state.last_choice()) {
        Some((variant, replicas)) => entry.decided_last(variant, replicas),
        None => entry,
    }
}

/// The choice as a part. A workload for which no device is left keeps the replicas that are
/// reserved for its best option.
pub(super) fn part_of<'w>(entry: &Entry<'w>, choice: Option<Choice<'w>>) -> Option<Part<'w>> {
    let reserved = |best: &&'w Candidate<'w>| Part::limited(best, best.offer.reserved_replicas);
    choice.map(|choice| choice.part()).or_else(|| entry.options.first().map(reserved))
}
