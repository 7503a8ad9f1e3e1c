//! No profile is a ratchet: with one parameter wrong by a factor of three, under a steady load, every
//! variant comes to the number that a right profile gives, keeps the targets there, and comes down with
//! the load.

use super::servers::{A100, Outcome, SERVERS, Server, Told, play};
use wva_core::snapshot::QueueParameters;

/// How much more than a right profile gives is still right.
const MORE: f64 = 1.5;

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

/// A target that no load keeps is sized for the nearest that can be kept, also where the profile is wrong.
#[test]
fn a_wrong_profile_of_a_target_out_of_reach_is_no_ratchet() {
    for server in [
        Server { itl_ms: 10.0, rate_per_s: 70.0, ..A100 },
        Server { ttft_ms: 20.0, rate_per_s: 70.0, ..A100 },
    ] {
        let right = server.right();
        let scaled = |factor: f64| {
            let QueueParameters { alpha_ms, gamma_ms, .. } = server.latency;
            let (alpha_ms, gamma_ms) = (alpha_ms * factor, gamma_ms * factor);
            Told {
                latency: QueueParameters { alpha_ms, gamma_ms, ..server.latency },
                ..server.told()
            }
        };
        for factor in [1.05, 1.12, 1.3, 3.0] {
            let Outcome { second_hour: (_, most), .. } = play(&server, &scaled(factor), right);
            let too_many = f64::from(most) > (f64::from(right) * MORE).ceil();
            assert!(!too_many, "{} ms, × {factor}, right {right}: {most}", server.itl_ms);
        }
    }
}

/// Latency that more replicas do not lower makes nothing grow for long.
#[test]
fn growth_in_vain_is_undone() {
    for server in SERVERS {
        let server = Server { overhead_ms: 1.2 * server.ttft_ms, ..server };
        let right = server.right();
        let Outcome { second_hour: (_, most), .. } = play(&server, &server.told(), right);
        assert!(
            f64::from(most) <= (f64::from(right) * MORE).ceil(),
            "{}, {right}: {most}",
            server.name
        );
    }
}

/// A queue that comes back says what no TTFT says: the profile is too fast.
#[test]
fn without_a_ttft_target_the_queue_is_evidence() {
    let server = Server { ttft_ms: f64::INFINITY, rate_per_s: 70.0, ..A100 };
    let QueueParameters { alpha_ms, beta_ms, .. } = server.latency;
    for latency in [
        QueueParameters { alpha_ms: alpha_ms / 3.0, ..server.latency },
        QueueParameters { alpha_ms: alpha_ms / 2.0, ..server.latency },
        QueueParameters { beta_ms: beta_ms / 3.0, ..server.latency },
    ] {
        let told = Told { latency, ..server.told() };
        let right = server.right();
        let Outcome { second_hour: (fewest, most), missed, .. } = play(&server, &told, right);
        assert!(fewest >= right && most <= right + 2, "{latency:?}, {right}: {fewest} to {most}");
        assert_eq!(missed, 0, "{latency:?}");
    }
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
