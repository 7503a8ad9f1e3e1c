//! Numbers as texts.

/// A decimal number; the words of Rust and YAML for infinity and NaN are refused.
pub(crate) fn finite(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter)) {
        return None;
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A number in a message: none has a line of digits.
#[must_use]
pub fn plain(value: f64) -> String {
    let usual = value.to_bits() == 0 || (1e-6..1e15).contains(&value.abs());
    if usual { value.to_string() } else { format!("{value:e}") }
}

/// Infinity and NaN in the words of YAML and Rust, and decimals too large for a number.
pub(crate) fn not_finite(text: &str) -> bool {
    let word = text.trim().trim_start_matches(['+', '-', '.']);
    word.parse::<f64>().is_ok_and(|value| !value.is_finite())
}

/// What a text is that begins as a number does, for a message.
pub(crate) fn hint(text: &str) -> &'static str {
    let text = text.trim();
    if text.contains(',') {
        return ", decimals after a point";
    }
    let digits = |letter: char| letter.is_ascii_digit();
    if text.starts_with(digits) && !text.ends_with(digits) { ", the number alone" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [(0.0, "0"), (24.5, "24.5"), (1e300, "1e300"), (1e-300, "1e-300")] {
            assert_eq!(plain(value), text);
        }
    }

    #[test]
    fn units_are_seen() {
        for (text, said) in [
            ("500ms", ", the number alone"),
            ("95%", ", the number alone"),
            ("80 GiB", ", the number alone"),
            ("1,5", ", decimals after a point"),
            ("lots", ""),
        ] {
            assert_eq!(hint(text), said, "{text}");
        }
    }
}
