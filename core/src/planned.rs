//! A workload with its plan, or with the reason why there is none.

use crate::backlog::Backlog;
use crate::case::Case;
use crate::demand::Demand;
use crate::plan::Plan;
use crate::reason::{Code, Reason};
use crate::verify::Checked;

/// A workload with its plan, or with the reason why there is none.
#[derive(Debug)]
pub(crate) struct Planned<'w> {
    pub(crate) case: &'w Case<'w>,
    pub(crate) plan: Result<&'w Plan<'w>, Reason>,
}

impl<'w> Planned<'w> {
    pub(crate) fn of(case: &'w Case<'w>, checked: &'w Checked<'w>) -> Self {
        let plan = match (&case.demand, checked.get(case.key())) {
            (Err(reason), _) => Err(reason.clone()),
            (Ok(_), Some(Ok(verified))) => Ok(verified.plan()),
            (Ok(_), Some(Err(error))) => Err(Reason::said(Code::Unsound, error.to_string())),
            (Ok(_), None) => Err(Reason::said(Code::Unsound, "there is no plan")),
        };
        Self { case, plan }
    }

    /// A workload whose plan led to numbers that break a law.
    pub(crate) fn withdrawn(case: &'w Case<'w>, finding: &dyn std::fmt::Display) -> Self {
        let text = format!("the numbers for workload `{}` are unsound: {finding}", case.key());
        Self { case, plan: Err(Reason::said(Code::Unsound, text)) }
    }

    /// The plan, where there is one.
    pub(crate) fn plan(&self) -> Option<&'w Plan<'w>> {
        self.plan.as_ref().ok().copied()
    }

    /// That more requests wait than are expected.
    pub(crate) fn backlog(&self) -> Option<Reason> {
        self.case.backlog.as_ref().map(Backlog::reason)
    }

    /// The demand that the plan serves.
    pub(crate) fn demand(&self) -> Option<&'w Demand> {
        self.plan.as_ref().ok().and_then(|_| self.case.demand.as_ref().ok())
    }
}
