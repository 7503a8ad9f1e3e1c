//! No profile is a ratchet: with one parameter wrong by a factor of three, under a steady load, every
//! variant comes to the number that a right profile gives, keeps the targets there, and comes down with
//! the load.

use wva_core::decide;
use wva_core::snapshot::{
    Accelerator, LatencyModel, LatencyTarget, Observation, Profile, QueueParameters, Snapshot,
    Targets, Variant, Workload, WorkloadObservation,
};
use wva_model::{Model, Replica};

const CYCLE_S: f64 = 30.0;
const START_UP_S: f64 = 120.0;
const CYCLES_PER_HOUR: u32 = 120;

/// How much more than a right profile gives is still right.
const MORE: f64 = 1.5;

/// A server with its load and targets.
#[derive(Clone, Copy, Debug)]
struct Server {
    name: &'static str,
    latency: QueueParameters,
    max_batch: u32,
    tokens: (f64, f64),
    rate_per_s: f64,
    ttft_ms: f64,
    itl_ms: f64,
}

const fn parameters(alpha_ms: f64, beta_ms: f64, gamma_ms: f64, delta: f64) -> QueueParameters {
    QueueParameters { alpha_ms, beta_ms, gamma_ms, delta_ms_per_token: delta }
}

const A100: Server = Server {
    name: "A100",
    latency: parameters(13.2, 0.16, 24.0, 0.0012),
    max_batch: 64,
    tokens: (512.0, 128.0),
    rate_per_s: 190.0,
    ttft_ms: 500.0,
    itl_ms: 24.0,
};

const H100: Server = Server {
    name: "H100",
    latency: parameters(6.958, 0.042, 15.415, 0.000_337),
    max_batch: 128,
    rate_per_s: 500.0,
    ..A100
};

const SLOW: Server = Server {
    name: "slow",
    latency: parameters(20.0, 0.5, 60.0, 0.02),
    tokens: (2000.0, 300.0),
    rate_per_s: 20.0,
    ttft_ms: 1000.0,
    itl_ms: 40.0,
    ..A100
};

const SERVERS: [Server; 6] = [
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
struct Told {
    latency: QueueParameters,
    max_batch: u32,
    /// Whether the running server says its batch, which then counts.
    says_batch: bool,
    max_replicas: u32,
}

impl Server {
    fn told(&self) -> Told {
        Told {
            latency: self.latency,
            max_batch: self.max_batch,
            says_batch: true,
            max_replicas: 1000,
        }
    }

    /// Every profile with one parameter wrong by a factor of three.
    fn wrong(&self) -> Vec<(String, Told)> {
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

    fn model(&self) -> Model {
        let (avg_input_tokens, avg_output_tokens) = self.tokens;
        let latency = LatencyModel::Queue(self.latency);
        let max_batch = self.max_batch;
        let replica =
            Replica { latency, max_batch, max_queue: None, avg_input_tokens, avg_output_tokens };
        replica.model().unwrap()
    }

    fn snapshot(&self, told: &Told, at_unix_s: f64, observed: Observation) -> Snapshot {
        let at_most = |at_most_ms| Some(LatencyTarget { at_most_ms, percentile: None });
        let targets = Targets {
            ttft: at_most(self.ttft_ms),
            itl: at_most(self.itl_ms),
            tps_tokens_per_s: None,
        };
        let accelerator = Accelerator {
            name: "A".to_owned(),
            device_type: "A".to_owned(),
            multiplicity: 1,
            cost_per_hour: Some(40.0),
            memory_mib: None,
            power: None,
        };
        let profile = Profile {
            model: "m".to_owned(),
            variant: None,
            accelerator: "A".to_owned(),
            acc_count: 1,
            max_batch: Some(told.max_batch),
            at_tokens: None,
            memory_mib: None,
            latency: LatencyModel::Queue(told.latency),
            source: String::new(),
        };
        let workload = Workload {
            key: "w".to_owned(),
            model: "m".to_owned(),
            class: None,
            priority: 1,
            targets: Some(targets),
            observed: WorkloadObservation::default(),
        };
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
            accelerators: vec![accelerator],
            profiles: vec![profile],
            workloads: vec![workload],
            variants: vec![variant],
            ..Snapshot::default()
        }
    }

    /// What is seen of `ready` of `current` replicas, with `waiting` requests beyond what the model
    /// expects.
    fn seen(&self, rate_per_s: f64, (current, ready): (u32, u32), waiting: f64) -> Observation {
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
            ttft_ms: Some(means.ttft_ms + waiting / (most * f64::from(ready)) * 1000.0),
            itl_ms: Some(means.itl_ms),
            ..Observation::default()
        }
    }

    /// Loads that are a little more than so many replicas carry.
    fn just_too_much(&self) -> impl Iterator<Item = f64> {
        let one = Self { rate_per_s: 1e-3, ..*self };
        let observed = one.seen(one.rate_per_s, (1, 1), 0.0);
        let decision = decide(&one.snapshot(&one.told(), 0.0, observed), &[]).unwrap();
        let capacity_per_s = decision.variants[0].binds.value("capacityPerS").unwrap();
        (1..=8).map(move |replicas| capacity_per_s * f64::from(replicas) * 1.002)
    }

    /// The replicas that a right profile gives for the load alone.
    fn right(&self) -> u32 {
        let seen = self.seen(self.rate_per_s, (1, 1), 0.0);
        let observed = Observation { waiting_requests: None, ..seen };
        let decision = decide(&self.snapshot(&self.told(), 0.0, observed), &[]).unwrap();
        decision.variants[0].wanted_replicas.unwrap()
    }
}

/// The outcome of two hours of steady load and one of a quarter of it.
#[derive(Debug)]
struct Outcome {
    /// Fewest and most replicas in the second hour.
    second_hour: (u32, u32),
    /// Cycles in it in which a target was missed.
    missed: u32,
    /// Replicas at the end.
    last: u32,
}

fn play(server: &Server, told: &Told, start: u32) -> Outcome {
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

#[test]
fn no_wrong_profile_is_a_ratchet() {
    let mut broken = Vec::new();
    for server in SERVERS {
        let right = server.right();
        for (name, told) in server.wrong() {
            for start in [right, 3 * right] {
                let outcome = play(&server, &told, start);
                let (fewest, most) = outcome.second_hour;
                let too_many = f64::from(most) > (f64::from(right) * MORE).ceil();
                let stays = f64::from(outcome.last) > (f64::from(right) / 4.0 * 2.0).ceil();
                if fewest < right || too_many || outcome.missed > 0 || stays {
                    broken.push(format!("{}, {name}, right {right}: {outcome:?}", server.name));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} are:\n{}", broken.len(), broken.join("\n"));
}

/// A maximum that a wrong profile asks for more than is no reason to stay at it.
#[test]
fn a_maximum_is_no_ratchet() {
    for server in SERVERS {
        let right = server.right();
        for (name, told) in server.wrong() {
            let told = Told { max_replicas: 2 * right, ..told };
            let Outcome { second_hour: (_, most), missed, .. } = play(&server, &told, 2 * right);
            let too_many = f64::from(most) > (f64::from(right) * MORE).ceil();
            assert!(!too_many && missed == 0, "{}, {name}, right {right}: {most}", server.name);
        }
    }
}

/// Nothing is learned from a right profile, at any load.
#[test]
fn a_right_profile_is_left_alone() {
    let mut touched = Vec::new();
    for server in SERVERS {
        let steps = (1..=48).map(|step| server.rate_per_s * f64::from(step) / 32.0);
        for rate_per_s in steps.chain(server.just_too_much()) {
            let server = Server { rate_per_s, ..server };
            let right = server.right();
            let outcome = play(&server, &server.told(), 3 * right);
            if outcome.second_hour != (right, right) || outcome.missed > 0 {
                touched.push(format!("{}, {rate_per_s}, right {right}: {outcome:?}", server.name));
            }
        }
    }
    assert!(touched.is_empty(), "{} are:\n{}", touched.len(), touched.join("\n"));
}

/// A batch that is larger than anything says is never seen full: what is measured does not contradict the
/// profile. That costs replicas and misses no target.
#[test]
fn a_batch_that_is_said_too_small_only_costs() {
    for server in SERVERS {
        let told = Told { max_batch: server.max_batch / 3, says_batch: false, ..server.told() };
        let outcome = play(&server, &told, server.right());
        assert!(outcome.second_hour.1 <= 3 * server.right(), "{}: {outcome:?}", server.name);
        assert_eq!(outcome.missed, 0, "{}", server.name);
    }
}

/// A target that even a lone request misses makes nothing grow: the number is that of the nearest target
/// that can be kept, and it comes down with the load.
#[test]
fn a_target_out_of_reach_is_no_ratchet() {
    for server in SERVERS {
        let lone_ms = server.model().means(server.model().min_rate_per_s()).itl_ms;
        let server = Server { itl_ms: lone_ms * 0.9, ..server };
        let nearest = Server { itl_ms: lone_ms * 1.1, ..server }.right();
        let outcome = play(&server, &server.told(), 3 * nearest);
        assert_eq!(outcome.second_hour, (nearest, nearest), "{}", server.name);
        assert!(outcome.last <= nearest.div_ceil(4) + 1, "{}: {outcome:?}", server.name);
    }
}
