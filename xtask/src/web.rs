//! The playground: the toolkit's module, the policy's bindings, the page around both.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::component::TARGET;
use crate::debian::packages;
use crate::error::{TaskError, at};
use crate::files;
use crate::npm;
use crate::run::{compile, is_there, root, run, say, target};
use crate::stage::{Stage, stage};

const NODE: &str = "install Node.js 20 or later";

/// Make `target/wva/web`, which any web server can serve, from the policy in `target/wva`.
pub(crate) const STAGES: &[Stage<'static>] = &[
    stage("npm packages", &|| npm::install("web")),
    stage("page's tools", &toolkit),
    stage("page", &page),
];

fn page() -> Result<(), TaskError> {
    let policy = target().join("wva/policy.wasm");
    node(&["transpile.mjs".into(), policy.into_os_string(), generated().into_os_string()])?;
    let (page, new) = (target().join("wva/web"), target().join("wva/web.new"));
    let vite = "node_modules/vite/bin/vite.js".into();
    let out = new.clone().into_os_string();
    node(&[vite, "build".into(), "--logLevel".into(), "warn".into(), "--outDir".into(), out])?;
    node(&["pack.mjs".into(), new.clone().into_os_string()])?;
    files::replace(&page, &new)?;
    say(&format!("page: {}", page.join("index.html").display()));
    Ok(())
}

/// Types, and the tests of what is not in WebAssembly.
pub(crate) fn test() -> Result<(), TaskError> {
    node(&["node_modules/typescript/bin/tsc".into()])?;
    node(&["node_modules/vitest/vitest.mjs".into(), "run".into()])
}

/// The page in a real browser, served by the binary.
pub(crate) fn browse() -> Result<(), TaskError> {
    if std::env::var_os("CHROMIUM").is_none() && !is_there("chromium", "--version") {
        packages(&["chromium"])?;
    }
    let mut arguments: Vec<OsString> = vec!["--test".into(), "--test-concurrency=1".into()];
    arguments.extend(tests()?);
    node(&arguments)
}

/// What a drag costs.
pub(crate) fn bench() -> Result<(), TaskError> {
    node(&["tests/bench.mjs".into()])
}

/// The browser's tests; other files beside them are what they share.
fn tests() -> Result<Vec<OsString>, TaskError> {
    let folder = root().join("web/tests");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(at(&folder))? {
        let name = entry.map_err(at(&folder))?.file_name();
        let is_script = Path::new(&name).extension().is_some_and(|kind| kind == "mjs");
        let begins = |start| name.to_string_lossy().starts_with(start);
        let is_test = is_script && (begins("engine") || begins("ui"));
        if is_test {
            names.push(Path::new("tests").join(name).into_os_string());
        }
    }
    names.sort();
    Ok(names)
}

/// `wasm/toolkit` with its JavaScript side.
fn toolkit() -> Result<(), TaskError> {
    let module = ["rustc", "--lib", "--crate-type", "cdylib"];
    compile_toolkit(&[&module[..], &["--target", TARGET, "--profile", "page"]].concat())?;
    let module = target().join(TARGET).join("page/wva_toolkit.wasm");
    let (module, generated) = (module.to_string_lossy(), generated());
    let generated = generated.to_string_lossy();
    compile_toolkit(&["run", "--release", "--package", "bindgen", "--", &module, &generated])
}

/// Has cargo compile the toolkit's own workspace, with the target directory of this one.
pub(crate) fn compile_toolkit(arguments: &[&str]) -> Result<(), TaskError> {
    let Some((task, rest)) = arguments.split_first() else { return Ok(()) };
    let target = target();
    let target = target.to_string_lossy();
    let own = [*task, "--manifest-path", "wasm/toolkit/Cargo.toml", "--target-dir", &target];
    compile(&[&own, rest].concat())
}

fn generated() -> PathBuf {
    root().join("web/src/generated")
}

fn node(arguments: &[OsString]) -> Result<(), TaskError> {
    let mut node = Command::new("node");
    let first = arguments.first().map(|name| name.to_string_lossy()).unwrap_or_default();
    node.current_dir(root().join("web")).env("WVA_TARGET", target()).args(arguments);
    run(&mut node, &format!("node {first}"), NODE)
}
