//! The memory from one decision to the next, as a file.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo");
const OBSERVATIONS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo/observations.yaml");
const AT: &str = "2026-01-31T12:00:00Z";

fn demo(more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wva"));
    command.args(["decide", "-f", DEMO, "--observations", OBSERVATIONS, "--at", AT]);
    command.args(more).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A directory for one test, empty at its start.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// `behavior` of the first variant in the snapshot that the arguments save.
fn saved_behavior(name: &str, more: &[&str]) -> Value {
    let file = folder(name).join("snapshot.json");
    demo(&[more, &["--save-snapshot", file.to_str().unwrap()]].concat());
    let saved: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    saved.pointer("/snapshot/variants/0/behavior").unwrap().clone()
}

#[test]
fn only_a_loop_writes_its_calm_into_the_snapshot() {
    assert_eq!(saved_behavior("once", &[]), Value::Null);
    let memory = folder("loop-memory").join("memory.json");
    let written = saved_behavior("loop", &["--memory", memory.to_str().unwrap()]);
    assert_eq!(written["scaleDown"]["stabilizationWindowS"], 300);
    assert_eq!(written["scaleUp"]["stabilizationWindowS"], 0);
}

/// Whether the file holds a list with entries.
fn is_memory(file: &Path) -> bool {
    let memory: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    memory.as_array().is_some_and(|entries| !entries.is_empty())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// A decision with that memory: exit code and stderr.
fn decided(memory: &Path) -> (i32, String) {
    let output = demo(&["--memory", memory.to_str().unwrap()]);
    (code(&output), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn memory_is_read_and_written() {
    let folder = folder("memory");
    let file = folder.join("memory.json");
    std::fs::write(&file, "").unwrap();
    for _ in 0..2 {
        assert_eq!(decided(&file), (0, String::new()));
        assert!(is_memory(&file));
    }
    assert_eq!(names(&folder), ["memory.json"]);
}

/// What cannot be read is kept beside it and costs nothing but the memory.
#[test]
fn a_damaged_memory_begins_anew() {
    let folder = folder("damaged");
    let (file, kept) = (folder.join("m"), folder.join("m.damaged"));
    decided(&file);
    let whole = std::fs::read(&file).unwrap();
    let cut = whole.split_at(whole.len() / 2).0.to_vec();
    let flipped: Vec<u8> = whole.iter().map(|byte| byte ^ 1).collect();
    for damaged in [b"my thesis".to_vec(), cut, flipped, vec![0xff; 9], b"{}".to_vec()] {
        std::fs::write(&file, &damaged).unwrap();
        let (code, err) = decided(&file);
        assert_eq!((code, err.lines().count()), (0, 1), "{err}");
        let said = format!("warning: `{}` is not a memory file: ", file.display());
        assert!(err.starts_with(&said) && err.contains("it begins anew"), "{err}");
        assert_eq!(std::fs::read(&kept).unwrap(), damaged);
        assert!(is_memory(&file));
        assert_eq!(decided(&file), (0, String::new()));
    }
    assert_eq!(names(&folder), ["m", "m.damaged"]);
}

#[test]
fn memory_beside_the_manifests_is_no_manifest() {
    let folder = folder("beside");
    for entry in std::fs::read_dir(DEMO).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    for _ in 0..3 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wva"));
        command.args(["decide", "-f", folder.to_str().unwrap(), "--at", AT]);
        command.args(["--observations", &path("observations.yaml")]);
        command.args(["--memory", &path("memory.json"), "--save-snapshot", &path("saved.json")]);
        let output = command.output().unwrap();
        let err = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!((code(&output), err.as_str()), (0, ""));
    }
}

#[test]
fn stdin_is_no_file_to_write() {
    let folder = folder("stdin");
    for option in ["--memory", "--save-snapshot"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wva"));
        command.args(["decide", "-f", DEMO, "--observations", OBSERVATIONS, option, "-"]);
        command.current_dir(&folder);
        let output = command.output().unwrap();
        let err = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!((code(&output), output.stdout.len()), (2, 0), "{err}");
        assert!(err.contains("`-` is stdin; expected the name of a file"), "{err}");
    }
    assert_eq!(names(&folder), Vec::<String>::new());
}

/// Links are followed, also to what is not there yet; the mode and further names stay.
#[test]
#[cfg(unix)]
fn a_file_stays_what_it_is() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let folder = folder("modes");
    let [file, link, other, name] = ["file", "link", "other", "name"].map(|name| folder.join(name));
    symlink("file", &link).unwrap();
    assert_eq!(decided(&link).0, 0);
    assert!(link.is_symlink() && is_memory(&file));
    for mode in [0o600, 0o640, 0o666] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(decided(&link).0, 0);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode);
    }
    std::fs::write(&other, "[                                  ]".repeat(999)).unwrap();
    std::fs::hard_link(&other, &name).unwrap();
    assert_eq!(decided(&name).0, 0);
    assert_eq!(std::fs::metadata(&other).unwrap().nlink(), 2);
    assert!(is_memory(&other));
    assert_eq!(names(&folder), ["file", "link", "name", "name.damaged", "other"]);
}

/// A killed process leaves one file at most, which the next one takes over; of one that is at work a
/// file is let be.
#[test]
fn what_was_left_is_taken_over() {
    let folder = folder("left");
    let (file, left) = (folder.join("m"), folder.join("m.tmp"));
    std::fs::write(&left, "[{\"workload\"").unwrap();
    assert_eq!(decided(&file), (0, String::new()));
    assert_eq!(names(&folder), ["m"]);
    let held = std::fs::File::create(&left).unwrap();
    held.lock().unwrap();
    assert_eq!(decided(&file), (0, String::new()));
    assert_eq!(names(&folder), ["m", "m.tmp"]);
    assert_eq!(held.metadata().unwrap().len(), 0);
    assert!(is_memory(&file));
}

/// A decision that nobody got has not been made.
#[test]
#[cfg(target_os = "linux")]
fn nothing_is_remembered_of_a_decision_that_was_not_given() {
    let folder = folder("full");
    let file = folder.join("m");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_wva"));
    command.args(["decide", "-f", DEMO, "--observations", OBSERVATIONS, "--at", AT]);
    let status = command.arg("--memory").arg(&file).stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(2));
    assert_eq!(names(&folder), Vec::<String>::new());
}
