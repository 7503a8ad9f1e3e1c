//! The only place where numbers leave `+ - * /`.
//!
//! `exp`, `ln` and their kin of the standard library differ between targets by one unit in the
//! last place; those of the `libm` crate do not, so decisions are the same bits everywhere.

/// e to the power of `x`.
pub(crate) fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
pub(crate) fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// ln Γ(`x`).
pub(crate) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// `base` to a whole power by squaring: multiplications only.
pub(crate) fn power(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square, mut left) = (1.0, base, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    result
}

/// `x` as a count, if it is one: whole part, within 0 and `limit`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked before"
)]
#[must_use]
pub fn whole(x: f64, limit: u32) -> Option<u32> {
    (x >= 0.0 && x <= f64::from(limit)).then_some(x as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_multiplies() {
        assert_eq!(power(2.0, 10).to_bits(), 1024.0_f64.to_bits());
        assert_eq!(power(0.5, 0).to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn whole_refuses_what_is_no_count() {
        assert_eq!(whole(3.9, 10), Some(3));
        assert_eq!(whole(f64::NAN, 10), None);
        assert_eq!(whole(-0.1, 10), None);
        assert_eq!(whole(10.5, 10), None);
    }
}
