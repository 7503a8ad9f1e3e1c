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

#[cfg(test)]
mod tests {
    use super::short;

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
