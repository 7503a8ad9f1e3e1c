//! Counts what was compared, what was not and by which rule.

use std::collections::BTreeMap;
use std::fmt;

/// Most failures shown for one file.
const FAILURES_SHOWN: usize = 20;

/// The result of one file.
#[derive(Debug, Default)]
pub struct Report {
    passed: usize,
    skipped: BTreeMap<&'static str, usize>,
    rules: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

impl Report {
    /// Takes one case: nothing said is a pass.
    pub fn case(&mut self, id: &str, differences: &[String]) {
        if differences.is_empty() {
            self.passed += 1;
        } else {
            self.failures.push(format!("{id}: {}", differences.join("; ")));
        }
    }

    /// A case that a rule takes out.
    pub fn skip(&mut self, rule: &'static str) {
        *self.skipped.entry(rule).or_default() += 1;
    }

    /// A case of which a rule takes out a part; the rest is compared.
    pub fn rule(&mut self, rule: &'static str) {
        *self.rules.entry(rule).or_default() += 1;
    }

    /// Cases that agree.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.passed
    }

    /// Cases that differ.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.failures.len()
    }

    /// Cases taken out by a rule.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped.values().sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  compared {}, of these equal {}",
            self.passed + self.failures.len(),
            self.passed
        )?;
        for (rule, count) in &self.rules {
            writeln!(f, "  compared in part {count:>5}  {rule}")?;
        }
        for (rule, count) in &self.skipped {
            writeln!(f, "  skipped          {count:>5}  {rule}")?;
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
