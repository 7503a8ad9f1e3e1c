//! The pages show what the binary prints, and list what it takes and gives.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

fn wva<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wva"));
    command.args(arguments).current_dir(root()).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = wva(arguments.iter().copied());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(output.stderr)))
}

/// The arguments of the only command that a page shows after `$ wva`, and what stands below it.
fn shown(page: &str) -> (Vec<&str>, &str) {
    let (_, rest) = page.split_once("\n$ wva ").unwrap();
    let mut ended = rest.match_indices('\n').map(|(end, _)| rest.split_at(end));
    let (command, below) = ended.find(|(command, _)| !command.ends_with('\\')).unwrap();
    let command = command.split(" |").next().unwrap();
    let words = command.split_whitespace().filter(|word| *word != "\\").collect();
    (words, below.trim_start_matches('\n'))
}

#[test]
fn the_readme_shows_the_demos_output() {
    let sample = "deploy/samples/demo";
    let observations = "deploy/samples/demo/observations.yaml";
    let output = wva(["decide", "-f", sample, "--observations", observations, "--explain"]);
    let printed = text(output.stdout);
    // The last line holds the policy's hash, which changes with every change of the engine.
    let (decision, _) = printed.rsplit_once("\n\n").unwrap();
    assert!(page("README.md").contains(decision), "README.md does not show:\n{decision}");
}

#[test]
fn the_readme_shows_a_scenario() {
    let page = page("README.md");
    let (arguments, below) = shown(&page);
    let (shown, _) = below.split_once("```").unwrap();
    assert_eq!(shown, text(wva(arguments).stdout));
}

#[test]
fn the_readme_lists_every_option() {
    let (readme, help) = (page("README.md"), text(wva(["decide", "--help"]).stdout));
    let words = help.split(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
    let options: BTreeSet<_> = words.filter(|word| word.starts_with("--")).collect();
    assert!(options.len() > 10, "{options:?}");
    for option in options.iter().filter(|name| !["--help", "--filename", "--output"].contains(name))
    {
        assert!(readme.contains(option), "README.md does not list {option}");
    }
}

#[test]
fn the_formats_show_the_output_for_metrics() {
    let page = page("docs/formats.md");
    let (arguments, below) = shown(&page);
    let output = wva(arguments);
    let printed = text(output.stderr) + &text(output.stdout);
    let (decision, _) = printed.rsplit_once(", policy ").unwrap();
    let (shown, _) = below.split_once(", policy …\n```").unwrap();
    assert_eq!(shown, decision);
}

#[test]
fn the_page_of_decisions_shows_a_real_one() {
    let page = page("docs/decision.md");
    let (arguments, _) = shown(&page);
    let mut printed = json(&arguments);
    printed["policy"]["sha256"] = "…".into();
    printed["decision"]["memory"][0]["bytes"] = "…".into();
    let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let example: Value = serde_json::from_str(example).unwrap();
    assert_eq!(rounded(example), rounded(printed.clone()), "{printed:#}");
}

/// The same without digits that a faster way of summing may change.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) => format!("{:.6}", number.as_f64().unwrap()).into(),
        Value::Array(items) => items.into_iter().map(rounded).collect(),
        Value::Object(entries) => {
            entries.into_iter().map(|(name, value)| (name, rounded(value))).collect()
        }
        other => other,
    }
}

/// Names of all fields of a value, at any depth.
fn fields(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| fields(item, names)),
        Value::Object(entries) => {
            for (name, value) in entries {
                names.insert(name.clone());
                fields(value, names);
            }
        }
        _ => {}
    }
}

/// Two snapshots with everything that can be in one, saved.
fn snapshots() -> [PathBuf; 2] {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let memory = folder.join("page-memory.json");
    std::fs::write(&memory, r#"[{"workload": "llm/m/Gold", "bytes": [1]}]"#).unwrap();
    ["limited", "calm"].map(|name| {
        let saved = folder.join(format!("page-{name}.json"));
        let manifests = &format!("tests/cases/manifests/accepted/{name}.yaml");
        let profiles = "deploy/samples/demo/profiles.yaml";
        let mut arguments = vec!["decide", "-f", manifests, "-f", profiles];
        arguments.extend(["--memory", memory.to_str().unwrap()]);
        arguments.extend(["--save-snapshot", saved.to_str().unwrap()]);
        assert_eq!(wva(arguments).status.code(), Some(1), "{manifests}");
        saved
    })
}

#[test]
fn the_page_of_decisions_lists_exactly_the_fields_that_occur() {
    let demo = "deploy/samples/demo";
    let observations = "deploy/samples/demo/observations.yaml";
    let decided = json(&["decide", "-f", demo, "--observations", observations, "-o", "json"]);
    // Here a reason has a name: the variant that carries the load.
    let shared = "tests/cases/decide/two-variants";
    let (manifests, seen) =
        (&format!("{shared}/manifests.yaml"), &format!("{shared}/observations.yaml"));
    let named = json(&["decide", "-f", manifests, "--observations", seen, "-o", "json"]);
    let mut occurring = BTreeSet::new();
    fields(&decided, &mut occurring);
    fields(&named, &mut occurring);
    for saved in snapshots() {
        let again = json(&["decide", "--snapshot", saved.to_str().unwrap(), "-o", "json"]);
        fields(&again, &mut occurring);
        let saved: Value = serde_json::from_slice(&std::fs::read(saved).unwrap()).unwrap();
        fields(&saved, &mut occurring);
    }
    let page = page("docs/decision.md");
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let listed = cells.flat_map(|cell| cell.split("`, `")).map(|name| name.trim_matches('`'));
    assert_eq!(listed.map(str::to_owned).collect::<BTreeSet<_>>(), occurring);
}
