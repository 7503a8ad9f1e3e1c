//! Counts what was compared, what was not and by which rule.

use std::collections::BTreeMap;
use std::fmt;

use super::rule::{Rule, Unit};

/// Most failures shown for one file.
const FAILURES_SHOWN: usize = 20;

/// The result of one file.
#[derive(Debug, Default)]
pub struct Report {
    passed: usize,
    units: BTreeMap<Unit, usize>,
    rules: BTreeMap<&'static str, (Rule, usize)>,
    failures: Vec<String>,
}

impl Report {
    /// Takes one comparison: nothing said is a pass.
    pub fn case(&mut self, id: &str, differences: &[String]) {
        if differences.is_empty() {
            self.passed += 1;
        } else {
            self.failures.push(format!("{id}: {}", differences.join("; ")));
        }
    }

    /// Something that is compared; rules count against it.
    pub fn unit(&mut self, unit: Unit) {
        *self.units.entry(unit).or_default() += 1;
    }

    /// A unit of which a rule takes out a part; the rest is compared.
    pub fn rule(&mut self, rule: &Rule) {
        self.rules.entry(rule.text).or_insert((*rule, 0)).1 += 1;
    }

    /// The end of the file: it fails if nothing was compared or a rule was used too often.
    #[must_use]
    pub fn closed(mut self) -> Self {
        if self.passed + self.failures.len() == 0 {
            self.failures.push("the file has no cases: nothing was compared".to_owned());
        }
        for (rule, uses) in self.rules.values() {
            let units = self.units.get(rule.unit).copied().unwrap_or(0);
            if rule.exceeded(*uses, units) {
                let used = format!("used for {uses} of {units} {}", rule.unit);
                self.failures
                    .push(format!("more than the rule accounts for: {used}: {}", rule.text));
            }
        }
        self
    }

    /// Comparisons that agree.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.passed
    }

    /// What differs.
    #[must_use]
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    fn units(&self) -> String {
        let units = self.units.iter().map(|(unit, count)| format!("{count} {unit}"));
        units.collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compared = self.passed + self.failures.len();
        writeln!(f, "  compared {compared}, of these equal {}: {}", self.passed, self.units())?;
        for (rule, uses) in self.rules.values() {
            let units = self.units.get(rule.unit).copied().unwrap_or(0);
            writeln!(f, "  in part {uses:>5} of {units} {}: {}", rule.unit, rule.text)?;
        }
        for failure in self.failures.iter().take(FAILURES_SHOWN) {
            writeln!(f, "  FAILED {failure}")?;
        }
        if let Some(more) = self.failures.len().checked_sub(FAILURES_SHOWN + 1) {
            writeln!(f, "  FAILED … and {} more", more + 1)?;
        }
        Ok(())
    }
}
