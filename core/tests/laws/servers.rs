//! Servers in a closed loop with a policy that is told a profile of them.

use wva_core::decide;
use wva_core::snapshot::{
    LatencyModel, LatencyTarget, Observation, Profile, QueueParameters, Snapshot, Targets, Variant,
    Workload,
};
use wva_model::{Model, Replica};

use super::objects::{accelerator, profile, workload};

const CYCLE_S: f64 = 30.0;
const START_UP_S: f64 = 120.0;
const CYCLES_PER_HOUR: u32 = 120;

/// A server with its load and targets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Server {
    pub(super) name: &'static str,
    pub(super) latency: QueueParameters,
    pub(super) max_batch: u32,
    pub(super) tokens: (f64, f64),
    pub(super) rate_per_s: f64,
    /// Infinite where none is promised.
    pub(super) ttft_ms: f64,
    pub(super) itl_ms: f64,
    /// What is measured beyond wait and prefill: a network, a tokenizer.
    pub(super) overhead_ms: f64,
}

const fn parameters(alpha_ms: f64, beta_ms: f64, gamma_ms: f64, delta: f64) -> QueueParameters {
    QueueParameters { alpha_ms, beta_ms, gamma_ms, delta_ms_per_token: delta }
}

pub(super) const A100: Server = Server {
    name: "A100",
    latency: parameters(13.2, 0.16, 24.0, 0.0012),
    max_batch: 64,
    tokens: (512.0, 128.0),
    rate_per_s: 190.0,
    ttft_ms: 500.0,
    itl_ms: 24.0,
    overhead_ms: 0.0,
};

pub(super) const H100: Server = Server {
    name: "H100",
    latency: parameters(6.958, 0.042, 15.415, 0.000_337),
    max_batch: 128,
    rate_per_s: 500.0,
    ..A100
};

pub(super) const SLOW: Server = Server {
    name: "slow",
    latency: parameters(20.0, 0.5, 60.0, 0.02),
    tokens: (2000.0, 300.0),
    rate_per_s: 20.0,
    ttft_ms: 1000.0,
    itl_ms: 40.0,
    ..A100
};

pub(super) const SERVERS: [Server; 6] = [
    A100,
    Server { name: "A100, little load", rate_per_s: 45.0, ..A100 },
    H100,
    Server { name: "H100, narrow target", itl_ms: 9.0, ..H100 },
    SLOW,
    Server {
        name: "slow, long prompts",
        tokens: (4000.0, 50.0),
        rate_per_s: 30.0,
        ttft_ms: 800.0,
        itl_ms: 60.0,
        ..SLOW
    },
];

/// The profile that the policy is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) latency: QueueParameters,
    pub(super) max_batch: u32,
    /// Whether the running server says its batch, which then counts.
    pub(super) says_batch: bool,
    pub(super) max_replicas: u32,
}

impl Server {
    pub(super) fn told(&self) -> Told {
        Told {
            latency: self.latency,
            max_batch: self.max_batch,
            says_batch: true,
            max_replicas: 1000,
        }
    }

    /// Every profile with one parameter wrong by a factor of three.
    pub(super) fn wrong(&self) -> Vec<(String, Told)> {
        let right = self.told();
        let mut all = Vec::new();
        for factor in [3.0, 1.0 / 3.0] {
            let QueueParameters { alpha_ms, beta_ms, gamma_ms, delta_ms_per_token } = self.latency;
            let [alpha_ms, beta_ms, gamma_ms, delta_ms_per_token] =
                [alpha_ms, beta_ms, gamma_ms, delta_ms_per_token].map(|ms| ms * factor);
            for (name, latency) in [
                ("alpha", QueueParameters { alpha_ms, ..self.latency }),
                ("beta", QueueParameters { beta_ms, ..self.latency }),
                ("gamma", QueueParameters { gamma_ms, ..self.latency }),
                ("delta", QueueParameters { delta_ms_per_token, ..self.latency }),
            ] {
                all.push((format!("{name} × {factor:.2}"), Told { latency, ..right }));
            }
        }
        let hidden = Told { max_batch: self.max_batch * 3, says_batch: false, ..right };
        all.push(("batch × 3".to_owned(), hidden));
        all
    }

    pub(super) fn model(&self) -> Model {
        let (avg_input_tokens, avg_output_tokens) = self.tokens;
        let latency = LatencyModel::Queue(self.latency);
        let max_batch = self.max_batch;
        let replica =
            Replica { latency, max_batch, max_queue: None, avg_input_tokens, avg_output_tokens };
        replica.model().unwrap()
    }

    pub(super) fn snapshot(&self, told: &Told, at_unix_s: f64, observed: Observation) -> Snapshot {
        let at_most = |at_most_ms| Some(LatencyTarget { at_most_ms, percentile: None });
        let targets = Targets {
            ttft: at_most(self.ttft_ms).filter(|target| target.at_most_ms.is_finite()),
            itl: at_most(self.itl_ms),
            tps_tokens_per_s: None,
        };
        let profile = Profile {
            max_batch: Some(told.max_batch),
            latency: LatencyModel::Queue(told.latency),
            ..profile("m", "A")
        };
        let workload = Workload { targets: Some(targets), ..workload("w", "m", 1) };
        let variant = Variant {
            name: "n/v".to_owned(),
            workload: "w".to_owned(),
            accelerator: Some("A".to_owned()),
            keep_accelerator: true,
            min_replicas: 1,
            max_replicas: Some(told.max_replicas),
            observed,
            ..Variant::default()
        };
        Snapshot {
            at_unix_s,
            accelerators: vec![accelerator("A")],
            profiles: vec![profile],
            workloads: vec![workload],
            variants: vec![variant],
            ..Snapshot::default()
        }
    }

    /// What is seen of `ready` of `current` replicas, with `waiting` requests beyond what the model
    /// expects.
    pub(super) fn seen(
        &self,
        rate_per_s: f64,
        (current, ready): (u32, u32),
        waiting: f64,
    ) -> Observation {
        let model = self.model();
        let most = model.max_rate_per_s();
        let share = (rate_per_s / f64::from(ready)).min(most);
        let means = model.means(share);
        let served_per_s = share * f64::from(ready);
        Observation {
            arrival_rate_per_s: Some(rate_per_s),
            avg_input_tokens: Some(self.tokens.0),
            avg_output_tokens: Some(self.tokens.1),
            current_replicas: Some(current),
            ready_replicas: Some(ready),
            waiting_requests: Some(waiting + served_per_s * means.wait_ms / 1000.0),
            running_requests: Some(means.in_service * f64::from(ready)),
            ttft_ms: Some(
                self.overhead_ms + means.ttft_ms + waiting / (most * f64::from(ready)) * 1000.0,
            ),
            itl_ms: Some(means.itl_ms),
            ..Observation::default()
        }
    }

    /// Loads that are a little more than so many replicas carry.
    pub(super) fn just_too_much(&self) -> impl Iterator<Item = f64> {
        let one = Self { rate_per_s: 1e-3, ..*self };
        let observed = one.seen(one.rate_per_s, (1, 1), 0.0);
        let decision = decide(&one.snapshot(&one.told(), 0.0, observed), &[]).unwrap();
        let capacity_per_s = decision.variants[0].binds.value("capacityPerS").unwrap();
        (1..=8).map(move |replicas| capacity_per_s * f64::from(replicas) * 1.002)
    }

    /// The replicas that a right profile gives for the load alone.
    pub(super) fn right(&self) -> u32 {
        let seen = self.seen(self.rate_per_s, (1, 1), 0.0);
        let observed = Observation {
            waiting_requests: None,
            running_requests: None,
            ttft_ms: None,
            itl_ms: None,
            ..seen
        };
        let decision = decide(&self.snapshot(&self.told(), 0.0, observed), &[]).unwrap();
        decision.variants[0].wanted_replicas.unwrap()
    }
}

/// The outcome of two hours of steady load and one of a quarter of it.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Fewest and most replicas in the second hour.
    pub(super) second_hour: (u32, u32),
    /// Cycles in it in which a target was missed.
    pub(super) missed: u32,
    /// Replicas at the end.
    pub(super) last: u32,
}

pub(super) fn play(server: &Server, told: &Told, start: u32) -> Outcome {
    let most_per_s = server.model().max_rate_per_s();
    let (mut current, mut starting, mut waiting) = (start, Vec::<(f64, u32)>::new(), 0.0_f64);
    let mut memory = Vec::new();
    let mut outcome = Outcome { second_hour: (u32::MAX, 0), missed: 0, last: 0 };
    for cycle in 0..3 * CYCLES_PER_HOUR {
        let at_s = f64::from(cycle) * CYCLE_S;
        let rate_per_s = server.rate_per_s / if cycle < 2 * CYCLES_PER_HOUR { 1.0 } else { 4.0 };
        starting.retain(|(ready_at_s, _)| *ready_at_s > at_s);
        let ready = current - starting.iter().map(|(_, count)| count).sum::<u32>();
        waiting = (waiting + (rate_per_s - most_per_s * f64::from(ready)) * CYCLE_S).max(0.0);
        let mut observed = server.seen(rate_per_s, (current, ready), waiting);
        observed.max_batch_size = told.says_batch.then_some(server.max_batch);
        let missed =
            observed.ttft_ms > Some(server.ttft_ms) || observed.itl_ms > Some(server.itl_ms);
        if (CYCLES_PER_HOUR..2 * CYCLES_PER_HOUR).contains(&cycle) {
            let (fewest, most) = outcome.second_hour;
            outcome.second_hour = (fewest.min(current), most.max(current));
            outcome.missed += u32::from(missed);
        }
        let decision = decide(&server.snapshot(told, 1e9 + at_s, observed), &memory).unwrap();
        assert!(decision.variants[0].decided);
        let desired = decision.variants[0].desired_replicas.unwrap();
        memory = decision.memory;
        if desired > current {
            starting.push((at_s + START_UP_S, desired - current));
        } else if desired < current {
            // Those that start go first; the rest of the order is as it was.
            let serving = ready.min(desired);
            starting = vec![(at_s + START_UP_S, desired - serving)];
        }
        current = desired;
    }
    outcome.last = current;
    outcome
}
