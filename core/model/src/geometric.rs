//! Sums of a truncated geometric series, for any ratio, without losing digits.

use super::math::power;

/// Terms up to which adding one by one is both exact and fast enough.
const TERMS_ADDED: u32 = 32;

/// |r−1|·q below which the closed form cancels and a power series takes over.
const CANCELS_BELOW: f64 = 1e-3;

/// Sums over the terms rʲ, j = 0 … q, all divided by the largest term so that nothing overflows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Geometric {
    /// Term j = 0.
    pub(crate) first: f64,
    /// Term j = q.
    pub(crate) last: f64,
    /// Σ rʲ for j = 0 … q−1.
    pub(crate) all_but_last: f64,
    /// Σ j·rʲ for j = 0 … q.
    pub(crate) moment: f64,
}

impl Geometric {
    /// The sums for ratio `r` > 0 and last index `q`.
    pub(crate) fn new(r: f64, q: u32) -> Self {
        if r > 1.0 {
            return Self::rising(r, q);
        }
        if q <= TERMS_ADDED {
            return Self::added(r, q);
        }
        let n = f64::from(q);
        if (1.0 - r) * n < CANCELS_BELOW {
            return Self::nearly_flat(r, n);
        }
        let last = power(r, q);
        let all_but_last = (1.0 - last) / (1.0 - r);
        let moment = r / (1.0 - r) * (all_but_last - n * last);
        Self { first: 1.0, last, all_but_last, moment }
    }

    fn added(r: f64, q: u32) -> Self {
        let (mut term, mut all_but_last, mut moment) = (1.0, 0.0, 0.0);
        for j in 1..=q {
            all_but_last += term;
            term *= r;
            moment += f64::from(j) * term;
        }
        Self { first: 1.0, last: term, all_but_last, moment }
    }

    /// rʲ = exp(jh) with h·q tiny, as a series whose sums are the power sums of j.
    fn nearly_flat(r: f64, q: f64) -> Self {
        let d = 1.0 - r;
        let h = -d * (1.0 + d * (0.5 + d / 3.0));
        let series = |a: f64, b: f64, c: f64, e: f64| a + h * (b + h / 2.0 * (c + h / 3.0 * e));
        let [s1, s2, s3, s4] = power_sums(q);
        let [t1, t2, t3, _] = power_sums(q - 1.0);
        Self {
            first: 1.0,
            last: series(1.0, q, q * q, q * q * q),
            all_but_last: series(q, t1, t2, t3),
            moment: series(s1, s2, s3, s4),
        }
    }

    /// r > 1 read from its end: with s = 1/r the terms are sⁱ, i = q − j.
    fn rising(r: f64, q: u32) -> Self {
        let reversed = Self::new(1.0 / r, q);
        let n = f64::from(q);
        let all = reversed.all_but_last + reversed.last;
        Self {
            first: reversed.last,
            last: 1.0,
            all_but_last: all - 1.0,
            moment: n * all - reversed.moment,
        }
    }
}

/// Σ j, Σ j², Σ j³, Σ j⁴ for j = 0 … n.
fn power_sums(n: f64) -> [f64; 4] {
    let first = n * (n + 1.0) / 2.0;
    let second = first * (2.0 * n + 1.0) / 3.0;
    let fourth = second * (3.0 * n * n + 3.0 * n - 1.0) / 5.0;
    [first, second, first * first, fourth]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, in the order that adds small terms first.
    fn by_definition(r: f64, q: u32) -> (f64, f64) {
        let powers = |base: f64| std::iter::successors(Some(1.0), move |term| Some(term * base));
        let count = usize::try_from(q).unwrap() + 1;
        let mut terms: Vec<f64> = powers(if r > 1.0 { 1.0 / r } else { r }).take(count).collect();
        if r > 1.0 {
            terms.reverse();
        }
        let term = |j: u32| terms[usize::try_from(j).unwrap()];
        let all_but_last: f64 = (0..q).map(term).sum();
        let moment: f64 = (0..=q).map(|j| f64::from(j) * term(j)).sum();
        (all_but_last, moment)
    }

    #[test]
    fn agrees_with_the_definition_for_every_ratio() {
        for q in [0, 1, 2, 10, 32, 33, 100, 640, 2560] {
            for r in [
                1e-9,
                0.3,
                0.9,
                0.99,
                0.999,
                0.999_99,
                1.0 - 3e-7,
                1.0 - 1e-12,
                1.0,
                1.0 + 1e-12,
                1.0 + 3e-7,
                1.001,
                1.1,
                1.3,
            ] {
                let (all_but_last, moment) = by_definition(r, q);
                let sums = Geometric::new(r, q);
                let close = |x: f64, y: f64| (x - y).abs() <= 1e-9 * y.abs() + 1e-300;
                assert!(
                    close(sums.all_but_last, all_but_last),
                    "r={r} q={q} {sums:?} {all_but_last}"
                );
                assert!(close(sums.moment, moment), "r={r} q={q} {sums:?} {moment}");
            }
        }
    }
}
