//! A workload while it is planned: the solver's answers so far.

use crate::candidates::{Candidate, Part};
use crate::carrier::carrier;
use crate::case::Case;
use crate::clock::Clock;
use crate::memory::{Carrier, WorkloadState};
use crate::solve::{Choice, Entry};

/// A workload while it is planned.
pub(super) struct Draft<'w> {
    pub(super) case: &'w Case<'w>,
    /// The workload with all candidates.
    pub(super) free: Entry<'w>,
    /// The workload with the candidates on the accelerators that the variants run on.
    pub(super) staying: Entry<'w>,
    /// The solver's choice from all candidates.
    pub(super) ideal: Option<Choice<'w>>,
    /// The solver's choice from the candidates that stay.
    pub(super) preferred: Option<Part<'w>>,
    /// The variant that is to carry the workload.
    pub(super) carrier: Option<Carrier>,
    /// The solver's choice from the carrier's candidates.
    pub(super) chosen: Option<Part<'w>>,
}

impl<'w> Draft<'w> {
    pub(super) fn new(case: &'w Case<'w>) -> Self {
        Self {
            case,
            free: entry(case, case.found.candidates.iter()),
            staying: entry(case, case.found.staying()),
            ideal: None,
            preferred: None,
            carrier: None,
            chosen: None,
        }
    }

    /// Names the carrier; `fits` if there are devices for the variant that carries now.
    pub(super) fn name_carrier(&mut self, fits: bool, clock: &Clock) {
        if let Some(best) = &self.preferred {
            self.carrier = Some(carrier(self.case, best, fits, clock));
        }
    }

    /// Whether the solver would move no variant to another accelerator.
    pub(super) fn is_ideal_here(&self) -> bool {
        self.ideal.is_none_or(Choice::stays)
    }

    /// Whether the carrier is the variant that the solver prefers.
    pub(super) fn is_preferred(&self) -> bool {
        match (&self.preferred, &self.carrier) {
            (Some(best), Some(carrier)) => best.offer.variant.name == carrier.variant,
            (None, None) => true,
            _ => false,
        }
    }

    /// The workload with the carrier's candidates only.
    pub(super) fn carried(&self) -> Entry<'w> {
        match &self.carrier {
            Some(carrier) => self.staying.clone().only(&carrier.variant),
            None => self.staying.clone(),
        }
    }

    /// Whether the devices that the choice lacks are no more than the preferred choice lacks.
    pub(super) fn fits(&self) -> bool {
        !self.chosen.as_ref().is_some_and(Part::falls_short)
            || self.preferred.as_ref().is_some_and(Part::falls_short)
    }

    /// Whether the best of all candidates was chosen: what comes after it is the second best.
    pub(super) fn has_ideal(&self) -> bool {
        let best = self.ideal.map(Choice::part).or(self.chosen);
        let same = |(best, chosen): (Part<'_>, Part<'_>)| {
            best.offer.is(chosen.offer) && best.replicas == chosen.replicas
        };
        best.zip(self.chosen).is_some_and(same)
    }

    /// The preferred choice, where the carrier's is another.
    pub(super) fn rival(&self) -> Option<Part<'w>> {
        match (self.preferred, self.chosen) {
            (Some(preferred), Some(chosen)) if preferred.offer.is(chosen.offer) => None,
            (preferred, _) => preferred,
        }
    }
}

fn entry<'w>(case: &'w Case<'w>, options: impl Iterator<Item = &'w Candidate<'w>>) -> Entry<'w> {
    let entry = Entry::new(case.key(), case.group.workload.priority, options.collect());
    match case.remembered.and_then(WorkloadState::last_choice) {
        Some((variant, replicas)) => entry.decided_last(variant, replicas),
        None => entry,
    }
}

/// The choice as a part. A workload for which no device is left keeps the replicas that are
/// reserved for its best option.
pub(super) fn part_of<'w>(entry: &Entry<'w>, choice: Option<Choice<'w>>) -> Option<Part<'w>> {
    if let Some(choice) = choice {
        return Some(choice.part());
    }
    let best = *entry.options.first()?;
    Some(Part::limited(best, best.offer.reserved_replicas))
}
