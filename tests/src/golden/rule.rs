//! What takes a part out of the comparison, and what stands behind that.

/// What is counted.
pub type Unit = &'static str;

/// A case of `queue_analysis` or `sizing`.
pub const CASES: Unit = "cases";
/// A server on an accelerator in `allocation`.
pub const PAIRS: Unit = "pairs";
/// What a server may choose from, in `allocation` and `optimize`.
pub const CANDIDATES: Unit = "candidates";
/// A run of a solver in `optimize`.
pub const RUNS: Unit = "solver runs";
/// A row of a solution in `optimize`.
pub const ROWS: Unit = "solution rows";

/// Largest share of the units for which a rule may be used that only numbers stand behind.
const SHARE_MAX: f64 = 0.01;

/// Uses that are allowed however few units there are.
const USES_MIN: usize = 1;

/// A reason not to compare something.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What is not compared, and when.
    pub text: &'static str,
    /// What its uses are counted against.
    pub unit: Unit,
    /// Whether an input or a flag of the vectors says when it holds.
    given: bool,
}

impl Rule {
    /// A rule that the case's input or a flag calls for.
    #[must_use]
    pub const fn given(unit: Unit, text: &'static str) -> Self {
        Self { text, unit, given: true }
    }

    /// A rule that only the numbers compared call for: a few uses are noise, many are a defect.
    #[must_use]
    pub const fn rare(unit: Unit, text: &'static str) -> Self {
        Self { text, unit, given: false }
    }

    /// Whether `uses` among `units` are more than the rule accounts for.
    #[must_use]
    pub fn exceeded(&self, uses: usize, units: usize) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "counts of a file are small")]
        let share = uses as f64 / units.max(1) as f64;
        !self.given && uses > USES_MIN && share > SHARE_MAX
    }
}
