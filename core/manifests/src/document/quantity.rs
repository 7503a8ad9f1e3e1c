//! Texts that are numbers with a unit: Go's durations and Kubernetes' quantities.

use crate::document::number::finite;

const DURATIONS: [(&str, f64); 7] = [
    ("ns", 1e-9),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
];
const QUANTITIES: [(&str, f64); 4] = [("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("k", 1e3)];

/// Seconds of a duration such as `1h30m` or `-2.5s`, as Go writes them.
#[must_use]
pub fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    let mut sum = 0.0;
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, behind) = rest.split_at_checked(digits)?;
        let end = behind.find(|letter: char| letter.is_ascii_digit() || letter == '.');
        let (unit, behind) = behind.split_at_checked(end.unwrap_or(behind.len()))?;
        let (_, size) = DURATIONS.iter().find(|(name, _)| *name == unit)?;
        sum += finite(number)? * size;
        parts += 1;
        rest = behind;
    }
    (parts > 0).then_some(sign * sum)
}

/// A quantity such as `0.1` or `100m`.
pub(crate) fn quantity(text: &str) -> Option<f64> {
    let text = text.trim();
    let suffix = QUANTITIES.iter().find(|(suffix, _)| text.ends_with(suffix));
    let Some((suffix, size)) = suffix else { return finite(text) };
    Some(finite(text.strip_suffix(suffix)?)? * size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_go_reads_them() {
        assert_eq!(seconds("10m"), Some(600.0));
        assert_eq!(seconds("1h30m"), Some(5400.0));
        assert_eq!(seconds("1.5s"), Some(1.5));
        assert_eq!(seconds("250ms"), Some(0.25));
        assert_eq!(seconds("-5m"), Some(-300.0));
        assert_eq!(seconds("0"), Some(0.0));
        for wrong in ["", "10", "m", "10 m", "10min", "1d", "ten", "-", "1h-5m", ".", ".s"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn quantities_as_kubernetes_reads_them() {
        assert_eq!(quantity("0.1"), Some(0.1));
        assert_eq!(quantity("100m"), Some(0.1));
        assert_eq!(quantity("1k"), Some(1000.0));
        for wrong in ["", "m", "10%", "0.1x"] {
            assert_eq!(quantity(wrong), None, "{wrong}");
        }
    }
}
