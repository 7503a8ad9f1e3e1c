//! Laws of the queue model.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wva_core::decision::Prediction;
use wva_core::model::{Replica, evaluate, size, sweep};
use wva_core::snapshot::{LatencyModel, LatencyTarget, QueueParameters, Targets};

use super::brute_force::Chain;

prop_compose! {
    fn replica()(
        alpha in 0.5..60.0_f64,
        beta in prop_oneof![Just(0.0), 1e-4..2.0_f64],
        gamma in prop_oneof![Just(0.0), 0.1..300.0_f64],
        delta in prop_oneof![Just(0.0), 1e-6..0.05_f64],
        max_batch in prop_oneof![Just(1_u32), 2..24_u32, 100..300_u32],
        queue in prop_oneof![Just(None), (0..80_u32).prop_map(Some)],
        input in prop_oneof![Just(0.0), 1.0..4000.0_f64],
        output in prop_oneof![Just(1.0), 2.0..1000.0_f64],
    ) -> Replica {
        Replica {
            latency: LatencyModel::Queue(QueueParameters {
                alpha_ms: alpha, beta_ms: beta, gamma_ms: gamma + 0.01, delta_ms_per_token: delta,
            }),
            max_batch,
            max_queue: queue,
            avg_input_tokens: input,
            avg_output_tokens: output,
        }
    }
}

/// A replica and a rate it answers for: `share` of the largest.
fn load() -> impl Strategy<Value = (Replica, f64)> {
    (replica(), prop_oneof![1e-6..1.0_f64, 0.9..1.0_f64]).prop_map(|(replica, share)| {
        let max = replica.model().unwrap().max_rate_per_s();
        (replica, max * share)
    })
}

fn close(ours: f64, theirs: f64, relative: f64) -> bool {
    (ours - theirs).abs() <= relative * theirs.abs() + 1e-12
}

fn numbers(p: &Prediction) -> Vec<f64> {
    let latency =
        |l: &wva_core::decision::Latency| vec![l.mean_ms, l.p50_ms, l.p90_ms, l.p95_ms, l.p99_ms];
    let mut all = vec![
        p.arrival_rate_per_s,
        p.throughput_per_s,
        p.wait_ms,
        p.prefill_ms,
        p.response_ms,
        p.in_service,
        p.utilization,
        p.load_ratio,
        p.max_rate_per_s,
    ];
    all.extend(latency(&p.ttft));
    all.extend(latency(&p.itl));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn the_mean_is_the_chains((replica, rate) in load()) {
        let ours = evaluate(&replica, rate).unwrap();
        let chain = Chain::new(&replica, rate);
        prop_assert!((chain.p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(close(ours.throughput_per_s, chain.throughput_per_s(), 1e-9));
        prop_assert!(close(ours.in_service, chain.in_service(), 1e-9));
        let shares = chain.batch_share();
        let itl: f64 = shares.iter().enumerate().map(|(i, s)| s * chain.itl_ms(i + 1)).sum();
        prop_assert!(close(ours.itl.mean_ms, itl, 1e-9), "{} {}", ours.itl.mean_ms, itl);
    }

    #[test]
    fn littles_law((replica, rate) in load()) {
        let ours = evaluate(&replica, rate).unwrap();
        let chain = Chain::new(&replica, rate);
        prop_assert!(close(ours.throughput_per_s / 1000.0 * ours.response_ms, chain.in_system(), 1e-9));
        let service_ms = ours.response_ms - ours.wait_ms;
        prop_assert!(close(ours.throughput_per_s / 1000.0 * service_ms, ours.in_service, 1e-9));
    }

    #[test]
    fn itl_percentiles_are_the_chains((replica, rate) in load()) {
        let ours = evaluate(&replica, rate).unwrap();
        let chain = Chain::new(&replica, rate);
        let shares = chain.batch_share();
        for (share, itl) in [(0.5, ours.itl.p50_ms), (0.9, ours.itl.p90_ms), (0.95, ours.itl.p95_ms), (0.99, ours.itl.p99_ms)] {
            let within = |limit: f64| -> f64 {
                shares.iter().enumerate().filter(|(i, _)| chain.itl_ms(i + 1) <= limit).map(|(_, s)| s).sum()
            };
            prop_assert!(within(itl * (1.0 + 1e-12)) >= share - 1e-9);
            prop_assert!(within(itl * (1.0 - 1e-9)) <= share + 1e-9);
        }
    }

    #[test]
    fn ttft_percentiles_are_the_chains((replica, rate) in load()) {
        let ours = evaluate(&replica, rate).unwrap();
        let chain = Chain::new(&replica, rate);
        for (share, ttft) in [(0.5, ours.ttft.p50_ms), (0.9, ours.ttft.p90_ms), (0.95, ours.ttft.p95_ms), (0.99, ours.ttft.p99_ms)] {
            prop_assert!(chain.ttft_within(ttft * (1.0 + 1e-9)) >= share - 1e-10, "{share} {ttft}");
            let earlier = chain.ttft_within(ttft - 1e-9 * (ttft + 1e-9));
            prop_assert!(earlier <= share + 1e-10, "{share} {ttft}");
        }
    }

    #[test]
    fn latency_rises_with_the_load((replica, rate) in load()) {
        let points = sweep(&replica, rate / 50.0, rate, 20).unwrap();
        for pair in points.windows(2) {
            for (before, after) in [
                (pair[0].ttft.mean_ms, pair[1].ttft.mean_ms), (pair[0].itl.mean_ms, pair[1].itl.mean_ms),
                (pair[0].ttft.p99_ms, pair[1].ttft.p99_ms), (pair[0].itl.p99_ms, pair[1].itl.p99_ms),
                (pair[0].throughput_per_s, pair[1].throughput_per_s), (pair[0].utilization, pair[1].utilization),
            ] {
                prop_assert!(after >= before * (1.0 - 1e-10), "{before} then {after}");
            }
        }
    }

    #[test]
    fn no_number_is_none((replica, rate) in load()) {
        prop_assert!(numbers(&evaluate(&replica, rate).unwrap()).iter().all(|x| x.is_finite() && *x >= 0.0));
    }

    #[test]
    fn sizing_inverts_evaluation(
        (replica, rate) in load(),
        percentile in prop_oneof![Just(None), Just(Some(50.0)), Just(Some(90.0)), Just(Some(99.0))],
    ) {
        // At a rate that is not the smallest, what the model says there is a target it can size for.
        let model = replica.model().unwrap();
        prop_assume!(rate > model.min_rate_per_s() * 2.0);
        let at = evaluate(&replica, rate).unwrap();
        let pick = |l: wva_core::decision::Latency| match percentile {
            None => l.mean_ms,
            Some(p) if p < 60.0 => l.p50_ms,
            Some(p) if p < 95.0 => l.p90_ms,
            Some(_) => l.p99_ms,
        };
        let target = |ms: f64| Some(LatencyTarget { at_most_ms: ms * (1.0 + 1e-9), percentile });
        prop_assume!(pick(at.ttft) > 0.0);
        let targets = Targets { ttft: target(pick(at.ttft)), itl: target(pick(at.itl)), tps_tokens_per_s: None };
        let sized = size(&replica, &targets).unwrap();
        prop_assert!(sized.at.arrival_rate_per_s >= rate * (1.0 - 1e-6), "{} of {rate}", sized.at.arrival_rate_per_s);
        prop_assert!(pick(sized.at.ttft) <= pick(at.ttft) * (1.0 + 1e-8));
        prop_assert!(pick(sized.at.itl) <= pick(at.itl) * (1.0 + 1e-8));
        // A little more misses a target, if one was what stopped the search.
        let more = sized.at.arrival_rate_per_s * (1.0 + 1e-6);
        if more <= model.max_rate_per_s() {
            let over = evaluate(&replica, more).unwrap();
            let missed = pick(over.ttft) > pick(at.ttft) || pick(over.itl) > pick(at.itl);
            prop_assert!(missed, "{more} keeps the targets too");
        }
    }

    #[test]
    fn what_binds_is_the_least_of_what_sizing_finds(
        (replica, rate) in load(),
        (ttft, itl) in (1.0..3.0_f64, 1.0..3.0_f64),
    ) {
        prop_assume!(rate > replica.model().unwrap().min_rate_per_s() * 2.0);
        let at = evaluate(&replica, rate).unwrap();
        let target = |ms: f64| Some(LatencyTarget { at_most_ms: ms + 0.001, percentile: None });
        let targets = Targets {
            ttft: target(at.ttft.mean_ms * ttft),
            itl: target(at.itl.mean_ms * itl),
            tps_tokens_per_s: None,
        };
        let model = replica.model().unwrap();
        let rates = model.rates(&targets).unwrap();
        let largest = model.largest(&targets).unwrap().rate_per_s;
        prop_assert!(close(largest, rates.least_per_s(), 1e-9), "{largest}");
    }

    #[test]
    fn a_stricter_target_never_allows_more((replica, rate) in load(), factor in 1.0..3.0_f64) {
        let at = evaluate(&replica, rate).unwrap();
        let sized = |ms: f64| {
            let targets = Targets { ttft: None, itl: Some(LatencyTarget { at_most_ms: ms, percentile: None }), tps_tokens_per_s: None };
            size(&replica, &targets).map(|s| s.at.arrival_rate_per_s)
        };
        if let Ok(strict) = sized(at.itl.mean_ms) {
            prop_assert!(sized(at.itl.mean_ms * factor).unwrap() >= strict * (1.0 - 1e-12));
        }
    }
}
