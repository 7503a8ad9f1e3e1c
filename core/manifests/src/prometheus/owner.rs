//! Which variant a pod belongs to.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::node::At;
use crate::document::scope::Scope;
use crate::document::suggest::hint;
use crate::manifests::{DeclaredVariant, Manifests};
use crate::observations::Observations;
use crate::prometheus::pod_name::{is_of, names_of};
use crate::prometheus::pods::PodKey;
use crate::prometheus::words::and_others;

/// Most names that a message lists.
const NAMES_MAX: usize = 3;

/// Most models that a nearest one is looked for: every search compares all variants.
const HINTS_MAX: usize = 20;

/// The variants that pods may belong to.
#[derive(Debug)]
pub(crate) struct Owners<'m>(Vec<&'m DeclaredVariant>);

impl<'m> Owners<'m> {
    /// The variants that a snapshot would hold: one for each scale target.
    pub(crate) fn new(manifests: &'m Manifests) -> Self {
        let (snapshot, _) = manifests.snapshot(&Observations::default(), 0.0, "");
        let kept: BTreeSet<_> = snapshot.variants.into_iter().map(|variant| variant.name).collect();
        Self(manifests.variants.iter().filter(|variant| kept.contains(&variant.name)).collect())
    }

    /// The pod's variant: by its name, or where it has none by its model. If neither is certain, the
    /// cause: nothing is guessed.
    pub(crate) fn of<'p>(&self, key: &PodKey<'p>) -> Result<&'m DeclaredVariant, Stray<'m, 'p>> {
        let serving: Vec<_> = self
            .0
            .iter()
            .copied()
            .filter(|variant| is_in(variant, key.namespace))
            .filter(|variant| key.model.is_none_or(|model| model == variant.model))
            .collect();
        if serving.is_empty() {
            let PodKey { namespace, model, .. } = *key;
            let cause = Cause::NotServed { namespace, model };
            return Err(Stray { cause, may_be_of: Vec::new() });
        }
        match (key.pod, key.model) {
            (Some(pod), _) => by_name(pod, &serving, key),
            (None, Some(_)) => single(&serving).ok_or_else(|| ambiguous(&serving, key, &["`pod`"])),
            (None, None) => {
                let text = "neither label `model_name` nor `pod` is there".to_owned();
                Err(Stray { cause: Cause::Unclear(text), may_be_of: serving })
            }
        }
    }

    /// A model that no variant has, with the one that was meant if it is to be looked for.
    fn not_served(&self, namespace: Option<&str>, model: Option<&str>, look: bool) -> String {
        let place = namespace.map_or_else(String::new, |name| format!(" in namespace `{name}`"));
        let Some(model) = model else {
            return format!("there is no variant{place}");
        };
        let known = self.0.iter().filter(|variant| look && is_in(variant, namespace));
        let near = hint(model, known.map(|variant| variant.model.as_str()));
        format!("no variant{place} serves model `{model}`{near}")
    }
}

fn is_in(variant: &DeclaredVariant, namespace: Option<&str>) -> bool {
    namespace.is_none_or(|namespace| namespace == variant.namespace)
}

fn by_name<'m, 'p>(
    pod: &str,
    serving: &[&'m DeclaredVariant],
    key: &PodKey<'p>,
) -> Result<&'m DeclaredVariant, Stray<'m, 'p>> {
    let mut longest = 0;
    let mut owners = Vec::new();
    for variant in serving.iter().filter(|variant| is_of(pod, &variant.target)) {
        let length = variant.target.name.len();
        if length > longest {
            owners.clear();
        }
        if length >= longest {
            longest = length;
            owners.push(*variant);
        }
    }
    if owners.is_empty() {
        let names = some(serving, |variant| names_of(&variant.target));
        let text = format!("{}, but the name is not {names}", serves(key));
        return Err(Stray { cause: Cause::Unclear(text), may_be_of: Vec::new() });
    }
    single(&owners).ok_or_else(|| ambiguous(&owners, key, &[]))
}

fn single<'m>(variants: &[&'m DeclaredVariant]) -> Option<&'m DeclaredVariant> {
    match variants {
        [variant] => Some(variant),
        _ => None,
    }
}

fn ambiguous<'m, 'p>(
    variants: &[&'m DeclaredVariant],
    key: &PodKey<'p>,
    missing: &[&str],
) -> Stray<'m, 'p> {
    let names = some(variants, |variant| format!("`{}`", variant.name));
    let namespace = key.namespace.is_none().then_some("`namespace`");
    let labels: Vec<_> = missing.iter().copied().chain(namespace).collect();
    let why = match labels.as_slice() {
        [] => "their targets have one name".to_owned(),
        [label] => format!("label {label} is missing"),
        labels => format!("labels {} are missing", labels.join(" and ")),
    };
    let text = format!("{}, and may be of {names}: {why}", serves(key));
    Stray { cause: Cause::Unclear(text), may_be_of: variants.to_vec() }
}

fn serves(key: &PodKey<'_>) -> String {
    key.model
        .map_or_else(|| "no model is named".to_owned(), |model| format!("serves model `{model}`"))
}

/// Names of the first variants of a list.
fn some(variants: &[&DeclaredVariant], name: impl Fn(&DeclaredVariant) -> String) -> String {
    let mut names: Vec<_> = variants.iter().take(NAMES_MAX).map(|variant| name(variant)).collect();
    if variants.len() > NAMES_MAX {
        names.push("others".to_owned());
    }
    names.join(" or ")
}

/// A pod without a variant.
#[derive(Clone, Debug)]
pub(crate) struct Stray<'m, 'p> {
    pub(crate) cause: Cause<'p>,
    /// The variants that it may be of: what arrives there may be theirs.
    pub(crate) may_be_of: Vec<&'m DeclaredVariant>,
}

/// Why a pod has no variant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause<'p> {
    /// There is no variant of the model, or none at all.
    NotServed { namespace: Option<&'p str>, model: Option<&'p str> },
    /// There are variants of the model, and which it is cannot be told.
    Unclear(String),
}

/// Pods without a variant: one warning for each cause.
#[derive(Debug, Default)]
pub(crate) struct Strays<'p>(BTreeMap<Cause<'p>, (PodKey<'p>, At, usize)>);

impl<'p> Strays<'p> {
    pub(crate) fn add(&mut self, cause: Cause<'p>, key: PodKey<'p>, at: At) {
        self.0.entry(cause).and_modify(|(_, _, pods)| *pods += 1).or_insert((key, at, 1));
    }

    pub(crate) fn warn(self, owners: &Owners<'_>, scope: &Scope<'_>) {
        for (index, (cause, (key, at, pods))) in self.0.into_iter().enumerate() {
            let cause = match cause {
                Cause::NotServed { namespace, model } => {
                    owners.not_served(namespace, model, index < HINTS_MAX)
                }
                Cause::Unclear(text) => text,
            };
            let pods = and_others(key.name(), pods);
            scope.warn(at, format!("{pods}: {cause}; nothing is read of it"));
        }
    }
}
