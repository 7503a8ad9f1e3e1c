//! `ConfigMaps` into manifests.

pub(crate) mod entry;
pub(crate) mod meaning;

mod accelerator;
mod optimizer;
mod scale_to_zero;
mod service_class;

use wva_core::snapshot::Profile;

use crate::config_map::entry::{ConfigEntry, entries};
use crate::config_map::meaning::{MEANINGS, Meaning, check_fields, choose};
use crate::document::scope::Scope;
use crate::document::unique::Unique;
use crate::manifests::Manifests;
use crate::object::Object;
use crate::problem::ProblemLog;
use crate::profile::listed;

/// Reads the one `ConfigMap` of each meaning into the manifests.
pub(crate) fn config_maps(objects: &[Object<'_>], log: &ProblemLog, manifests: &mut Manifests) {
    for meaning in MEANINGS {
        let Some(object) = choose(meaning, objects, log) else {
            continue;
        };
        check_fields(object, log);
        let entries = || entries(object, log);
        let scope = object.scope(log);
        match meaning {
            Meaning::Accelerators => manifests.accelerators = accelerator::read(&entries(), &scope),
            Meaning::Classes => manifests.classes = service_class::read(&entries(), &scope),
            Meaning::Profiles => manifests.profiles.extend(general_profiles(&entries(), &scope)),
            Meaning::Optimizer => {
                (manifests.solver, manifests.calm) = optimizer::read(object, log);
            }
            Meaning::ScaleToZero => {
                manifests.scale_to_zero = scale_to_zero::read(&entries(), &scope);
            }
        }
    }
}

fn general_profiles(entries: &[ConfigEntry], scope: &Scope<'_>) -> Vec<Profile> {
    let mut unique = Unique::default();
    let mut profiles = Vec::new();
    for entry in entries {
        let before = scope.log.errors();
        let profile = listed(entry.found(scope), scope.object.unwrap_or_default());
        let Some(profile) = profile.filter(|_| scope.log.errors() == before) else {
            continue;
        };
        let name = format!("profile of `{}` on `{}`", profile.model, profile.accelerator);
        unique.check(&entry.found(scope).scope, entry.node.at, name);
        if scope.log.errors() == before {
            profiles.push(profile);
        }
    }
    profiles
}
