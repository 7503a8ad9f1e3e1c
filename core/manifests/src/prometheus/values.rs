//! The values of a pod's series.

use std::collections::BTreeMap;

/// Further labels of a series: those that name neither its pod nor a reason.
pub(crate) type Labels<'p> = Vec<(&'p str, &'p str)>;

/// By metric and by its further labels; `None` where a value is missing.
pub(crate) type Values<'p> = BTreeMap<&'static str, BTreeMap<Labels<'p>, Option<f64>>>;
