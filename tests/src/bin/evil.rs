//! Builds the policy that means harm: `evil FILE.wasm [DESCRIBES]`, in the root of the repository.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wva_tests::evil::{EvilError, component, module};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        let _ = writeln!(io::stderr(), "evil: expected a file to write");
        return ExitCode::from(2);
    };
    let describes = arguments.next().unwrap_or_else(|| "ordinary".to_owned());
    match build(Path::new(&file), &describes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "evil: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(file: &Path, describes: &str) -> Result<(), EvilError> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let module = module(Path::new("."), &target)?;
    Ok(std::fs::write(file, component(&module, describes)?)?)
}
