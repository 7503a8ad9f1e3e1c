//! The workload of a variant: model, class and phase.

use wva_core::snapshot::{Targets, Workload, WorkloadObservation};

use crate::document::suggest::Suggestions;
use crate::manifests::DeclaredVariant;
use crate::params::PRIORITY_LAST;
use crate::phase::Phase;
use crate::problem::{Problem, Severity};
use crate::resolve::class_match::{class_of, problem};
use crate::resolve::lookup::Lookup;
use crate::role::LABEL;

/// The workload that a variant serves, or the phase of it.
pub(super) fn workload(
    declared: &DeclaredVariant,
    phase: Phase,
    lookup: &Lookup<'_>,
    suggestions: &mut Suggestions,
    problems: &mut Vec<Problem>,
) -> Workload {
    let matched = class_of(declared, &lookup.classes, suggestions, problems);
    let class = matched.entry.map(|entry| entry.class.clone());
    let DeclaredVariant { namespace, model, .. } = declared;
    let key = format!("{namespace}/{model}/{}", class.as_deref().unwrap_or_default());
    let targets: Option<Targets> =
        matched.entry.filter(|_| matched.lists_model).map(|entry| entry.targets);
    Workload {
        key: phase.key(&key),
        model: model.clone(),
        class,
        priority: matched.entry.map_or(PRIORITY_LAST, |entry| entry.priority),
        targets: targets.map(|targets| phase.targets(targets)),
        observed: WorkloadObservation::default(),
    }
}

/// A warning where only the name of a variant beside others says that it is a prefill pool.
pub(super) fn unsaid_role(
    declared: &DeclaredVariant,
    phase: Phase,
    lookup: &Lookup<'_>,
) -> Option<Problem> {
    let mut names = [&declared.name, &declared.target.name].into_iter();
    let is_named = names.any(|name| name.contains("prefill"));
    (phase == Phase::Whole && is_named && lookup.is_beside_others(declared)).then(|| {
        let text = format!(
            "is taken to serve whole requests, as nothing but its name says otherwise; expected \
             `role` or label `{LABEL}`"
        );
        problem(declared, Severity::Warning, text)
    })
}

/// A note on the phase that a variant is sized for; a warning where there is no model of it.
pub(super) fn said(declared: &DeclaredVariant, phase: Phase) -> Option<Problem> {
    let (severity, text) = match phase {
        Phase::Whole => return None,
        Phase::Prefill => (
            Severity::Note,
            "role prefill: it is sized for the prompts of all requests and the TTFT target",
        ),
        Phase::Decode => (
            Severity::Note,
            "role decode: it is sized for the answers to all requests and the ITL target",
        ),
        Phase::Encode => (
            Severity::Warning,
            "role encode: there is no model of encoding; its replicas are kept as they are",
        ),
    };
    Some(problem(declared, severity, text.to_owned()))
}
