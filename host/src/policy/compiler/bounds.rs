//! Limits that the kernel keeps; systems other than Unix have none.

use std::io;
use std::process::ExitStatus;

use crate::policy::limits::{COMPILE_CPU_S, COMPILE_MEMORY_BYTES_MAX};

#[cfg(unix)]
use {
    rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit},
    std::os::unix::process::ExitStatusExt as _,
};

/// The limits of a process that compiles: narrower where those of the process that starts it are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) memory_bytes: u64,
    pub(super) cpu_s: u64,
}

impl Bounds {
    #[cfg(unix)]
    pub(super) fn of_this_process() -> Self {
        let most = |resource| {
            let Rlimit { current, maximum } = getrlimit(resource);
            current.into_iter().chain(maximum).min().unwrap_or(u64::MAX)
        };
        Self {
            memory_bytes: most(Resource::As).min(COMPILE_MEMORY_BYTES_MAX as u64),
            // Its signal comes before the end that has none of its own.
            cpu_s: most(Resource::Cpu).saturating_sub(1).clamp(1, COMPILE_CPU_S),
        }
    }

    /// Bounds this process: at its end of time it gets a signal of its own, beyond its memory nothing,
    /// and it leaves no core behind.
    #[cfg(unix)]
    pub(super) fn set(self) -> io::Result<()> {
        let at_most = |current, maximum| Rlimit { current: Some(current), maximum: Some(maximum) };
        setrlimit(Resource::As, at_most(self.memory_bytes, self.memory_bytes))?;
        setrlimit(Resource::Cpu, at_most(self.cpu_s, self.cpu_s + 1))?;
        setrlimit(Resource::Core, at_most(0, 0))?;
        Ok(())
    }

    #[cfg(not(unix))]
    pub(super) fn of_this_process() -> Self {
        Self { memory_bytes: COMPILE_MEMORY_BYTES_MAX as u64, cpu_s: COMPILE_CPU_S }
    }

    #[cfg(not(unix))]
    pub(super) fn set(self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
pub(super) fn is_out_of_time(ended: ExitStatus) -> bool {
    ended.signal() == Some(Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
pub(super) fn is_out_of_time(_: ExitStatus) -> bool {
    false
}
