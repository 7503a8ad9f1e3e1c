//! The README shows what the binary prints.

use std::path::Path;
use std::process::Command;

#[test]
fn the_readme_shows_the_demos_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sample = "deploy/samples/demo";
    let output = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(["decide", "-f", sample, "--observations", "deploy/samples/demo/observations.yaml"])
        .arg("--explain")
        .current_dir(root)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    // The last line holds the policy's hash, which changes with every change of the engine.
    let (decision, _) = printed.rsplit_once("\n\n").unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.contains(decision), "README.md does not show:\n{decision}");
}
