//! A workload between the rules that look at it alone and the devices that it shares with others.

use super::doubt::Doubt;
use super::walk::Walk;
use crate::planned::Planned;

/// A workload whose numbers are right but for the devices.
#[derive(Debug)]
pub(super) struct Settling<'w> {
    pub(super) planned: &'w Planned<'w>,
    /// Its variants, by name.
    pub(super) walks: Vec<Walk<'w>>,
    pub(super) doubt: Option<Doubt>,
}
