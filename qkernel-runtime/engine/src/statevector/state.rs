//! A state that gates are applied to one by one.

use std::ops::ControlFlow;
use std::sync::Arc;

use num_complex::Complex64;

use super::memory::{allocate, check_memory};
use super::observed::PauliSums;
use crate::{Error, PauliTerm, Primitive, Register};

/// A state of n qubits as its 2ⁿ amplitudes.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    amplitudes: Vec<Complex64>,
}

impl State {
    /// |0..0>.
    pub fn new(kernel: &str, qubits: usize) -> Result<State, Error> {
        Ok(State {
            amplitudes: allocate(kernel, qubits)?,
        })
    }

    /// The state with these amplitudes, by basis index.
    pub fn from_amplitudes(amplitudes: Vec<Complex64>) -> State {
        debug_assert!(amplitudes.len().is_power_of_two());
        State { amplitudes }
    }

    /// A copy, if there is room for it.
    pub fn try_clone(&self, kernel: &str) -> Result<State, Error> {
        check_memory(kernel, self.qubits(), 1)?;
        Ok(self.clone())
    }

    /// The amplitudes, by basis index.
    pub fn amplitudes(&self) -> &[Complex64] {
        &self.amplitudes
    }

    /// The amplitudes, to be changed to those of another state.
    pub fn amplitudes_mut(&mut self) -> &mut [Complex64] {
        &mut self.amplitudes
    }

    /// How many qubits there are.
    pub fn qubits(&self) -> usize {
        self.amplitudes.len().trailing_zeros() as usize
    }

    /// Applies a primitive with this cosine and sine.
    pub fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        primitive.apply(&mut self.amplitudes, turn);
    }

    /// The probability that measuring the qubit gives 1.
    pub fn probability(&self, qubit: usize) -> f64 {
        let stride = 1 << qubit;
        let ones = self
            .amplitudes
            .chunks_exact(2 * stride)
            .map(|block| &block[stride..]);
        ones.flatten()
            .map(Complex64::norm_sqr)
            .sum::<f64>()
            .clamp(0.0, 1.0)
    }

    /// Brings the state to what it is after measuring `outcome` on the qubit, which had that probability, not 0.
    pub fn project(&mut self, qubit: usize, outcome: bool, probability: f64) {
        let stride = 1 << qubit;
        let scale = 1.0 / probability.sqrt();
        for block in self.amplitudes.chunks_exact_mut(2 * stride) {
            let (zeros, ones) = block.split_at_mut(stride);
            let (kept, lost) = if outcome {
                (ones, zeros)
            } else {
                (zeros, ones)
            };
            lost.fill(Complex64::ZERO);
            kept.iter_mut().for_each(|a| *a *= scale);
        }
    }

    /// The expectation value of an observable, as the terms of its sum, that fits on the register.
    pub fn expectation(&self, observable: Vec<PauliTerm>) -> f64 {
        let observables = PauliSums::new(&[observable], self.qubits());
        let mut value = [0.0];
        observables.expectations(
            &self.amplitudes,
            &mut vec![0.0; observables.scratch()],
            &mut value,
        );
        value[0]
    }
}

/// A state whose shots are followed.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) state: State,
    /// For errors.
    pub(super) kernel: Arc<str>,
}

impl Register for Kept {
    fn fork(&self) -> Result<Box<dyn Register>, Error> {
        Ok(Box::new(Kept {
            state: self.state.try_clone(&self.kernel)?,
            kernel: Arc::clone(&self.kernel),
        }))
    }

    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        self.state.apply(primitive, turn);
    }

    fn probability(&self, qubit: usize) -> f64 {
        self.state.probability(qubit)
    }

    fn project(&mut self, qubit: usize, outcome: bool, probability: f64) {
        self.state.project(qubit, outcome, probability);
    }

    fn probabilities(&self, each: &mut dyn FnMut(usize, f64) -> ControlFlow<()>) {
        let amplitudes = self.state.amplitudes.iter().enumerate();
        let _ = amplitudes
            .map(|(index, amplitude)| (index, amplitude.norm_sqr()))
            .try_for_each(|(index, probability)| each(index, probability));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrimitiveKind;

    #[test]
    fn turns_and_collapses() {
        let mut state = State::new("eager", 2).unwrap();
        let (a, b) = (0, 1);
        let on = |kind, controls, low| Primitive {
            kind,
            controls,
            low,
            high: 0,
        };
        state.apply(on(PrimitiveKind::Ry, 0, 1), [0.4f64.cos(), 0.4f64.sin()]);
        state.apply(on(PrimitiveKind::Flip, 1, 2), [1.0, 0.0]);
        let one = 0.4f64.sin().powi(2);
        assert!((state.probability(b) - one).abs() < 1e-15);
        let term = |coefficient, x, z| PauliTerm { coefficient, x, z };
        // Z0 + X0 X1 + 2
        let observable = vec![term(1.0, 0, 1), term(1.0, 3, 0), term(2.0, 0, 0)];
        let expected = 1.0 - 2.0 * one + 0.8f64.sin() + 2.0;
        assert!((state.expectation(observable) - expected).abs() < 1e-14);
        for outcome in [true, false] {
            let mut measured = state.clone();
            measured.project(a, outcome, if outcome { one } else { 1.0 - one });
            assert_eq!(measured.probability(a), f64::from(u8::from(outcome)));
            assert!((measured.probability(b) - f64::from(u8::from(outcome))).abs() < 1e-15);
        }
    }
}
