//! What a decision says, computed again.

use wva_core::decision::{Alternative, Decision, Rejected, VariantDecision};
use wva_core::reason::Reason;
use wva_core::snapshot::{Profile, Snapshot, Targets, Variant, Workload};
use wva_model::{Model, Quantity, Replica};

const NOISE: f64 = 1e-6;

/// Everything that is not true, as it was said.
pub(super) fn untrue(snapshot: &Snapshot, decision: &Decision) -> Vec<String> {
    let mut found = Vec::new();
    let sum: f64 = decision.variants.iter().filter_map(|v| v.cost_per_hour).sum();
    if !near(sum, decision.cost_per_hour) {
        found.push(format!("costs {} in all", decision.cost_per_hour));
    }
    for said in &decision.variants {
        let variant = snapshot.variants.iter().find(|v| v.name == said.variant).unwrap();
        let workload = snapshot.workloads.iter().find(|w| w.key == said.workload).unwrap();
        let claims = Claims { snapshot, decision, said, variant, workload };
        found.extend(claims.untrue().into_iter().map(|text| format!("{}: {text}", said.variant)));
    }
    found
}

struct Claims<'a> {
    snapshot: &'a Snapshot,
    decision: &'a Decision,
    said: &'a VariantDecision,
    variant: &'a Variant,
    workload: &'a Workload,
}

impl Claims<'_> {
    fn untrue(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut check = |name: &str, holds: bool| {
            if !holds {
                found.push(format!("{name}: {} {:?}", self.said.sentence, self.said.binds));
            }
        };
        check("binds", self.binds());
        check("cost", self.costs());
        check("meets", self.meets());
        let better = &self.said.recommendation;
        check("recommendation", better.iter().all(|other| self.saves(other)));
        check("recommendation carries", better.iter().all(|other| self.carries(other)));
        check("next best", self.said.runner_up.iter().all(|other| self.is_next_best(other)));
        check("others", self.said.others.iter().all(|other| self.is_why(other)));
        check("sentence", self.is_said());
        found
    }

    /// The reason for the number.
    fn binds(&self) -> bool {
        let (binds, desired) = (&self.said.binds, self.said.desired_replicas);
        match binds.code.as_str() {
            "ttft" | "itl" | "tps" | "saturation" | "one-replica" => {
                self.sizes(binds) && desired == whole(binds, "neededReplicas")
            }
            "min-replicas" => {
                let least = Some(self.variant.min_replicas);
                let asked = whole(binds, "askedReplicas");
                whole(binds, "replicas") == least
                    && desired == least
                    && asked.is_none_or(|asked| asked < self.variant.min_replicas)
                    && self.names_carrier(binds)
            }
            "max-replicas" => {
                whole(binds, "replicas") == self.variant.max_replicas
                    && desired == self.variant.max_replicas
                    && ["neededReplicas", "askedReplicas"]
                        .iter()
                        .any(|name| binds.value(name) > binds.value("replicas"))
                    && whole(binds, "askedReplicas").is_none_or(|asked| self.would_be(asked))
            }
            "unknown-load" | "partly-unknown-load" | "unknown-replicas" | "backlog" => {
                !self.said.decided || desired >= self.said.current_replicas
            }
            "capacity" => {
                binds.value("neededReplicas") > binds.value("replicas")
                    && whole(binds, "replicas") <= desired
                    && self.is_used_up(binds.name("deviceType").unwrap_or_default())
            }
            "carried-elsewhere" => self.names_carrier(binds) && desired == Some(0),
            "no-load" => self.said.load.is_some_and(|load| !load.arrives()),
            _ => true,
        }
    }

    /// While an input is unknown a number stays where it was, but for its bounds.
    fn would_be(&self, asked: u32) -> bool {
        let unknown = |warning: &Reason| {
            let code = warning.code.as_str();
            code.starts_with("unknown-load") || code == "partly-unknown-load"
        };
        let held = self.said.warnings.iter().any(unknown);
        !held || self.said.current_replicas.is_some_and(|current| asked >= current)
    }

    /// What is recommended for its price carries the load.
    fn carries(&self, other: &Alternative) -> bool {
        let is_other = |rejected: &&Rejected| {
            rejected.variant == other.variant && rejected.accelerator == other.accelerator
        };
        let reason = self.said.others.iter().find(is_other).map(|rejected| &rejected.reason);
        let nearer = self.said.binds.value("reachableMs").is_some();
        nearer || reason.is_none_or(|reason| reason.code.as_str() != "max-replicas")
    }

    /// One replica keeps the targets up to its capacity and not beyond, and so many are needed.
    fn sizes(&self, binds: &Reason) -> bool {
        let (Some(capacity), Some(rate), Some(needed)) = (
            binds.value("capacityPerS"),
            binds.value("arrivalRatePerS"),
            binds.value("neededReplicas"),
        ) else {
            return false;
        };
        let load = self.said.load.unwrap();
        let model = self.model(self.said.accelerator.as_deref().unwrap_or_default());
        let (Some(model), Some(targets)) = (model, self.workload.targets) else { return false };
        let keeps = |per_s: f64, more: f64| keeps(&model, &targets, per_s, more);
        // Where no latency binds a tenth of the largest rate is kept free, as upstream does.
        let most = model.max_rate_per_s();
        let at_most = capacity >= 0.85 * most || !keeps(capacity * 1.01, 1.0);
        // A target out of reach is sized for another one, and a throughput for more than arrives.
        let is_other = binds.value("reachableMs").is_some() || targets.tps_tokens_per_s.is_some();
        let keeps_up_to = keeps(capacity * (1.0 - NOISE), 1.0 + 1e-4) && at_most;
        (is_other || keeps_up_to)
            && (targets.tps_tokens_per_s.is_some() || near(rate, load.arrival_rate_per_s))
            && (needed - (rate / capacity).ceil()).abs() <= 1.0
            && capacity <= most * (1.0 + NOISE)
            && needed * capacity >= rate * (1.0 - NOISE)
            && (needed - 1.0) * capacity < rate * (1.0 + NOISE)
            && (binds.code.as_str() != "one-replica" || needed <= 1.0)
    }

    fn model(&self, accelerator: &str) -> Option<Model> {
        let load = self.said.load?;
        let replica = Replica {
            latency: self.profile(accelerator)?.latency,
            max_batch: self.said.max_batch?,
            max_queue: None,
            avg_input_tokens: load.avg_input_tokens,
            avg_output_tokens: load.avg_output_tokens,
        };
        replica.model().ok()
    }

    fn profile(&self, accelerator: &str) -> Option<&Profile> {
        let model = &self.workload.model;
        let of = |own: Option<&str>| {
            self.snapshot.profiles.iter().find(|profile| {
                profile.accelerator == accelerator
                    && profile.model == *model
                    && profile.variant.as_deref() == own
            })
        };
        of(Some(&self.variant.name)).or_else(|| of(None))
    }

    /// Price of a replica: the variant's own where it runs, else that of its units.
    fn price(&self, variant: &Variant, accelerator: &str) -> Option<f64> {
        let profile = self.profile(accelerator)?;
        let listed = self.snapshot.accelerators.iter().find(|a| a.name == accelerator);
        let asked = variant.devices_per_replica.unwrap_or(0);
        let multiplicity = listed.map_or(1, |listed| listed.multiplicity).max(1);
        let units = if profile.acc_count > 0 {
            profile.acc_count
        } else {
            asked.div_ceil(multiplicity).max(1)
        };
        let own = variant.cost_per_hour.filter(|_| variant.running_on() == Some(accelerator));
        own.or(listed.and_then(|a| a.cost_per_hour).map(|cost| cost * f64::from(units)))
    }

    fn costs(&self) -> bool {
        let VariantDecision { accelerator, desired_replicas, cost_per_hour, .. } = self.said;
        let (Some(cost), Some(desired)) = (cost_per_hour, desired_replicas) else { return true };
        let price = accelerator.as_deref().and_then(|on| self.price(self.variant, on));
        price.is_some_and(|price| near(*cost, price * f64::from(*desired)))
    }

    fn meets(&self) -> bool {
        let (Some(expected), Some(targets)) = (self.said.expected, self.said.targets) else {
            return self.said.meets_targets != Some(true);
        };
        let within = |quantity, target: Option<wva_core::snapshot::LatencyTarget>| {
            target.is_none_or(|target| {
                let reached = expected.latency_ms(quantity, target.percentile);
                reached.is_none_or(|ms| ms <= target.at_most_ms * (1.0 + NOISE))
            })
        };
        let keeps = within(Quantity::Ttft, targets.ttft) && within(Quantity::Itl, targets.itl);
        self.said.meets_targets != Some(true)
            || (keeps && self.said.desired_replicas >= self.said.wanted_replicas)
    }

    /// Cost of what a variant keeps whatever carries the load.
    fn rest(&self, name: &str) -> Option<f64> {
        let variant = self.snapshot.variants.iter().find(|v| v.name == name)?;
        let price = variant.running_on().and_then(|on| self.price(variant, on));
        Some(price.unwrap_or(0.0) * f64::from(variant.min_replicas))
    }

    /// Cost of a choice beyond what its variant keeps in any case.
    fn beyond(&self, other: &Alternative) -> Option<f64> {
        Some(other.cost_per_hour - self.rest(&other.variant)?)
    }

    /// A recommendation costs less in the whole solution by what is said, or serves more.
    fn saves(&self, other: &Alternative) -> bool {
        let variant = self.snapshot.variants.iter().find(|v| v.name == other.variant).unwrap();
        let price = self.price(variant, &other.accelerator);
        let right =
            price.is_none_or(|price| near(other.cost_per_hour, price * f64::from(other.replicas)));
        right && self.extra_is(other)
    }

    fn is_next_best(&self, other: &Alternative) -> bool {
        let chosen = self.said.accelerator.as_deref();
        let is_other =
            other.variant != self.said.variant || Some(other.accelerator.as_str()) != chosen;
        let limited = !self.snapshot.capacities.is_empty() || self.snapshot.solver.is_some();
        let cut = self.said.binds.code.as_str() == "capacity";
        let beside_none = cut && self.said.desired_replicas == Some(0);
        is_other && !beside_none && other.replicas > 0 && (limited || (self.saves(other)))
    }

    /// The difference of both choices beyond what stays, where the chosen number is the solver's.
    fn extra_is(&self, other: &Alternative) -> bool {
        let held = ["capacity", "make-before-break", "unknown-load", "partly-unknown-load"];
        let code = self.said.binds.code.as_str();
        let bounded = code != "preempted" && self.said.binds.value("askedReplicas").is_some();
        if !self.said.decided || held.contains(&code) || code.starts_with("unknown") || bounded {
            return true;
        }
        let (Some(cost), Some(rest)) = (self.said.cost_per_hour, self.rest(&self.said.variant))
        else {
            return true;
        };
        let Some(beyond) = self.beyond(other) else { return true };
        near_of(other.extra_cost_per_hour, beyond - (cost - rest), cost + rest)
    }

    /// Why another choice was not taken.
    fn is_why(&self, other: &Rejected) -> bool {
        let Rejected { reason, .. } = other;
        let extra = reason.value("extraCostPerHour");
        match reason.code.as_str() {
            "costs-more" => extra >= Some(0.0),
            "change-costs-more" => extra < Some(0.0),
            "capacity" => {
                let fits = reason.value("replicas") < reason.value("neededReplicas");
                fits && self.is_limited(reason.name("deviceType").unwrap_or_default())
            }
            "max-replicas" => reason.value("replicas") < reason.value("neededReplicas"),
            "no-profile" => self.profile(&other.accelerator).is_none(),
            "infeasible" => reason.value("targetMs") < reason.value("reachableMs"),
            _ => true,
        }
    }

    fn is_limited(&self, kind: &str) -> bool {
        self.snapshot.capacities.iter().any(|capacity| capacity.device_type == kind)
    }

    /// Of a type that is said to be used up less is left than a replica takes.
    fn is_used_up(&self, kind: &str) -> bool {
        self.is_limited(kind)
    }

    /// A carrier that is named is another variant of the workload.
    fn names_carrier(&self, reason: &Reason) -> bool {
        let Some(carrier) = reason.name("carrier") else { return true };
        let mut all = self.decision.variants.iter();
        carrier != self.said.variant
            && all.any(|v| v.variant == carrier && v.workload == self.said.workload)
    }

    /// The sentence has the numbers of the decision, and says why.
    fn is_said(&self) -> bool {
        let VariantDecision { sentence, desired_replicas, binds, .. } = self.said;
        let number = desired_replicas.is_none_or(|desired| sentence.contains(&desired.to_string()));
        sentence.starts_with(&self.said.variant) && number && sentence.contains(&binds.text)
    }
}

/// Whether the targets are kept, or `more` times of them.
fn keeps(model: &Model, targets: &Targets, per_s: f64, more: f64) -> bool {
    let within = |quantity, target: Option<wva_core::snapshot::LatencyTarget>| {
        target.is_none_or(|target| {
            let ms = model.latency_ms(quantity, target.percentile, per_s);
            ms <= target.at_most_ms * more
        })
    };
    within(Quantity::Ttft, targets.ttft) && within(Quantity::Itl, targets.itl)
}

fn whole(reason: &Reason, name: &str) -> Option<u32> {
    let value = reason.value(name)?;
    (0..=1_000_000_u32).find(|number| f64::from(*number).to_bits() == value.to_bits())
}

fn near(one: f64, other: f64) -> bool {
    near_of(one, other, one.abs().max(other.abs()))
}

fn near_of(one: f64, other: f64, scale: f64) -> bool {
    (one - other).abs() <= 1e-9 * scale.max(1.0)
}
