//! The same calls on JSON, for hosts where typed records are slow.
//!
//! Plain functions, so that native code and the component run the very same lines. Unknown fields
//! are ignored, absent ones are unknown, and floats keep their bits.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wva_core::decision::VariantDecision;
use wva_core::error::{ErrorCode, PolicyError};
use wva_core::model::{self, Replica};
use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput, Targets, WorkloadMemory};
use wva_core::text::Worded;

use crate::place::path;

/// Bytes of a variant's decision without names and other choices, as they are seen.
const VARIANT_BYTES: usize = 2048;

/// Bytes of what is remembered of a workload besides its key and the bytes themselves.
const MEMORY_BYTES: usize = 32;

/// Bytes of another choice with its reason, without names.
const OTHER_BYTES: usize = 256;

/// Times that a decision and its memory name the variant or its workload, apart from other choices.
const NAMED: usize = 13;

/// Decides: a [`PolicyInput`] to a [`wva_core::decision::Decision`] in words.
///
/// # Errors
/// As [`question`], and whatever [`wva_core::decide`] refuses.
pub fn decide(input: &str) -> Result<String, PolicyError> {
    decided(question(input)?)
}

/// Reads a question to [`decided`].
///
/// # Errors
/// `unsupported-version` if the input was written for another version, `invalid-input` if it is not of
/// the documented shape.
pub fn question(input: &str) -> Result<PolicyInput, PolicyError> {
    let read = read::<PolicyInput>(input);
    check_version(input, read.as_ref().ok())?;
    read
}

/// The decision on a question, in words.
///
/// # Errors
/// Whatever [`wva_core::decide`] refuses.
pub fn decided(question: PolicyInput) -> Result<String, PolicyError> {
    let decision = &wva_core::decide(&question.snapshot, &question.memory)?;
    // The rest of a large question would lie in memory beside the answer.
    let currency = &question.snapshot.currency.clone();
    drop(question);
    let variants: usize = decision.variants.iter().map(written_bytes).sum();
    let memory: usize = decision.memory.iter().map(remembered_bytes).sum();
    write_sized(variants + memory, &Worded { decision, currency })
}

/// About as many bytes as the decision for a variant takes, so that the answer is not moved while it
/// grows.
fn written_bytes(variant: &VariantDecision) -> usize {
    let name = variant.variant.len().max(variant.workload.len());
    VARIANT_BYTES + NAMED * name + variant.others.len() * (OTHER_BYTES + name)
}

/// Latency at a load: `{replica, arrivalRatePerS}` to a prediction.
///
/// # Errors
/// `invalid-input`, and whatever [`model::evaluate`] refuses.
pub fn evaluate(input: &str) -> Result<String, PolicyError> {
    let Evaluate { replica, arrival_rate_per_s } = read(input)?;
    write(&model::evaluate(&replica, arrival_rate_per_s)?)
}

/// Largest load for targets: `{replica, targets}` to a sizing.
///
/// # Errors
/// `invalid-input`, and whatever [`model::size`] refuses.
pub fn size(input: &str) -> Result<String, PolicyError> {
    let Size { replica, targets } = read(input)?;
    write(&model::size(&replica, &targets)?)
}

/// Latency over a range of loads: `{replica, fromRatePerS, toRatePerS, points}` to predictions.
///
/// # Errors
/// `invalid-input`, and whatever [`model::sweep`] refuses.
pub fn sweep(input: &str) -> Result<String, PolicyError> {
    let Sweep { replica, from_rate_per_s, to_rate_per_s, points } = read(input)?;
    write(&model::sweep(&replica, from_rate_per_s, to_rate_per_s, points)?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Evaluate {
    replica: Replica,
    arrival_rate_per_s: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Size {
    replica: Replica,
    targets: Targets,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sweep {
    replica: Replica,
    from_rate_per_s: f64,
    to_rate_per_s: f64,
    points: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    interface_version: String,
}

/// The version before the contract was numbered 0.x: a snapshot of it has the same fields.
const SAME_FIELDS: &str = "1.0.0";

/// Refuses another version, also where the rest of the input has another shape.
fn check_version(input: &str, read: Option<&PolicyInput>) -> Result<(), PolicyError> {
    let version = match read {
        Some(input) => input.interface_version.clone(),
        None => match serde_json::from_str::<Version>(input) {
            Ok(Version { interface_version }) => interface_version,
            // What is wrong with the input is said where it is read.
            Err(_) => return Ok(()),
        },
    };
    if series(&version) == series(INTERFACE_VERSION) || version == SAME_FIELDS {
        return Ok(());
    }
    let text =
        format!("`{version}` is not supported, expected {INTERFACE_VERSION} or another 0.1.x");
    Err(PolicyError::new(ErrorCode::UnsupportedVersion, "interfaceVersion", text))
}

/// Version without its patch: before 1.0 another minor version is another contract.
fn series(version: &str) -> Option<&str> {
    version.rsplit_once('.').map(|(series, _)| series)
}

fn read<T: DeserializeOwned>(input: &str) -> Result<T, PolicyError> {
    serde_json::from_str(input).map_err(|error| {
        let field = path(input, error.line(), error.column());
        PolicyError::new(ErrorCode::InvalidInput, field, error.to_string())
    })
}

/// As many bytes as what is remembered of a workload takes at most: a byte is up to three
/// digits and a comma.
fn remembered_bytes(memory: &WorkloadMemory) -> usize {
    MEMORY_BYTES + memory.workload.len() + 4 * memory.bytes.len()
}

fn write(answer: &impl Serialize) -> Result<String, PolicyError> {
    write_sized(0, answer)
}

/// The answer as text, with room for `bytes` from the beginning.
fn write_sized(bytes: usize, answer: &impl Serialize) -> Result<String, PolicyError> {
    let internal = |text: String| PolicyError::new(ErrorCode::Internal, "answer", text);
    let mut written = Vec::with_capacity(bytes);
    serde_json::to_writer(&mut written, answer).map_err(|error| internal(error.to_string()))?;
    String::from_utf8(written).map_err(|error| internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use wva_core::decision::Decision;

    use super::*;

    const EMPTY: &str = r#"{"atUnixS":1,"currency":"cents","accelerators":[],"profiles":[],"workloads":[],"variants":[]"#;

    fn refusal(input: &str) -> PolicyError {
        decide(input).expect_err("must be refused")
    }

    #[test]
    fn an_empty_world_is_decided() {
        let input =
            format!(r#"{{"interfaceVersion":"0.1.4","snapshot":{EMPTY},"new":1}},"other":2}}"#);
        let decision: Decision = serde_json::from_str(&decide(&input).unwrap()).unwrap();
        assert!(decision.variants.is_empty() && decision.memory.is_empty());
    }

    #[test]
    fn a_snapshot_of_1_0_0_is_read_as_it_is() {
        let of = |version| {
            decide(&format!(r#"{{"interfaceVersion":"{version}","snapshot":{EMPTY}}}}}"#)).unwrap()
        };
        assert_eq!(of("1.0.0"), of("0.1.0"));
    }

    #[test]
    fn another_version_is_refused_whatever_its_shape() {
        for shape in [r#""snapshot":7"#.to_owned(), format!(r#""snapshot":{EMPTY}}}"#)] {
            let error = refusal(&format!(r#"{{"interfaceVersion":"2.0.0",{shape}}}"#));
            assert_eq!(error.code, "unsupported-version");
        }
        for version in ["10.0.0", "1.0.1", "0.2.0", "0.10.0", "0.1", "0", ""] {
            let error = refusal(&format!(r#"{{"interfaceVersion":"{version}"}}"#));
            assert_eq!(error.code, "unsupported-version", "{version}");
            assert!(error.text.contains(&format!("`{version}`")), "{error}");
            assert!(error.text.contains("0.1.0"), "{error}");
        }
    }

    #[test]
    fn malformed_input_is_refused_with_its_place() {
        let error = refusal(
            "{\"interfaceVersion\":\"0.1.0\",\n\"snapshot\":{\"variants\":[{\"name\":7}]}}",
        );
        assert_eq!(
            (error.code.as_str(), error.field.as_str()),
            ("invalid-input", "snapshot.variants[0].name")
        );
        assert!(error.text.contains("line 2"), "{error}");
        assert_eq!(refusal("").code, "invalid-input");
        let trailing = format!(r#"{{"interfaceVersion":"0.1.0","snapshot":{EMPTY}}}}} x"#);
        assert_eq!(refusal(&trailing).code, "invalid-input");
    }
}
