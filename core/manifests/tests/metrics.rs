//! Data first: pages under `tests/cases/metrics` beside what must come of them.
//!
//! `replicas/NAME.txt` says how many replicas its pages are of, where that differs.
//! `NAME.t0.txt`, `NAME.t1.txt` and what follows are a minute apart, `NAME.txt` stands alone. What is expected
//! is written anew by `UPDATE_EXPECTED=1 cargo test -p wva-manifests`.
#![expect(clippy::expect_used, reason = "a test says by a panic what is wrong")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use wva_core::snapshot::Observation;
use wva_manifests::{
    Manifests, Observations, Page, Problem, Source, VariantObservation, merge_observations,
    observe, page_of_pods, params, parse, parse_layers, parse_page,
};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/metrics");

/// Between the pages of a case.
const SECONDS: f64 = 60.0;

fn source(name: &str) -> Source {
    let text = fs::read_to_string(format!("{CASES}/{name}")).expect("the case can be read");
    Source { path: name.to_owned(), text }
}

fn page(name: &str) -> Page {
    parse_page(&source(name)).expect("a good page")
}

fn read(text: &str) -> Result<Page, String> {
    let source = Source { path: "x.txt".to_owned(), text: text.to_owned() };
    parse_page(&source).map_err(|problems| problems.to_string())
}

fn manifests() -> Manifests {
    parse(&[source("manifests.yaml")]).expect("good manifests")
}

/// The manifests of a case: `replicas/NAME.txt`, where it is there, changes some of them.
fn manifests_of(case: &str) -> Manifests {
    let own = format!("replicas/{case}.txt");
    if !Path::new(&format!("{CASES}/{own}")).exists() {
        return manifests();
    }
    parse_layers(&[&[source("manifests.yaml")], &[source(&own)]]).expect("good manifests")
}

/// Names of the cases in a directory, without `.txt`.
fn cases(directory: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(Path::new(CASES).join(directory)).expect("the directory is there");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".txt")?.to_owned()))
        .map(|name| {
            let timed = name.rsplit_once(".t").filter(|(_, time)| time.parse::<u32>().is_ok());
            timed.map(|(case, _)| case.to_owned()).unwrap_or(name)
        })
        .collect()
}

fn is_pair(case: &str) -> bool {
    Path::new(&format!("{CASES}/{case}.t0.txt")).exists()
}

/// The pages of a case, the earliest first.
fn names(case: &str) -> Vec<String> {
    let times = if is_pair(case) { &["t0.", "t1.", "t2.", "t3."][..] } else { &[""] };
    let names = times.iter().map(|time| format!("{case}.{time}txt"));
    names.filter(|name| Path::new(&format!("{CASES}/{name}")).exists()).collect()
}

fn observed(case: &str) -> (Vec<VariantObservation>, Vec<Problem>) {
    let pages: Vec<_> = names(case).iter().map(|name| page(name)).collect();
    observe(&pages, SECONDS, &manifests_of(case))
}

/// What is known, as JSON.
fn known(observed: &Observation) -> String {
    let mut value = serde_json::to_value(observed).expect("JSON can be written");
    value.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    value.to_string()
}

fn compare(name: &str, got: &str) {
    let path = format!("{CASES}/{name}.expected");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, got).expect("the expectation can be written");
    }
    assert_eq!(got, fs::read_to_string(&path).unwrap_or_default(), "{path} differs");
}

fn rate(case: &str) -> Option<f64> {
    observed(case).0.first().and_then(|variant| variant.observed.arrival_rate_per_s)
}

fn close(got: Option<f64>, expected: f64) {
    let got = got.expect("a number");
    assert!((got - expected).abs() <= 1e-12 * expected, "{got} is not {expected}");
}

#[test]
fn pages_give_the_stored_observations() {
    for case in cases("") {
        let (observations, problems) = observed(&case);
        let mut got = String::new();
        for VariantObservation { variant, observed, place } in observations {
            let place = place.expect("it was written somewhere");
            let known = known(&observed);
            writeln!(got, "{variant} at {place}: {known}").expect("a string can be written to");
        }
        for problem in problems {
            writeln!(got, "{problem}").expect("a string can be written to");
        }
        compare(&case, &got);
    }
}

#[test]
fn wrong_pages_give_the_stored_messages() {
    for case in cases("wrong") {
        let name = format!("wrong/{case}");
        let problems = parse_page(&source(&format!("{name}.txt"))).expect_err("the case is wrong");
        compare(&name, &format!("{problems}\n"));
    }
}

/// Steady 2/s with generations of 20 s, then 10/s for 20 s: 80 + 200 requests in a minute. What
/// ended in it is the 2/s of before.
#[test]
fn a_ramp_is_not_under_counted() {
    close(rate("ramp"), 280.0 / SECONDS);
    close(rate("ramp-without-histograms"), 280.0 / SECONDS);
    let ended = |time| {
        let text = source(&format!("ramp.{time}.txt")).text;
        let lines = text.lines().filter(|line| line.starts_with("vllm:request_success_total"));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum::<f64>()
    };
    close(Some((ended("t1") - ended("t0")) / SECONDS), 2.0);
}

/// Each source alone, from a page of upstream's emulator that has two of them.
#[test]
fn the_best_source_wins() {
    let text = |time| source(&format!("emulator.{time}.txt")).text;
    let without = |text: String, name: &str| {
        text.lines()
            .filter(|line| !line.contains(name))
            .fold(String::new(), |text, line| text + line + "\n")
    };
    let rate = |name: &str| {
        let [first, last] =
            ["t0", "t1"].map(|time| read(&without(text(time), name)).expect("a good page"));
        let (observations, _) = observe(&[first, last], SECONDS, &manifests());
        observations.first().and_then(|variant| variant.observed.arrival_rate_per_s)
    };
    close(rate("nothing"), 300.0 / SECONDS);
    close(rate("request_arrival_total"), (120.0 + 180.0) / SECONDS);
    assert_eq!(rate("num_requests_waiting").map(f64::to_bits), Some(5.0_f64.to_bits()));
    assert_eq!(rate("vllm:"), None);
}

/// The lines of a page in any order, and the pods in any order, are the same page.
#[test]
fn order_changes_nothing() {
    let turned = |name: &str| {
        let Source { path, text } = source(name);
        let text = text.lines().rev().fold(String::new(), |text, line| text + line + "\n");
        parse_page(&Source { path, text }).expect("a good page")
    };
    let strip = |observations: Vec<VariantObservation>| -> Vec<_> {
        observations.into_iter().map(|seen| (seen.variant, seen.observed)).collect()
    };
    // A page that is cut off has an end that counts.
    let whole = |case: &str| names(case).iter().all(|name| source(name).text.ends_with('\n'));
    for case in cases("").iter().filter(|case| is_pair(case) && whole(case)) {
        let pages: Vec<_> = names(case).iter().map(|name| turned(name)).collect();
        let (observations, _) = observe(&pages, SECONDS, &manifests_of(case));
        assert_eq!(strip(observations), strip(observed(case).0), "{case}");
    }
}

#[test]
fn without_seconds_there_is_no_rate() {
    let [first, last] = ["t0", "t1"].map(|time| page(&format!("ramp.{time}.txt")));
    for seconds in [0.0, -60.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE] {
        let (observations, _) = observe(&[first.clone(), last.clone()], seconds, &manifests());
        let Observation { arrival_rate_per_s, arrivals_at_least_per_s, .. } =
            observations[0].observed;
        let rate = arrival_rate_per_s.or(arrivals_at_least_per_s);
        assert!(rate.is_none_or(|rate| rate.is_finite() && rate >= 0.0), "{seconds}: {rate:?}");
    }
}

#[test]
fn given_fields_win_over_measured_ones() {
    let entry = |variant: &str, observed| VariantObservation {
        variant: variant.to_owned(),
        observed,
        place: None,
    };
    let given = Observation {
        arrival_rate_per_s: Some(0.0),
        current_replicas: Some(3),
        ..Observation::default()
    };
    let measured = Observation {
        arrival_rate_per_s: Some(5.0),
        ttft_ms: Some(80.0),
        ..Observation::default()
    };
    let merged = merge_observations(
        Observations::of_variants(vec![entry("llm/a", given.clone())]),
        Observations::of_variants(vec![
            entry("llm/a", measured.clone()),
            entry("llm/b", measured.clone()),
        ]),
    );
    let both = Observation { ttft_ms: Some(80.0), ..given };
    assert_eq!(merged.variants, [entry("llm/a", both), entry("llm/b", measured)]);
}

#[test]
fn limits_hold() {
    let long = format!("# {}\n", "x".repeat(params::LINE_BYTES_MAX));
    assert_eq!(
        read(&long).expect_err("the line is too long"),
        "x.txt:1: the line has 65538 bytes; at most 65536 are read"
    );
    let large = "\n".repeat(params::SOURCE_BYTES_MAX + 1);
    assert!(read(&large).expect_err("the page is too large").contains("bytes; at most"));
    let mut many = String::new();
    for pod in 0..=params::SERIES_MAX {
        writeln!(many, "vllm:num_requests_waiting{{pod=\"{pod}\"}} 1").expect("a string");
    }
    assert_eq!(
        read(&many).expect_err("the page has too many series"),
        "x.txt:100001: the page has 100000 series or more; fewer are read"
    );
}

/// Every prefix of a page and every page with one letter changed gives an answer, without NaN,
/// infinities or anything below 0.
#[test]
fn other_forms_are_named() {
    for text in ["{\n  \"status\" : \"success\"\n}", "{\"data\":[]}", "[1]"] {
        let error = read(text).expect_err("JSON is no page");
        assert!(
            error.contains("x.txt:1: JSON is no page; expected the text of `/metrics`"),
            "{error}"
        );
    }
    let error = read("HTTP/1.1 200 OK\r\n\r\nvllm:num_requests_waiting 1\n").expect_err("headers");
    assert!(error.contains("expected the body alone (`curl` without `-i`)"), "{error}");
    // A name in quotes is a line of a page.
    read("{\"other.metric\",a=\"b:c\"} 1\n").expect("a page");
}

#[test]
fn the_page_of_another_server_is_named() {
    for (line, server) in [
        ("sglang:num_queue_reqs 3", "SGLang's"),
        ("tgi_queue_size 3", "Text Generation Inference's"),
        ("nv_inference_pending_request_count 3", "Triton's"),
    ] {
        let page = read(&format!("{line}\n")).expect("a page of nothing that is read");
        let (_, problems) = observe(&[page], SECONDS, &manifests());
        let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(said.contains(&format!("nothing on the page is read, it is {server};")), "{said}");
    }
}

#[test]
fn damaged_pages_get_an_answer() {
    let manifests = manifests();
    for case in ["old-names", "nan", "openmetrics", "data-parallel"] {
        let [first, last] = ["t0", "t1"].map(|time| page(&format!("{case}.{time}.txt")));
        let text = source(&format!("{case}.t1.txt")).text;
        let check = |damaged: &str| {
            let Ok(page) = read(damaged) else { return };
            for (first, last) in [(&first, &page), (&page, &last)] {
                all_in_range(&observe(&[first.clone(), last.clone()], SECONDS, &manifests).0);
            }
            all_in_range(&observe(&[page], SECONDS, &manifests).0);
        };
        for (place, letter) in text.char_indices() {
            check(&text[..place]);
            // Every letter of the page would take a minute.
            if place % 11 > 0 {
                continue;
            }
            for other in ["", "\0", "-", "9", "e9", "\"", "}", " ", "\n", "NaN", "𝄞"] {
                let rest = &text[place + letter.len_utf8()..];
                check(&format!("{}{other}{rest}", &text[..place]));
            }
        }
    }
}

fn all_in_range(observations: &[VariantObservation]) {
    for observation in observations {
        let observed = &observation.observed;
        let numbers = [
            observed.arrival_rate_per_s,
            observed.arrivals_at_least_per_s,
            observed.avg_input_tokens,
            observed.avg_output_tokens,
            observed.waiting_requests,
            observed.running_requests,
            observed.ttft_ms,
            observed.itl_ms,
        ];
        assert!(
            numbers.into_iter().flatten().all(|number| number.is_finite() && number >= 0.0),
            "{observation:?}"
        );
    }
}

/// Files of one pod each, which names none, are the page of the moment.
#[test]
fn the_pages_of_a_moment_are_one() {
    let pod = |name: &str, count: u32| {
        let labels = "model_name=\"meta/llama-3.1-8b\"";
        let text = format!("vllm:request_arrival_total{{{labels}}} {count}\n");
        (name.to_owned(), read(&text).expect("a good page"))
    };
    let moment = |pods: Vec<_>| page_of_pods("t", pods);
    let first =
        moment(vec![pod("llama-8b-long-7f9d4-eeeee", 7), pod("llama-8b-long-7f9d4-ddddd", 10)]);
    let last =
        moment(vec![pod("llama-8b-long-7f9d4-ddddd", 70), pod("llama-8b-long-7f9d4-eeeee", 7)]);
    let pages = [first.expect("a good page"), last.expect("a good page")];
    let (observations, _) = observe(&pages, SECONDS, &manifests());
    let [seen] = observations.as_slice() else { panic!("{observations:?}") };
    assert_eq!(
        (seen.variant.as_str(), seen.observed.ready_replicas),
        ("llm/llama-8b-long", Some(2))
    );
    close(seen.observed.arrival_rate_per_s, 60.0 / SECONDS);
    let twice = moment(vec![pod("a", 1), pod("a", 2)]).expect_err("one pod has one page");
    let said =
        "x.txt: a series of `vllm:request_arrival_total` is on another page of the same moment";
    assert!(twice.to_string().starts_with(said), "{twice}");
}
