//! Inputs that want to hang, exhaust or crash the parser.

use std::fmt::Write as _;

use wva_manifests::{
    Manifests, Observations, Source, catalogue, catalogue_names, params, parse, parse_observations,
    parse_partial,
};

fn read(text: &str) -> Result<Manifests, String> {
    let source = Source { path: "x.yaml".to_owned(), text: text.to_owned() };
    parse(&[source]).map_err(|problems| problems.to_string())
}

#[test]
fn a_bomb_of_aliases_is_an_error() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=9 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{}]", below.trim_end_matches(", ")).unwrap();
    }
    let message = read(&text).unwrap_err();
    assert!(
        message.contains("aliases copy more than") || message.contains("has more than"),
        "{message}"
    );
}

#[test]
fn a_bomb_of_anchors_is_an_error() {
    // Every level is kept once more for each level above it.
    let long = "x".repeat(params::ALIAS_BYTES_MAX / 20);
    let mut text = String::new();
    for level in 0..40 {
        write!(text, "&b{level} [").unwrap();
    }
    writeln!(text, "{long}{}", "]".repeat(40)).unwrap();
    let message = read(&text).unwrap_err();
    assert!(message.contains("aliases copy more than"), "{message}");
}

#[test]
fn deep_nesting_is_an_error() {
    for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000)] {
        assert!(read(&text).is_err());
    }
}

#[test]
fn a_cycle_is_an_error() {
    let message = read("a: &a {b: *a}").unwrap_err();
    assert_eq!(message, "x.yaml:1: the alias refers to a value it is part of");
}

#[test]
fn a_text_too_long_is_an_error() {
    let message = read(&" ".repeat(params::SOURCE_BYTES_MAX + 1)).unwrap_err();
    assert!(message.contains("bytes; at most"), "{message}");
}

#[test]
fn a_thousand_problems_are_enough() {
    let text = "kind: X\n---\n- 1\n---\n".repeat(3 * params::PROBLEMS_MAX);
    let source = Source { path: "x.yaml".to_owned(), text };
    let problems = parse_partial(&[source]).problems;
    assert_eq!(problems.len(), params::PROBLEMS_MAX + 1);
    assert!(
        problems.last().is_some_and(|last| last.text == "2001 further problems are not listed")
    );
}

#[test]
fn nothing_is_nothing() {
    for text in ["", "---\n", "# only a comment\n", "---\n---\n...\n", "\u{feff}"] {
        assert_eq!(read(text), Ok(Manifests::default()));
    }
    let source = Source { path: "x.yaml".to_owned(), text: String::new() };
    assert_eq!(parse_observations(&source), Ok(Observations::default()));
}

/// Every prefix of a good file, and the file with any one byte changed, gives an answer.
#[test]
fn damaged_texts_get_an_answer() {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/manifests/accepted");
    let text = std::fs::read_to_string(format!("{cases}/both-names.yaml")).unwrap();
    let letters: Vec<char> = text.chars().collect();
    for place in 0..letters.len() {
        let prefix: String = letters.iter().take(place).collect();
        drop(read(&prefix));
        for letter in ['\0', '\t', '"', '*', '&', '|', '-', '{', ']', '\n', '𝄞'] {
            let mut damaged = letters.clone();
            damaged[place] = letter;
            drop(read(&damaged.iter().collect::<String>()));
        }
    }
}

#[test]
fn every_set_of_the_catalogue_is_read_whole() {
    let names = catalogue_names();
    assert_eq!(
        names,
        ["upstream-chart", "upstream-emulator", "upstream-openshift", "upstream-tutorial"]
    );
    let sizes: Vec<usize> = names.iter().map(|name| catalogue(name).unwrap().len()).collect();
    assert_eq!(sizes, [2, 1, 2, 1]);
    assert!(
        names
            .iter()
            .flat_map(|name| catalogue(name).unwrap())
            .all(|profile| profile.source.contains("docs/")
                || profile.source.contains("llm-d-incubation"))
    );
    assert_eq!(catalogue("no such set"), None);
}

#[test]
fn profiles_that_are_there_win() {
    let mut manifests = Manifests::default();
    manifests.add_profiles(catalogue("upstream-chart").unwrap());
    manifests.add_profiles(catalogue("upstream-openshift").unwrap());
    assert_eq!(manifests.profiles, catalogue("upstream-chart").unwrap());
}
