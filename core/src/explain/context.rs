//! What the variants of one workload are explained from.

use crate::clock::Clock;
use crate::decision::Load;
use crate::group::Group;
use crate::index::Index;
use crate::plan::Plan;

/// What the variants of one workload are decided from.
#[derive(Debug)]
pub(crate) struct Context<'c, 'a> {
    /// Names and prices.
    pub(crate) index: &'c Index<'a>,
    /// The workload.
    pub(crate) group: &'c Group<'a>,
    /// Its plan, where there is one.
    pub(crate) plan: Option<&'c Plan<'a>>,
    /// What is known of its demand.
    pub(crate) load: Option<Load>,
    /// When, and how calm.
    pub(crate) clock: Clock,
    /// Name of the money.
    pub(crate) currency: &'c str,
}
