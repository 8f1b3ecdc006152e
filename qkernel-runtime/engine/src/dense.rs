//! Dense matrices, for tests: every step is a 2ⁿ × 2ⁿ matrix, built from the definition of its primitive.

use std::ops::ControlFlow;
use std::sync::Arc;

use num_complex::Complex64;

use super::{Engine, Part, PauliTerm, Primitive, PrimitiveKind, Register, Run, Shift, Turn};
use crate::Error;
use crate::shifts::one_by_one;

/// The engine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dense;

impl Engine for Dense {
    fn name(&self) -> &'static str {
        "dense"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        Ok(Box::new(DenseRun {
            part: Arc::clone(part),
            state: Vec::new(),
        }))
    }

    fn register(&self, _: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Ok(Box::new(DenseRegister(zero(qubits))))
    }
}

type Matrix = Vec<Vec<Complex64>>;

fn zero(qubits: usize) -> Vec<Complex64> {
    let mut state = vec![Complex64::ZERO; 1 << qubits];
    state[0] = Complex64::ONE;
    state
}

fn square(size: usize, entry: impl Fn(usize, usize) -> Complex64) -> Matrix {
    let row = |i| (0..size).map(|j| entry(i, j)).collect();
    (0..size).map(row).collect()
}

fn times(matrix: &Matrix, state: &[Complex64]) -> Vec<Complex64> {
    let row = |row: &Vec<Complex64>| row.iter().zip(state).map(|(a, b)| a * b).sum();
    matrix.iter().map(row).collect()
}

/// What acts on one qubit.
#[derive(Clone, Copy)]
enum Pauli {
    X,
    Y,
    Z,
}

/// The operators of a term, by qubit.
fn factors(term: &PauliTerm) -> Vec<(usize, Pauli)> {
    let on = |mask: usize, qubit: usize| mask >> qubit & 1 == 1;
    let operator = |qubit| match (on(term.x, qubit), on(term.z, qubit)) {
        (true, true) => Some((qubit, Pauli::Y)),
        (true, false) => Some((qubit, Pauli::X)),
        (false, true) => Some((qubit, Pauli::Z)),
        (false, false) => None,
    };
    (0..usize::BITS as usize).filter_map(operator).collect()
}

/// The entry of a Pauli operator.
fn pauli(pauli: Pauli, row: usize, column: usize) -> Complex64 {
    let i = Complex64::I;
    match (pauli, row, column) {
        (Pauli::X, 0, 1) | (Pauli::X, 1, 0) | (Pauli::Z, 0, 0) => Complex64::ONE,
        (Pauli::Z, 1, 1) => -Complex64::ONE,
        (Pauli::Y, 0, 1) => -i,
        (Pauli::Y, 1, 0) => i,
        _ => Complex64::ZERO,
    }
}

/// The entry of a product of Pauli operators on qubits.
fn string(factors: &[(usize, Pauli)], row: usize, column: usize) -> Complex64 {
    let mask = factors.iter().fold(0, |mask, (qubit, _)| mask | 1 << qubit);
    if row & !mask != column & !mask {
        return Complex64::ZERO;
    }
    let factor = |&(qubit, p): &(usize, Pauli)| pauli(p, row >> qubit & 1, column >> qubit & 1);
    factors.iter().map(factor).product()
}

/// The matrix of a primitive on n qubits.
fn matrix(primitive: Primitive, [c, s]: [f64; 2], qubits: usize) -> Matrix {
    let Primitive {
        kind,
        controls,
        low,
        high,
    } = primitive;
    let on = |mask: usize| mask.trailing_zeros() as usize;
    let rotation = |factors: Vec<(usize, Pauli)>| {
        square(1 << qubits, |i, j| {
            let one = if i == j { c } else { 0.0 };
            Complex64::from(one) - Complex64::I * s * string(&factors, i, j)
        })
    };
    let free = match kind {
        PrimitiveKind::Phase => square(1 << qubits, |i, j| {
            if i == j {
                Complex64::new(c, s)
            } else {
                Complex64::ZERO
            }
        }),
        PrimitiveKind::Flip => square(1 << qubits, |i, j| string(&[(on(low), Pauli::X)], i, j)),
        PrimitiveKind::FlipY => square(1 << qubits, |i, j| string(&[(on(low), Pauli::Y)], i, j)),
        PrimitiveKind::Hadamard => square(1 << qubits, |i, j| {
            let sum = string(&[(on(low), Pauli::X)], i, j) + string(&[(on(low), Pauli::Z)], i, j);
            sum / 2.0f64.sqrt()
        }),
        PrimitiveKind::Rx => rotation(vec![(on(low), Pauli::X)]),
        PrimitiveKind::Ry => rotation(vec![(on(low), Pauli::Y)]),
        PrimitiveKind::Rz => rotation(vec![(on(low), Pauli::Z)]),
        PrimitiveKind::Rxx => rotation(vec![(on(low), Pauli::X), (on(high), Pauli::X)]),
        PrimitiveKind::Ryy => rotation(vec![(on(low), Pauli::Y), (on(high), Pauli::Y)]),
        PrimitiveKind::Rzz => rotation(vec![(on(low), Pauli::Z), (on(high), Pauli::Z)]),
        PrimitiveKind::Swap => square(1 << qubits, |i, j| {
            let (a, b) = (j & low != 0, j & high != 0);
            let moved = if a == b { j } else { j ^ low ^ high };
            match (i == moved, a == b) {
                (false, _) => Complex64::ZERO,
                (true, true) => Complex64::ONE,
                (true, false) => Complex64::new(c, s),
            }
        }),
    };
    square(1 << qubits, |i, j| match j & controls == controls {
        true => free[i][j],
        false if i == j => Complex64::ONE,
        false => Complex64::ZERO,
    })
}

fn expectation(observable: &[PauliTerm], state: &[Complex64]) -> f64 {
    let mut sum = Complex64::ZERO;
    for term in observable {
        let factors = factors(term);
        for (i, a) in state.iter().enumerate() {
            for (j, b) in state.iter().enumerate() {
                sum += a.conj() * string(&factors, i, j) * b * term.coefficient;
            }
        }
    }
    sum.re
}

#[derive(Clone, Debug)]
struct DenseRun {
    part: Arc<Part>,
    state: Vec<Complex64>,
}

impl DenseRun {
    fn run(&mut self, angles: &[f64], shift: Option<Shift>) {
        let n = self.part.qubits;
        self.state = zero(n);
        for step in &self.part.steps {
            let turn = step.cos_sin(angles);
            self.state = times(&matrix(step.primitive, turn, n), &self.state);
            if let (Turn::Angle(i), Some(shift)) = (step.turn, shift)
                && shift.angle == i
            {
                let turn = step.primitive.turn(shift.by);
                self.state = times(&matrix(step.primitive, turn, n), &self.state);
            }
        }
    }

    fn values(&self, values: &mut [f64]) {
        for (value, observable) in values.iter_mut().zip(&self.part.observables) {
            *value = expectation(observable, &self.state);
        }
    }
}

impl Run for DenseRun {
    fn fork(&self) -> Box<dyn Run> {
        Box::new(self.clone())
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.run(angles, None);
        self.values(values);
        Ok(())
    }

    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        one_by_one(shifts, values, |shift, row| {
            self.run(angles, Some(shift));
            self.values(row);
            Ok(())
        })
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        self.run(angles, None);
        Ok(&self.state)
    }
}

#[derive(Clone, Debug)]
struct DenseRegister(Vec<Complex64>);

impl Register for DenseRegister {
    fn fork(&self) -> Result<Box<dyn Register>, Error> {
        Ok(Box::new(self.clone()))
    }

    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        let qubits = self.0.len().trailing_zeros() as usize;
        self.0 = times(&matrix(primitive, turn, qubits), &self.0);
    }

    fn probability(&self, qubit: usize) -> f64 {
        let ones = self
            .0
            .iter()
            .enumerate()
            .filter(|(i, _)| i >> qubit & 1 == 1);
        ones.map(|(_, a)| a.norm_sqr()).sum()
    }

    fn project(&mut self, qubit: usize, outcome: bool, probability: f64) {
        for (i, a) in self.0.iter_mut().enumerate() {
            let kept = (i >> qubit & 1 == 1) == outcome;
            *a *= if kept {
                probability.sqrt().recip()
            } else {
                0.0
            };
        }
    }

    fn probabilities(&self, each: &mut dyn FnMut(usize, f64) -> ControlFlow<()>) {
        let mut all = self.0.iter().enumerate();
        let _ = all.try_for_each(|(i, a)| each(i, a.norm_sqr()));
    }
}
