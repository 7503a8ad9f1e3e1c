//! A stranger's component is compiled by a process of its own: a few bytes can make a compiler take
//! any time and memory, and the kernel ends a process at its limits. The parent loads only what that
//! process wrote.
//!
//! ```text
//! parent --component--> stdin  [limits, compile]  stdout --machine code or message--> parent
//! ```

use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use super::limits::MACHINE_CODE_BYTES_MAX;
use super::load::{PolicyLoadError, invalid_because};

mod bounds;
mod here;

use bounds::{Bounds, is_out_of_time};
pub use here::{CompileError, compile_here};

/// The arguments with which `wva` compiles its stdin.
const COMPILE: [&str; 2] = ["policy", "compile"];

/// Exit code of a compiler that found the component wrong, and wrote why.
pub const WRONG: u8 = 2;

/// Exit code of a compiler that cannot do its work, and wrote why.
pub const FAILED: u8 = 3;

/// The program that compiles strangers' components.
#[derive(Clone, Debug)]
pub struct Compiler {
    wva: PathBuf,
}

impl Compiler {
    /// The `wva` that this process is.
    ///
    /// # Errors
    /// If the system does not say where it lies.
    pub fn own() -> Result<Self, PolicyLoadError> {
        let wva = std::env::current_exe().map_err(PolicyLoadError::Compiler)?;
        Ok(Self { wva })
    }

    /// The machine code of a component.
    pub(crate) fn compile(&self, wasm: &[u8]) -> Result<Vec<u8>, PolicyLoadError> {
        let mut child = self.start().map_err(PolicyLoadError::Compiler)?;
        let output = converse(&mut child, wasm);
        let ended = child.wait().map_err(PolicyLoadError::Compiler)?;
        answer(ended, output.map_err(PolicyLoadError::Compiler)?)
    }

    fn start(&self) -> io::Result<Child> {
        Command::new(&self.wva)
            .args(COMPILE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

/// Sends the component, and takes what comes back. A process that ended early takes nothing.
fn converse(child: &mut Child, wasm: &[u8]) -> io::Result<Vec<u8>> {
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(wasm) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    let mut output = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(MACHINE_CODE_BYTES_MAX as u64 + 1).read_to_end(&mut output)?;
    }
    Ok(output)
}

fn answer(ended: ExitStatus, output: Vec<u8>) -> Result<Vec<u8>, PolicyLoadError> {
    let Bounds { memory_bytes, cpu_s } = Bounds::of_this_process();
    let too_much = PolicyLoadError::CompileMemory { mib: memory_bytes >> 20 };
    if output.len() > MACHINE_CODE_BYTES_MAX {
        return Err(too_much);
    }
    match ended.code() {
        Some(0) => Ok(output),
        Some(code) if code == i32::from(WRONG) => Err(invalid_because(&text(&output))),
        Some(code) if code == i32::from(FAILED) => {
            Err(PolicyLoadError::Compiler(io::Error::other(text(&output))))
        }
        _ if is_out_of_time(ended) => Err(PolicyLoadError::CompileTime { cpu_s }),
        _ => Err(too_much),
    }
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}
