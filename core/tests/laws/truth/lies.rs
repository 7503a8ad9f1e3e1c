//! Lies to be told: each changes one thing that a decision says, and says whether it could.

use wva_core::decision::{Alternative, Decision, VariantDecision};
use wva_core::reason::{Code, Reason, ReasonCode};

pub(super) type Lie = (&'static str, fn(&mut Decision) -> bool);

pub(super) const LIES: [Lie; 33] = [
    ("a total that is too small", |d| total(d, 0.9)),
    ("a total that is too large", |d| total(d, 1.1)),
    ("one replica more", |d| desired(d, 1)),
    ("one replica less", |d| desired(d, -1)),
    ("a cost that is too small", |d| cost(d, 0.5)),
    ("a cost that is too large", |d| cost(d, 2.0)),
    ("a capacity that is too small", |d| sized(d, "capacityPerS", 0.8)),
    ("a capacity that is too large", |d| sized(d, "capacityPerS", 1.2)),
    ("a load that is too small", |d| sized(d, "arrivalRatePerS", 0.5)),
    ("a load that is too large", |d| sized(d, "arrivalRatePerS", 2.0)),
    ("more are needed", |d| sized(d, "neededReplicas", 3.0)),
    ("one replica is enough for several", one_is_enough),
    ("a minimum that is none", |d| bound(d, "min-replicas", 2.0)),
    ("a maximum that is none", |d| bound(d, "max-replicas", 0.5)),
    ("a maximum above what is needed", needed_below),
    ("carried by itself", by_itself),
    ("carried by a stranger", by_a_stranger),
    ("nothing arrives", nothing_arrives),
    ("targets are met that are not", met),
    ("a saving that is too large", |d| recommended(d, |r| r.extra_cost_per_hour -= 5.0)),
    ("a recommendation that is too cheap", |d| recommended(d, |r| r.cost_per_hour *= 0.5)),
    ("a recommendation of more replicas", |d| recommended(d, |r| r.replicas += 1)),
    ("the chosen one is the next best", next_is_chosen),
    ("the next best without replicas", |d| next(d, |r| r.replicas = 0)),
    ("another choice costs less and more", |d| other(d, "costs-more", "extraCostPerHour", -1.0)),
    ("a change that costs more and saves nothing", |d| {
        other(d, "change-costs-more", "extraCostPerHour", -1.0)
    }),
    ("a maximum that is enough", |d| other(d, "max-replicas", "neededReplicas", 0.0)),
    ("a target out of reach that is not", |d| other(d, "infeasible", "targetMs", 1e6)),
    ("devices that are missing are not", |d| other(d, "capacity", "neededReplicas", 0.0)),
    ("a profile that is there is missing", no_profile),
    ("held, though it shrinks", held),
    ("a rule asks for less than it holds", asks_for_less),
    ("a recommendation that falls short", recommended_short),
];

fn asks_for_less(decision: &mut Decision) -> bool {
    let fits = |v: &VariantDecision| {
        let unknown = |warning: &Reason| warning.code.as_str() == "partly-unknown-load";
        v.binds.code.as_str() == "max-replicas"
            && v.desired_replicas < v.current_replicas
            && v.binds.value("askedReplicas").is_some()
            && v.warnings.iter().any(unknown)
    };
    first(decision, fits, |v| {
        if let Some(value) = value(&mut v.binds, "askedReplicas") {
            *value -= 1.0;
        }
    })
}

fn recommended_short(decision: &mut Decision) -> bool {
    let short = |v: &VariantDecision| {
        let mut others = v.others.iter();
        others.position(|other| other.reason.code.as_str() == "max-replicas")
    };
    let fits = |v: &VariantDecision| {
        v.recommendation.is_some() && v.binds.value("reachableMs").is_none() && short(v).is_some()
    };
    first(decision, fits, |v| {
        let other = short(v).and_then(|place| v.others.get(place));
        if let (Some(other), Some(better)) = (other, &mut v.recommendation) {
            (better.variant, better.accelerator) =
                (other.variant.clone(), other.accelerator.clone());
        }
    })
}

fn held(decision: &mut Decision) -> bool {
    first(
        decision,
        |v| v.desired_replicas < v.current_replicas,
        |v| v.binds = Reason::said(Code::PartlyUnknownLoad, "nothing shrinks"),
    )
}

/// Changes the first variant that fits.
fn first(
    decision: &mut Decision,
    fits: impl Fn(&VariantDecision) -> bool,
    lie: impl FnOnce(&mut VariantDecision),
) -> bool {
    match decision.variants.iter_mut().find(|v| v.decided && fits(v)) {
        Some(variant) => {
            lie(variant);
            true
        }
        None => false,
    }
}

fn value<'r>(reason: &'r mut Reason, name: &str) -> Option<&'r mut f64> {
    reason.values.iter_mut().find(|value| value.name == name).map(|value| &mut value.value)
}

fn total(decision: &mut Decision, times: f64) -> bool {
    decision.cost_per_hour *= times;
    decision.cost_per_hour > 10.0
}

const SIZED: [&str; 4] = ["ttft", "itl", "saturation", "one-replica"];

fn is_sized(variant: &VariantDecision) -> bool {
    SIZED.contains(&variant.binds.code.as_str())
        && variant.targets.is_some_and(|targets| targets.tps_tokens_per_s.is_none())
}

fn desired(decision: &mut Decision, more: i64) -> bool {
    first(decision, is_sized, |v| {
        let desired = i64::from(v.desired_replicas.unwrap_or(1)) + more;
        v.desired_replicas = u32::try_from(desired).ok();
    })
}

fn cost(decision: &mut Decision, times: f64) -> bool {
    let has = |v: &VariantDecision| v.cost_per_hour > Some(10.0);
    first(decision, has, |v| v.cost_per_hour = v.cost_per_hour.map(|cost| cost * times))
}

fn sized(decision: &mut Decision, name: &str, times: f64) -> bool {
    first(decision, is_sized, |v| {
        if let Some(value) = value(&mut v.binds, name) {
            *value *= times;
        }
    })
}

fn one_is_enough(decision: &mut Decision) -> bool {
    let several = |v: &VariantDecision| is_sized(v) && v.desired_replicas > Some(1);
    first(decision, several, |v| v.binds.code = ReasonCode::Known(Code::OneReplica))
}

fn bound(decision: &mut Decision, code: &str, times: f64) -> bool {
    let fits = |v: &VariantDecision| {
        v.binds.code.as_str() == code && v.binds.value("replicas") > Some(0.0)
    };
    first(decision, fits, |v| {
        if let Some(value) = value(&mut v.binds, "replicas") {
            *value *= times;
        }
    })
}

fn needed_below(decision: &mut Decision) -> bool {
    let fits = |v: &VariantDecision| {
        v.binds.code.as_str() == "max-replicas" && v.binds.value("neededReplicas").is_some()
    };
    first(decision, fits, |v| {
        if let Some(value) = value(&mut v.binds, "neededReplicas") {
            *value = 0.0;
        }
    })
}

fn carried(variant: &VariantDecision) -> bool {
    variant.binds.code.as_str() == "carried-elsewhere"
}

fn by_itself(decision: &mut Decision) -> bool {
    first(decision, carried, |v| v.binds.names[0].text.clone_from(&v.variant))
}

fn by_a_stranger(decision: &mut Decision) -> bool {
    first(decision, carried, |v| "ns/stranger".clone_into(&mut v.binds.names[0].text))
}

fn nothing_arrives(decision: &mut Decision) -> bool {
    first(decision, is_sized, |v| {
        v.binds = Reason::new(Code::NoLoad).with("replicas", 0.0);
    })
}

fn met(decision: &mut Decision) -> bool {
    let misses = |v: &VariantDecision| {
        v.meets_targets == Some(false) && v.desired_replicas < v.wanted_replicas
    };
    first(decision, misses, |v| v.meets_targets = Some(true))
}

fn recommended(decision: &mut Decision, lie: impl FnOnce(&mut Alternative)) -> bool {
    let fits = |v: &VariantDecision| {
        is_sized(v) && v.recommendation.as_ref().is_some_and(|r| r.cost_per_hour > 1.0)
    };
    first(decision, fits, |v| v.recommendation.iter_mut().for_each(lie_once(lie)))
}

fn next(decision: &mut Decision, lie: impl FnOnce(&mut Alternative)) -> bool {
    let fits = |v: &VariantDecision| v.runner_up.is_some();
    first(decision, fits, |v| v.runner_up.iter_mut().for_each(lie_once(lie)))
}

fn lie_once(lie: impl FnOnce(&mut Alternative)) -> impl FnMut(&mut Alternative) {
    let mut lie = Some(lie);
    move |other| {
        if let Some(lie) = lie.take() {
            lie(other);
        }
    }
}

fn next_is_chosen(decision: &mut Decision) -> bool {
    let fits = |v: &VariantDecision| v.runner_up.is_some();
    first(decision, fits, |v| {
        let (name, on) = (v.variant.clone(), v.accelerator.clone());
        if let Some(next) = &mut v.runner_up {
            (next.variant, next.accelerator) = (name, on.unwrap_or_default());
        }
    })
}

fn other(decision: &mut Decision, code: &str, name: &str, to: f64) -> bool {
    let fits = |v: &VariantDecision| v.others.iter().any(|o| o.reason.code.as_str() == code);
    first(decision, fits, |v| {
        let mut others = v.others.iter_mut();
        let Some(other) = others.find(|o| o.reason.code.as_str() == code) else { return };
        if let Some(value) = value(&mut other.reason, name) {
            *value = if code == "change-costs-more" { 1.0 } else { to };
        }
    })
}

fn no_profile(decision: &mut Decision) -> bool {
    let fits =
        |v: &VariantDecision| v.others.iter().any(|o| o.reason.code.as_str() == "costs-more");
    first(decision, fits, |v| {
        let mut others = v.others.iter_mut();
        let Some(other) = others.find(|o| o.reason.code.as_str() == "costs-more") else { return };
        other.reason = Reason::new(Code::NoProfile)
            .named("model", "m")
            .named("accelerator", &other.accelerator.clone());
    })
}
