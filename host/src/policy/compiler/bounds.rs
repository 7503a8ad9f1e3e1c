//! Limits that the kernel keeps; systems other than Unix have none.

use std::io;
use std::process::ExitStatus;

#[cfg(unix)]
use {
    crate::policy::limits::{COMPILE_CPU_S, COMPILE_MEMORY_BYTES_MAX},
    rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit},
    std::os::unix::process::ExitStatusExt as _,
};

/// Bounds this process: at its end of time it gets a signal of its own, beyond its memory nothing, and
/// it leaves no core behind. Limits that are narrower already stay.
#[cfg(unix)]
pub(super) fn set() -> io::Result<()> {
    at_most(Resource::As, COMPILE_MEMORY_BYTES_MAX as u64, 0)?;
    at_most(Resource::Cpu, COMPILE_CPU_S, 1)?;
    at_most(Resource::Core, 0, 0)
}

#[cfg(unix)]
fn at_most(resource: Resource, most: u64, beyond: u64) -> io::Result<()> {
    let now = getrlimit(resource);
    let within = |most: u64, now: Option<u64>| Some(now.map_or(most, |now| most.min(now)));
    let (current, maximum) = (within(most, now.current), within(most + beyond, now.maximum));
    setrlimit(resource, Rlimit { current, maximum })?;
    Ok(())
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
