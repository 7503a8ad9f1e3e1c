//! The metrics that are read, by name; where there are two, the newer comes first.

/// Labels by which a page names its pods.
pub(crate) const NAMING: [&str; 4] = ["exported_pod", "pod", "exported_instance", "instance"];

/// Requests that arrived: upstream's emulator has it, vLLM does not.
pub(crate) const ARRIVALS: &str = "vllm:request_arrival_total";
/// Requests that ended, one series for each reason.
pub(crate) const COMPLETIONS: &str = "vllm:request_success_total";
/// Requests that wait for a batch.
pub(crate) const WAITING: &str = "vllm:num_requests_waiting";
/// Requests in a batch.
pub(crate) const RUNNING: &str = "vllm:num_requests_running";
/// Prompt tokens in all.
pub(crate) const PROMPT_TOKENS: &str = "vllm:prompt_tokens_total";
/// Output tokens in all.
pub(crate) const GENERATION_TOKENS: &str = "vllm:generation_tokens_total";

/// Sum and count of a histogram; its buckets are not read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Histogram {
    pub(crate) sum: &'static str,
    pub(crate) count: &'static str,
}

/// Time to first token, seconds.
pub(crate) const FIRST_TOKEN: Histogram = Histogram {
    sum: "vllm:time_to_first_token_seconds_sum",
    count: "vllm:time_to_first_token_seconds_count",
};
/// Gap between tokens, seconds: both generations, never added up, for a page may have both.
pub(crate) const TOKEN_GAP: [Histogram; 2] = [
    Histogram {
        sum: "vllm:inter_token_latency_seconds_sum",
        count: "vllm:inter_token_latency_seconds_count",
    },
    Histogram {
        sum: "vllm:time_per_output_token_seconds_sum",
        count: "vllm:time_per_output_token_seconds_count",
    },
];
/// Tokens of a prompt.
pub(crate) const PROMPT: Histogram =
    Histogram { sum: "vllm:request_prompt_tokens_sum", count: "vllm:request_prompt_tokens_count" };
/// Tokens of an answer.
pub(crate) const GENERATION: Histogram = Histogram {
    sum: "vllm:request_generation_tokens_sum",
    count: "vllm:request_generation_tokens_count",
};

/// The constant for a name that is read.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    let single = [ARRIVALS, COMPLETIONS, WAITING, RUNNING, PROMPT_TOKENS, GENERATION_TOKENS];
    let histograms = [FIRST_TOKEN, PROMPT, GENERATION].into_iter().chain(TOKEN_GAP);
    single
        .into_iter()
        .chain(histograms.flat_map(|histogram| [histogram.sum, histogram.count]))
        .find(|known| *known == name)
}

/// When the process began, s: a new value is a restart.
pub(crate) const START: &str = "process_start_time_seconds";

/// Whether the metric may fall without a restart.
pub(crate) fn is_gauge(name: &str) -> bool {
    name == WAITING || name == RUNNING
}

/// Servers whose metrics are not read, by what their names begin with.
const OTHERS: [(&str, &str); 7] = [
    ("ray_vllm", "Ray Serve"),
    ("sglang:", "SGLang"),
    ("sglang_", "SGLang"),
    ("trtllm_", "TensorRT-LLM"),
    ("tgi_", "Text Generation Inference"),
    ("nv_inference_", "Triton"),
    ("kserve_vllm:", "KServe"),
];

/// The server whose metric it is, if that is one whose metrics are not read.
pub(crate) fn other_server(name: &str) -> Option<&'static str> {
    OTHERS.iter().find(|(start, _)| name.starts_with(start)).map(|(_, server)| *server)
}
