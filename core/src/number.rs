//! Numbers as people read them.

/// About three significant digits, no trailing zeros, never a line full of them.
#[must_use]
pub(crate) fn short(x: f64) -> String {
    if x.abs() >= 1e9 {
        return format!("{x:.2e}");
    }
    let digits = match x.abs() {
        a if a >= 100.0 => 0,
        a if a >= 10.0 => 1,
        a if a >= 1.0 => 2,
        a if a >= 0.01 => 3,
        _ => 5,
    };
    let text = format!("{x:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Two numbers that read alike only if they are the same.
#[must_use]
pub(crate) fn apart(a: f64, b: f64) -> (String, String) {
    const DIGITS_MAX: usize = 6;
    let texts = (short(a), short(b));
    if texts.0 != texts.1 || a.total_cmp(&b).is_eq() {
        return texts;
    }
    let mut longer =
        (2..=DIGITS_MAX).map(|digits| (format!("{a:.digits$}"), format!("{b:.digits$}")));
    longer.find(|(a, b)| a != b).unwrap_or_else(|| (a.to_string(), b.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{apart, short};

    #[test]
    fn two_numbers_read_differently() {
        let cases = [
            ((24.0, 21.0), ("24", "21")),
            ((24.0, 24.0), ("24", "24")),
            ((24.0, 24.031), ("24.00", "24.03")),
            ((500.0, 500.000_4), ("500.0000", "500.0004")),
        ];
        for ((a, b), (first, second)) in cases {
            assert_eq!(apart(a, b), (first.to_owned(), second.to_owned()));
        }
    }

    #[test]
    fn reads_well() {
        let cases = [
            (0.0, "0"),
            (0.555_003, "0.555"),
            (21.4928, "21.5"),
            (1000.0, "1000"),
            (2.0, "2"),
            (0.000_25, "0.00025"),
            (1e300, "1.00e300"),
        ];
        for (x, text) in cases {
            assert_eq!(short(x), text);
        }
    }
}
