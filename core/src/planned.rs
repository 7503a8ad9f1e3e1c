//! A workload with its plan, or with the reason why there is none.

use crate::backlog::Backlog;
use crate::case::Case;
use crate::demand::Demand;
use crate::memory::BacklogState;
use crate::plan::Plan;
use crate::reason::{Code, Reason};
use crate::verify::Checked;

/// A workload with its plan, or with the reason why there is none.
#[derive(Debug)]
pub(crate) struct Planned<'w> {
    pub(crate) case: &'w Case<'w>,
    pub(crate) plan: Result<&'w Plan<'w>, Reason>,
}

/// Requests that wait beyond what is expected.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    /// That they do.
    pub(crate) reason: Reason,
    pub(crate) waiting_requests: f64,
    /// For how long it has been steady.
    pub(crate) steady_for_s: f64,
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

    /// The backlog, where there is one.
    pub(crate) fn queue(&self, now_s: f64) -> Option<Queue> {
        let reason = self.case.backlog.as_ref().map(Backlog::reason)?;
        let BacklogState { since_s, .. } = self.case.backlog_seen(now_s)?;
        let waiting_requests = self.case.group.waiting_requests()?;
        Some(Queue { reason, waiting_requests, steady_for_s: now_s - since_s })
    }

    /// The demand that the plan serves.
    pub(crate) fn demand(&self) -> Option<&'w Demand> {
        self.plan.as_ref().ok().and_then(|_| self.case.demand.as_ref().ok())
    }
}
