//! The names that Kubernetes gives to the pods of a scale target.

use crate::manifests::ScaleTarget;
use crate::params::{GENERATED_NAME_BYTES_MAX, POD_HASH_BYTES_MAX, POD_SUFFIX_BYTES};

/// The names that Kubernetes gives to the pods of a target, for messages.
pub(crate) fn names_of(target: &ScaleTarget) -> String {
    let name = &target.name;
    match target.kind.as_str() {
        "StatefulSet" | "LeaderWorkerSet" => format!("`{name}-<number>`"),
        _ => format!("`{name}-<hash>-<{POD_SUFFIX_BYTES} letters>`"),
    }
}

/// What the names of a target's pods begin with: its name, or as much of it as Kubernetes keeps.
pub(crate) fn beginning(target: &ScaleTarget) -> &str {
    target.name.get(..GENERATED_NAME_BYTES_MAX).unwrap_or(&target.name)
}

/// All that may be the [`beginning`] of the target that a pod is of.
pub(crate) fn beginnings(pod: &str) -> impl Iterator<Item = &str> {
    let dashes = pod.match_indices('-').map(|(place, _)| place);
    let kept = dashes.take_while(|place| *place < GENERATED_NAME_BYTES_MAX);
    let places = kept.chain([GENERATED_NAME_BYTES_MAX]);
    places.filter_map(|place| pod.get(..place))
}

/// Whether Kubernetes may have given the target's pod this name. Pods of kinds that are not known may
/// have either form.
pub(crate) fn is_of(pod: &str, target: &ScaleTarget) -> bool {
    let rest = || pod.strip_prefix(&target.name)?.strip_prefix('-');
    let numbered = || rest().is_some_and(is_numbered);
    let generated = || rest().is_some_and(is_generated) || is_cut(pod, &target.name);
    match target.kind.as_str() {
        "Deployment" => generated(),
        "StatefulSet" | "LeaderWorkerSet" => numbered(),
        _ => numbered() || generated(),
    }
}

/// The number of a `StatefulSet`'s pod or of a group, or the numbers of a group and of its worker.
fn is_numbered(rest: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match rest.split_once('-') {
        Some((group, worker)) => is_number(group) && is_number(worker),
        None => is_number(rest),
    }
}

/// The hash of a `ReplicaSet` and the letters of one pod.
fn is_generated(rest: &str) -> bool {
    let Some((hash, letters)) = rest.split_once('-') else { return false };
    is_hash(hash) && letters.len() == POD_SUFFIX_BYTES && is_plain(letters)
}

/// A hash has digits or lacks vowels, so that `canary` is none: it is a part of another name.
fn is_hash(text: &str) -> bool {
    let vowel = |letter| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    let is_word = !text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().any(vowel);
    !text.is_empty() && text.len() <= POD_HASH_BYTES_MAX && is_plain(text) && !is_word
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// A name that was too long: Kubernetes cuts it, and the hash, before it adds the letters of one pod.
fn is_cut(pod: &str, target: &str) -> bool {
    let Some((kept, letters)) = pod.split_at_checked(GENERATED_NAME_BYTES_MAX) else {
        return false;
    };
    let whole = format!("{target}-");
    let of_target = match kept.strip_prefix(&whole) {
        Some(hash) => is_plain(hash.strip_suffix('-').unwrap_or(hash)),
        None => whole.starts_with(kept),
    };
    of_target && letters.len() == POD_SUFFIX_BYTES && is_plain(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(kind: &str, name: &str) -> ScaleTarget {
        let (kind, name) = (kind.to_owned(), name.to_owned());
        ScaleTarget { api_version: "apps/v1".to_owned(), kind, name }
    }

    #[test]
    fn names_of_pods() {
        let of = |kind, pod: &str, name: &str| is_of(pod, &target(kind, name));
        let deployed = |pod: &str, name: &str| of("Deployment", pod, name);
        assert!(deployed("llama-7d9f-x2x4k", "llama"));
        assert!(!deployed("llama2-7d9f-x2x4k", "llama"));
        assert!(!deployed("llama-canary-7d9f-x2x4k", "llama"));
        assert!(!deployed("llama-canary-x2x4k", "llama"), "of a DaemonSet, say");
        assert!(!deployed("llama-7d9f-x2x4k-0", "llama"));
        assert!(!deployed("llama-7d9f", "llama"));
        assert!(!deployed("llama-0", "llama"));
        assert!(!deployed("llama", "llama"));
        assert!(of("StatefulSet", "llama-0", "llama"));
        assert!(!of("StatefulSet", "llama-canary-0", "llama"));
        assert!(!of("StatefulSet", "llama-7d9f-x2x4k", "llama"));
        assert!(of("LeaderWorkerSet", "llama-10-3", "llama"));
        assert!(!of("LeaderWorkerSet", "llama-1-2-3", "llama"));
        assert!(of("RayCluster", "llama-0", "llama") && of("Rollout", "llama-7d9f-x2x4k", "llama"));
    }

    #[test]
    fn long_names_are_cut() {
        let deployed = |pod: &str, name: &str| is_of(pod, &target("Deployment", name));
        let long = "x".repeat(70);
        assert!(deployed(&format!("{}abcde", "x".repeat(58)), &long));
        assert!(!deployed(&format!("{}-abcde", "x".repeat(52)), &long));
        let nearly = "x".repeat(50);
        assert!(deployed(&format!("{nearly}-6d8f7c9abcde"), &nearly));
        assert!(!deployed(&format!("{nearly}-a-8f7c9abcde"), &nearly));
    }
}
