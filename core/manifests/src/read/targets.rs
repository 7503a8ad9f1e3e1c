//! The scale targets of the variants.

use std::collections::BTreeSet;

use wva_core::order::sort_by;

use crate::manifests::{DeclaredVariant, Manifests};
use crate::object::Object;
use crate::problem::ProblemLog;
use crate::product::name_accelerators;
use crate::scale_target;

/// Reads the targets of the variants; those name the accelerators of variants that do not.
pub(super) fn targets(objects: &[Object<'_>], log: &ProblemLog, manifests: &mut Manifests) {
    // What KServe makes of a service comes before what would be made of it: the first one counts.
    let (services, objects): (Vec<_>, Vec<_>) = objects
        .iter()
        .filter(|object| scale_target::KINDS.contains(&&*object.kind))
        .partition(|object| object.kind == scale_target::INFERENCE_SERVICE);
    let mut scaled = BTreeSet::new();
    for DeclaredVariant { namespace, target, .. } in &manifests.variants {
        scaled.insert((namespace.as_str(), target.kind.as_str(), target.name.as_str()));
    }
    let mut seen = Vec::new();
    for object in objects.into_iter().chain(services) {
        for target in scale_target::targets(object) {
            if scaled.contains(&(&*object.namespace, target.kind, target.name.as_str())) {
                seen.push(target.read(log));
            }
        }
    }
    sort_by(&mut seen, |a, b| a.key().cmp(&b.key()));
    manifests.targets = seen;
    name_accelerators(manifests, log);
}
