//! The accelerator of a variant that names none, by the nodes that the pods of its target select.

use wva_core::snapshot::Accelerator;

use crate::document::node::Node;
use crate::manifests::{DeclaredVariant, Manifests};
use crate::places::Places;
use crate::pods::Pods;
use crate::problem::{Problem, ProblemLog, Severity};
use crate::resolve::problem;
use crate::variant::ACCELERATOR_LABEL;

/// Labels of nodes that name the product: upstream's own, those of the vendors' discovery, of GKE, of
/// Karpenter and of `CoreWeave`.
const LABELS: [&str; 8] = [
    ACCELERATOR_LABEL,
    "nvidia.com/gpu.product",
    "amd.com/gpu.product-name",
    "gpu.intel.com/product",
    "cloud.google.com/gke-accelerator",
    "cloud.google.com/gke-tpu-accelerator",
    "karpenter.k8s.aws/instance-gpu-name",
    "gpu.nvidia.com/class",
];

/// The terms of a node affinity that must hold.
const REQUIRED: [&str; 4] = [
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
];

/// The part that the names of slices have.
const SLICE: &str = "mig";

/// The products that pods may get, one if their selector or upstream's label names it; none if they are
/// left open.
pub(crate) fn products<'a>(pods: &Pods<'a>) -> Vec<&'a str> {
    let selector = |label: &&str| pods.spec(&["nodeSelector", label]);
    if let Some(selected) = LABELS.iter().find_map(selector).and_then(Node::text) {
        return vec![selected];
    }
    let required = pods.spec(&REQUIRED).and_then(of_terms).unwrap_or_default();
    let labelled = pods.label(ACCELERATOR_LABEL).and_then(Node::text);
    if required.is_empty() { labelled.into_iter().collect() } else { required }
}

/// The products of all terms, for any of them suffices; `None` if one leaves it open.
fn of_terms(terms: &Node) -> Option<Vec<&str>> {
    let mut products = Vec::new();
    for term in terms.items()? {
        let expressions = term.get("matchExpressions")?.items()?;
        let about = |label: &&str| {
            let is = |node: &&Node, key, text| node.get(key).and_then(Node::text) == Some(text);
            expressions.iter().find(|node| is(node, "key", *label) && is(node, "operator", "In"))
        };
        let values = LABELS.iter().find_map(about)?.get("values")?.items()?;
        for product in values.iter().filter_map(Node::text) {
            if !products.contains(&product) {
                products.push(product);
            }
        }
    }
    Some(products)
}

/// Gives every variant that names no accelerator the one that its target's pods select; a variant that
/// stays without one is warned about, and one that names another than its pods select.
pub(crate) fn name_accelerators(manifests: &mut Manifests, log: &ProblemLog) {
    let mut variants = std::mem::take(&mut manifests.variants);
    let products = Products::of(manifests.accelerators.iter().map(|priced| &priced.accelerator));
    for variant in &mut variants {
        let selected = manifests.target_of(variant).map_or(&[][..], |target| &target.products);
        if let Some(own) = &variant.accelerator {
            let text = match (products.contradiction(own, selected), &variant.cost) {
                (None, None) => products.unlisted(own),
                (said, _) => said,
            };
            if let Some(text) = text {
                log.push(problem(variant, Severity::Warning, text));
            }
            continue;
        }
        let found = products.all_of(selected);
        let found = found.filter(|found| found.iter().all(|one| Some(one) == found.first()));
        let found = found.and_then(|found| found.first().copied());
        log.push(said(variant, selected, found));
        variant.accelerator = found.map(str::to_owned);
    }
    manifests.variants = variants;
}

fn said(variant: &DeclaredVariant, products: &[String], found: Option<&str>) -> Problem {
    let of_the_target = format!("{} `{}`", variant.target.kind, variant.target.name);
    let expected = format!("`acceleratorType` or label `{ACCELERATOR_LABEL}`");
    let selected = quoted(products);
    let (severity, text) = match found {
        Some(found) => {
            let text =
                format!("accelerator `{found}`: the pods of {of_the_target} select {selected}");
            (Severity::Note, text)
        }
        None if products.is_empty() => {
            (Severity::Warning, format!("names no accelerator; expected {expected}"))
        }
        None => {
            let text = format!(
                "names no accelerator, and no single one fits {selected}, which the pods of \
                 {of_the_target} select; expected {expected}"
            );
            (Severity::Warning, text)
        }
    };
    problem(variant, severity, text)
}

fn quoted(products: &[String]) -> String {
    format!("`{}`", products.join("` or `"))
}

/// The accelerators of the price list, by the words for them, in which case does not count.
#[derive(Debug)]
struct Products<'a> {
    accelerators: Vec<&'a Accelerator>,
    by_name: Places,
    by_type: Places,
}

impl<'a> Products<'a> {
    fn of(accelerators: impl Iterator<Item = &'a Accelerator>) -> Self {
        let accelerators: Vec<_> = accelerators.collect();
        let all = || accelerators.iter();
        let by_name = Places::of(all().map(|one| one.name.to_ascii_lowercase()));
        let by_type = Places::of(all().map(|one| one.device_type.to_ascii_lowercase()));
        Self { accelerators, by_name, by_type }
    }

    /// That a variant names another accelerator than its pods select, where all are in the price list.
    fn contradiction(&self, own: &str, products: &[String]) -> Option<String> {
        let selected = self.all_of(products)?;
        let mut named = self.by_name.all(&self.accelerators, &own.to_ascii_lowercase());
        let listed = named.find(|one| one.name == own)?;
        let is = |product: &String| {
            listed.device_type.eq_ignore_ascii_case(product)
                || parts(product).contains(&own.to_ascii_lowercase())
        };
        let is_own = selected.contains(&own) || products.iter().any(is);
        let other = selected.first().filter(|_| !is_own)?;
        let products = quoted(products);
        Some(format!("accelerator `{own}` is used; its pods select {products}, which is `{other}`"))
    }

    /// The accelerator of each product; `None` if one has none.
    fn all_of(&self, products: &[String]) -> Option<Vec<&'a str>> {
        products.iter().map(|product| self.accelerator_of(product)).collect()
    }

    /// That an accelerator is not in the price list, but one that goes by the same name. One whose name is
    /// only near is another product.
    fn unlisted(&self, own: &str) -> Option<String> {
        let known = self.accelerator_of(own)?;
        let lower = own.to_ascii_lowercase();
        let mut named = self.by_name.all(&self.accelerators, &lower);
        (!named.any(|one| one.name == own)).then(|| {
            format!("accelerator `{own}` is not in the price list; did you mean `{known}`")
        })
    }

    /// The only accelerator of that name, else the only one of that type, else the only one whose name is
    /// a part of the product's: `H100` of `NVIDIA-H100-80GB-HBM3`, but not of a slice of it.
    fn accelerator_of(&self, product: &str) -> Option<&'a str> {
        let whole = product.to_ascii_lowercase();
        let named = self.by_name.all(&self.accelerators, &whole);
        let of_type = self.by_type.all(&self.accelerators, &whole);
        let parts = parts(product);
        let in_part = parts.iter().flat_map(|part| self.by_name.all(&self.accelerators, part));
        only(named).or_else(|| only(of_type)).or_else(|| only(in_part))
    }
}

/// The parts of a product's name; none of a slice's.
fn parts(product: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in product.split(['-', '_', ' ']).map(str::to_ascii_lowercase) {
        if part == SLICE {
            return Vec::new();
        }
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

fn only<'a: 'f, 'f>(mut found: impl Iterator<Item = &'f &'a Accelerator>) -> Option<&'a str> {
    let first = found.next()?;
    found.next().is_none().then_some(&first.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(name: &str, device_type: &str) -> Accelerator {
        Accelerator {
            name: name.to_owned(),
            device_type: device_type.to_owned(),
            multiplicity: 1,
            cost_per_hour: None,
            memory_mib: None,
            power: None,
        }
    }

    #[test]
    fn another_accelerator_than_the_pods_select_is_said() {
        let all = [list("A100", "A100"), list("H100", "H100"), list("H100-half", "NVIDIA-H100")];
        for (own, product, is_said) in [
            ("A100", "NVIDIA-H100-80GB-HBM3", true),
            ("H100", "NVIDIA-H100-80GB-HBM3", false),
            ("H100-half", "NVIDIA-H100", false),
            ("L40S", "NVIDIA-H100", false),
            ("A100", "NVIDIA-B200", false),
        ] {
            let said = Products::of(all.iter()).contradiction(own, &[product.to_owned()]);
            assert_eq!(said.is_some(), is_said, "{own} {product}: {said:?}");
        }
    }

    #[test]
    fn terms_of_an_affinity() {
        let of = |terms: serde_json::Value| {
            let node = Node::from_json(&terms);
            of_terms(&node).map(|products| products.join(" "))
        };
        let term = |key: &str, operator: &str, values: &[&str]| {
            let zone = serde_json::json!({"key": "zone", "operator": "Exists"});
            let product = serde_json::json!({"key": key, "operator": operator, "values": values});
            serde_json::json!({"matchExpressions": [zone, product]})
        };
        let (nvidia, gke) = ("nvidia.com/gpu.product", "cloud.google.com/gke-accelerator");
        let [one, other] = [term(nvidia, "In", &["B", "A"]), term(gke, "In", &["C", "A"])];
        assert_eq!(of(serde_json::json!([one])).as_deref(), Some("B A"));
        assert_eq!(of(serde_json::json!([one, other])).as_deref(), Some("B A C"));
        assert_eq!(of(serde_json::json!([one, term("zone", "In", &["x"])])), None);
        assert_eq!(of(serde_json::json!([term(nvidia, "NotIn", &["A"])])), None);
    }

    #[test]
    fn products_as_clouds_and_vendors_name_them() {
        let all = [
            list("A100", "NVIDIA-A100-PCIE-80GB"),
            list("H100", "H100"),
            list("MI300X", "MI300X"),
            list("half-h200", "NVIDIA-H200"),
            list("whole-h200", "NVIDIA-H200"),
        ];
        for (product, name) in [
            ("A100", Some("A100")),
            ("NVIDIA-A100-PCIE-80GB", Some("A100")),
            ("NVIDIA-A100-SXM4-40GB", Some("A100")),
            ("nvidia-h100-80gb", Some("H100")),
            ("h100", Some("H100")),
            ("AMD_Instinct_MI300X_OAM", Some("MI300X")),
            ("nvidia-tesla-a100", Some("A100")),
            ("NVIDIA-A100-SXM4-80GB-MIG-1g.10gb", None),
            ("NVIDIA-GH100-480GB", None),
            ("NVIDIA-H200", None),
            ("NVIDIA-GeForce-RTX-4090", None),
            ("", None),
        ] {
            assert_eq!(Products::of(all.iter()).accelerator_of(product), name, "{product}");
        }
    }
}
