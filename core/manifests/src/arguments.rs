//! Options on the command line of a container, as vLLM reads them.

use crate::document::node::Node;

const QUOTES: [char; 2] = ['"', '\''];

/// The value of an option that is a whole number, 1 or more: of several the last, as vLLM takes it. `None`
/// also where the last is no number, such as a variable that is set elsewhere.
pub(crate) fn whole(container: &Node, option: &str) -> Option<u32> {
    let mut all = Vec::new();
    for list in ["command", "args"] {
        let texts = container.get(list).and_then(Node::items).unwrap_or_default();
        for word in texts.iter().filter_map(Node::text).flat_map(words) {
            match word.split_once('=').filter(|(_, value)| value.contains('$')) {
                Some((name, value)) => {
                    all.push(name);
                    fill_in(container, value.trim_matches(QUOTES), &mut all);
                }
                None => fill_in(container, word, &mut all),
            }
        }
    }
    last(option, all.into_iter())?.parse().ok().filter(|number| *number > 0)
}

/// Adds the words of the variable that a word names, or the word. A variable that is set nowhere is empty
/// to a shell; one that is set elsewhere stays as it is.
fn fill_in<'a>(container: &'a Node, word: &'a str, all: &mut Vec<&'a str>) {
    let Some((name, default)) = reference(word) else { return all.push(word) };
    let value = match variable(container, name) {
        Some(variable) => variable.get("value").and_then(Node::text),
        None if container.get("envFrom").is_some() => None,
        None => Some(default),
    };
    match value {
        Some(value) => all.extend(words(value)),
        None => all.push(word),
    }
}

/// Words of an argument. A shell takes a whole script as one: lines that go on, quotes and comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let words = lines.flat_map(str::split_whitespace).filter(|word| *word != "\\");
    words.map(|word| word.trim_matches(QUOTES))
}

/// The last value of an option, after `=` or as the next word. Names may have `_` for `-`. Nothing where
/// a word that is set elsewhere, and may hold the option again, comes later.
fn last<'a>(option: &str, mut words: std::vec::IntoIter<&'a str>) -> Option<&'a str> {
    let mut found = None;
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        if name.starts_with("--") && name.replace('_', "-") == option {
            found = value.or_else(|| words.next());
        } else if word.starts_with('$') {
            found = None;
        }
    }
    found.map(|value| value.trim_matches(QUOTES))
}

/// The variable that a word names, and what stands in for it: `$(NAME)` of Kubernetes, `$NAME`, `${NAME}`
/// and `${NAME:-default}` of a shell.
fn reference(word: &str) -> Option<(&str, &str)> {
    let reference = word.strip_prefix('$')?;
    let inner = |open, close| reference.strip_prefix(open)?.strip_suffix(close);
    let name = inner('(', ')').or_else(|| inner('{', '}')).unwrap_or(reference);
    let (name, default) = name.split_once(":-").unwrap_or((name, ""));
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then_some((name, default))
}

/// A variable of a container, if it is written there.
fn variable<'a>(container: &'a Node, name: &str) -> Option<&'a Node> {
    let variables = container.get("env").and_then(Node::items).unwrap_or_default();
    variables.iter().rev().find(|one| one.get("name").and_then(Node::text) == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(container: &serde_json::Value) -> Option<u32> {
        whole(&Node::from_json(container), "--max-num-seqs")
    }

    #[test]
    fn the_last_of_repeated_options_counts() {
        for (arguments, size) in [
            (&["--max-num-seqs=64", "--max-num-seqs", "128"][..], Some(128)),
            (&["--max-num-seqs=64", "--max-num-seqs=$UNKNOWN"], None),
            (&["--max-num-seqs=64", "--max-num-seqs=0"], None),
            (&["--max_num_seqs=64"], Some(64)),
            (&["--max-num-seqs-per-rank=64"], None),
            (&["max-num-seqs=64"], None),
            (&["--max-num-seqs"], None),
            (&["--config", "/etc/vllm/config.yaml"], None),
            (&["--max-num-seqs=64", "--config=/etc/vllm/config.yaml"], Some(64)),
            (&["vllm serve --config /etc/vllm/config.yaml --max-num-seqs 64"], Some(64)),
            (&["exec vllm serve m \\\n  --max-num-seqs \"64\" \\\n  --port 8000"], Some(64)),
            (&["vllm serve m --max-num-seqs=64\n# vllm serve m --max-num-seqs=8\n"], Some(64)),
            (&["vllm serve m --max-num-seqs='64'"], Some(64)),
        ] {
            assert_eq!(of(&serde_json::json!({ "args": arguments })), size, "{arguments:?}");
        }
    }

    #[test]
    fn variables_of_the_container_are_known() {
        for (value, size) in [
            ("$(SEQS)", Some(32)),
            ("$SEQS", Some(32)),
            ("${SEQS}", Some(32)),
            ("${SEQS:-8}", Some(32)),
            ("${OTHER:-8}", Some(8)),
            ("$(SECRET)", None),
            ("$((SEQS * 2))", None),
            ("8 $MORE", Some(16)),
            ("8 ${VLLM_ADDITIONAL_ARGS} --port 8000", Some(8)),
            ("8 $SECRET", None),
            ("8 $(cat /etc/args)", None),
        ] {
            let container = serde_json::json!({
                "command": ["vllm", "serve"],
                "args": ["--max-num-seqs", value],
                "env": [
                    {"name": "SEQS", "value": "32"},
                    {"name": "MORE", "value": "--port 8000 --max-num-seqs 16"},
                    {"name": "SECRET", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}},
                ],
            });
            assert_eq!(of(&container), size, "{value}");
        }
    }

    #[test]
    fn what_a_map_of_variables_sets_is_unknown() {
        let mut container = serde_json::json!({"args": ["vllm serve m --max-num-seqs 8 $MORE"]});
        assert_eq!(of(&container), Some(8));
        container["envFrom"] = serde_json::json!([{"configMapRef": {"name": "vllm"}}]);
        assert_eq!(of(&container), None);
    }
}
