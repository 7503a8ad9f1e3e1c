//! From the bytes of a file to a component that may run.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use semver::Version;
use wasmtime::Engine;
use wasmtime::component::Component;

use super::call::CallError;
use super::contract::{POLICY, SERIES};
use super::engine::portable;
use super::limits::{COMPONENT_BYTES_MAX, MESSAGE_CHARS_MAX};
use crate::text::{readable, shortened};

/// Why a policy is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PolicyLoadError {
    /// The file cannot be read.
    #[error("cannot read policy `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's message.
        source: std::io::Error,
    },
    /// The file is larger than any sensible policy.
    #[error("the policy has more than {COMPONENT_BYTES_MAX} bytes")]
    TooLarge,
    /// The file is WebAssembly, but not a component.
    #[error("the policy is a core module, expected a component (see `wit/policy.wit`)")]
    CoreModule,
    /// The file is not valid WebAssembly.
    #[error("the policy is not a valid component: {text}")]
    Invalid {
        /// The compiler's message.
        text: String,
    },
    /// The component wants something of the host; a policy gets nothing.
    #[error("the policy imports {}; a policy has no imports", list(imports))]
    Imports {
        /// Names of the imports.
        imports: Vec<String>,
    },
    /// The component is not a policy of this contract.
    #[error("the policy does not export `{POLICY}@{SERIES}`; it exports {}", list(exports))]
    NoPolicy {
        /// Names of its exports.
        exports: Vec<String>,
    },
    /// A function has other types than the contract's.
    #[error("the policy's `{function}` is not that of `{POLICY}@{SERIES}`: {text}")]
    Contract {
        /// Name of the function.
        function: &'static str,
        /// The difference.
        text: String,
    },
    /// `describe` fails.
    #[error("the policy does not describe itself: {source}")]
    Describe {
        /// How the call ended.
        source: CallError,
    },
    /// Compiling it takes too much memory.
    #[error("compiling the policy takes more than {mib} MiB of memory")]
    CompileMemory {
        /// Memory of the process that compiles.
        mib: u64,
    },
    /// Compiling it takes too long.
    #[error("compiling the policy takes more than {cpu_s} s of processor time")]
    CompileTime {
        /// Processor time of the process that compiles.
        cpu_s: u64,
    },
    /// The process that compiles cannot be run.
    #[error("cannot run the process that compiles a policy: {0}")]
    Compiler(std::io::Error),
    /// Nothing can be run on this machine.
    #[error("cannot set up the WebAssembly engine: {text}")]
    Engine {
        /// Wasmtime's message.
        text: String,
    },
}

/// Compiles a policy that is trusted, in this process.
pub(crate) fn compile(engine: &Engine, wasm: &[u8]) -> Result<Component, PolicyLoadError> {
    check_header(wasm)?;
    let component = Component::new(engine, wasm).map_err(|error| invalid(&error))?;
    check_interfaces(engine, &component)?;
    Ok(component)
}

/// Refuses a file by its first bytes and its size, before it is compiled.
pub(crate) fn check_header(wasm: &[u8]) -> Result<(), PolicyLoadError> {
    if wasm.len() > COMPONENT_BYTES_MAX {
        return Err(PolicyLoadError::TooLarge);
    }
    if wasm.starts_with(b"\0asm\x01\0\0\0") {
        return Err(PolicyLoadError::CoreModule);
    }
    // Without this, wasmtime would also take the text format where that feature is on.
    if !wasm.starts_with(b"\0asm") {
        return Err(PolicyLoadError::Invalid {
            text: "it does not begin with `\\0asm`".to_owned(),
        });
    }
    Ok(())
}

/// Refuses a component that wants something, or is no policy of this contract.
pub(crate) fn check_interfaces(
    engine: &Engine,
    component: &Component,
) -> Result<(), PolicyLoadError> {
    let kind = component.component_type();
    let imports: Vec<_> = kind.imports(engine).map(|(name, _)| shortened(name)).collect();
    if !imports.is_empty() {
        return Err(PolicyLoadError::Imports { imports });
    }
    let exports = exports(engine, component);
    if exports.iter().any(|name| is_policy(name)) {
        Ok(())
    } else {
        Err(PolicyLoadError::NoPolicy { exports })
    }
}

/// Names of the exported interfaces.
pub(crate) fn exports(engine: &Engine, component: &Component) -> Vec<String> {
    let kind = component.component_type();
    kind.exports(engine).map(|(name, _)| shortened(name)).collect()
}

fn is_policy(export: &str) -> bool {
    let version = export.strip_prefix(POLICY).and_then(|rest| rest.strip_prefix('@'));
    let series = |version: Version| format!("{}.{}", version.major, version.minor);
    version.and_then(|text| Version::parse(text).ok()).is_some_and(|v| series(v) == SERIES)
}

/// Reads a file, but no more of it than a policy may have.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, PolicyLoadError> {
    let read = || {
        let mut bytes = Vec::new();
        File::open(path)?.take(COMPONENT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|source| PolicyLoadError::Read { path: path.to_owned(), source })
}

pub(crate) fn engine(error: &wasmtime::Error) -> PolicyLoadError {
    PolicyLoadError::Engine { text: format!("{error:#}") }
}

pub(crate) fn invalid(error: &wasmtime::Error) -> PolicyLoadError {
    invalid_because(&format!("{error:#}"))
}

/// A component is wrong, in the words of a compiler that repeats a stranger's names.
pub(crate) fn invalid_because(text: &str) -> PolicyLoadError {
    PolicyLoadError::Invalid { text: readable(text, MESSAGE_CHARS_MAX) }
}

/// Compiles a policy ahead of time, for any processor of this build's target.
///
/// # Errors
/// As [`Policy::from_bytes`].
pub fn precompile(wasm: &[u8]) -> Result<Vec<u8>, PolicyLoadError> {
    let engine = portable().map_err(|error| engine(&error))?;
    compile(&engine, wasm)?.serialize().map_err(|error| invalid(&error))
}

fn list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(|name| format!("`{name}`"));
    match (shown.collect::<Vec<_>>().join(", "), names.len().saturating_sub(SHOWN)) {
        (_, 0) if names.is_empty() => "nothing".to_owned(),
        (shown, 0) => shown,
        (shown, more) => format!("{shown} and {more} more"),
    }
}
