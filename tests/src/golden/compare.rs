//! Comparing numbers with a tolerance whose kind is named.

/// Differences between ours and an expected result.
#[derive(Debug, Default)]
pub struct Differences(pub Vec<String>);

impl Differences {
    /// |ours − theirs| ≤ `relative`·|theirs| + `absolute`.
    pub fn number(&mut self, name: &str, ours: f64, theirs: f64, relative: f64, absolute: f64) {
        let close = (ours - theirs).abs() <= relative * theirs.abs() + absolute;
        if !close {
            let off = (ours - theirs) / theirs;
            self.0.push(format!("{name} is {ours}, expected {theirs} (off by {off:.1e} relative)"));
        }
    }

    /// Equal.
    #[expect(clippy::needless_pass_by_value, reason = "callers pass counts and fresh lists")]
    pub fn equal<T: PartialEq + std::fmt::Debug>(&mut self, name: &str, ours: T, theirs: T) {
        if ours != theirs {
            self.0.push(format!("{name} is {ours:?}, expected {theirs:?}"));
        }
    }

    /// Takes over the differences of a part, under its name.
    pub fn under(&mut self, name: &str, part: Self) {
        self.0.extend(part.0.into_iter().map(|text| format!("{name}: {text}")));
    }

    /// Something that must hold.
    pub fn require(&mut self, holds: bool, text: impl FnOnce() -> String) {
        if !holds {
            self.0.push(text());
        }
    }
}
