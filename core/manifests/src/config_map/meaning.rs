//! Which `ConfigMaps` mean what, by their names and by what is in them.

use crate::config_map::entry::{ConfigEntry, entries};
use crate::config_map::{accelerator, optimizer, scale_to_zero};
use crate::document::node::Node;
use crate::object::Object;
use crate::problem::ProblemLog;
use wva_core::order::sort_by;

/// Where upstream's controller looks.
const SYSTEM_NAMESPACE: &str = "workload-variant-autoscaler-system";

/// The purpose of a `ConfigMap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Accelerators,
    Classes,
    Profiles,
    Optimizer,
    ScaleToZero,
}

/// All of them.
pub(crate) const MEANINGS: [Meaning; 5] = [
    Meaning::Accelerators,
    Meaning::Classes,
    Meaning::Profiles,
    Meaning::Optimizer,
    Meaning::ScaleToZero,
];

impl Meaning {
    /// Upstream's name first, then the guide's, then that of upstream's chart behind its release.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Accelerators => {
                &["accelerator-unit-costs", "accelerator-unitcost", "wva-accelerator-costs"]
            }
            Self::Classes => &["service-classes-config", "serviceclass", "wva-service-classes"],
            Self::Profiles => &["wva-profiles"],
            Self::Optimizer => &["wva-optimizer"],
            Self::ScaleToZero => &["wva-model-scale-to-zero-config", "model-scale-to-zero-config"],
        }
    }

    /// How well a name fits: 0 for upstream's, then the guide's, then with prefix or suffix.
    fn rank(self, name: &str) -> Option<usize> {
        let exact = self.names().iter().position(|known| *known == name);
        let around = |known: &&str| {
            name.ends_with(&format!("-{known}"))
                || name.starts_with(&format!("{known}-"))
                || name.contains(&format!("-{known}-"))
        };
        exact.or_else(|| self.names().iter().position(around).map(|rank| rank + self.names().len()))
    }

    /// Fields that show an entry of unfamiliar name to be of this meaning; of the optimizer there
    /// are no entries, the keys themselves show it.
    fn shown_by(self) -> &'static [&'static str] {
        match self {
            Self::Accelerators => &["cost", "device", "memSize"],
            Self::Classes => &["data", "model", "priority"],
            Self::Profiles => &["accelerator", "alphaMs"],
            Self::Optimizer => &optimizer::KEYS,
            Self::ScaleToZero => &scale_to_zero::FIELDS,
        }
    }
}

/// The one `ConfigMap` of a meaning that is used; the others get a warning.
pub(crate) fn choose<'o, 'a>(
    meaning: Meaning,
    objects: &'o [Object<'a>],
    log: &ProblemLog,
) -> Option<&'o Object<'a>> {
    let mut ranked: Vec<_> = objects
        .iter()
        .filter(|object| object.kind == "ConfigMap")
        .filter_map(|object| Some((rank(meaning, object)?, object)))
        .collect();
    // The sort is stable: what was given first comes before its equals.
    sort_by(&mut ranked, |a, b| order(a.0, a.1).cmp(&order(b.0, b.1)));
    let mut ranked = ranked.into_iter();
    let (best, chosen) = ranked.next()?;
    for (rank, other) in ranked {
        let (id, file) = (&chosen.id, chosen.file);
        let why = if rank > best {
            "its name is the better one"
        } else if order(best, chosen) < order(rank, other) {
            "its namespace is upstream's"
        } else {
            "it is given first"
        };
        let text = format!("is not used: {id} in {file} means the same, and {why}");
        other.scope(log).warn(other.at(), text);
    }
    Some(chosen)
}

/// What comes first: the better name, then upstream's namespace.
fn order(rank: usize, object: &Object<'_>) -> (usize, bool) {
    (rank, object.namespace != SYSTEM_NAMESPACE)
}

/// The names of all `ConfigMaps` that are read.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    MEANINGS.into_iter().flat_map(Meaning::names).copied()
}

/// Whether a `ConfigMap` has one of the meanings.
pub(crate) fn is_ours(object: &Object<'_>) -> bool {
    MEANINGS.into_iter().any(|meaning| rank(meaning, object).is_some())
}

/// How well a `ConfigMap` fits: an unfamiliar name needs entries that look right.
fn rank(meaning: Meaning, object: &Object<'_>) -> Option<usize> {
    let rank = meaning.rank(&object.name)?;
    let familiar = rank < meaning.names().len();
    (familiar || looks_like(meaning, object)).then_some(rank)
}

fn looks_like(meaning: Meaning, object: &Object<'_>) -> bool {
    let shown = |node: &Node| meaning.shown_by().iter().any(|field| node.get(field).is_some());
    if meaning == Meaning::Optimizer {
        return object.root.get("data").is_some_and(shown);
    }
    // Its problems are dropped: the ConfigMap may belong to another program.
    let unheard = ProblemLog::default();
    let entries = entries(object, &unheard);
    let costs = Some(accelerator::COSTS).filter(|_| meaning == Meaning::Accelerators);
    let fits = |entry: &ConfigEntry| {
        shown(&entry.node) || costs.is_some() && entry.stem.as_deref() == costs
    };
    unheard.errors() == 0 && !entries.is_empty() && entries.iter().all(fits)
}

/// `ConfigMap` fields beside `data`; any other is reported once for the one that is used.
pub(crate) fn check_fields(object: &Object<'_>, log: &ProblemLog) {
    let scope = object.scope(log);
    // Only the unknown fields matter here: they are reported on the way.
    drop(crate::object::top_level(object, scope, &["data", "binaryData", "immutable"]));
}
