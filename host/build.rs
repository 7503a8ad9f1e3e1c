//! Finds what `cargo xtask build` made: the policy, for `src/policy/embedded.rs`, and the playground,
//! for `src/playground/page.rs`.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    set("WVA_TARGET", &env::var("TARGET").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_EMBEDDED_POLICY").is_some() && embed().is_none() {
        println!("cargo::error=the policy is not built yet: run `cargo xtask build` first");
    }
    if env::var_os("CARGO_FEATURE_PLAYGROUND").is_some() && page().is_none() {
        println!("cargo::error=the playground is not built yet: run `cargo xtask build` first");
    }
}

/// Passes on the paths of the policy's files and the hashes that were written with them.
fn embed() -> Option<()> {
    let folder = made_folder()?;
    let hashes = fs::read_to_string(folder.join("policy.sha256")).ok()?;
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

/// Writes a table of the page's files, compressed as they were made.
fn page() -> Option<()> {
    let folder = made_folder()?.join("web");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut rows = Vec::new();
    for name in files(&folder, "")? {
        let (Some(served), Some(path)) =
            (name.strip_suffix(".gz"), folder.join(&name).to_str().map(str::to_owned))
        else {
            continue;
        };
        println!("cargo::rerun-if-changed={path}");
        rows.push(format!("    ({served:?}, include_bytes!({path:?})),\n"));
    }
    rows.sort();
    let table = format!("&[\n{}]\n", rows.concat());
    fs::write(PathBuf::from(env::var_os("OUT_DIR")?).join("page.rs"), table).ok()?;
    rows.iter().any(|row| row.contains("\"index.html\"")).then_some(())
}

/// Names of all files below a folder, `/` between their parts.
fn files(folder: &Path, prefix: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let name = format!("{prefix}{}", entry.file_name().to_str()?);
        if entry.path().is_dir() {
            names.extend(files(&entry.path(), &format!("{name}/"))?);
        } else {
            names.push(name);
        }
    }
    Some(names)
}

/// `target/wva`, wherever the target directory is: a parent of this script's own output.
fn made_folder() -> Option<PathBuf> {
    let out = PathBuf::from(env::var_os("OUT_DIR")?);
    let candidates = out.ancestors().map(|folder| folder.join("wva"));
    candidates.into_iter().find(|folder| Path::new(folder).join("policy.wasm").is_file())
}

fn set(name: &str, value: &str) {
    println!("cargo::rustc-env={name}={value}");
}
