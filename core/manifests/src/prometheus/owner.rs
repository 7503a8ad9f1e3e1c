//! Which variant a pod belongs to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::document::node::At;
use crate::document::scope::Scope;
use crate::document::suggest::hint;
use crate::manifests::{DeclaredVariant, Manifests};
use crate::observations::Observations;
use crate::places::{Places, pair};
use crate::prometheus::pod_name::{beginning, beginnings, is_of, names_of};
use crate::prometheus::pods::PodKey;
use crate::prometheus::words::and_others;

/// Most names that a message lists.
const NAMES_MAX: usize = 3;

/// Most models that a nearest one is looked for: every search compares all variants.
const HINTS_MAX: usize = 20;

/// The variants that pods may belong to.
#[derive(Debug)]
pub(crate) struct Owners<'m> {
    variants: Vec<&'m DeclaredVariant>,
    /// By namespace and model, each of them or any.
    serving: BTreeMap<String, Vec<&'m DeclaredVariant>>,
    /// Of one target, by what the names of its pods begin with.
    by_target: Places,
}

impl<'m> Owners<'m> {
    /// The variants that a snapshot would hold: one for each scale target.
    pub(crate) fn new(manifests: &'m Manifests) -> Self {
        let (snapshot, _) = manifests.snapshot(&Observations::default(), 0.0, "");
        let kept = Places::of(snapshot.variants.into_iter().map(|variant| variant.name));
        let kept = manifests.variants.iter().filter(|variant| kept.place(&variant.name).is_some());
        let variants: Vec<&DeclaredVariant> = kept.collect();
        let mut serving: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for &variant in &variants {
            let (namespace, model) = (Some(variant.namespace.as_str()), Some(&*variant.model));
            for (namespace, model) in
                [(namespace, model), (namespace, None), (None, model), (None, None)]
            {
                serving.entry(group(namespace, model)).or_default().push(variant);
            }
        }
        let by_target = Places::of(variants.iter().map(|one| beginning(&one.target).to_owned()));
        Self { variants, serving, by_target }
    }

    /// The pod's variant: by its name, or where it has none by its model. If neither is certain, the
    /// cause: nothing is guessed.
    pub(crate) fn of<'p>(
        &self,
        key: &PodKey<'p>,
    ) -> Result<&'m DeclaredVariant, Stray<'_, 'm, 'p>> {
        let PodKey { namespace, model, pod, .. } = *key;
        let Some(serving) = self.serving.get(&group(namespace, model)) else {
            let cause = Cause::NotServed { namespace, model };
            return Err(Stray { cause, may_be_of: Cow::Borrowed(&[]) });
        };
        match (pod, model) {
            (Some(pod), _) => self.by_name(pod, serving, key),
            (None, Some(_)) => {
                single(serving).ok_or_else(|| ambiguous(Cow::Borrowed(serving), key, &["`pod`"]))
            }
            (None, None) => {
                let text = "neither label `model_name` nor `pod` is there".to_owned();
                Err(Stray { cause: Cause::Unclear(text), may_be_of: Cow::Borrowed(serving) })
            }
        }
    }

    fn by_name<'p>(
        &self,
        pod: &str,
        serving: &[&'m DeclaredVariant],
        key: &PodKey<'p>,
    ) -> Result<&'m DeclaredVariant, Stray<'_, 'm, 'p>> {
        let mut longest = 0;
        let mut owners = Vec::new();
        let begun = beginnings(pod).flat_map(|name| self.by_target.all(&self.variants, name));
        let fits = |variant: &&DeclaredVariant| {
            is_in(variant, key.namespace) && key.model.is_none_or(|model| model == variant.model)
        };
        for variant in begun.copied().filter(fits).filter(|variant| is_of(pod, &variant.target)) {
            let length = variant.target.name.len();
            if length > longest {
                owners.clear();
            }
            if length >= longest {
                longest = length;
                owners.push(variant);
            }
        }
        if owners.is_empty() {
            let names = some(serving, |variant| names_of(&variant.target));
            let text = format!("{}, but the name is not {names}", serves(key));
            let may_be_of = Cow::Borrowed([].as_slice());
            return Err(Stray { cause: Cause::Unclear(text), may_be_of });
        }
        single(&owners).ok_or_else(|| ambiguous(Cow::Owned(owners), key, &[]))
    }

    /// A model that no variant has, with the one that was meant if it is to be looked for.
    fn not_served(&self, namespace: Option<&str>, model: Option<&str>, look: bool) -> String {
        let place = namespace.map_or_else(String::new, |name| format!(" in namespace `{name}`"));
        let Some(model) = model else {
            return format!("there is no variant{place}");
        };
        let known = self.variants.iter().filter(|variant| look && is_in(variant, namespace));
        let near = hint(model, known.map(|variant| variant.model.as_str()));
        format!("no variant{place} serves model `{model}`{near}")
    }
}

/// The key of the variants of a namespace and a model, or of any.
fn group(namespace: Option<&str>, model: Option<&str>) -> String {
    let model = model.map_or_else(String::new, |model| format!("/{model}"));
    pair(namespace.unwrap_or_default(), &model)
}

fn is_in(variant: &DeclaredVariant, namespace: Option<&str>) -> bool {
    namespace.is_none_or(|namespace| namespace == variant.namespace)
}

fn single<'m>(variants: &[&'m DeclaredVariant]) -> Option<&'m DeclaredVariant> {
    match variants {
        [variant] => Some(variant),
        _ => None,
    }
}

fn ambiguous<'o, 'm, 'p>(
    variants: Cow<'o, [&'m DeclaredVariant]>,
    key: &PodKey<'p>,
    missing: &[&str],
) -> Stray<'o, 'm, 'p> {
    let names = some(&variants, |variant| format!("`{}`", variant.name));
    let namespace = key.namespace.is_none().then_some("`namespace`");
    let labels: Vec<_> = missing.iter().copied().chain(namespace).collect();
    let why = match labels.as_slice() {
        [] => "their targets have one name".to_owned(),
        [label] => format!("label {label} is missing"),
        labels => format!("labels {} are missing", labels.join(" and ")),
    };
    let text = format!("{}, and may be of {names}: {why}", serves(key));
    Stray { cause: Cause::Unclear(text), may_be_of: variants }
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
pub(crate) struct Stray<'o, 'm, 'p> {
    pub(crate) cause: Cause<'p>,
    /// The variants that it may be of: what arrives there may be theirs.
    pub(crate) may_be_of: Cow<'o, [&'m DeclaredVariant]>,
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
