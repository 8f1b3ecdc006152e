//! Derivatives from values alone.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::error::Error;
use crate::program::{Argument, Program};

/// Writes the results for some arguments.
type Values<'f> = &'f mut dyn FnMut(&[f64], &mut [f64]) -> Result<(), Error>;

/// The results as a function of the arguments, to be differentiated without a look inside.
pub(crate) struct Numeric<'f> {
    /// Names the kernel and the arguments in errors.
    pub(crate) program: &'f Program,
    /// Where the derivatives are taken; left as they were.
    pub(crate) arguments: &'f mut [f64],
    pub(crate) outputs: usize,
    /// Gets the derivatives: `matrix[argument · outputs + output]`.
    pub(crate) matrix: &'f mut [f64],
    /// The function.
    pub(crate) f: Values<'f>,
}

impl Numeric<'_> {
    /// Central differences.
    pub(crate) fn differences(self, step: f64) -> Result<(), Error> {
        let mut below = vec![0.0; self.outputs];
        for i in 0..self.arguments.len() {
            let (low, high) = self.ends(i, step)?;
            let x = self.arguments[i];
            let row = &mut self.matrix[i * self.outputs..][..self.outputs];
            self.arguments[i] = high;
            let above = (self.f)(self.arguments, row);
            self.arguments[i] = low;
            let both = above.and_then(|()| (self.f)(self.arguments, &mut below));
            self.arguments[i] = x;
            both?;
            for (d, below) in row.iter_mut().zip(&below) {
                // What the step really was, once rounded.
                *d = (*d - below) / (high - low);
            }
        }
        self.finite(step)
    }

    /// Simultaneous perturbation stochastic approximation.
    pub(crate) fn spsa(self, step: f64, samples: usize, seed: u64) -> Result<(), Error> {
        let (inputs, outputs) = (self.arguments.len(), self.outputs);
        for i in 0..inputs {
            self.ends(i, step)?;
        }
        let mut rng = StdRng::seed_from_u64(seed);
        let (mut above, mut below) = (vec![0.0; outputs], vec![0.0; outputs]);
        let (mut signs, mut moved) = (vec![0.0; inputs], vec![0.0; inputs]);
        self.matrix.fill(0.0);
        for _ in 0..samples {
            signs.fill_with(|| if rng.random() { 1.0 } else { -1.0 });
            for (direction, values) in [(step, &mut above), (-step, &mut below)] {
                for ((moved, x), sign) in moved.iter_mut().zip(&*self.arguments).zip(&signs) {
                    *moved = x + direction * sign;
                }
                (self.f)(&moved, values)?;
            }
            for (row, sign) in self.matrix.chunks_exact_mut(outputs.max(1)).zip(&signs) {
                for ((d, above), below) in row.iter_mut().zip(&above).zip(&below) {
                    // The sign is its own reciprocal.
                    *d += sign * (above - below) / (2.0 * step * samples as f64);
                }
            }
        }
        self.finite(step)
    }

    /// x - step and x + step for an argument x, which have to differ from it by about the step.
    fn ends(&self, argument: usize, step: f64) -> Result<(f64, f64), Error> {
        let x = self.arguments[argument];
        let (low, high) = (x - step, x + step);
        let moved = |by: f64| (by - step).abs() <= 0.5 * step;
        if moved(x - low) && moved(high - x) {
            return Ok((low, high));
        }
        let name = Argument::number(&self.program.arguments, argument);
        Err(self.invalid(format!(
            "`{name}` is {x:?}, and a step of {step:?} vanishes beside it: take a larger step, or an exact method"
        )))
    }

    /// A difference of values divided by a step that is next to nothing may overflow.
    fn finite(&self, step: f64) -> Result<(), Error> {
        if self.matrix.iter().all(|d| d.is_finite()) {
            return Ok(());
        }
        Err(self.invalid(format!(
            "a step of {step:?} is too small to divide by: take one of about 1e-5, or an exact method"
        )))
    }

    fn invalid(&self, message: String) -> Error {
        Error::invalid(&self.program.kernel, message)
    }
}
