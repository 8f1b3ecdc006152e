//! Derivatives from values alone.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::error::Error;

/// Writes the results for some arguments.
type Values<'f> = &'f mut dyn FnMut(&[f64], &mut [f64]) -> Result<(), Error>;

/// Central differences: `matrix[argument · outputs + output]`.
///
/// The arguments are left as they were; `name` says what to call one of them.
pub(crate) fn differences(
    step: f64,
    arguments: &mut [f64],
    name: &dyn Fn(usize) -> String,
    (outputs, matrix): (usize, &mut [f64]),
    f: Values<'_>,
) -> Result<(), Error> {
    let mut below = vec![0.0; outputs];
    for i in 0..arguments.len() {
        let x = arguments[i];
        let row = &mut matrix[i * outputs..][..outputs];
        let (low, high) = ends(x, step, || name(i))?;
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
    finite(step, matrix)
}

/// x - step and x + step, which have to differ from x by about the step.
fn ends(x: f64, step: f64, name: impl FnOnce() -> String) -> Result<(f64, f64), Error> {
    let (low, high) = (x - step, x + step);
    let moved = |by: f64| (by - step).abs() <= 0.5 * step;
    if moved(x - low) && moved(high - x) {
        return Ok((low, high));
    }
    let name = name();
    Err(invalid(format!(
        "{name} is {x:?}, and a step of {step:?} vanishes beside it: take a larger step, or an exact method"
    )))
}

/// A difference of values divided by a step that is next to nothing may overflow.
fn finite(step: f64, matrix: &[f64]) -> Result<(), Error> {
    if matrix.iter().all(|d| d.is_finite()) {
        return Ok(());
    }
    Err(invalid(format!(
        "a step of {step:?} is too small to divide by: take one of about 1e-5, or an exact method"
    )))
}

/// Simultaneous perturbation stochastic approximation: `matrix[argument · outputs + output]`.
pub(crate) fn spsa(
    (step, samples, seed): (f64, usize, u64),
    arguments: &mut [f64],
    name: &dyn Fn(usize) -> String,
    (outputs, matrix): (usize, &mut [f64]),
    f: Values<'_>,
) -> Result<(), Error> {
    for (i, &x) in arguments.iter().enumerate() {
        ends(x, step, || name(i))?;
    }
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut above, mut below) = (vec![0.0; outputs], vec![0.0; outputs]);
    let mut signs = vec![0.0; arguments.len()];
    let mut moved = vec![0.0; arguments.len()];
    matrix.fill(0.0);
    for _ in 0..samples {
        signs.fill_with(|| if rng.random() { 1.0 } else { -1.0 });
        for (direction, values) in [(step, &mut above), (-step, &mut below)] {
            for ((moved, x), sign) in moved.iter_mut().zip(&*arguments).zip(&signs) {
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
    finite(step, matrix)
}

/// The evaluator puts the kernel's name in.
fn invalid(message: String) -> Error {
    Error::Invalid {
        kernel: String::new(),
        message,
    }
}
