//! Programs that measure, reset and branch, against a reference that follows every outcome with dense matrices.

mod dense;
mod instructions;

use dense::{Placed, c, observable, placed};
use instructions::{ORIGIN, gate};
use num_complex::Complex64;
use proptest::prelude::*;
use qkernel_runtime::Circuit;
use qkernel_runtime::circuit::{CircuitBuilder, Symbol};
use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::observable::{Observable, Pauli};
use qkernel_runtime::program::{
    Affine, Argument, BitId, Condition, Derived, Instruction, Output, Program, QubitId, Shape,
    SlotId,
};
use rand::SeedableRng;
use rand::rngs::StdRng;

const ARGUMENTS: usize = 3;
const BITS: usize = 3;

/// What a random program is made of; a branch takes the gates of its arms from the same list.
#[derive(Clone, Debug)]
enum Piece {
    Gate(Placed, Vec<(f64, usize)>),
    Measure(usize, usize),
    Reset(usize),
    Branch(Condition, Vec<Piece>, Vec<Piece>),
}

fn condition() -> impl Strategy<Value = Condition> {
    let bit = (0..BITS).prop_map(|bit| Condition::Bit(bit.into()));
    bit.prop_recursive(2, 4, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|a| Condition::Not(Box::new(a))),
            two.clone()
                .prop_map(|(a, b)| Condition::And(Box::new(a), Box::new(b))),
            two.clone()
                .prop_map(|(a, b)| Condition::Or(Box::new(a), Box::new(b))),
            two.prop_map(|(a, b)| Condition::Equal(Box::new(a), Box::new(b))),
        ]
    })
}

fn piece(qubits: usize) -> impl Strategy<Value = Piece> {
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

fn instructions(pieces: &[Piece]) -> Vec<Instruction> {
    let one = |piece: &Piece| match piece {
        Piece::Gate(placed, angles) => {
            let angle = |&(factor, argument): &(f64, usize)| Affine {
                constant: 0.2,
                terms: vec![(SlotId::element(0, argument), factor)],
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

fn build(b: &mut CircuitBuilder, pieces: &[Piece], q: &[QubitId], bits: &[BitId], x: &[Symbol]) {
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
struct Random {
    qubits: usize,
    pieces: Vec<Piece>,
    observables: Vec<Observable>,
    arguments: Vec<f64>,
}

fn random() -> impl Strategy<Value = Random> {
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
    fn program(&self) -> Program {
        let n = self.observables.len();
        Program {
            kernel: "random".into(),
            names: ["random"].into_iter().collect(),
            qubits: self.qubits,
            bits: BITS,
            instructions: instructions(&self.pieces),
            arguments: vec![Argument {
                name: "x".into(),
                shape: Shape::Vector(ARGUMENTS),
            }],
            derived: (0..n).map(|i| Derived::Expectation(i.into())).collect(),
            observables: self.observables.clone(),
            outputs: vec![Output::FloatVector(
                (0..n).map(|i| SlotId::derived(i).into()).collect(),
            )],
        }
    }

    /// Returns bits in place of expectation values.
    fn sampled(&self) -> Program {
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
    fn built(&self) -> Circuit {
        let mut b = Circuit::builder();
        let (q, bits) = (b.qubits(self.qubits), b.bits(BITS));
        let x = b.parameter("x", ARGUMENTS);
        build(&mut b, &self.pieces, &q, &bits, &x);
        for observable in &self.observables {
            b.expval(observable.clone());
        }
        b.build().unwrap()
    }

    /// Values, probabilities and the state, if there is one, against all outcomes.
    fn check_averages(&self) -> Result<(), TestCaseError> {
        let outcomes = self.outcomes();
        let mut evaluator = Evaluator::new(&self.program()).unwrap();
        let mut values = vec![0.0; evaluator.outputs()];
        evaluator.evaluate(&self.arguments, &mut values).unwrap();
        let expected: Vec<f64> = self
            .observables
            .iter()
            .map(|o| {
                outcomes
                    .iter()
                    .map(|(_, s)| dense::expectation(self.qubits, o, s))
                    .sum()
            })
            .collect();
        prop_assert!(close(&values, &expected, 1e-10), "{values:?} {expected:?}");
        // The same of the circuit that returns its bits, once it is asked for these values.
        let asked = Circuit::from_program(self.sampled()).and_then(|circuit| {
            circuit
                .with_observables(&self.observables)?
                .run(&self.arguments)
        });
        prop_assert!(
            close(asked.as_ref().unwrap(), &expected, 1e-10),
            "{asked:?} {expected:?}"
        );
        let built = self.built().run(&self.arguments);
        prop_assert!(
            close(built.as_ref().unwrap(), &expected, 1e-10),
            "{built:?} {expected:?}"
        );
        let probabilities = evaluator.probabilities(&self.arguments).unwrap();
        let expected: Vec<f64> = (0..1 << self.qubits)
            .map(|k| outcomes.iter().map(|(_, s)| s[k].norm_sqr()).sum())
            .collect();
        prop_assert!(
            close(&probabilities, &expected, 1e-10),
            "{probabilities:?} {expected:?}"
        );
        // A state is given only where there is a single one.
        if let Ok(state) = evaluator.state(&self.arguments) {
            let own: Vec<f64> = state.iter().map(Complex64::norm_sqr).collect();
            prop_assert!(close(&own, &expected, 1e-10), "{own:?} {expected:?}");
        }
        Ok(())
    }

    /// Every sequence of outcomes: the bits, and the state times the root of its probability.
    fn outcomes(&self) -> Vec<(Vec<bool>, Vec<Complex64>)> {
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

fn jacobian(program: &Program, arguments: &[f64], method: GradientMethod) -> Vec<f64> {
    let mut evaluator = Evaluator::new(program).unwrap();
    let mut rows = vec![0.0; evaluator.inputs() * evaluator.outputs()];
    let mut values = vec![0.0; evaluator.outputs()];
    evaluator
        .jacobian(arguments, method, &mut values, &mut rows)
        .unwrap();
    rows
}

fn close(a: &[f64], b: &[f64], bound: f64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < bound)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn values_and_probabilities_are_averages_over_outcomes(random in random()) {
        random.check_averages()?;
    }

    #[test]
    fn gradients_of_averages_are_exact(random in random()) {
        let program = random.program();
        let adjoint = jacobian(&program, &random.arguments, GradientMethod::Adjoint);
        let shift = jacobian(&program, &random.arguments, GradientMethod::ParameterShift);
        let step = GradientMethod::FiniteDifference { step: 1e-4 };
        let difference = jacobian(&program, &random.arguments, step);
        prop_assert!(close(&adjoint, &shift, 1e-10), "{adjoint:?} {shift:?}");
        prop_assert!(close(&adjoint, &difference, 1e-4), "{adjoint:?} {difference:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn samples_have_the_distribution_of_the_outcomes(random in random(), seed in 0u64..1000) {
        let mut chances = std::collections::BTreeMap::new();
        for (bits, state) in random.outcomes() {
            let name: String = bits.iter().rev().map(|&b| if b { '1' } else { '0' }).collect();
            *chances.entry(name).or_insert(0.0) += state.iter().map(Complex64::norm_sqr).sum::<f64>();
        }
        let built = random.built();
        let mut evaluator = Evaluator::new(&random.sampled()).unwrap();
        // With few shots a circuit is rather followed, with many its measurements are put off.
        for shots in [40, 40_000, 4_000_000_000] {
            let mut rng = StdRng::seed_from_u64(seed);
            let counts = evaluator.sample(&random.arguments, shots, &mut rng).unwrap();
            prop_assert_eq!(counts.shots(), shots);
            prop_assert_eq!(&built.sample_seeded(&random.arguments, shots, seed).unwrap(), &counts);
            for (name, &chance) in &chances {
                // Bernstein's inequality: one comparison in 10⁹ may be further off. A normal bound would be too narrow for
                // outcomes that hardly ever come up.
                let (variance, log) = (chance * (1.0 - chance).max(0.0), 2e9f64.ln());
                let bound = (2.0 * variance * log / shots as f64).sqrt() + log / (3.0 * shots as f64);
                let off = (counts.probability(name) - chance).abs();
                prop_assert!(off <= bound + 1e-9, "{name}: {chance}, off by {off}");
            }
        }
    }
}

/// Measured twice, one qubit has two bits.
#[test]
fn two_bits_of_one_qubit_agree() -> Result<(), TestCaseError> {
    let either = Condition::Or(
        Box::new(Condition::Bit(0.into())),
        Box::new(Condition::Bit(1.into())),
    );
    let gate = |kind, qubit| {
        let placed = Placed {
            kind,
            targets: vec![qubit],
            controls: vec![],
        };
        Piece::Gate(placed, vec![])
    };
    for first in [GateKind::Id, GateKind::H, GateKind::X] {
        let random = Random {
            qubits: 2,
            pieces: vec![
                gate(first, 1),
                Piece::Measure(1, 0),
                Piece::Measure(1, 1),
                Piece::Branch(either.clone(), vec![gate(GateKind::Sx, 0)], vec![]),
            ],
            observables: vec![Observable::from_terms([(1.0, vec![(Pauli::Z, 0)])])],
            arguments: vec![0.0; ARGUMENTS],
        };
        random.check_averages()?;
    }
    Ok(())
}
