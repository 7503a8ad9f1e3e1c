//! Numbers as texts.

/// A decimal number; the words of Rust and YAML for infinity and NaN are refused.
pub(crate) fn finite(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter)) {
        return None;
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Infinity and NaN in the words of YAML and Rust, and decimals too large for a number.
pub(crate) fn not_finite(text: &str) -> bool {
    let word = text.trim().trim_start_matches(['+', '-', '.']);
    word.parse::<f64>().is_ok_and(|value| !value.is_finite())
}
