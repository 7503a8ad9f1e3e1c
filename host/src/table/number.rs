//! Numbers that fit into a column.

/// Above this, digits are written as a power of ten.
const LARGE: f64 = 1e12;

/// Below this, likewise, where all digits are written.
const SMALL: f64 = 1e-6;

/// A number with so many digits after the point.
pub(crate) fn fixed(value: f64, digits: usize) -> String {
    if value.abs() < LARGE { format!("{value:.digits$}") } else { format!("{value:.digits$e}") }
}

/// A number as it was given.
pub(crate) fn plain(value: f64) -> String {
    let usual = value.abs() < LARGE && (value.abs() >= SMALL || value.to_bits() == 0);
    if usual { value.to_string() } else { format!("{value:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_long() {
        let cases = [(0.0, "0.00", "0"), (24.5, "24.50", "24.5"), (1e300, "1.00e300", "1e300")];
        for (value, with_two, as_given) in cases {
            assert_eq!((fixed(value, 2).as_str(), plain(value).as_str()), (with_two, as_given));
        }
        assert_eq!((fixed(1e-300, 1).as_str(), plain(1e-300).as_str()), ("0.0", "1e-300"));
    }
}
