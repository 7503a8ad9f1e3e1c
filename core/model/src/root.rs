//! The end of a range in which a condition holds.

use super::params::SEARCH_STEPS_MAX;

/// The end of a search: the condition holds at `holds`, no longer a hair further.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) holds: f64,
    pub(crate) steps: u32,
}

/// Narrows a bracket with `excess(holds)` ≤ 0 < `excess(fails)` to the relative `width`.
///
/// Chandrupatla's method: inverse quadratic interpolation where three points allow it, bisection
/// elsewhere, so it needs about as many steps as Newton's and never loses the bracket.
///
/// # Source
/// T. R. Chandrupatla, Advances in Engineering Software 28 (1997) 145–149.
pub(crate) fn narrow(
    (holds, excess_holds): (f64, f64),
    (fails, excess_fails): (f64, f64),
    width: f64,
    mut excess: impl FnMut(f64) -> f64,
) -> Found {
    let (mut a, mut fa) = (fails, excess_fails);
    let (mut b, mut fb) = (holds, excess_holds);
    let mut share = 0.5;
    let mut steps = 0;
    while steps < SEARCH_STEPS_MAX {
        let span = b - a;
        let limit = width * a.abs().max(b.abs()) / span.abs();
        if limit >= 0.5 {
            break;
        }
        steps += 1;
        let x = a + f64::clamp(share, limit, 1.0 - limit) * span;
        let fx = excess(x);
        let (c, fc) = if (fx > 0.0) == (fa > 0.0) {
            (a, fa)
        } else {
            let previous = (b, fb);
            (b, fb) = (a, fa);
            previous
        };
        (a, fa) = (x, fx);
        share = interpolate((a, fa), (b, fb), (c, fc));
    }
    Found { holds: if fa > 0.0 { b } else { a }, steps }
}

/// Where between `a` (0) and `b` (1) to look next.
fn interpolate((a, fa): (f64, f64), (b, fb): (f64, f64), (c, fc): (f64, f64)) -> f64 {
    let xi = (a - b) / (c - b);
    let phi = (fa - fb) / (fc - fb);
    if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
        fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))
    } else {
        0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_of_the_range() {
        let excess = |x: f64| x * x * x - 2.0;
        let found = narrow((0.0, excess(0.0)), (10.0, excess(10.0)), 1e-14, excess);
        assert!((found.holds - 1.259_921_049_894_873).abs() < 1e-13, "{found:?}");
        assert!(excess(found.holds) <= 0.0);
        assert!(found.steps < 20, "{found:?}");
    }

    #[test]
    fn a_jump_is_found_by_bisection() {
        let excess = |x: f64| if x > 3.0 { 1.0 } else { -1.0 };
        let found = narrow((0.0, -1.0), (10.0, 1.0), 1e-12, excess);
        assert!((found.holds - 3.0).abs() < 1e-10, "{found:?}");
    }
}
