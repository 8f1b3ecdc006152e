//! Derivatives from values alone.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::error::Error;

/// Central differences: `matrix[argument · outputs + output]`.
///
/// `f` writes the results for some arguments; the arguments are left as they were.
pub(crate) fn differences(
    step: f64,
    arguments: &mut [f64],
    outputs: usize,
    matrix: &mut [f64],
    mut f: impl FnMut(&[f64], &mut [f64]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut below = vec![0.0; outputs];
    for i in 0..arguments.len() {
        let x = arguments[i];
        let row = &mut matrix[i * outputs..][..outputs];
        let (low, high) = (x - step, x + step);
        arguments[i] = high;
        f(arguments, row)?;
        arguments[i] = low;
        f(arguments, &mut below)?;
        arguments[i] = x;
        for (d, below) in row.iter_mut().zip(&below) {
            // What the step really was, once rounded.
            *d = (*d - below) / (high - low);
        }
    }
    Ok(())
}

/// Simultaneous perturbation stochastic approximation: `matrix[argument · outputs + output]`.
pub(crate) fn spsa(
    (step, samples, seed): (f64, usize, u64),
    arguments: &[f64],
    outputs: usize,
    matrix: &mut [f64],
    mut f: impl FnMut(&[f64], &mut [f64]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut above, mut below) = (vec![0.0; outputs], vec![0.0; outputs]);
    let mut signs = vec![0.0; arguments.len()];
    let mut moved = vec![0.0; arguments.len()];
    matrix.fill(0.0);
    for _ in 0..samples {
        signs.fill_with(|| if rng.random() { 1.0 } else { -1.0 });
        for (direction, values) in [(step, &mut above), (-step, &mut below)] {
            for ((moved, x), sign) in moved.iter_mut().zip(arguments).zip(&signs) {
                *moved = x + direction * sign;
            }
            f(&moved, values)?;
        }
        for (row, sign) in matrix.chunks_exact_mut(outputs.max(1)).zip(&signs) {
            for ((d, above), below) in row.iter_mut().zip(&above).zip(&below) {
                // The sign is its own reciprocal.
                *d += sign * (above - below) / (2.0 * step * samples as f64);
            }
        }
    }
    Ok(())
}
