//! A part on a state: values, derivatives by the adjoint method, shifted angles.

use std::sync::Arc;

use num_complex::Complex64;

use super::memory::{allocate, check_memory};
use super::observed::PauliSums;
use crate::shifts::one_by_one;
use crate::{Cost, Error, Part, Run, Shift, Step, Turn};

/// What all runs of a part share.
#[derive(Debug)]
struct Prepared {
    part: Arc<Part>,
    observables: PauliSums,
    /// Cosine and sine of each step, where its angle is fixed.
    fixed: Vec<[f64; 2]>,
}

/// A run, with its buffers.
#[derive(Debug)]
pub(super) struct StateRun {
    prepared: Arc<Prepared>,
    /// The angles that `turns` has the cosines and sines of; NaN before the first run.
    angles: Vec<f64>,
    turns: Vec<[f64; 2]>,
    scratch: Vec<f64>,
    /// The state once the first `done` steps are applied; empty before the first run.
    ket: Vec<Complex64>,
    done: usize,
    /// A second state, for derivatives.
    bra: Vec<Complex64>,
}

impl StateRun {
    pub(super) fn new(part: &Arc<Part>) -> Result<StateRun, Error> {
        if part.qubits > Part::MAX_QUBITS {
            check_memory(&part.kernel, part.qubits, 1)?;
        }
        let fixed = part.steps.iter().map(|step| match step.turn {
            Turn::Fixed(turn) => turn,
            Turn::Angle(_) => [1.0, 0.0],
        });
        Ok(StateRun::of(Arc::new(Prepared {
            observables: PauliSums::new(&part.observables, part.qubits),
            fixed: fixed.collect(),
            part: Arc::clone(part),
        })))
    }

    fn of(prepared: Arc<Prepared>) -> StateRun {
        StateRun {
            angles: vec![f64::NAN; prepared.part.angles.len()],
            turns: prepared.fixed.clone(),
            scratch: vec![0.0; prepared.observables.scratch()],
            ket: Vec::new(),
            done: 0,
            bra: Vec::new(),
            prepared,
        }
    }

    /// Computes the cosines and sines of the angles that are not as they were.
    fn turn(&mut self, angles: &[f64]) {
        let part = &*self.prepared.part;
        for ((old, &new), &step) in self.angles.iter_mut().zip(angles).zip(&part.angles) {
            if *old != new {
                *old = new;
                self.turns[step] = part.steps.primitive(step).turn(new);
            }
        }
    }

    /// Brings the state back to |0..0>.
    fn restart(&mut self) -> Result<(), Error> {
        self.done = 0;
        if self.ket.is_empty() {
            self.ket = allocate(&self.prepared.part.kernel, self.prepared.part.qubits)?;
        } else {
            self.ket.fill(Complex64::ZERO);
            self.ket[0] = Complex64::ONE;
        }
        Ok(())
    }

    /// Applies the steps that are left.
    fn finish(&mut self) {
        let steps = &self.prepared.part.steps;
        advance(
            steps.within(self.done..steps.len()),
            &self.turns[self.done..],
            &mut self.ket,
        );
        self.done = steps.len();
    }

    fn forward(&mut self, angles: &[f64]) -> Result<(), Error> {
        self.turn(angles);
        self.restart()?;
        self.finish();
        Ok(())
    }

    /// Room for a second state.
    fn second(&mut self) -> Result<(), Error> {
        if self.bra.is_empty() {
            let Part { kernel, qubits, .. } = &*self.prepared.part;
            // The first state may be there already; both are asked for, so that a small one is refused at once.
            check_memory(kernel, *qubits, if self.ket.is_empty() { 2 } else { 1 })?;
            self.bra = allocate(kernel, *qubits)?;
        }
        Ok(())
    }
}

fn advance(steps: impl Iterator<Item = Step>, turns: &[[f64; 2]], state: &mut [Complex64]) {
    for (step, &turn) in steps.zip(turns) {
        step.primitive.apply(state, turn);
    }
}

impl Run for StateRun {
    fn fits(&self) -> Result<(), Error> {
        let part = &self.prepared.part;
        match self.ket.is_empty() {
            true => check_memory(&part.kernel, part.qubits, 1),
            false => Ok(()),
        }
    }

    fn fork(&self) -> Box<dyn Run> {
        Box::new(StateRun::of(Arc::clone(&self.prepared)))
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.forward(angles)?;
        self.prepared
            .observables
            .expectations(&self.ket, &mut self.scratch, values);
        Ok(())
    }

    fn has_adjoint(&self) -> bool {
        true
    }

    fn cost(&self) -> f64 {
        Cost::of_state(&self.prepared.part)
    }

    /// The final state and the observables' image of it are taken back through the circuit together, and each gate
    /// with an angle gives one inner product: 2 Re <bra| dU U⁻¹ |ket>. (Jones and Gacon 2020, arXiv:2009.02823)
    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.second()?;
        // After an earlier call the state is back at the first angle.
        self.finish();
        let prepared = Arc::clone(&self.prepared);
        let steps = &prepared.part.steps;
        prepared
            .observables
            .weigh(&self.ket, weights, &mut self.scratch, &mut self.bra);
        let first = prepared.part.angles.first().copied().unwrap_or(steps.len());
        for i in (first..steps.len()).rev() {
            let primitive = steps.primitive(i);
            if let Some(angle) = steps.angle(i) {
                by_angle[angle] = primitive.slope(&self.bra, &self.ket);
            }
            if i > first {
                let [cos, sin] = self.turns[i];
                primitive.apply(&mut self.ket, [cos, -sin]);
                primitive.apply(&mut self.bra, [cos, -sin]);
                self.done = i;
            }
        }
        Ok(())
    }

    /// The state before each angle is made once, and only what follows is run for each shift.
    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.second()?;
        self.turn(angles);
        self.restart()?;
        let prepared = Arc::clone(&self.prepared);
        let Part {
            steps,
            angles: places,
            ..
        } = &*prepared.part;
        one_by_one(shifts, values, |shift, row| {
            let next = places[shift.angle] + 1;
            if next < self.done {
                self.restart()?;
            }
            advance(
                steps.within(self.done..next),
                &self.turns[self.done..next],
                &mut self.ket,
            );
            self.done = next;
            self.bra.copy_from_slice(&self.ket);
            let primitive = steps.primitive(next - 1);
            primitive.apply(&mut self.bra, primitive.turn(shift.by));
            advance(
                steps.within(next..steps.len()),
                &self.turns[next..],
                &mut self.bra,
            );
            prepared
                .observables
                .expectations(&self.bra, &mut self.scratch, row);
            Ok(())
        })
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        self.forward(angles)?;
        Ok(&self.ket)
    }
}
