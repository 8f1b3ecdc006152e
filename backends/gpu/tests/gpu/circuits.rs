//! Circuits that the tests and the check on a card share.

use qkernel_runtime::circuit::Angle;
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::observable::Pauli;
use qkernel_runtime::prelude::*;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};

/// A circuit whose arguments are `x`, with a row for each sample, and `w`, which all samples share.
pub(crate) struct Case {
    pub(crate) circuit: Circuit,
    /// How many numbers `x` and `w` have.
    pub(crate) numbers: [usize; 2],
    pub(crate) outputs: usize,
}

/// All kinds of gates under 0 to 2 controls, and three sums of products of Pauli operators.
pub(crate) fn random(qubits: usize, gates: usize, seed: u64) -> Case {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut b = Circuit::builder();
    let q = b.qubits(qubits);
    let numbers = [6, 5];
    let arguments = [b.parameter("x", numbers[0]), b.parameter("w", numbers[1])];
    for _ in 0..gates {
        let kind = *GateKind::ALL.choose(&mut rng).unwrap();
        let mut own: Vec<_> = q.clone();
        own.shuffle(&mut rng);
        let targets = kind.targets();
        if targets > qubits {
            continue;
        }
        let controls = rng.random_range(0..3usize).min(qubits - targets);
        let angles: Vec<_> = (0..kind.angles())
            .map(|_| match rng.random_range(0..4) {
                0 => Angle::from(rng.random_range(-3.0..3.0)),
                of => {
                    let argument = &arguments[usize::from(of == 1)];
                    let symbol = *argument.choose(&mut rng).unwrap();
                    symbol * rng.random_range(0.5..1.5) + rng.random_range(-1.0..1.0)
                }
            })
            .collect();
        b.gate(
            kind,
            &own[targets..targets + controls],
            &own[..targets],
            &angles,
        );
    }
    for _ in 0..3 {
        let terms: Vec<_> = (0..4)
            .map(|_| {
                let mut own: Vec<_> = (0..qubits).collect();
                own.shuffle(&mut rng);
                own.truncate(rng.random_range(1..4));
                let pauli =
                    |q, rng: &mut StdRng| (*[Pauli::X, Pauli::Y, Pauli::Z].choose(rng).unwrap(), q);
                let factors: Vec<_> = own.into_iter().map(|q| pauli(q, &mut rng)).collect();
                (rng.random_range(-1.0..1.0), factors)
            })
            .collect();
        b.expval(Observable::from_terms(terms));
    }
    Case {
        circuit: b.build().unwrap(),
        numbers,
        outputs: 3,
    }
}

/// The tutorial's layer: a turn about Y for each number of the sample, then layers of three turns and a ladder of CZ; Z of each qubit.
#[allow(dead_code)]
pub(crate) fn ansatz(qubits: usize, layers: usize) -> Case {
    let mut b = Circuit::builder();
    let q = b.qubits(qubits);
    let numbers = [qubits, 3 * qubits * layers];
    let (x, w) = (b.parameter("x", numbers[0]), b.parameter("w", numbers[1]));
    for (q, x) in q.iter().zip(&x) {
        b.ry(*q, *x);
    }
    for layer in w.chunks(3 * qubits) {
        for (kind, own) in [GateKind::Rz, GateKind::Ry, GateKind::Rz]
            .iter()
            .zip(layer.chunks(qubits))
        {
            for (q, w) in q.iter().zip(own) {
                b.gate(*kind, &[], &[*q], &[(*w).into()]);
            }
        }
        for pair in q.windows(2) {
            b.cz(pair[0], pair[1]);
        }
    }
    for i in 0..qubits {
        b.expval(Z(i));
    }
    Case {
        circuit: b.build().unwrap(),
        numbers,
        outputs: qubits,
    }
}

/// A batch and its cotangents.
pub(crate) struct Numbers {
    pub(crate) x: Vec<f64>,
    pub(crate) w: Vec<f64>,
    pub(crate) cotangents: Vec<f64>,
}

/// What a batch gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) values: Vec<f64>,
    pub(crate) by_x: Vec<f64>,
    pub(crate) by_w: Vec<f64>,
}

impl Case {
    pub(crate) fn numbers(&self, rows: usize, seed: u64) -> Numbers {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut some = |count| (0..count).map(|_| rng.random_range(-3.0..3.0)).collect();
        Numbers {
            x: some(rows * self.numbers[0]),
            w: some(self.numbers[1]),
            cotangents: some(rows * self.outputs),
        }
    }

    /// Room for what a batch gives.
    pub(crate) fn room(&self, rows: usize) -> Found {
        Found {
            values: vec![0.0; rows * self.outputs],
            by_x: vec![0.0; rows * self.numbers[0]],
            by_w: vec![0.0; self.numbers[1]],
        }
    }

    /// What the CPU gives.
    pub(crate) fn on_cpu(&self, numbers: &Numbers) -> Found {
        let rows = numbers.cotangents.len() / self.outputs;
        let mut found = self.room(rows);
        let Found { values, by_x, by_w } = &mut found;
        Evaluator::new(self.circuit.program())
            .unwrap()
            .vjp_batch(
                &numbers.columns(),
                &numbers.cotangents,
                GradientMethod::Adjoint,
                values,
                &mut [by_x, by_w],
            )
            .unwrap();
        found
    }
}

impl Numbers {
    pub(crate) fn columns(&self) -> [Column<'_>; 2] {
        [Column::Each(&self.x), Column::Shared(&self.w)]
    }
}

impl Found {
    /// The largest difference, of sums over the batch by its rows.
    pub(crate) fn difference(&self, other: &Found, rows: usize) -> f64 {
        let worst = |a: &[f64], b: &[f64]| {
            assert_eq!(a.len(), b.len());
            a.iter()
                .zip(b)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, |w: f64, d| if d <= w { w } else { d })
        };
        worst(&self.values, &other.values)
            .max(worst(&self.by_x, &other.by_x))
            .max(worst(&self.by_w, &other.by_w) / rows as f64)
    }
}
