//! Performance profiles: in a variant's own spec, and in a list of general ones.

use std::collections::BTreeMap;

use wva_core::snapshot::{LatencyModel, Profile, QueueParameters};

use crate::document::fields::{Fields, Found};
use crate::document::node::At;
use crate::document::number::plain;
use crate::document::range::{MEBIBYTES, MILLISECONDS, MILLISECONDS_PER_TOKEN};
use crate::document::words::describe;
use crate::manifests::DeclaredVariant;
use crate::params::STEP_MS_LEAST;

const OF_LIST: [&str; 12] = [
    "model",
    "accelerator",
    "accCount",
    "maxBatchSize",
    "atTokens",
    "alphaMs",
    "betaMs",
    "gammaMs",
    "deltaMsPerToken",
    "memoryMib",
    "kind",
    "source",
];
const OF_ACCELERATOR: [&str; 10] = [
    "acc",
    "accCount",
    "maxBatchSize",
    "atTokens",
    "perfParms",
    "alpha",
    "beta",
    "gamma",
    "delta",
    "memoryMib",
];
const OF_VARIANT: [&str; 3] = ["perfParms", "maxBatchSize", "atTokens"];
const PARAMETERS: [&str; 4] = ["alpha", "beta", "gamma", "delta"];

/// `modelProfile`: the accelerators it names, and a profile for each that gives parameters.
pub(crate) fn model_profile(
    found: Found<'_>,
    variant: &DeclaredVariant,
) -> (Vec<String>, Vec<Profile>) {
    let Some(fields) = found.fields(&["accelerators"]) else {
        return (Vec::new(), Vec::new());
    };
    let items = fields.need(&["accelerators"]).map_or_else(Vec::new, |list| list.items());
    let mut seen: BTreeMap<&str, At> = BTreeMap::new();
    let mut profiles = Vec::new();
    for fields in items.into_iter().filter_map(|item| item.fields(&OF_ACCELERATOR)) {
        let accelerator = fields.need(&["acc"]).and_then(|found| found.text());
        let count = fields.whole(&["accCount"], 1);
        let Some(accelerator) = accelerator else {
            continue;
        };
        if let Some(first) = seen.get(accelerator) {
            let first = first.line_after(", first on");
            let text = format!("accelerator `{accelerator}` is given twice{first}");
            fields.scope.wrong(fields.at, text);
            continue;
        }
        seen.insert(accelerator, fields.at);
        profiles.extend(own_profile(&fields, variant, accelerator, count));
    }
    (seen.into_keys().map(str::to_owned).collect(), profiles)
}

/// `variantProfile` of later upstream versions: one accelerator, named beside it.
pub(crate) fn variant_profile(found: Found<'_>, variant: &DeclaredVariant) -> Option<Profile> {
    let fields = found.fields(&OF_VARIANT)?;
    let Some(accelerator) = &variant.accelerator else {
        fields.scope.wrong(fields.at, "the profile needs an `accelerator` beside it".to_owned());
        return None;
    };
    own_profile(&fields, variant, accelerator, variant.accelerator_count)
}

fn own_profile(
    fields: &Fields<'_>,
    variant: &DeclaredVariant,
    accelerator: &str,
    count: Option<u32>,
) -> Option<Profile> {
    let max_batch = fields.whole(&["maxBatchSize"], 1);
    let at_tokens = fields.whole(&["atTokens"], 1);
    let memory_mib = fields.number(&["memoryMib"], MEBIBYTES);
    let parameters = own_parameters(fields)?;
    Some(Profile {
        model: variant.model.clone(),
        accelerator: accelerator.to_owned(),
        variant: Some(variant.name.clone()),
        acc_count: count.unwrap_or(0),
        max_batch,
        at_tokens,
        memory_mib,
        latency: LatencyModel::Queue(not_all_zero(fields, parameters)?),
        source: format!("VariantAutoscaling {}", variant.name),
    })
}

/// α, β, γ and δ: under `perfParms`, or as the first versions had them, in the entry itself.
fn own_parameters(fields: &Fields<'_>) -> Option<QueueParameters> {
    let nested = fields.get(&["perfParms"]);
    let (decode, prefill) = match nested {
        Some(found) => {
            let parts = found.fields(&["decodeParms", "prefillParms"])?;
            let decode = parts.need(&["decodeParms"])?.fields(&["alpha", "beta"])?;
            let prefill =
                parts.get(&["prefillParms"]).and_then(|found| found.fields(&["gamma", "delta"]));
            (decode, prefill)
        }
        None if PARAMETERS.iter().all(|name| fields.get(&[name]).is_none()) => {
            let text =
                "has no parameters, so it is no profile; `perfParms` would give them".to_owned();
            fields.scope.note(fields.at, text);
            return None;
        }
        None => {
            let prefill = ["gamma", "delta"].iter().any(|name| fields.get(&[name]).is_some());
            (fields.clone(), prefill.then(|| fields.clone()))
        }
    };
    let alpha = decode.need_number(&["alpha"], MILLISECONDS);
    let beta = decode.need_number(&["beta"], MILLISECONDS);
    let (gamma, delta) = if let Some(prefill) = prefill {
        let gamma = prefill.need_number(&["gamma"], MILLISECONDS);
        (gamma, prefill.need_number(&["delta"], MILLISECONDS_PER_TOKEN))
    } else {
        let text = "gives no prefill parameters (gamma, delta); prefill counts as 0 ms";
        fields.scope.warn(fields.at, text.to_owned());
        (Some(0.0), Some(0.0))
    };
    Some(QueueParameters {
        alpha_ms: alpha?,
        beta_ms: beta?,
        gamma_ms: gamma?,
        delta_ms_per_token: delta?,
    })
}

/// An entry of a list of general profiles.
pub(crate) fn listed(found: Found<'_>, default_source: &str) -> Option<Profile> {
    let fields = found.fields(&OF_LIST)?;
    let kind = fields.get(&["kind"]);
    if let Some(kind) = kind.filter(|kind| kind.node.text() != Some("queue")) {
        let given = describe(kind.node);
        let text = format!("{given} is not a kind of performance model; expected `queue`");
        kind.scope.wrong(kind.node.at, text);
    }
    let model = fields.need(&["model"]).and_then(|found| found.text());
    let accelerator = fields.need(&["accelerator"]).and_then(|found| found.text());
    let acc_count = fields.whole(&["accCount"], 1).unwrap_or(0);
    let max_batch = fields.whole(&["maxBatchSize"], 1);
    let at_tokens = fields.whole(&["atTokens"], 1);
    let memory_mib = fields.number(&["memoryMib"], MEBIBYTES);
    let alpha = fields.need_number(&["alphaMs"], MILLISECONDS);
    let beta = fields.need_number(&["betaMs"], MILLISECONDS);
    let gamma = fields.need_number(&["gammaMs"], MILLISECONDS);
    let delta = fields.need_number(&["deltaMsPerToken"], MILLISECONDS_PER_TOKEN);
    let source = fields.owned(&["source"]).unwrap_or_else(|| default_source.to_owned());
    let parameters = QueueParameters {
        alpha_ms: alpha?,
        beta_ms: beta?,
        gamma_ms: gamma?,
        delta_ms_per_token: delta?,
    };
    Some(Profile {
        model: model?.to_owned(),
        accelerator: accelerator?.to_owned(),
        variant: None,
        acc_count,
        max_batch,
        at_tokens,
        memory_mib,
        latency: LatencyModel::Queue(not_all_zero(&fields, parameters)?),
        source,
    })
}

/// Parameters by which nothing would take any time are a mistake, and probably also those in seconds.
fn not_all_zero(fields: &Fields<'_>, given: QueueParameters) -> Option<QueueParameters> {
    let step_ms = given.alpha_ms + given.beta_ms;
    if step_ms + given.gamma_ms + given.delta_ms_per_token > 0.0 {
        if step_ms < STEP_MS_LEAST {
            let text = format!(
                "alpha and beta make a decode step of `{}` ms, which no server reaches; expected \
                 milliseconds, not seconds",
                plain(step_ms)
            );
            fields.scope.warn(fields.at, text);
        }
        return Some(given);
    }
    let text = "alpha, beta, gamma and delta are all 0 ms: nothing would take any time";
    fields.scope.wrong(fields.at, text.to_owned());
    None
}
