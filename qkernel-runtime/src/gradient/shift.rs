//! Parameter-shift rules, from the spectrum of a gate's generator.

use std::borrow::Cow;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2};

/// f'(x) = Σ cₖ (f(x + sₖ) - f(x - sₖ)), exact for every trigonometric polynomial f in certain frequencies.
///
/// An expectation value is such a function of the angle θ of a gate exp(-i θ H); its frequencies are the positive
/// differences of eigenvalues of H. For one frequency Ω the rule has one term, the *two-term rule*
/// (s = π / 2Ω, c = Ω / 2); a controlled rotation has the frequencies 1/2 and 1 and the *four-term rule*.
///
/// ```
/// use qkernel_runtime::gradient::ShiftRule;
///
/// let rule = ShiftRule::new(&[1.0, 3.0]).unwrap();
/// let f = |x: f64| 0.3 + x.sin() - 0.7 * (3.0 * x).cos();
/// let slope: f64 = rule.terms().iter().map(|&(s, c)| c * (f(0.4 + s) - f(0.4 - s))).sum();
/// assert!((slope - (0.4f64.cos() + 2.1 * 1.2f64.sin())).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftRule {
    terms: Vec<(f64, f64)>,
}

impl ShiftRule {
    /// The rule for these frequencies, in any order; `None` if one is not a positive finite number.
    ///
    /// The coefficients solve 2 Σₖ cₖ sin(Ωⱼ sₖ) = Ωⱼ. For shifts sₖ = (2k - 1) δ the system is regular whenever the
    /// cos(2 Ωⱼ δ) differ and no sin(Ωⱼ δ) is 0, since sin((2k - 1) x) / sin x is a polynomial of degree k - 1
    /// in cos 2x (a Vandermonde system). Every δ below π / 2Ω_max will do. For R equally spaced frequencies Ω, 2Ω, ..
    /// δ = π / 2RΩ is best (Wierichs et al. 2022, arXiv:2107.12390, equation 9); for others, like 1 and 3, that δ may
    /// be singular. Where frequencies are far apart, shifts in proportion to 1 / Ωₖ are better. Of all that were tried
    /// and solve every equation to 11 digits, the rule with the least Σ |cₖ| is taken, which also keeps the shot noise
    /// least.
    ///
    /// f is evaluated at x ± s with s up to π / 2Ω_min, so at frequencies that are very far apart the fast part of f is
    /// only as exact as x ± s is.
    pub fn new(frequencies: &[f64]) -> Option<ShiftRule> {
        let mut omegas = frequencies.to_vec();
        if omegas
            .iter()
            .any(|omega| !(omega.is_finite() && *omega > 0.0))
        {
            return None;
        }
        omegas.sort_by(f64::total_cmp);
        // Two numbers that differ by rounding are one frequency.
        omegas.dedup_by(|a, b| (*a - *b).abs() <= 4.0 * f64::EPSILON * *b);
        let quarter = |omega: f64| FRAC_PI_2 / omega.max(LEAST);
        let (Some(&least), Some(&greatest)) = (omegas.first(), omegas.last()) else {
            return Some(ShiftRule { terms: Vec::new() });
        };
        let n = omegas.len();
        let odd = |delta: f64| (0..n).map(|k| (2 * k + 1) as f64 * delta).collect();
        let part = |i: usize, of: usize| i as f64 / of as f64;
        // The first ones are always regular, the last of the second ones suits a single frequency.
        let safe = (1..64).map(|i| odd(part(i, 64) * quarter(greatest)));
        let wide = (1..=240 * n).map(|i| odd(part(i, 240 * n) * quarter(least)));
        let own = (1..=64).map(|i| omegas.iter().map(|&o| part(i, 64) * quarter(o)).collect());
        let rules = safe.chain(wide).chain(own).filter_map(|shifts: Vec<f64>| {
            let coefficients = solve(&omegas, &shifts)?;
            let size: f64 = coefficients.iter().map(|c| c.abs()).sum();
            Some((size, shifts, coefficients))
        });
        let (_, shifts, coefficients) = rules.min_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(ShiftRule {
            terms: shifts.into_iter().zip(coefficients).collect(),
        })
    }

    /// Shifts and coefficients: (sₖ, cₖ).
    pub fn terms(&self) -> &[(f64, f64)] {
        &self.terms
    }
}

/// Slower than this nothing turns that numbers can tell; a shift of π / 2Ω would overflow.
const LEAST: f64 = 1e-290;

/// The coefficients for these shifts; `None` where they leave a residual.
fn solve(omegas: &[f64], shifts: &[f64]) -> Option<Vec<f64>> {
    let n = omegas.len();
    // Each equation is divided by its frequency, so that slow ones count as much as fast ones.
    let entry = |omega: f64, s: f64| match omega * s {
        turn if turn.abs() < 1e-9 => 2.0 * s,
        turn => 2.0 * turn.sin() / omega,
    };
    let row = |omega: f64| shifts.iter().map(move |&s| entry(omega, s));
    // Gaussian elimination with partial pivoting; the last column is the right-hand side. Frequencies that are close to
    // each other leave small pivots, which is no harm: what counts is the residual.
    let mut rows: Vec<Vec<f64>> = omegas
        .iter()
        .map(|&o| row(o).chain([1.0]).collect())
        .collect();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        let (upper, lower) = rows.split_at_mut(column + 1);
        let top = &upper[column];
        for row in lower {
            let factor = row[column] / top[column];
            for (a, b) in row.iter_mut().zip(top).skip(column) {
                *a -= factor * b;
            }
        }
    }
    let mut c = vec![0.0; n];
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| rows[k][j] * c[j]).sum();
        c[k] = (rows[k][n] - known) / rows[k][k];
    }
    let residual = |omega: f64| (row(omega).zip(&c).map(|(a, c)| a * c).sum::<f64>() - 1.0).abs();
    // Where a pivot is 0, this is not a number.
    let exact = omegas.iter().all(|&omega| residual(omega) <= 1e-11);
    exact.then_some(c)
}

/// The rule for some frequencies, in closed form for those that the gates have today.
pub(super) fn terms(frequencies: &[f64]) -> Cow<'static, [(f64, f64)]> {
    const TWO_TERM: &[(f64, f64)] = &[(FRAC_PI_2, 0.5)];
    // c = (√2 ± 1) / 4√2 (Anselmetti et al. 2021, arXiv:2104.05695)
    const FOUR_TERM: &[(f64, f64)] = &[
        (FRAC_PI_2, (1.0 + FRAC_1_SQRT_2) / 4.0),
        (3.0 * FRAC_PI_2, -(1.0 - FRAC_1_SQRT_2) / 4.0),
    ];
    match frequencies {
        [] => Cow::Borrowed(&[]),
        [1.0] => Cow::Borrowed(TWO_TERM),
        [0.5, 1.0] => Cow::Borrowed(FOUR_TERM),
        others => Cow::Owned(ShiftRule::new(others).map_or(Vec::new(), |rule| rule.terms)),
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    /// A trigonometric polynomial in the frequencies, and its derivative.
    fn synthetic(omegas: &[f64], x: f64) -> (f64, f64) {
        let mut pair = (0.7, 0.0);
        for (i, &omega) in omegas.iter().enumerate() {
            let (a, b) = (0.4 + 0.3 * i as f64, -0.9 + 0.5 * i as f64);
            pair.0 += a * (omega * x).cos() + b * (omega * x).sin();
            pair.1 += omega * (b * (omega * x).cos() - a * (omega * x).sin());
        }
        pair
    }

    #[test]
    fn rules_are_exact_for_their_frequencies() {
        for omegas in [
            &[1.0][..],
            &[2.5],
            &[0.5, 1.0],
            &[1.0, 2.0, 3.0, 4.0],
            // Not equally spaced from 0: the closed form's matrix is singular or wrong here.
            &[1.0, 3.0],
            &[2.0, 3.0],
            &[1.0, 3.0, 4.0, 9.0],
            &[0.1, 1.0, 7.3],
            &[1.0, std::f64::consts::SQRT_2],
        ] {
            let rule = ShiftRule::new(omegas).unwrap();
            assert_eq!(rule.terms().len(), omegas.len());
            for x in [-2.0, 0.0, 0.3, 1.9] {
                let difference = |s| synthetic(omegas, x + s).0 - synthetic(omegas, x - s).0;
                let slope: f64 = rule.terms().iter().map(|&(s, c)| c * difference(s)).sum();
                let error = (slope - synthetic(omegas, x).1).abs();
                assert!(
                    error < 1e-10,
                    "{omegas:?} at {x}: off by {error:e}, {rule:?}"
                );
            }
        }
    }

    #[test]
    fn every_set_of_frequencies_has_a_rule() {
        let powers: Vec<f64> = (0..16).map(|k| 3f64.powi(k)).collect();
        let mut random: Vec<Vec<f64>> = Vec::new();
        let mut rng = StdRng::seed_from_u64(5);
        for n in [2, 5, 9, 14] {
            random.push((0..n).map(|_| rng.random_range(0.01..10.0)).collect());
            random.push(
                (0..n)
                    .map(|_| 10f64.powf(rng.random_range(-4.0..4.0)))
                    .collect(),
            );
        }
        let close = [
            vec![1.0, 1.0 + 1e-11],
            vec![1.0, 1.0 + 1e-13, 1.0 + 1e-6],
            vec![3.0, 3.0f64.next_up(), 3.0 + 1e-14],
            vec![1e-6, 1e6],
            vec![1e-6, 1.0, 1e6],
            vec![5e-324],
            vec![1e-300, 1e-299],
            vec![1e300],
            vec![5e-324, 1.0],
        ];
        for omegas in close.iter().chain([&powers]).chain(&random) {
            let rule = ShiftRule::new(omegas).unwrap_or_else(|| panic!("none for {omegas:?}"));
            let fastest = omegas.iter().copied().fold(0.0, f64::max);
            // As little noise as the two-term rule has at the fastest frequency, or little more.
            let size: f64 = rule.terms().iter().map(|(_, c)| c.abs()).sum();
            assert!(size <= fastest.max(LEAST), "{omegas:?}: {rule:?}");
            for x in [-2.0, 0.3, 1.9].map(|x| x / fastest.max(LEAST)) {
                let difference = |s| synthetic(omegas, x + s).0 - synthetic(omegas, x - s).0;
                let slope: f64 = rule.terms().iter().map(|&(s, c)| c * difference(s)).sum();
                let error = (slope - synthetic(omegas, x).1).abs() / fastest.max(LEAST);
                // What x ± s loses is all there is.
                let reach = rule
                    .terms()
                    .iter()
                    .map(|&(s, c)| (c * s).abs())
                    .sum::<f64>();
                let rounding = 1e-14 * (reach + 1.0) * omegas.len() as f64;
                assert!(
                    error <= 1e-10 + rounding,
                    "{omegas:?} at {x}: off by {error:e}, {rule:?}"
                );
            }
        }
    }

    #[test]
    fn solver_finds_the_textbook_rules() {
        for frequencies in [&[1.0][..], &[0.5, 1.0]] {
            let rule = ShiftRule::new(frequencies).unwrap();
            for ((s, c), (s0, c0)) in rule.terms().iter().zip(terms(frequencies).iter()) {
                assert!((s - s0).abs() < 1e-12 && (c - c0).abs() < 1e-12, "{rule:?}");
            }
        }
        // No gate has these today; they are no reason for a wrong rule.
        for others in [&[2.0][..], &[0.5, 1.0, 1.5]] {
            assert_eq!(terms(others), ShiftRule::new(others).unwrap().terms());
        }
        let equal = ShiftRule::new(&[1.0, 2.0, 3.0]).unwrap();
        assert!((equal.terms()[0].0 - std::f64::consts::PI / 6.0).abs() < 1e-12);
    }

    #[test]
    fn refuses_what_is_no_frequency() {
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(ShiftRule::new(&[1.0, bad]), None);
        }
        assert_eq!(ShiftRule::new(&[]).unwrap().terms(), &[]);
    }
}
