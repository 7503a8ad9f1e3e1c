//! `wva policy compile`, which `wva` starts to compile a stranger's component.

use std::io::{Read, Write};

use wva::policy::{CompileError, compile_here};

use crate::output::Outcome;

/// Compiles stdin to stdout. If there is no machine code, the reason is written instead.
pub(crate) fn run(wasm: &mut impl Read, out: &mut impl Write) -> Result<Outcome, CompileError> {
    let compiled = compile_here(wasm, out);
    if let Err(error) = &compiled {
        out.write_all(error.to_string().as_bytes())?;
    }
    compiled.map(|()| Outcome::Done)
}
