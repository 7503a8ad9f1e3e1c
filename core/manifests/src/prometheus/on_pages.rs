//! The pods of a variant on the pages.

use std::collections::{BTreeMap, BTreeSet};

use wva_core::order::set;

use crate::document::scope::Scope;
use crate::manifests::Manifests;
use crate::problem::ProblemLog;
use crate::prometheus::growth::Growth;
use crate::prometheus::owner::{Owners, Strays};
use crate::prometheus::pods::{Pod, PodKey};

/// A pod on the pages, in their order.
#[derive(Clone, Debug)]
pub(crate) struct PodOnPages<'a, 'p> {
    pub(crate) key: PodKey<'p>,
    pub(crate) on: Vec<Option<&'a Pod<'p>>>,
}

impl<'a, 'p> PodOnPages<'a, 'p> {
    pub(crate) fn on(&self, page: usize) -> Option<&'a Pod<'p>> {
        self.on.get(page).copied().flatten()
    }

    pub(crate) fn last(&self) -> Option<&'a Pod<'p>> {
        self.on.last().copied().flatten()
    }

    /// What it grew by from each page to the next.
    pub(crate) fn growths(
        &self,
        from: usize,
    ) -> impl Iterator<Item = (PodKey<'p>, Growth<'a, 'p>)> {
        let pairs = self.on.iter().zip(self.on.iter().skip(1)).skip(from);
        pairs.filter_map(|(first, last)| Some((self.key, Growth::new((*first)?, (*last)?))))
    }
}

/// The pods of one variant, and what else is known of their number.
#[derive(Clone, Debug, Default)]
pub(crate) struct PodsOnPages<'a, 'p> {
    pub(crate) pods: Vec<PodOnPages<'a, 'p>>,
    /// Replicas that serve, as the scale target says.
    pub(crate) expected: Option<u32>,
    /// Whether pods without a variant may be of this one.
    pub(crate) others_may_be_its: bool,
}

impl PodsOnPages<'_, '_> {
    /// The first page since which no pod came or went, or the last but one.
    pub(crate) fn since(&self) -> Option<usize> {
        let pages = self.pods.first()?.on.len();
        let same = |page: &usize| {
            let is_steady =
                |pod: &PodOnPages<'_, '_>| pod.on(*page).is_some() == pod.last().is_some();
            self.pods.iter().all(is_steady)
        };
        let before = (0..pages.checked_sub(1)?).rev();
        let since = before.clone().take_while(same).last();
        since.or_else(|| before.max())
    }

    /// Whether replicas serve that are not on the last page.
    pub(crate) fn lacks_some(&self) -> bool {
        self.expected.is_some_and(|expected| on_last_page(&self.pods) < expected)
    }
}

/// Servers on the last page, by their names or addresses.
pub(crate) fn on_last_page(pods: &[PodOnPages<'_, '_>]) -> u32 {
    let last = pods.iter().filter(|seen| seen.last().is_some());
    let servers = set(last.map(|seen| PodKey { model: None, ..seen.key }));
    u32::try_from(servers.len()).unwrap_or(u32::MAX)
}

/// The pods of each variant; pods without a variant are reported where they were last.
pub(crate) fn by_variant<'a, 'p, 'm>(
    pods: &'a [BTreeMap<PodKey<'p>, Pod<'p>>],
    files: &[&str],
    manifests: &'m Manifests,
    log: &ProblemLog,
) -> BTreeMap<&'m str, PodsOnPages<'a, 'p>> {
    let owners = Owners::new(manifests);
    let mut variants: BTreeMap<&str, PodsOnPages<'_, '_>> = BTreeMap::new();
    let mut strays: Vec<Strays<'_>> = files.iter().map(|_| Strays::default()).collect();
    let mut nameless = BTreeSet::new();
    let keys = set(pods.iter().flat_map(BTreeMap::keys));
    for key in keys {
        let on: Vec<_> = pods.iter().map(|page| page.get(key)).collect();
        match owners.of(key) {
            Ok(variant) => {
                let seen = PodOnPages { key: *key, on };
                variants.entry(&variant.name).or_default().pods.push(seen);
            }
            Err(stray) => {
                // Pods without a name that have the rest in common may be of the same variants.
                let is_new = key.pod.is_some() || nameless.insert((key.namespace, key.model));
                for variant in stray.may_be_of.iter().filter(|_| is_new) {
                    variants.entry(&variant.name).or_default().others_may_be_its = true;
                }
                let mut seen = strays.iter_mut().zip(on).rev();
                if let Some((strays, pod)) = seen.find_map(|(page, pod)| Some((page, pod?))) {
                    strays.add(stray.cause, *key, pod.at);
                }
            }
        }
    }
    for (strays, file) in strays.into_iter().zip(files) {
        strays.warn(&owners, &Scope::new(log, file, None));
    }
    variants
}
