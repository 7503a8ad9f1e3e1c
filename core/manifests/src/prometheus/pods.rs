//! Series by the pod they are of.

use std::collections::BTreeMap;

use crate::document::node::At;
use crate::prometheus::names::COMPLETIONS;
use crate::prometheus::page::Page;
use crate::prometheus::twice::count_once;
use crate::prometheus::values::{Labels, Values};

/// Labels that name the pod of a series. An `exported_*` label comes first: it stood on the pod's
/// own page before a Prometheus added its labels.
const NAMESPACE: [&str; 2] = ["exported_namespace", "namespace"];
const POD: [&str; 2] = ["exported_pod", "pod"];
const INSTANCE: [&str; 2] = ["exported_instance", "instance"];
const MODEL: [&str; 1] = ["model_name"];

/// The label that splits completions by how they ended: they count together.
const REASON: &str = "finished_reason";

/// Which pod, as far as the labels say; without any, the whole page is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PodKey<'p> {
    pub(crate) namespace: Option<&'p str>,
    pub(crate) pod: Option<&'p str>,
    /// Address it was scraped at, where the pod has no name.
    pub(crate) instance: Option<&'p str>,
    pub(crate) model: Option<&'p str>,
}

/// The series of one pod on a page.
#[derive(Clone, Debug)]
pub(crate) struct Pod<'p> {
    pub(crate) at: At,
    /// When its process began, s, where that is said once.
    pub(crate) start_s: Option<f64>,
    /// Number of reasons that completions are split by, by further labels.
    pub(crate) reasons: BTreeMap<Labels<'p>, usize>,
    pub(crate) values: Values<'p>,
}

/// The pods of a page, each engine once.
pub(crate) fn pods(page: &Page) -> BTreeMap<PodKey<'_>, Pod<'_>> {
    let starts = starts(page);
    let mut pods: BTreeMap<_, Pod<'_>> = BTreeMap::new();
    for (series, reading) in &page.series {
        let key = PodKey::of(&series.labels);
        let pod = pods.entry(key).or_insert_with(|| {
            let start_s = starts.get(&PodKey { model: None, ..key }).copied().flatten();
            Pod { at: reading.at, start_s, reasons: BTreeMap::new(), values: BTreeMap::new() }
        });
        pod.at = pod.at.min(reading.at);
        let labels = series.labels.iter().map(|(label, value)| (label.as_str(), value.as_str()));
        let labels: Labels<'_> = labels.filter(|(label, _)| *label != REASON).collect();
        if series.name == COMPLETIONS {
            *pod.reasons.entry(labels.clone()).or_default() += 1;
        }
        let values = pod.values.entry(series.name).or_default();
        let sum = values.entry(labels).or_insert(Some(0.0));
        *sum = sum.zip(reading.value).map(|(sum, value)| sum + value);
    }
    for pod in pods.values_mut() {
        count_once(&mut pod.values);
    }
    pods
}

/// When the processes began, s; `None` for a pod with several that differ.
fn starts(page: &Page) -> BTreeMap<PodKey<'_>, Option<f64>> {
    let mut starts = BTreeMap::new();
    for (labels, start) in &page.starts {
        let key = PodKey { model: None, ..PodKey::of(labels) };
        let known = starts.entry(key).or_insert(start.value);
        *known = known.filter(|_| *known == start.value);
    }
    starts
}

impl Pod<'_> {
    /// The metric summed over the pod's engines.
    pub(crate) fn total(&self, name: &str) -> Option<f64> {
        self.values.get(name)?.values().copied().sum()
    }
}

impl<'p> PodKey<'p> {
    fn of(labels: &'p [(String, String)]) -> Self {
        let label = |names: &[&str]| names.iter().find_map(|name| value(labels, name));
        let pod = label(&POD);
        Self {
            namespace: label(&NAMESPACE),
            pod,
            instance: label(&INSTANCE).filter(|_| pod.is_none()),
            model: label(&MODEL),
        }
    }

    /// For messages.
    pub(crate) fn name(&self) -> String {
        match (self.pod, self.instance) {
            (Some(pod), _) => format!("pod `{pod}`"),
            (None, Some(instance)) => format!("instance `{instance}`"),
            (None, None) => "the page".to_owned(),
        }
    }
}

/// The value of a label; to Prometheus, an empty label is no label.
fn value<'p>(labels: &'p [(String, String)], name: &str) -> Option<&'p str> {
    let label = labels.iter().find(|(label, value)| label == name && !value.is_empty());
    label.map(|(_, value)| value.as_str())
}
