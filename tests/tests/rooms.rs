//! Who may depend on whom, among crates and among files, and how large a file may grow.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use wva_tests::imports::Imports;

/// Longest file without its tests.
const LINES_MAX: usize = 250;

/// Longest file with them, and longest file that is only there for tests.
const LINES_WITH_TESTS_MAX: usize = 400;

/// Most modules beside itself, or beside its parents, that a file imports from.
const SIBLINGS_MAX: usize = 8;

const CRATES: [&str; 9] = [
    "core",
    "core/model",
    "core/manifests",
    "core/scenario",
    "host",
    "tests",
    "wasm/component",
    "wasm/toolkit",
    "xtask",
];

/// Crates whose files still import in circles or are too long: reported, not refused.
const KNOWN: [&str; 0] = [];

/// What a crate may depend on. Crates that are not listed may depend on anything.
const MAY_USE: [(&str, &[&str]); 6] = [
    ("wva-model", &["libm", "serde", "thiserror"]),
    ("wva-core", &["crc", "postcard", "serde", "thiserror", "wva-model"]),
    ("wva-manifests", &["serde", "serde-saphyr", "serde_json", "thiserror", "wva-core"]),
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
    ("wva-component", &["serde", "serde_json", "wit-bindgen", "wva-core"]),
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

/// What is wrong with the imports of a crate, a line each.
fn wrong_imports(imports: &Imports) -> Vec<String> {
    let mut wrong: Vec<String> =
        imports.circles().iter().map(|circle| format!("circle: {}", circle.join(" → "))).collect();
    for (file, siblings) in &imports.siblings {
        if siblings.len() > SIBLINGS_MAX {
            let names: Vec<&str> = siblings.iter().map(String::as_str).collect();
            wrong.push(format!("{file} imports from {}: {}", names.len(), names.join(", ")));
        }
    }
    wrong
}

#[test]
fn files_import_one_way_and_few() {
    let mut all = 0;
    let mut refused = Vec::new();
    for name in CRATES {
        let imports = Imports::of_crate(&root().join(name)).unwrap();
        all += imports.files.len();
        for wrong in wrong_imports(&imports) {
            println!("{name}: {wrong}");
            refused.extend((!KNOWN.contains(&name)).then_some(format!("{name}: {wrong}")));
        }
    }
    assert!(all > 200, "only {all} files were found");
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

/// Lines of a text, and those before its tests.
fn lines(text: &str) -> (usize, usize) {
    let before = text.lines().take_while(|line| !line.starts_with("mod tests {"));
    (text.lines().count(), before.count())
}

#[test]
fn a_file_holds_one_idea() {
    for name in CRATES {
        for file in rust_files(&root().join(name)) {
            let (all, own) = lines(&std::fs::read_to_string(&file).unwrap());
            let path = file.strip_prefix(root()).unwrap();
            let crate_of = path.iter().take_while(|part| *part != "src" && *part != "tests");
            let crate_of: PathBuf = crate_of.collect();
            let is_test = path.iter().any(|part| part == "tests");
            let known = KNOWN.iter().any(|known| crate_of == Path::new(known));
            let most = if is_test || known { LINES_WITH_TESTS_MAX } else { LINES_MAX };
            assert!(own <= most, "{} has {own} lines without tests", path.display());
            assert!(all <= LINES_WITH_TESTS_MAX, "{} has {all} lines", path.display());
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
