//! A policy: loaded once, asked often, each time in a fresh sandbox.
//!
//! ```text
//! bytes --compile--> component --instantiate--> call --verify--> answer, workload by workload
//!       a process    no imports  fresh, bounded: fuel, deadline, memory, size of the answer
//!       of its own
//! ```

mod answer;
mod asked;
mod budget;
mod call;
mod compiler;
mod contract;
mod decide;
mod describe;
#[cfg(feature = "embedded-policy")]
mod embedded;
mod engine;
mod gate;
mod hash;
mod hold;
mod identity;
pub mod limits;
mod load;
mod machine;
mod model;
mod open;
mod sandbox;
mod search;
mod store;
mod usable;
mod verify;

use std::fmt;

pub use answer::{Answer, RefusedWorkload};
pub use budget::Fuel;
pub use call::CallError;
pub use compiler::{CompileError, Compiler, FAILED, WRONG, compile_here};
pub use hash::sha256;
pub use identity::Identity;
pub use load::{PolicyLoadError, precompile};

use sandbox::Sandbox;

/// A policy that was found fit to run.
pub struct Policy {
    sandbox: Sandbox,
    identity: Identity,
}

impl Policy {
    /// Which policy it is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Policy").field("identity", &self.identity).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_may_share_a_policy() {
        fn shared<T: Send + Sync>() {}
        shared::<Policy>();
    }
}
