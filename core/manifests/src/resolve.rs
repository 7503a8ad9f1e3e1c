//! Manifests and observations to a snapshot.

mod class_match;
mod classes;
mod entry;
mod lookup;
mod replica;
mod workload;

use std::collections::{BTreeMap, BTreeSet};
use wva_core::order::sort_by;

use wva_core::snapshot::{Capacity, Observation, Snapshot, Variant};

use crate::document::suggest::Suggestions;
use crate::manifests::{DeclaredVariant, Manifests, ScaleTarget};
use crate::observations::Observations;
use crate::phase::Phase;
use crate::problem::{Problem, Severity};
use crate::prometheus::fill;
pub(crate) use crate::resolve::class_match::problem;
use crate::resolve::entry::enter;
use crate::resolve::lookup::Lookup;
use crate::resolve::replica::prefill_batch;
use crate::resolve::workload::{said, unsaid_role, workload};

impl Manifests {
    /// The state of the world at a moment, and what was not as it should be.
    ///
    /// Everything is sorted by name, so the same manifests in any order give the same snapshot.
    /// None of the problems is an error: what is doubtful stays in the snapshot, and the policy
    /// answers for it; only a second variant of one scale target is left out.
    #[must_use]
    pub fn snapshot(
        &self,
        observations: &Observations,
        at_unix_s: f64,
        currency: &str,
    ) -> (Snapshot, Vec<Problem>) {
        let mut problems = Vec::new();
        let observed = self.observed(observations, &mut problems);
        let phases = self.phases();
        let lookup = Lookup::of(self);
        let mut suggestions = Suggestions::default();
        let mut workloads = BTreeMap::new();
        let mut variants = Vec::new();
        for declared in self.one_per_target(&mut problems) {
            bounds(declared, &mut problems);
            let phase = phases.of(&declared.name);
            let workload = workload(declared, phase, &lookup, &mut suggestions, &mut problems);
            problems
                .extend(said(declared, phase).or_else(|| unsaid_role(declared, phase, &lookup)));
            let observed =
                self.observation(declared, observed.get(declared.name.as_str()).copied());
            let mut variant = variant(declared, &workload.key, observed);
            to_zero(declared, &lookup, &mut variant, &mut problems);
            self.replica(declared, &lookup, &mut variant, &mut problems);
            if phase == Phase::Prefill {
                variant.max_batch = prefill_batch(declared, &lookup, &variant);
            }
            variants.push(variant);
            workloads.insert(workload.key.clone(), workload);
        }
        enter(&observations.entries, &mut workloads, &mut problems);
        let mut accelerators: Vec<_> =
            self.accelerators.iter().map(|priced| priced.accelerator.clone()).collect();
        sort_by(&mut accelerators, |a, b| a.name.cmp(&b.name));
        let mut profiles = self.profiles.clone();
        sort_by(&mut profiles, |a, b| {
            (&a.model, &a.accelerator, &a.variant).cmp(&(&b.model, &b.accelerator, &b.variant))
        });
        let mut snapshot = Snapshot {
            at_unix_s,
            currency: currency.to_owned(),
            accelerators,
            profiles,
            workloads: workloads.into_values().collect(),
            variants,
            capacities: self.capacities(&mut problems),
            solver: self.solver,
            calm: self.calm,
        };
        phases.divide(&mut snapshot);
        (snapshot, problems)
    }

    /// Devices by type; of two numbers for one type the smaller.
    fn capacities(&self, problems: &mut Vec<Problem>) -> Vec<Capacity> {
        let mut units: BTreeMap<&str, u32> = BTreeMap::new();
        for priced in &self.accelerators {
            let Some(capacity) = priced.capacity_units else { continue };
            let device_type = priced.accelerator.device_type.as_str();
            let known = units.entry(device_type).or_insert(capacity);
            if *known != capacity {
                let text = format!(
                    "type `{device_type}` has two capacities, `{known}` and `{capacity}`; the \
                     smaller is used"
                );
                problems.push(Problem::new(Severity::Warning, None, text).field("capacity"));
                *known = capacity.min(*known);
            }
        }
        let units = units.into_iter();
        units.map(|(name, units)| Capacity { device_type: name.to_owned(), units }).collect()
    }

    /// Observations by variant; those of unknown variants are reported.
    fn observed<'o>(
        &self,
        observations: &'o Observations,
        problems: &mut Vec<Problem>,
    ) -> BTreeMap<&'o str, &'o Observation> {
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for variant in &self.variants {
            known.insert(&variant.name);
        }
        let mut observed = BTreeMap::new();
        let mut suggestions = Suggestions::default();
        for observation in &observations.variants {
            let name = observation.variant.as_str();
            let place = observation.place.as_ref();
            if !known.contains(name) {
                let near = suggestions.hint(name, known.iter().copied());
                let text = format!("there is no variant `{name}`{near}");
                problems.push(Problem::new(Severity::Warning, place, text).field("variant"));
            } else if observed.contains_key(name) {
                let text = format!("variant `{name}` was observed twice; the first is used");
                problems.push(Problem::new(Severity::Warning, place, text).field("variant"));
            } else {
                observed.insert(name, &observation.observed);
            }
        }
        observed
    }

    /// The variants sorted by name; of two with the same target only the older.
    fn one_per_target(&self, problems: &mut Vec<Problem>) -> Vec<&DeclaredVariant> {
        let mut by_target: BTreeMap<(&str, &str, &str), Vec<&DeclaredVariant>> = BTreeMap::new();
        for variant in &self.variants {
            let ScaleTarget { kind, name, .. } = &variant.target;
            by_target.entry((&variant.namespace, kind, name)).or_default().push(variant);
        }
        let mut kept = Vec::new();
        for ((_, kind, target), mut variants) in by_target {
            sort_by(&mut variants, |a, b| age(a).cmp(&age(b)));
            let mut variants = variants.into_iter();
            let Some(oldest) = variants.next() else {
                continue;
            };
            for younger in variants {
                let text = format!("is left out: {} scales {kind} `{target}` already", oldest.name);
                problems
                    .push(problem(younger, Severity::Warning, text).field("spec.scaleTargetRef"));
            }
            kept.push(oldest);
        }
        sort_by(&mut kept, |a, b| a.name.cmp(&b.name));
        kept
    }

    /// The observation of a variant, field by field: the given one, else the target itself. Of a
    /// variant's status, which may be hours old, only the accelerator counts.
    fn observation(&self, declared: &DeclaredVariant, given: Option<&Observation>) -> Observation {
        let target = self.target_of(declared);
        let mut observation = given.cloned().unwrap_or_default();
        fill(
            &mut observation,
            Observation {
                current_replicas: target.and_then(|target| target.replicas),
                ready_replicas: target.and_then(|target| target.ready_replicas),
                max_batch_size: target.and_then(|target| target.max_batch_size),
                accelerator: declared.runs_on.clone(),
                ..Observation::default()
            },
        );
        observation
    }
}

/// Upstream's ConfigMap on the last replica: it may forbid that it goes, and say how
/// long it stays.
fn to_zero(
    declared: &DeclaredVariant,
    lookup: &Lookup<'_>,
    variant: &mut Variant,
    problems: &mut Vec<Problem>,
) {
    let retention = lookup.to_zero(&declared.model, |rule| rule.retention_s);
    variant.retention_s = variant.retention_s.or(retention.map(|(retention_s, _)| retention_s));
    let least = declared.least();
    let (severity, text) = match lookup.to_zero(&declared.model, |rule| rule.enabled) {
        Some((false, rule)) if least == 0 && declared.max_replicas != Some(0) => {
            variant.min_replicas = 1;
            let text = format!("at least `1` is kept: {} forbids scale to zero", rule.place);
            (Severity::Note, text)
        }
        Some((true, rule)) if least > 0 => {
            let text = format!(
                "`{least}` forbids scale to zero, which {} allows; expected `0`",
                rule.place
            );
            (Severity::Warning, text)
        }
        _ => return,
    };
    problems.push(problem(declared, severity, text).field("spec.minReplicas"));
}

/// Older variants come first. A variant without a date was not created yet.
fn age(variant: &DeclaredVariant) -> (bool, &Option<String>, &String) {
    (variant.created.is_none(), &variant.created, &variant.name)
}

fn bounds(declared: &DeclaredVariant, problems: &mut Vec<Problem>) {
    let Some(most) = declared.max_replicas.filter(|most| declared.least() > *most) else {
        return;
    };
    let least = declared.least();
    let text = format!("minReplicas `{least}` is above maxReplicas `{most}`");
    problems.push(problem(declared, Severity::Warning, text).field("spec.minReplicas"));
}

fn variant(declared: &DeclaredVariant, workload: &str, observed: Observation) -> Variant {
    Variant {
        name: declared.name.clone(),
        workload: workload.to_owned(),
        accelerator: declared.accelerator.clone(),
        keep_accelerator: declared.keep_accelerator,
        min_replicas: declared.least(),
        max_replicas: declared.max_replicas,
        max_batch: declared.max_batch,
        cost_per_hour: None,
        devices_per_replica: None,
        behavior: declared.behavior.clone(),
        retention_s: declared.retention_s,
        start_up_s: declared.start_up_s,
        observed,
    }
}
