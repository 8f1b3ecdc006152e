//! Which engine runs a batch: the one that needs the fewest operations.
//!
//! Operations are counted for values and gradient, in units of about a quarter of a nanosecond; what matters is how they compare. The
//! counts are rough where the ways differ by far, and are measured by `cargo bench -p qkernel-runtime --bench batches`.

use std::sync::Arc;

use num_complex::Complex64;

use crate::lanes::Lanes;
use crate::terms::Together;
use crate::{Batch, Engine, Error, Part, Register, Run, Shift, Statevector};

/// The engine that circuits run on: for each batch the fastest of [`Terms`](crate::Terms), [`Lanes`] and [`Statevector`] that
/// takes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automatic;

impl Engine for Automatic {
    fn name(&self) -> &'static str {
        "automatic"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        Ok(Box::new(AutomaticRun {
            lanes: Lanes.prepare(part)?,
            terms: Together::new(part),
            steps: part.steps.len(),
            qubits: part.qubits,
            taken: Taken::Others,
        }))
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Statevector.register(kernel, qubits)
    }
}

/// How many operations a batch takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cost {
    /// For all rows together.
    pub(crate) once: f64,
    /// For each group of rows.
    pub(crate) group: f64,
    /// How many rows a group has.
    pub(crate) rows: usize,
}

impl Cost {
    pub(crate) fn of(self, rows: usize) -> f64 {
        self.once + self.group * rows.div_ceil(self.rows) as f64
    }

    /// Forwards once, backwards two states and a slope for each step: four passes, each of about four operations an
    /// amplitude.
    fn of_state(steps: usize, qubits: usize) -> f64 {
        16.0 * steps as f64 * (qubits as f64).exp2()
    }

    /// Row by row.
    pub(crate) fn statevector(steps: usize, qubits: usize) -> Cost {
        Cost {
            once: 0.0,
            group: Cost::of_state(steps, qubits),
            rows: 1,
        }
    }

    /// Four rows in less time than one: rotations go in pairs, neighbouring diagonal gates at once.
    pub(crate) fn lanes(steps: usize, qubits: usize) -> Cost {
        Cost {
            once: 4.0 * steps as f64 * (qubits as f64).exp2(),
            group: 0.6 * Cost::of_state(steps, qubits),
            rows: 4,
        }
    }
}

/// Which engine takes the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Taken {
    Terms,
    Others,
}

#[derive(Debug)]
struct AutomaticRun {
    /// Everything but batches as terms.
    lanes: Box<dyn Run>,
    terms: Together,
    steps: usize,
    qubits: usize,
    taken: Taken,
}

impl Run for AutomaticRun {
    fn fork(&self) -> Box<dyn Run> {
        Box::new(AutomaticRun {
            lanes: self.lanes.fork(),
            terms: self.terms.fork(),
            ..*self
        })
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.lanes.expectations(angles, values)
    }

    fn has_adjoint(&self) -> bool {
        self.lanes.has_adjoint()
    }

    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.lanes.adjoint(weights, by_angle)
    }

    fn prepare_batch(&mut self, rows: usize, each: &[bool]) -> Result<(), String> {
        let others = self.lanes.prepare_batch(rows, each);
        let cost = match others {
            Ok(()) => Cost::lanes(self.steps, self.qubits),
            Err(_) => Cost::statevector(self.steps, self.qubits),
        };
        if let Ok(terms) = self.terms.prepare(each)
            && terms.of(rows) < cost.of(rows)
        {
            self.taken = Taken::Terms;
            return Ok(());
        }
        self.taken = Taken::Others;
        others
    }

    fn batch(&mut self) -> Option<&mut dyn Batch> {
        match self.taken {
            Taken::Terms => Some(&mut self.terms),
            Taken::Others => self.lanes.batch(),
        }
    }

    fn batch_f32(&mut self) -> Option<&mut dyn Batch<f32>> {
        match self.taken {
            Taken::Terms => Some(&mut self.terms),
            Taken::Others => self.lanes.batch_f32(),
        }
    }

    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.lanes.shifted(angles, shifts, values)
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        self.lanes.amplitudes(angles)
    }
}
