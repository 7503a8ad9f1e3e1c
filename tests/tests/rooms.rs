//! Who may depend on whom, and how large a file may grow.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Longest file, tests included.
const LINES_MAX: usize = 400;

/// What a crate may depend on. Crates that are not listed may depend on anything.
const MAY_USE: [(&str, &[&str]); 5] = [
    ("wva-core", &["crc", "libm", "postcard", "serde", "thiserror"]),
    ("wva-manifests", &["serde", "serde-saphyr", "thiserror", "wva-core"]),
    (
        "wva-toolkit",
        &[
            "getrandom",
            "js-sys",
            "libm",
            "serde",
            "serde-wasm-bindgen",
            "serde_json",
            "wasm-bindgen",
            "wva-core",
            "wva-manifests",
        ],
    ),
    ("wva-scenario", &["libm", "serde", "wva-core", "wva-manifests"]),
    ("wva-component", &["serde", "serde_json", "serde_path_to_error", "wit-bindgen", "wva-core"]),
];

/// Crates that only the host and its tools may use.
const HOST_ONLY: [&str; 4] = ["wasmtime", "kube", "tokio", "axum"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn metadata(arguments: &[&str]) -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Package → its dependencies outside tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let of = |manifest: &str| {
        let metadata = metadata(&["--no-deps", "--manifest-path", manifest]);
        let packages = metadata["packages"].as_array().unwrap().clone();
        packages.into_iter().map(move |package| {
            let all = package["dependencies"].as_array().unwrap();
            let used = all.iter().filter(|d| d["kind"].is_null()).map(|d| text(&d["name"]));
            (text(&package["name"]), used.collect())
        })
    };
    of("Cargo.toml").chain(of("wasm/toolkit/Cargo.toml")).collect()
}

#[test]
fn every_room_knows_only_what_it_must() {
    let dependencies = dependencies();
    for (package, allowed) in MAY_USE {
        for used in &dependencies[package] {
            assert!(allowed.contains(&used.as_str()), "`{package}` must not depend on `{used}`");
        }
    }
    for (package, used) in &dependencies {
        let host = ["wva", "wva-tests", "xtask"].contains(&package.as_str());
        let found = HOST_ONLY.iter().find(|name| !host && used.contains(**name));
        assert!(found.is_none(), "`{package}` must not depend on {found:?}");
    }
}

/// Licenses that `deny.toml` allows.
fn allowed_licenses() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let list = text.split("allow = [").nth(1).unwrap().split(']').next().unwrap();
    list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect()
}

#[test]
fn every_dependency_has_a_license_we_allow() {
    let allowed = allowed_licenses();
    for (manifest, least) in [("Cargo.toml", 50), ("wasm/toolkit/Cargo.toml", 20)] {
        let metadata = metadata(&["--manifest-path", manifest]);
        let packages = metadata["packages"].as_array().unwrap();
        assert!(packages.len() > least);
        for package in packages {
            let license = package["license"].as_str().unwrap_or_default().replace('/', " OR ");
            let any = license.split(" OR ").any(|all| {
                all.split(" AND ").all(|name| allowed.contains(name.trim_matches(['(', ')', ' '])))
            });
            assert!(any, "{} {}: `{license}`", package["name"], package["version"]);
        }
    }
}

#[test]
fn a_file_holds_one_idea() {
    for folder in ["core", "wasm", "host", "xtask", "tests"] {
        for file in rust_files(&root().join(folder)) {
            let lines = std::fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= LINES_MAX, "{} has {lines} lines", file.display());
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let skipped = |path: &PathBuf| path.ends_with("node_modules") || path.ends_with("target");
    let own = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let nested = folders.iter().filter(|path| !skipped(path)).flat_map(|path| rust_files(path));
    own.chain(nested).collect()
}
