//! Comparing one candidate with the vectors' one.

use serde::Deserialize;
use wva_core::candidates::{Candidate, Part, Service};
use wva_core::snapshot::Targets;

use super::Report;
use super::by_value::accepted;
use super::compare::Differences;
use super::rule::{CANDIDATES, Rule};

/// A candidate, as the vectors write it; the accelerator is empty where no replica is needed.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Expected {
    pub(super) accelerator: String,
    pub(super) num_replicas: u32,
    pub(super) max_batch: u32,
    pub(super) cost_cents_per_hr: f64,
    #[serde(default)]
    pub(super) value: Option<f64>,
    pub(super) itl_avg_ms: f64,
    pub(super) ttft_avg_ms: f64,
    pub(super) rho: f64,
    pub(super) max_arrv_rate_per_replica_req_per_ms: f64,
    pub(super) units_per_replica: u64,
    #[serde(default)]
    pub(super) required_replicas_before_ceil: Option<f64>,
}

/// What a pair's input leaves undecided in the vectors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubt {
    /// The rule by which feasibility, rate and count are decided by value.
    pub(super) by_value: Option<&'static Rule>,
    /// γ was subtracted but never added: the ITL is wrong.
    pub(super) no_itl: bool,
    /// Prompts are empty, so that the TTFT may be next to nothing.
    pub(super) no_prompt: bool,
    /// What is asked for.
    pub(super) targets: Targets,
}

/// Who is compared with, and the relative tolerances.
#[derive(Clone, Copy, Debug)]
pub(super) struct Against {
    pub(super) who: &'static str,
    pub(super) itl: f64,
    pub(super) ttft: f64,
    pub(super) ttft_no_prompt_ms: f64,
    pub(super) rate: f64,
    /// What `value` is: the cost, or what it takes to get there.
    pub(super) value_is_cost: bool,
}

pub(super) const UPSTREAM: Against = Against {
    who: "upstream",
    itl: 1e-6,
    ttft: 5e-4,
    ttft_no_prompt_ms: 1e-3,
    rate: 1e-4,
    value_is_cost: false,
};

pub(super) const F64: Against = Against {
    who: "f64",
    itl: 1e-9,
    ttft: 1e-9,
    ttft_no_prompt_ms: 1e-9,
    rate: 1e-4,
    value_is_cost: false,
};

/// The curve does not rise.
pub(super) const FLAT_ITL: Rule = Rule::given(
    CANDIDATES,
    "flat ITL (beta = 0 or max batch 1) with a target: rate, count and feasibility by value",
);

/// The ITL target was held against a wrong ITL.
pub(super) const GAMMA: Rule = Rule::given(
    CANDIDATES,
    "in_tokens = 0 and gamma > 0, with an ITL target: rate, count and feasibility by value",
);

const NO_ITL: Rule = Rule::given(CANDIDATES, "in_tokens = 0 and gamma > 0: ITL not compared");

const NO_LOAD: Rule =
    Rule::given(CANDIDATES, "zero load: largest rate not compared (upstream: meaningless)");

const EDGE: Rule = Rule::rare(
    CANDIDATES,
    "an accepted rate beside ours, on the other side of a whole number of replicas: their count",
);

const NEARLY_FLAT: Rule = Rule::rare(
    CANDIDATES,
    "curve nearly flat: rate more than 1e-4 from ours, accepted as its latency is within 4e-6 of the target",
);

/// float32 in a count before rounding up.
const FLOAT32: f64 = 1e-6;

/// Compares all numbers of a candidate.
pub(super) fn compare(
    differences: &mut Differences,
    ours: &Candidate<'_>,
    theirs: &Expected,
    (against, doubt): (&Against, Doubt),
    report: &mut Report,
) {
    let mut found = Differences::default();
    let n = theirs.num_replicas;
    found.number(
        "cost",
        ours.offer.price_per_hour * f64::from(n),
        theirs.cost_cents_per_hr,
        1e-6,
        0.0,
    );
    if n > 0 {
        shape(&mut found, ours, theirs);
        service(&mut found, ours, theirs, (against, doubt), report);
    } else {
        nothing(&mut found, theirs);
    }
    if doubt.by_value.is_some() {
        found.require(keeps_targets(ours), || "misses its targets".to_owned());
    } else {
        count(&mut found, ours, theirs, (against, doubt), report);
    }
    if ours.replicas == n {
        value(&mut found, ours, theirs, against);
    }
    differences.under(against.who, found);
}

fn shape(differences: &mut Differences, ours: &Candidate<'_>, theirs: &Expected) {
    differences.equal("accelerator", ours.offer.accelerator, theirs.accelerator.as_str());
    differences.equal(
        "units per replica",
        ours.offer.devices.units_per_replica,
        theirs.units_per_replica,
    );
    differences.equal("max batch", ours.offer.max_batch, theirs.max_batch);
}

/// A vector without replicas says nothing else.
fn nothing(differences: &mut Differences, theirs: &Expected) {
    let zeros = [theirs.itl_avg_ms, theirs.ttft_avg_ms, theirs.rho];
    let empty = theirs.accelerator.is_empty() && theirs.max_batch == 0;
    let nothing = empty && theirs.units_per_replica == 0 && zeros.iter().all(|x| x.abs() <= 0.0);
    differences.require(nothing, || "the vector has no replicas, but numbers of one".to_owned());
}

/// One of THEIR replicas, by our model.
fn service(
    differences: &mut Differences,
    ours: &Candidate<'_>,
    theirs: &Expected,
    (against, doubt): (&Against, Doubt),
    report: &mut Report,
) {
    let (ttft, itl, rho) = at_share(ours, theirs.num_replicas);
    let no_prompt = if doubt.no_prompt { against.ttft_no_prompt_ms } else { 0.0 };
    differences.number("ttft", ttft, theirs.ttft_avg_ms, against.ttft, no_prompt);
    differences.number("rho", rho, theirs.rho, against.itl, 1e-9);
    if doubt.no_itl {
        report.rule(&NO_ITL);
    } else {
        differences.number("itl", itl, theirs.itl_avg_ms, against.itl, 0.0);
    }
    if matches!(ours.offer.service, Service::Idle { .. }) {
        report.rule(&NO_LOAD);
    }
}

/// Mean TTFT, ITL and utilization of one of `replicas`.
pub(super) fn at_share(ours: &Candidate<'_>, replicas: u32) -> (f64, f64, f64) {
    match &ours.offer.service {
        Service::Idle { ttft_ms, itl_ms } => (*ttft_ms, *itl_ms, 0.0),
        Service::Loaded { model, .. } => {
            let means = model.means(ours.rate_per_s / f64::from(replicas.max(1)));
            (means.ttft_ms, means.itl_ms, means.utilization)
        }
    }
}

/// The largest rate of a replica and the replicas that follow from it.
fn count(
    differences: &mut Differences,
    ours: &Candidate<'_>,
    theirs: &Expected,
    (against, doubt): (&Against, Doubt),
    report: &mut Report,
) {
    let Service::Loaded { model, capacity_per_s, .. } = &ours.offer.service else {
        differences.equal("replicas", ours.replicas, theirs.num_replicas);
        return;
    };
    let rate = theirs.max_arrv_rate_per_replica_req_per_ms * 1000.0;
    let close = (capacity_per_s / rate - 1.0).abs() <= against.rate;
    if !close && accepted(model, &doubt.targets, rate) {
        report.rule(&NEARLY_FLAT);
    } else {
        differences.number("largest rate", *capacity_per_s, rate, against.rate, 0.0);
    }
    if let Some(replicas) = theirs.required_replicas_before_ceil {
        let name = "replicas before rounding up";
        differences.number(name, ours.rate_per_s / rate, replicas, 1e-9, 0.0);
    }
    let theirs = theirs.num_replicas;
    if ours.replicas != theirs
        && ours.needed == ours.replicas
        && follows(theirs, ours.rate_per_s / rate)
    {
        report.rule(&EDGE);
    } else {
        differences.equal("replicas", ours.replicas, theirs);
    }
}

/// Whether `replicas` is `ratio` rounded up, up to float32.
fn follows(replicas: u32, ratio: f64) -> bool {
    let above = f64::from(replicas) - ratio;
    let noise = FLOAT32 * ratio;
    (-noise..1.0 + noise).contains(&above)
}

fn value(
    differences: &mut Differences,
    ours: &Candidate<'_>,
    theirs: &Expected,
    against: &Against,
) {
    let Some(theirs) = theirs.value else { return };
    let value = if against.value_is_cost { ours.cost_per_hour() } else { ours.value };
    let scale = ours.cost_per_hour() + theirs.abs();
    differences.number("value", value, theirs, 0.0, 1e-6 * scale + 1e-4);
}

/// Whether a candidate that claims to serve its load does, by its own means.
pub(super) fn keeps_targets(candidate: &Candidate<'_>) -> bool {
    match &candidate.offer.service {
        Service::Idle { .. } => true,
        Service::Loaded { capacity_per_s, .. } => {
            let served = Part::whole(candidate).means().map_or(0.0, |means| means.throughput_per_s);
            served <= *capacity_per_s * (1.0 + 1e-9)
        }
    }
}
