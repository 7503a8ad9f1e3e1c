//! The role of a pool of servers: which part of a request its label or its engine says it serves.

use serde::{Deserialize, Serialize};

/// Part of a request that a pool says it serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// It reads prompts, alone or after encoding them.
    Prefill,
    /// It writes answers; it may be able to read prompts as well.
    Decode,
    /// It says that it writes answers and never reads a prompt.
    DecodeOnly,
    /// It reads prompts and writes answers.
    Whole,
    /// It only encodes pictures and the like.
    Encode,
}

/// Label of the pods, of their target or of the variant.
pub(crate) const LABEL: &str = "llm-d.ai/role";

/// Values of the label, with the older `both`.
const LABELS: [(&str, Role); 7] = [
    ("prefill", Role::Prefill),
    ("decode", Role::Decode),
    ("prefill-decode", Role::Whole),
    ("both", Role::Whole),
    ("encode", Role::Encode),
    ("encode-prefill", Role::Prefill),
    ("encode-prefill-decode", Role::Whole),
];

/// Values of `kv_role` in vLLM's `--kv-transfer-config`.
const KV_ROLES: [(&str, Role); 3] =
    [("kv_producer", Role::Prefill), ("kv_consumer", Role::DecodeOnly), ("kv_both", Role::Whole)];

/// Option of `SGLang` and Dynamo that names the role.
const MODE: &str = "--disaggregation-mode";
const MODES: [(&str, Role); 2] = [("prefill", Role::Prefill), ("decode", Role::DecodeOnly)];

/// Flags of Dynamo's older workers.
const FLAGS: [(&str, Role); 2] =
    [("--is-prefill-worker", Role::Prefill), ("--is-decode-worker", Role::DecodeOnly)];

impl Role {
    /// The role that a label names.
    pub(crate) fn of_label(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        named(&LABELS, &text)
    }

    /// All values of the label.
    pub(crate) fn labels() -> impl Iterator<Item = &'static str> {
        LABELS.into_iter().map(|(name, _)| name)
    }

    /// The role that the command line of an engine names; of several connectors the first that is not
    /// for both.
    pub(crate) fn of_command(text: &str) -> Option<Self> {
        for (flag, role) in FLAGS {
            if text.contains(flag) {
                return Some(role);
            }
        }
        let mut both = None;
        for role in values(text, "kv_role", &KV_ROLES).chain(values(text, MODE, &MODES)) {
            if role != Self::Whole {
                return Some(role);
            }
            both = Some(role);
        }
        both
    }
}

/// The roles that stand behind each mention of a name; anything but letters may be in between.
fn values<'a>(
    text: &'a str,
    name: &'a str,
    roles: &'a [(&str, Role)],
) -> impl Iterator<Item = Role> + 'a {
    text.split(name).skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches(|letter: char| !letter.is_ascii_alphabetic());
        let end =
            rest.find(|letter: char| !(letter.is_ascii_alphabetic() || "_-".contains(letter)));
        named(roles, rest.get(..end.unwrap_or(rest.len()))?)
    })
}

fn named(roles: &[(&str, Role)], text: &str) -> Option<Role> {
    let (_, role) = roles.iter().find(|(name, _)| *name == text)?;
    Some(*role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_old_and_new() {
        assert_eq!(Role::of_label("prefill"), Some(Role::Prefill));
        assert_eq!(Role::of_label("Decode"), Some(Role::Decode));
        assert_eq!(Role::of_label("both"), Role::of_label("prefill-decode"));
        assert_eq!(Role::of_label("encode"), Some(Role::Encode));
        assert_eq!(Role::of_label("router"), None);
    }

    #[test]
    fn command_lines_in_every_spelling() {
        for (text, role) in [
            (
                r#"--kv-transfer-config {"kv_connector":"Nixl","kv_role":"kv_producer"}"#,
                Role::Prefill,
            ),
            (r#"--kv-transfer-config='{"kv_role": "kv_consumer"}'"#, Role::DecodeOnly),
            (r#"vllm serve m --kv-transfer-config "{\"kv_role\":\"kv_both\"}""#, Role::Whole),
            ("--kv-transfer-config.kv_role kv_producer", Role::Prefill),
            (r#"{"c":[{"kv_role":"kv_both"},{"kv_role":"kv_producer"}]}"#, Role::Prefill),
            ("sglang --disaggregation-mode prefill --tp 2", Role::Prefill),
            (r#"dynamo --is-prefill-worker {"kv_role":"kv_both"}"#, Role::Prefill),
            ("sglang --disaggregation-mode=decode", Role::DecodeOnly),
        ] {
            assert_eq!(Role::of_command(text), Some(role), "{text}");
        }
        for text in ["", "--max-num-seqs 4", "kv_role", "--disaggregation-mode null", "kv_role: x"]
        {
            assert_eq!(Role::of_command(text), None, "{text}");
        }
    }
}
