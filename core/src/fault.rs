//! Objects that cannot be used. Each is left out with the reason, and so are the variants that depend
//! on it; nothing else is touched.

use crate::params::{NAME_BYTES_MAX, REPLICAS_LIMIT};
use crate::reason::{Code, Reason};
use crate::snapshot::{Accelerator, Profile, Targets, Variant, Workload};

/// Why nothing can be decided for a variant, whatever is measured.
pub(crate) fn fault(workload: &Workload, variant: &Variant) -> Option<Reason> {
    of_workload(workload).or_else(|| of_variant(variant))
}

/// Why no variant of a workload can be decided.
fn of_workload(workload: &Workload) -> Option<Reason> {
    name("the workload's key", &workload.key)
        .or_else(|| name("the model's name", &workload.model))
        .or_else(|| priority(workload))
        .or_else(|| targets(workload.targets.as_ref()?))
}

fn priority(workload: &Workload) -> Option<Reason> {
    let Workload { class, priority, .. } = workload;
    if (1..=100).contains(priority) {
        return None;
    }
    let of = class.as_deref().filter(|class| is_name(class)).unwrap_or_default();
    Some(unusable(format!("priority `{priority}` of service class `{of}` is outside 1 to 100")))
}

fn targets(targets: &Targets) -> Option<Reason> {
    let text = "a target of the service class is not a number";
    (!are_numbers(targets)).then(|| unusable(text.to_owned()))
}

/// Whether all targets are finite numbers.
pub(crate) fn are_numbers(targets: &Targets) -> bool {
    let Targets { ttft, itl, tps_tokens_per_s } = *targets;
    let latencies = [ttft, itl].into_iter().flatten();
    let mut numbers = latencies.flat_map(|t| [t.at_most_ms, t.percentile.unwrap_or_default()]);
    numbers.all(f64::is_finite) && tps_tokens_per_s.is_none_or(f64::is_finite)
}

/// Why a variant cannot be decided, by itself.
pub(crate) fn of_variant(variant: &Variant) -> Option<Reason> {
    let Variant { min_replicas, max_replicas, observed, .. } = variant;
    name("the variant's name", &variant.name)
        .or_else(|| name("the accelerator's name", variant.accelerator.as_deref()?))
        .or_else(|| name("the observed accelerator's name", observed.accelerator.as_deref()?))
        .or_else(|| count("devicesPerReplica", variant.devices_per_replica?))
        .or_else(|| count("minReplicas", *min_replicas))
        .or_else(|| count("maxReplicas", (*max_replicas)?))
        .or_else(|| contradiction(*min_replicas, (*max_replicas)?))
}

/// Why a profile cannot be used.
pub(crate) fn of_profile(profile: &Profile) -> Option<Reason> {
    count("accCount of the profile", profile.acc_count)
}

/// Why an accelerator cannot be used.
pub(crate) fn of_accelerator(accelerator: &Accelerator) -> Option<Reason> {
    name("the device type's name", &accelerator.device_type)
        .or_else(|| count("multiplicity of the accelerator", accelerator.multiplicity))
}

/// The fewest replicas; 0 where `minReplicas` is a number that no cluster has.
pub(crate) fn floor(variant: &Variant) -> u32 {
    if is_count(variant.min_replicas) { variant.min_replicas } else { 0 }
}

/// Whether a text can be the name of an object.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=NAME_BYTES_MAX).contains(&text.len())
}

/// Whether there can be so many of something.
pub(crate) fn is_count(count: u32) -> bool {
    count <= REPLICAS_LIMIT
}

/// The faulty text itself is left out: it may be of any length.
fn name(field: &str, text: &str) -> Option<Reason> {
    if is_name(text) {
        return None;
    }
    Some(unusable(match text.len() {
        0 => format!("{field} is empty"),
        bytes => format!("{field} has {bytes} bytes, at most {NAME_BYTES_MAX}"),
    }))
}

fn count(field: &str, count: u32) -> Option<Reason> {
    if is_count(count) {
        return None;
    }
    let limit = REPLICAS_LIMIT;
    Some(unusable(format!("{field} `{count}` is more than a cluster has, at most {limit}")))
}

fn contradiction(min_replicas: u32, max_replicas: u32) -> Option<Reason> {
    if min_replicas <= max_replicas {
        return None;
    }
    let reason = Reason::new(Code::InvalidConfiguration);
    let reason = reason.with("minReplicas", f64::from(min_replicas));
    Some(reason.with("maxReplicas", f64::from(max_replicas)))
}

fn unusable(text: String) -> Reason {
    Reason::said(Code::InvalidConfiguration, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(variant: Variant) -> Option<String> {
        let variant = Variant { name: "n/v".to_owned(), ..variant };
        of_variant(&variant).map(|reason| reason.text)
    }

    #[test]
    fn counts_that_no_cluster_has_are_faults() {
        assert_eq!(text(Variant::default()), None);
        assert_eq!(text(Variant { min_replicas: REPLICAS_LIMIT, ..Variant::default() }), None);
        assert_eq!(
            text(Variant { min_replicas: u32::MAX, ..Variant::default() }).as_deref(),
            Some("minReplicas `4294967295` is more than a cluster has, at most 1000000")
        );
        assert!(text(Variant { max_replicas: Some(u32::MAX), ..Variant::default() }).is_some());
    }

    #[test]
    fn a_name_of_any_length_is_not_repeated() {
        let variant = Variant { accelerator: Some("A".repeat(20_000)), ..Variant::default() };
        let said = text(variant).unwrap();
        assert_eq!(said, "the accelerator's name has 20000 bytes, at most 512");
    }
}
