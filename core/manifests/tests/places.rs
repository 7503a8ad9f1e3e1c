//! Every problem lies where the value was written, also inside the texts of a `ConfigMap`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says by a panic what is wrong"
)]

use wva_manifests::{Problem, Source, parse_partial};

fn problems(text: &str) -> Vec<Problem> {
    let source = Source { path: "x.yaml".to_owned(), text: text.to_owned() };
    parse_partial(&[source]).problems
}

/// Finds the letters `BAD` in the text and expects the only problem there.
fn expect_at_bad(text: &str) {
    let expected = text.lines().enumerate().find_map(|(line, letters)| {
        let column = letters.chars().collect::<String>().split_once("BAD")?.0.chars().count();
        Some((u32::try_from(line).unwrap() + 1, u32::try_from(column).unwrap() + 1))
    });
    let found = problems(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].line.unwrap(), found[0].column.unwrap()), expected.unwrap(), "{text}");
}

const MAP: &str = "kind: ConfigMap\nmetadata: {name: accelerator-unitcost}\ndata:\n";

#[test]
fn in_block_scalars() {
    for data in [
        "  list: |\n    - name: A\n      cost: BAD\n",
        "  list: |\n\n\n    # comment\n    - name: A\n\n      cost: BAD\n",
        "  list: |-\n        - name: A\n          cost: BAD\n",
        "  list: |2\n     - name: A\n       cost: BAD\n",
        "  list: |+\n    ---\n    - name: A\n      type: ü日𝄞\n    ---\n    - {name: B, cost: BAD}\n\n",
        "  A: |\n    {\n      \"cost\": BAD }\n",
    ] {
        expect_at_bad(&format!("{MAP}{data}"));
        expect_at_bad(&format!("---\n# ü\n---\n{MAP}{data}---\n"));
        expect_at_bad(&format!("{MAP}{data}").replace('\n', "\r\n"));
    }
}

#[test]
fn in_one_line() {
    for data in
        ["  A: '{cost: BAD}'\n", "  A: \"{cost: BAD}\"\n", "  'A': !!str '{ cost:   BAD }'\n"]
    {
        expect_at_bad(&format!("{MAP}{data}"));
    }
}

/// What was folded or escaped has no lines of its own: the place is where the text begins.
#[test]
fn in_folded_texts() {
    for data in
        ["  A: >\n    {cost:\n    x}\n", "  A: \"{\\n  cost: x}\"\n", "  A: '{cost:\n    x}'\n"]
    {
        let found = problems(&format!("{MAP}{data}"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!((4..=5).contains(&found[0].line.unwrap()), "{found:?}");
    }
}

#[test]
fn in_specs() {
    let start = "kind: VariantAutoscaling\nmetadata: {name: a}\nspec:\n  modelID: m\n  acceleratorType: A100\n";
    expect_at_bad(&format!("{start}  maxBatchSize: BAD\n"));
    expect_at_bad(&format!("{start}  BAD: 1\n"));
}
