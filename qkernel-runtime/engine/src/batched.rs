//! Runs that take single samples as another engine does, and batches in a way of their own.

use std::borrow::Cow;
use std::fmt::Debug;

use num_complex::Complex64;

use crate::{Batch, Cost, Error, Run, Shift};

/// A way to take batches of a part. `alone` is the run of its single samples.
pub(crate) trait Batches: Debug + Send {
    /// The same, with buffers of its own.
    fn fork(&self) -> Self;

    /// As [`Run::prepare_batch`].
    fn prepare(
        &mut self,
        alone: &mut dyn Run,
        rows: usize,
        each: &[bool],
    ) -> Result<Cost, Cow<'static, str>>;

    /// As [`Run::batch`].
    fn double<'a>(&'a mut self, alone: &'a mut dyn Run) -> Option<&'a mut dyn Batch>;

    /// As [`Run::batch_f32`].
    fn single<'a>(&'a mut self, alone: &'a mut dyn Run) -> Option<&'a mut dyn Batch<f32>>;

    /// As [`Run::shifted`].
    fn shifted(
        &mut self,
        alone: &mut dyn Run,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        alone.shifted(angles, shifts, values)
    }
}

/// A run of single samples, and a way to take batches.
#[derive(Debug)]
pub(crate) struct Batched<B> {
    pub(crate) alone: Box<dyn Run>,
    pub(crate) batches: B,
}

impl<B: Batches + 'static> Run for Batched<B> {
    fn fork(&self) -> Box<dyn Run> {
        Box::new(Batched {
            alone: self.alone.fork(),
            batches: self.batches.fork(),
        })
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.alone.expectations(angles, values)
    }

    fn fits(&self) -> Result<(), Error> {
        self.alone.fits()
    }

    fn has_adjoint(&self) -> bool {
        self.alone.has_adjoint()
    }

    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.alone.adjoint(weights, by_angle)
    }

    fn cost(&self) -> f64 {
        self.alone.cost()
    }

    fn prepare_batch(&mut self, rows: usize, each: &[bool]) -> Result<Cost, Cow<'static, str>> {
        self.batches.prepare(&mut *self.alone, rows, each)
    }

    fn batch(&mut self) -> Option<&mut dyn Batch> {
        self.batches.double(&mut *self.alone)
    }

    fn batch_f32(&mut self) -> Option<&mut dyn Batch<f32>> {
        self.batches.single(&mut *self.alone)
    }

    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.batches
            .shifted(&mut *self.alone, angles, shifts, values)
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        self.alone.amplitudes(angles)
    }
}
