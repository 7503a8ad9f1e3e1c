//! The defects of an answer, by workload.

use std::collections::BTreeMap;

use super::defect::{Checked, DefectError};
use crate::policy::answer::RefusedWorkload;
use crate::policy::asked::Asked;

/// The first defect of each workload, and which workload had the first of all.
#[derive(Default)]
pub(super) struct Defects<'a> {
    by_workload: BTreeMap<&'a str, DefectError>,
    first: Option<DefectError>,
}

impl<'a> Defects<'a> {
    pub(super) fn note(&mut self, workload: &'a str, checked: Checked) {
        let Err(defect) = checked else { return };
        self.first.get_or_insert_with(|| defect.clone());
        self.by_workload.entry(workload).or_insert(defect);
    }

    /// The workloads with a defect.
    ///
    /// # Errors
    /// The first defect, if every workload that was asked about has one.
    pub(super) fn refused(self, asked: Asked<'_>) -> Result<Vec<RefusedWorkload>, DefectError> {
        let Self { by_workload, first } = self;
        let all = asked.workloads().iter().all(|workload| by_workload.contains_key(workload));
        match first {
            Some(defect) if all => Err(defect),
            _ => Ok(by_workload.into_iter().map(refused).collect()),
        }
    }
}

fn refused((workload, defect): (&str, DefectError)) -> RefusedWorkload {
    RefusedWorkload { workload: workload.to_owned(), why: defect.into() }
}
