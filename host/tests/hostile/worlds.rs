//! Snapshots of any size and of any difficulty.

use serde_json::{Value, json};

/// What makes a snapshot hard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World {
    pub(crate) variants: usize,
    pub(crate) accelerators: usize,
    /// Variants that share one workload.
    pub(crate) sharing: usize,
    pub(crate) max_batch: u32,
    pub(crate) percentile: Option<u32>,
    pub(crate) ttft_ms: f64,
    pub(crate) itl_ms: f64,
    pub(crate) rate_per_s: usize,
    /// Devices of each type, if there are only so many.
    pub(crate) capacity: Option<u32>,
}

impl World {
    /// Eight accelerators, targets for the mean, batches of 256.
    pub(crate) fn ordinary(variants: usize) -> Self {
        Self {
            variants,
            accelerators: 8,
            sharing: 1,
            max_batch: 256,
            percentile: None,
            ttft_ms: 500.0,
            itl_ms: 24.0,
            rate_per_s: 20,
            capacity: None,
        }
    }

    /// The largest batch and percentiles that only a long search finds.
    pub(crate) fn worst(variants: usize) -> Self {
        Self {
            max_batch: wva_core::params::MAX_BATCH_LIMIT,
            percentile: Some(99),
            rate_per_s: 2000,
            ttft_ms: 60_000.0,
            itl_ms: 700.0,
            ..Self::ordinary(variants)
        }
    }

    /// A policy's input.
    pub(crate) fn input(self) -> String {
        let workloads = self.variants.div_ceil(self.sharing);
        let target =
            |ms: f64| json!({"atMostMs": ms, "percentile": self.percentile.map(f64::from)});
        let list = |count: usize, make: &dyn Fn(usize) -> Value| -> Vec<Value> {
            (0..count).map(make).collect()
        };
        let accelerators = list(self.accelerators, &|a| {
            json!({"name": format!("acc-{a}"), "deviceType": format!("type-{a}"),
                   "multiplicity": 1, "costPerHour": 40 + a})
        });
        let profiles = list(self.accelerators, &|a| {
            json!({"model": "m", "accelerator": format!("acc-{a}"), "accCount": 1,
                   "maxBatch": self.max_batch, "source": "test",
                   "latency": {"queue": {"alphaMs": 20 + a, "betaMs": 0.04,
                                          "gammaMs": 5.2, "deltaMsPerToken": 0.001}}})
        });
        let workloads = list(workloads, &|w| {
            json!({"key": format!("w-{w}"), "model": "m", "class": "c", "priority": 1 + w % 100,
                   "targets": {"ttft": target(self.ttft_ms), "itl": target(self.itl_ms)}})
        });
        let variants = list(self.variants, &|v| {
            json!({"name": format!("ns/v-{v:05}"), "workload": format!("w-{}", v / self.sharing),
                   "accelerator": format!("acc-{}", v % self.accelerators), "keepAccelerator": false,
                   "minReplicas": 1,
                   "observed": {"arrivalRatePerS": self.rate_per_s + v,
                                "avgInputTokens": 128.0, "avgOutputTokens": 512.0,
                                "currentReplicas": 1, "readyReplicas": 1}})
        });
        let capacities = self.capacity.map_or_else(Vec::new, |units| {
            list(self.accelerators, &|a| json!({"deviceType": format!("type-{a}"), "units": units}))
        });
        json!({"interfaceVersion": "0.1.0", "memory": [], "snapshot": {
            "atUnixS": 1.0, "currency": "cents", "accelerators": accelerators,
            "profiles": profiles, "workloads": workloads, "variants": variants,
            "capacities": capacities,
        }})
        .to_string()
    }
}
