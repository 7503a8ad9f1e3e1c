//! Options on the command line of a container, as vLLM reads them.

use crate::document::node::Node;

/// The value of an option that is a whole number, 1 or more: of several the last, as vLLM takes it. `None`
/// also where the last is no number, such as a variable that is set elsewhere.
pub(crate) fn whole(container: &Node, option: &str) -> Option<u32> {
    let lists = [container.get("command"), container.get("args")];
    let texts: Vec<&str> = lists
        .into_iter()
        .flatten()
        .filter_map(Node::items)
        .flatten()
        .filter_map(Node::text)
        .collect();
    let value = last(option, texts.into_iter().flat_map(words))?;
    let value = resolved(value, |name| variable(container, name))?;
    value.parse().ok().filter(|number| *number > 0)
}

/// Words of an argument. A shell takes a whole script as one: lines that go on, quotes and comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let words = lines.flat_map(str::split_whitespace).filter(|word| *word != "\\");
    words.map(|word| word.trim_matches(['"', '\'']))
}

/// The last value of an option, after `=` or as the next word. Names may have `_` for `-`.
fn last<'a>(option: &str, mut words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut found = None;
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        if name.starts_with("--") && name.replace('_', "-") == option {
            found = value.or_else(|| words.next());
        }
    }
    found.map(|value| value.trim_matches(['"', '\'']))
}

/// A value, or that of the variable it names: `$(NAME)` of Kubernetes, `$NAME`, `${NAME}` and
/// `${NAME:-default}` of a shell.
fn resolved<'a>(value: &'a str, variable: impl Fn(&str) -> Option<&'a str>) -> Option<&'a str> {
    let Some(reference) = value.strip_prefix('$') else { return Some(value) };
    let inner = |open, close| reference.strip_prefix(open)?.strip_suffix(close);
    let name = inner('(', ')').or_else(|| inner('{', '}')).unwrap_or(reference);
    match name.split_once(":-") {
        Some((name, default)) => variable(name).or(Some(default)),
        None => variable(name),
    }
}

/// The value of a variable of a container, if it is written there.
fn variable<'a>(container: &'a Node, name: &str) -> Option<&'a str> {
    let variables = container.get("env").and_then(Node::items).unwrap_or_default();
    let is_named = |variable: &&Node| variable.get("name").and_then(Node::text) == Some(name);
    variables.iter().rev().find(is_named)?.get("value").and_then(Node::text)
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
        ] {
            let container = serde_json::json!({
                "command": ["vllm", "serve"],
                "args": ["--max-num-seqs", value],
                "env": [
                    {"name": "SEQS", "value": "32"},
                    {"name": "SECRET", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}},
                ],
            });
            assert_eq!(of(&container), size, "{value}");
        }
    }
}
