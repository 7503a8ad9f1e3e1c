// The records of the contract, each field once.
//
// The WIT package generates the same records for the component (wit-bindgen) and for the host
// (wasmtime); the engine has its own, with the same names. This file is included by both sides,
// next to `wire` and `wire_model` (the generated types), and translates in both directions
// without computing anything. A field that one side does not have does not compile.

/// Has a twin on the other side of the contract.
pub(crate) trait Mirror {
    /// The same thing on the other side.
    type Twin;
    /// Field by field.
    fn mirror(self) -> Self::Twin;
}

macro_rules! same {
    ($($scalar:ty)*) => { $(
        impl Mirror for $scalar {
            type Twin = Self;
            fn mirror(self) -> Self {
                self
            }
        }
    )* };
}

macro_rules! records {
    ($($wire:ty = $core:ty { $($field:ident)* })*) => { $(
        impl Mirror for $wire {
            type Twin = $core;
            fn mirror(self) -> Self::Twin {
                let Self { $($field),* } = self;
                Self::Twin { $($field: $field.mirror().into()),* }
            }
        }
        impl Mirror for $core {
            type Twin = $wire;
            fn mirror(self) -> Self::Twin {
                let Self { $($field),* } = self;
                Self::Twin { $($field: $field.mirror().into()),* }
            }
        }
    )* };
}

same! { bool u8 u32 f64 String }

// Names and codes are strings on the wire.
impl Mirror for std::borrow::Cow<'static, str> {
    type Twin = String;
    fn mirror(self) -> String {
        self.into_owned()
    }
}

impl Mirror for reason::ReasonCode {
    type Twin = String;
    fn mirror(self) -> String {
        self.into()
    }
}

impl Mirror for error::ErrorCode {
    type Twin = String;
    fn mirror(self) -> String {
        self.into()
    }
}

impl Mirror for model::Outcome {
    type Twin = String;
    fn mirror(self) -> String {
        self.into()
    }
}

impl<T: Mirror> Mirror for Option<T> {
    type Twin = Option<T::Twin>;
    fn mirror(self) -> Self::Twin {
        self.map(Mirror::mirror)
    }
}

impl<T: Mirror> Mirror for Vec<T> {
    type Twin = Vec<T::Twin>;
    fn mirror(self) -> Self::Twin {
        self.into_iter().map(Mirror::mirror).collect()
    }
}

impl Mirror for wire::LatencyModel {
    type Twin = snapshot::LatencyModel;
    fn mirror(self) -> Self::Twin {
        match self {
            Self::Queue(parameters) => snapshot::LatencyModel::Queue(parameters.mirror()),
        }
    }
}

impl Mirror for snapshot::LatencyModel {
    type Twin = wire::LatencyModel;
    fn mirror(self) -> Self::Twin {
        match self {
            Self::Queue(parameters) => wire::LatencyModel::Queue(parameters.mirror()),
        }
    }
}

impl Mirror for wire::Solver {
    type Twin = snapshot::Solver;
    fn mirror(self) -> Self::Twin {
        match self {
            Self::Unlimited => snapshot::Solver::Unlimited,
            Self::Greedy(rules) => snapshot::Solver::Greedy(rules.mirror()),
        }
    }
}

impl Mirror for snapshot::Solver {
    type Twin = wire::Solver;
    fn mirror(self) -> Self::Twin {
        match self {
            Self::Unlimited => wire::Solver::Unlimited,
            Self::Greedy(rules) => wire::Solver::Greedy(rules.mirror()),
        }
    }
}

macro_rules! cases {
    ($($wire:ty = $core:ty { $($case:ident)* })*) => { $(
        impl Mirror for $wire {
            type Twin = $core;
            fn mirror(self) -> Self::Twin {
                match self { $(Self::$case => <$core>::$case),* }
            }
        }
        impl Mirror for $core {
            type Twin = $wire;
            fn mirror(self) -> Self::Twin {
                match self { $(Self::$case => <$wire>::$case),* }
            }
        }
    )* };
}

cases! {
    wire::SaturationPolicy = snapshot::SaturationPolicy {
        None PriorityExhaustive PriorityRoundRobin RoundRobin
    }
    wire::ScalingKind = snapshot::ScalingKind { Pods Percent }
    wire::SelectPolicy = snapshot::SelectPolicy { Max Min Disabled }
}

records! {
    wire::Description = Description { name version latency_models limits }
    wire::Limits = Limits { variants accelerators profiles batch memory_bytes_per_variant }
    wire::Snapshot = snapshot::Snapshot {
        at_unix_s currency accelerators profiles workloads variants capacities solver
        calm
    }
    wire::Calm = snapshot::Calm { switch_saving_ratio switch_after_s hold_s retention_s backlog_clear_s }
    wire::Capacity = snapshot::Capacity { device_type units }
    wire::Greedy = snapshot::Greedy { saturation_policy delayed_best_effort }
    wire::Accelerator = snapshot::Accelerator {
        name device_type multiplicity cost_per_hour memory_mib power
    }
    wire::Power = snapshot::Power { idle_w mid_w full_w mid_utilization }
    wire::Profile = snapshot::Profile {
        model accelerator variant acc_count max_batch at_tokens memory_mib latency source
    }
    wire::QueueParameters = snapshot::QueueParameters { alpha_ms beta_ms gamma_ms delta_ms_per_token }
    wire::Workload = snapshot::Workload { key model class priority targets observed }
    wire::WorkloadObservation = snapshot::WorkloadObservation {
        arrival_rate_per_s rank queued_requests turned_away_per_s sample_age_s
    }
    wire::Targets = snapshot::Targets { ttft itl tps_tokens_per_s }
    wire::LatencyTarget = snapshot::LatencyTarget { at_most_ms percentile }
    wire::VariantState = snapshot::Variant {
        name workload accelerator keep_accelerator min_replicas max_replicas max_batch cost_per_hour
        devices_per_replica behavior retention_s start_up_s observed
    }
    wire::Behavior = snapshot::Behavior { scale_up scale_down }
    wire::ScalingRules = snapshot::ScalingRules {
        stabilization_window_s policies select_policy tolerance
    }
    wire::ScalingPolicy = snapshot::ScalingPolicy { kind value period_s }
    wire::Observation = snapshot::Observation {
        arrival_rate_per_s arrivals_at_least_per_s avg_input_tokens avg_output_tokens
        current_replicas ready_replicas starting_replicas waiting_requests running_requests max_batch_size accelerator ttft_ms itl_ms
        sample_age_s current_cost_per_hour
    }
    wire::WorkloadMemory = snapshot::WorkloadMemory { workload bytes }
    wire::Decision = decision::Decision { at_unix_s cost_per_hour variants memory }
    wire::VariantDecision = decision::VariantDecision {
        variant workload decided accelerator current_replicas wanted_replicas desired_replicas max_batch
        cost_per_hour power_w load load_source targets expected meets_targets binds recommendation runner_up others warnings
        sentence
    }
    wire::Load = decision::Load { arrival_rate_per_s avg_input_tokens avg_output_tokens }
    wire::Alternative = decision::Alternative {
        variant accelerator replicas cost_per_hour extra_cost_per_hour power_w
    }
    wire::Rejected = decision::Rejected { variant accelerator reason }
    wire::Prediction = decision::Prediction {
        arrival_rate_per_s throughput_per_s ttft itl wait_ms prefill_ms response_ms in_service
        utilization load_ratio max_rate_per_s
    }
    wire::Latency = decision::Latency { mean_ms p50_ms p90_ms p95_ms p99_ms }
    wire::Reason = reason::Reason { code text values names }
    wire::NamedValue = reason::NamedValue { name value }
    wire::NamedText = reason::NamedText { name text }
    wire::PolicyError = error::PolicyError { code field text }
    wire_model::Replica = model::Replica { latency max_batch max_queue avg_input_tokens avg_output_tokens }
    wire_model::Sizing = model::Sizing { ttft_rate itl_rate tps_rate at }
    wire_model::Search = model::Search { rate_per_s outcome iterations }
}
