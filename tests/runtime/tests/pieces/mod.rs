//! Random programs that measure, reset and branch, and all their outcomes by dense matrices.

#![allow(dead_code)]

use num_complex::Complex64;
use proptest::prelude::*;
use qkernel_runtime::Circuit;
use qkernel_runtime::circuit::{CircuitBuilder, Symbol};
use qkernel_runtime::observable::Observable;
use qkernel_runtime::program::{
    Affine, Argument, BitId, Condition, Derived, Instruction, Output, Program, QubitId, Shape,
    SlotId,
};
use std::sync::Arc;

use crate::dense::{self, Placed, c, observable, placed};
use crate::instructions::{ORIGIN, gate};

pub(crate) const ARGUMENTS: usize = 3;
pub(crate) const BITS: usize = 3;

/// What a random program is made of; a branch takes the gates of its arms from the same list.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Gate(Placed, Vec<(f64, usize)>),
    Measure(usize, usize),
    Reset(usize),
    Branch(Condition, Vec<Piece>, Vec<Piece>),
}

pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    let bit = (0..BITS).prop_map(|bit| Condition::Bit(bit.into()));
    bit.prop_recursive(2, 4, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|a| Condition::Not(Arc::new(a))),
            two.clone()
                .prop_map(|(a, b)| Condition::And(Arc::new(a), Arc::new(b))),
            two.clone()
                .prop_map(|(a, b)| Condition::Or(Arc::new(a), Arc::new(b))),
            two.prop_map(|(a, b)| Condition::Equal(Arc::new(a), Arc::new(b))),
        ]
    })
}

pub(crate) fn piece(qubits: usize) -> impl Strategy<Value = Piece> {
    let gate = (
        placed(qubits),
        prop::collection::vec((-2.0..2.0, 0..ARGUMENTS), 3),
    )
        .prop_map(|(placed, mut angles)| {
            angles.truncate(placed.kind.angles());
            Piece::Gate(placed, angles)
        });
    let simple = prop_oneof![
        5 => gate,
        2 => (0..qubits, 0..BITS).prop_map(|(qubit, bit)| Piece::Measure(qubit, bit)),
        1 => (0..qubits).prop_map(Piece::Reset),
    ];
    simple.prop_recursive(2, 8, 3, |inner| {
        let arm = || prop::collection::vec(inner.clone(), 0..3);
        (condition(), arm(), arm()).prop_map(|(c, a, b)| Piece::Branch(c, a, b))
    })
}

pub(crate) fn instructions(pieces: &[Piece]) -> Vec<Instruction> {
    let one = |piece: &Piece| match piece {
        Piece::Gate(placed, angles) => {
            let angle = |&(factor, argument): &(f64, usize)| Affine {
                constant: 0.2,
                terms: vec![(SlotId::element(0, argument), factor)].into(),
            };
            let angles = angles.iter().map(angle).collect();
            gate(placed.kind, &placed.controls, &placed.targets, angles)
        }
        Piece::Measure(qubit, bit) => Instruction::Measure {
            qubit: QubitId::new(*qubit),
            bit: (*bit).into(),
            origin: ORIGIN,
        },
        Piece::Reset(qubit) => Instruction::Reset {
            qubit: QubitId::new(*qubit),
            origin: ORIGIN,
        },
        Piece::Branch(condition, then, otherwise) => Instruction::Branch {
            condition: condition.clone(),
            then: instructions(then),
            otherwise: instructions(otherwise),
        },
    };
    pieces.iter().map(one).collect()
}

pub(crate) fn build(
    b: &mut CircuitBuilder,
    pieces: &[Piece],
    q: &[QubitId],
    bits: &[BitId],
    x: &[Symbol],
) {
    for piece in pieces {
        match piece {
            Piece::Gate(placed, angles) => {
                let on = |qubits: &[usize]| Vec::from_iter(qubits.iter().map(|&k| q[k]));
                let angle = |&(factor, k): &(f64, usize)| factor * x[k] + 0.2;
                let angles = Vec::from_iter(angles.iter().map(angle));
                b.gate(
                    placed.kind,
                    &on(&placed.controls),
                    &on(&placed.targets),
                    &angles,
                )
            }
            Piece::Measure(qubit, bit) => b.project_z_into(q[*qubit], bits[*bit]),
            Piece::Reset(qubit) => b.reset(q[*qubit]),
            Piece::Branch(condition, then, otherwise) => b.when_else(
                condition.clone(),
                |b| build(b, then, q, bits, x),
                |b| build(b, otherwise, q, bits, x),
            ),
        };
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Random {
    pub(crate) qubits: usize,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) observables: Vec<Observable>,
    pub(crate) arguments: Vec<f64>,
}

pub(crate) fn random() -> impl Strategy<Value = Random> {
    (1..=3usize).prop_flat_map(|qubits| {
        (
            prop::collection::vec(piece(qubits), 1..9),
            prop::collection::vec(observable(qubits), 1..3),
            prop::collection::vec(-2.0..2.0, ARGUMENTS),
        )
            .prop_map(move |(pieces, observables, arguments)| Random {
                qubits,
                pieces,
                observables,
                arguments,
            })
    })
}

impl Random {
    pub(crate) fn program(&self) -> Program {
        let n = self.observables.len();
        Program {
            kernel: "random".into(),
            names: ["random"].into_iter().collect(),
            qubits: self.qubits,
            bits: BITS,
            instructions: instructions(&self.pieces).into(),
            arguments: vec![Argument {
                name: "x".into(),
                shape: Shape::Vector(ARGUMENTS),
            }],
            derived: (0..n).map(|i| Derived::Expectation(i.into())).collect(),
            observables: self.observables.clone(),
            outputs: vec![Output::FloatVector(
                (0..n).map(|i| SlotId::derived(i).into()).collect(),
            )],
            ..Program::default()
        }
    }

    /// Returns bits in place of expectation values.
    pub(crate) fn sampled(&self) -> Program {
        Program {
            derived: vec![],
            observables: vec![],
            outputs: vec![Output::BitVector(
                (0..BITS).map(|bit| Condition::Bit(bit.into())).collect(),
            )],
            ..self.program()
        }
    }

    /// The circuit with the same steps, written with the builder: values, and the bits as well.
    pub(crate) fn built(&self) -> Circuit {
        let mut b = Circuit::builder();
        let (q, bits) = (b.qubits(self.qubits), b.bits(BITS));
        let x = b.parameter("x", ARGUMENTS);
        build(&mut b, &self.pieces, &q, &bits, &x);
        for observable in &self.observables {
            b.expval(observable.clone());
        }
        b.build().unwrap()
    }

    /// Every sequence of outcomes: the bits, and the state times the root of its probability.
    pub(crate) fn outcomes(&self) -> Vec<(Vec<bool>, Vec<Complex64>)> {
        let mut state = vec![c(0.0); 1 << self.qubits];
        state[0] = c(1.0);
        self.follow(&self.pieces, vec![(vec![false; BITS], state)])
    }

    fn follow(
        &self,
        pieces: &[Piece],
        mut all: Vec<(Vec<bool>, Vec<Complex64>)>,
    ) -> Vec<(Vec<bool>, Vec<Complex64>)> {
        for piece in pieces {
            all = all
                .into_iter()
                .flat_map(|(bits, state)| self.step(piece, bits, state))
                .collect();
        }
        all
    }

    fn step(
        &self,
        piece: &Piece,
        bits: Vec<bool>,
        state: Vec<Complex64>,
    ) -> Vec<(Vec<bool>, Vec<Complex64>)> {
        let projected = |qubit: usize, one: bool| -> Vec<Complex64> {
            let kept = |k: usize| (k >> qubit & 1 == 1) == one;
            let entry = |(k, a): (usize, &Complex64)| if kept(k) { *a } else { c(0.0) };
            state.iter().enumerate().map(entry).collect()
        };
        match piece {
            Piece::Gate(placed, angles) => {
                let angles: Vec<f64> = angles
                    .iter()
                    .map(|&(factor, argument)| 0.2 + factor * self.arguments[argument])
                    .collect();
                let small = dense::gate(placed.kind, &angles);
                let matrix =
                    dense::on_register(self.qubits, &small, &placed.controls, &placed.targets);
                vec![(bits, dense::apply(&matrix, &state))]
            }
            Piece::Measure(qubit, bit) => [false, true]
                .into_iter()
                .map(|one| {
                    let mut bits = bits.clone();
                    bits[*bit] = one;
                    (bits, projected(*qubit, one))
                })
                .collect(),
            Piece::Reset(qubit) => {
                let mut flipped = projected(*qubit, true);
                for k in 0..flipped.len() {
                    if k >> qubit & 1 == 1 {
                        flipped.swap(k, k ^ 1 << qubit);
                    }
                }
                vec![(bits.clone(), projected(*qubit, false)), (bits, flipped)]
            }
            Piece::Branch(condition, then, otherwise) => {
                let arm = if condition.holds(&bits) {
                    then
                } else {
                    otherwise
                };
                self.follow(arm, vec![(bits, state)])
            }
        }
    }
}
