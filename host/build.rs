//! Finds the policy that `cargo xtask build` made, for `src/policy/embedded.rs`.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    set("WVA_TARGET", &env::var("TARGET").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_EMBEDDED_POLICY").is_some() && embed().is_none() {
        println!("cargo::error=the policy is not built yet: run `cargo xtask build` first");
    }
}

/// Passes on the paths of the policy's files and the hashes that were written with them.
fn embed() -> Option<()> {
    let folder = policy_folder()?;
    let hashes = std::fs::read_to_string(folder.join("policy.sha256")).ok()?;
    for (file, name) in [("policy.wasm", "WASM"), ("policy.cwasm", "CWASM")] {
        let path = folder.join(file);
        let hash = hashes.lines().find_map(|line| line.strip_suffix(file)).map(str::trim)?;
        println!("cargo::rerun-if-changed={}", path.display());
        set(&format!("WVA_POLICY_{name}"), path.to_str().filter(|_| path.is_file())?);
        set(&format!("WVA_POLICY_{name}_SHA256"), hash);
    }
    println!("cargo::rerun-if-changed={}", folder.join("policy.sha256").display());
    Some(())
}

/// `target/wva`, wherever the target directory is: a parent of this script's own output.
fn policy_folder() -> Option<PathBuf> {
    let out = PathBuf::from(env::var_os("OUT_DIR")?);
    let candidates = out.ancestors().map(|folder| folder.join("wva"));
    candidates.into_iter().find(|folder| Path::new(folder).join("policy.wasm").is_file())
}

fn set(name: &str, value: &str) {
    println!("cargo::rustc-env={name}={value}");
}
