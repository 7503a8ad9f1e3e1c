//! Upstream's system, and the snapshot that says the same.

use std::collections::BTreeSet;

use serde::Deserialize;
use wva_core::decision::Load;
use wva_core::snapshot::{
    Accelerator, Calm, Capacity, LatencyModel, LatencyTarget, Observation, Profile,
    QueueParameters, Snapshot, Solver, Targets, Variant, Workload, WorkloadObservation,
};

use super::candidate::{Doubt, FLAT_ITL, GAMMA};

/// Accelerators, profiles, classes and servers, as the vectors write them.
#[derive(Debug, Deserialize)]
pub struct System {
    accelerators: Vec<AcceleratorRow>,
    #[serde(default)]
    capacity: Vec<CapacityRow>,
    model_perf: Vec<PerfRow>,
    service_classes: Vec<ClassRow>,
    servers: Vec<ServerRow>,
}

#[derive(Debug, Deserialize)]
struct AcceleratorRow {
    name: String,
    #[serde(rename = "type")]
    device_type: String,
    multiplicity: u32,
    cost_cents_per_hr: f64,
}

#[derive(Debug, Deserialize)]
struct CapacityRow {
    #[serde(rename = "type")]
    device_type: String,
    count_units: u32,
}

#[derive(Debug, Deserialize)]
struct PerfRow {
    model: String,
    accelerator: String,
    acc_count: i64,
    max_batch_size: u32,
    at_tokens: u32,
    decode_alpha_ms: f64,
    decode_beta_ms: f64,
    prefill_gamma_ms: f64,
    prefill_delta_ms: f64,
}

#[derive(Debug, Deserialize)]
struct ClassRow {
    name: String,
    priority: u32,
    targets: Vec<TargetRow>,
}

#[derive(Debug, Deserialize)]
struct TargetRow {
    model: String,
    slo_itl_ms: f64,
    slo_ttft_ms: f64,
    slo_tps_tokens_per_s: f64,
}

#[derive(Debug, Deserialize)]
struct ServerRow {
    name: String,
    service_class: String,
    model: String,
    keep_accelerator: bool,
    min_num_replicas: u32,
    max_batch_size_override: u32,
    load: LoadRow,
    current: CurrentRow,
}

#[derive(Debug, Deserialize)]
struct LoadRow {
    arrival_rate_req_per_min: f64,
    avg_in_tokens: f64,
    avg_out_tokens: f64,
}

#[derive(Debug, Deserialize)]
struct CurrentRow {
    accelerator: String,
    num_replicas: u32,
    cost_cents_per_hr: f64,
}

impl System {
    /// The snapshot: each server is a workload of its own with one variant.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            at_unix_s: 0.0,
            currency: "cents".to_owned(),
            accelerators: self.accelerators.iter().map(AcceleratorRow::accelerator).collect(),
            profiles: self.model_perf.iter().map(PerfRow::profile).collect(),
            workloads: self.servers.iter().map(|server| self.workload(server)).collect(),
            variants: self.servers.iter().map(ServerRow::variant).collect(),
            capacities: self.capacities(),
            solver: Some(Solver::Unlimited),
            calm: Calm::default(),
        }
    }

    /// Name and load of each server. A load is given to the candidates as it stands, because the
    /// vectors hold contradictions that observations would not pass.
    pub fn loads(&self) -> impl Iterator<Item = (&str, Load)> {
        self.servers.iter().map(|server| (server.name.as_str(), server.load()))
    }

    /// Names of the accelerators in the vectors' order.
    pub fn accelerators(&self) -> impl Iterator<Item = &str> {
        self.accelerators.iter().map(|a| a.name.as_str())
    }

    /// What upstream's answer for a server on an accelerator leaves undecided.
    ///
    /// Its ITL is wrong without a prompt but with γ > 0, because it subtracts a γ that was never
    /// added. Where the ITL cannot depend on the load (β = 0 or a batch of one), it inverts
    /// feasibility. Both matter to the rate only if there is an ITL target.
    pub(super) fn doubt(&self, server: &str, accelerator: &str) -> Doubt {
        let targets = Targets::default();
        let mut doubt = Doubt { by_value: None, no_itl: false, no_prompt: false, targets };
        let Some(server) = self.servers.iter().find(|s| s.name == server) else { return doubt };
        doubt.targets = self.workload(server).targets.unwrap_or_default();
        doubt.no_prompt = server.load.avg_in_tokens <= 0.0;
        let mut perf = self.model_perf.iter();
        let perf = perf.find(|p| p.model == server.model && p.accelerator == accelerator);
        let Some(perf) = perf else { return doubt };
        doubt.no_itl = doubt.no_prompt && perf.prefill_gamma_ms > 0.0;
        let flat = perf.decode_beta_ms.abs() <= 0.0 || server.batch_is_one(perf);
        if doubt.targets.itl.is_some() {
            doubt.by_value = flat.then_some(&FLAT_ITL).or(doubt.no_itl.then_some(&GAMMA));
        }
        doubt
    }

    /// Devices by type; a type that the vectors do not list has none.
    fn capacities(&self) -> Vec<Capacity> {
        let types: BTreeSet<_> = self.accelerators.iter().map(|a| a.device_type.as_str()).collect();
        let units = |name: &str| {
            let listed = self.capacity.iter().find(|row| row.device_type == name);
            listed.map_or(0, |row| row.count_units)
        };
        let one = |name: &str| Capacity { device_type: name.to_owned(), units: units(name) };
        types.into_iter().map(one).collect()
    }

    fn workload(&self, server: &ServerRow) -> Workload {
        let class = self.service_classes.iter().find(|class| class.name == server.service_class);
        let row = class.and_then(|class| class.targets.iter().find(|t| t.model == server.model));
        Workload {
            key: server.name.clone(),
            model: server.model.clone(),
            class: Some(server.service_class.clone()),
            priority: class.map_or(100, |class| class.priority),
            targets: row.map(TargetRow::targets),
            observed: WorkloadObservation::default(),
        }
    }
}

impl AcceleratorRow {
    fn accelerator(&self) -> Accelerator {
        Accelerator {
            name: self.name.clone(),
            device_type: self.device_type.clone(),
            multiplicity: self.multiplicity,
            cost_per_hour: Some(self.cost_cents_per_hr),
            memory_mib: None,
            power: None,
        }
    }
}

impl PerfRow {
    fn profile(&self) -> Profile {
        Profile {
            model: self.model.clone(),
            accelerator: self.accelerator.clone(),
            variant: None,
            acc_count: u32::try_from(self.acc_count).unwrap_or(0),
            max_batch: Some(self.max_batch_size),
            at_tokens: Some(self.at_tokens),
            memory_mib: None,
            latency: LatencyModel::Queue(QueueParameters {
                alpha_ms: self.decode_alpha_ms,
                beta_ms: self.decode_beta_ms,
                gamma_ms: self.prefill_gamma_ms,
                delta_ms_per_token: self.prefill_delta_ms,
            }),
            source: "golden vectors".to_owned(),
        }
    }
}

impl TargetRow {
    fn targets(&self) -> Targets {
        let latency =
            |ms: f64| (ms > 0.0).then_some(LatencyTarget { at_most_ms: ms, percentile: None });
        Targets {
            ttft: latency(self.slo_ttft_ms),
            itl: latency(self.slo_itl_ms),
            tps_tokens_per_s: Some(self.slo_tps_tokens_per_s).filter(|tps| *tps > 0.0),
        }
    }
}

impl ServerRow {
    /// Whether upstream's batch rule gives a batch of one.
    fn batch_is_one(&self, perf: &PerfRow) -> bool {
        let scaled = f64::from(perf.max_batch_size) * f64::from(perf.at_tokens)
            / self.load.avg_out_tokens.max(1.0);
        match self.max_batch_size_override {
            0 => scaled < 2.0,
            batch => batch == 1,
        }
    }

    fn load(&self) -> Load {
        Load {
            arrival_rate_per_s: self.load.arrival_rate_req_per_min / 60.0,
            avg_input_tokens: self.load.avg_in_tokens,
            avg_output_tokens: self.load.avg_out_tokens,
        }
    }

    fn variant(&self) -> Variant {
        let load = self.load();
        Variant {
            name: self.name.clone(),
            workload: self.name.clone(),
            accelerator: Some(self.current.accelerator.clone()).filter(|name| !name.is_empty()),
            keep_accelerator: self.keep_accelerator,
            min_replicas: self.min_num_replicas,
            max_batch: Some(self.max_batch_size_override).filter(|batch| *batch > 0),
            observed: Observation {
                arrival_rate_per_s: Some(load.arrival_rate_per_s),
                avg_input_tokens: Some(load.avg_input_tokens),
                avg_output_tokens: Some(load.avg_output_tokens),
                current_replicas: Some(self.current.num_replicas),
                current_cost_per_hour: Some(self.current.cost_cents_per_hr),
                ..Observation::default()
            },
            ..Variant::default()
        }
    }
}
