//! What an engine makes of a part.

use std::borrow::Cow;
use std::fmt::Debug;

use num_complex::Complex64;

use crate::{Batch, Cost, Error};

/// A prepared part. `angles` always has one number in radians for each angle of the part, all finite, and `values` one for
/// each observable.
pub trait Run: Debug + Send {
    /// The same part with buffers of its own, not run yet.
    fn fork(&self) -> Box<dyn Run>;

    /// The expectation value of each observable.
    ///
    /// # Errors
    /// If the state does not fit in memory.
    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error>;

    /// Whether what a single sample needs fits in memory; true, as by default, where that is not known.
    ///
    /// # Errors
    /// If it does not.
    fn fits(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Whether [`adjoint`](Run::adjoint) may be called.
    fn has_adjoint(&self) -> bool {
        false
    }

    /// The derivative of Σ weight · expectation value by each angle, at the angles of the last call of
    /// [`expectations`](Run::expectations); may be called several times after it.
    ///
    /// # Errors
    /// If the states do not fit in memory, and for an engine that offers no adjoint method.
    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        let _ = (weights, by_angle);
        Err(unsupported("the adjoint method"))
    }

    /// About how many operations values and gradient of one run take, by which batches are parted among threads; 0, as by default, where
    /// that is not known, so that one thread does all of a batch. Where it is not a number, one thread does all whatever the other parts
    /// of the circuit take.
    fn cost(&self) -> f64 {
        0.0
    }

    /// Makes ready for a batch of so many rows, in which these of the angles have a number for each row, and says what it costs; asked before
    /// each use of [`batch`](Run::batch).
    ///
    /// # Errors
    /// The reason why the run does not take such a batch, for people; its caller takes the rows one by one.
    fn prepare_batch(&mut self, rows: usize, each: &[bool]) -> Result<Cost, Cow<'static, str>> {
        let _ = (rows, each);
        match self.batch() {
            Some(_) => Ok(Cost::default()),
            None => Err("it takes the rows of a batch one by one".into()),
        }
    }

    /// How many rows at most it is best given in one call of [`batch`](Run::batch): by default as many as keep their numbers in the cache.
    fn rows_at_once(&self) -> usize {
        1024
    }

    /// The same part for many runs at once; none for a run that takes them one by one, as its caller then does.
    fn batch(&mut self) -> Option<&mut dyn Batch> {
        None
    }

    /// The same in `f32`; none for a run that computes in `f64` only, as its caller then does.
    fn batch_f32(&mut self) -> Option<&mut dyn Batch<f32>> {
        None
    }

    /// The expectation values for each of the shifts, one row of `values` a shift.
    ///
    /// A shift turns one angle further, by a gate of its own after the one that has the angle: so it is
    /// exact even where the sum of the two would be rounded. The shifts come in ascending order of their angles.
    ///
    /// # Errors
    /// If the states do not fit in memory.
    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error>;

    /// The amplitudes of the final state, by basis index.
    ///
    /// # Errors
    /// If the state does not fit in memory, and for an engine that holds no amplitudes.
    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        let _ = angles;
        Err(unsupported("a state"))
    }
}

impl Clone for Box<dyn Run> {
    fn clone(&self) -> Self {
        self.fork()
    }
}

/// One angle, turned further.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The number of the angle.
    pub angle: usize,
    /// By how much, in radians.
    pub by: f64,
}

pub(crate) fn unsupported(what: &str) -> Error {
    Error::Refused {
        message: format!("this engine does not offer {what}"),
    }
}
