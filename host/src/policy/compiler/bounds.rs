//! Limits that the kernel keeps; systems other than Unix have none.

use std::io;
use std::process::ExitStatus;

#[cfg(unix)]
use {
    crate::policy::limits::{COMPILE_CPU_S, COMPILE_MEMORY_BYTES_MAX},
    rustix::process::{Resource, Rlimit, Signal, setrlimit},
    std::os::unix::process::ExitStatusExt as _,
};

/// Bounds this process: at its end of time it gets a signal of its own, beyond its memory nothing, and
/// it leaves no core behind.
#[cfg(unix)]
pub(super) fn set() -> io::Result<()> {
    setrlimit(Resource::As, at_most(COMPILE_MEMORY_BYTES_MAX as u64, 0))?;
    setrlimit(Resource::Cpu, at_most(COMPILE_CPU_S, 1))?;
    setrlimit(Resource::Core, at_most(0, 0))?;
    Ok(())
}

#[cfg(unix)]
fn at_most(most: u64, beyond: u64) -> Rlimit {
    Rlimit { current: Some(most), maximum: Some(most + beyond) }
}

#[cfg(unix)]
pub(super) fn is_out_of_time(ended: ExitStatus) -> bool {
    ended.signal() == Some(Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
pub(super) fn set() -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn is_out_of_time(_: ExitStatus) -> bool {
    false
}
