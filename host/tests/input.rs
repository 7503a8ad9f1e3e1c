//! What `wva decide` says of files that are something else, or that lack something.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::PathBuf;
use std::process::{Command, Output};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo");

fn wva(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wva")).arg("decide").args(arguments).output().unwrap()
}

fn of(name: &str) -> String {
    format!("{DEMO}/{name}.yaml")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bytes.txt");
    for (bytes, said) in [
        (&[0x1f, 0x8b, 0x08, 0xff][..], "is not UTF-8 text; it is compressed with gzip"),
        (&[0xff, 0xfe, 0x76, 0x00], "is not UTF-8 text; it is UTF-16"),
        (&[0x76, 0xff], "is not UTF-8 text\n"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let output = wva(&[
            "-f",
            DEMO,
            "--observations",
            &of("observations"),
            "--metrics",
            file.to_str().unwrap(),
        ]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn an_unknown_load_hides_nothing_that_is_missing() {
    let (variants, profiles) = (of("variantautoscalings"), of("profiles"));
    let bare = wva(&["-f", &variants, "--explain"]);
    assert_eq!(out(&bare).matches("unknown-load, no-profile").count(), 3, "{}", out(&bare));
    let said = "not H100: no performance parameters for `meta/llama-3.1-8b` on `H100`";
    let sentence = out(&bare).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(sentence.contains(said), "{sentence}");
    let output = wva(&["-f", &variants, "-f", &profiles]);
    assert!(out(&output).contains("unknown-load, no-service-class"), "{}", out(&output));
}
