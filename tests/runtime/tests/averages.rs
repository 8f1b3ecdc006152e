//! Programs that measure, reset and branch, against a reference that follows every outcome with dense matrices.

mod dense;
mod estimates;
mod instructions;
mod pieces;

use dense::Placed;
use num_complex::Complex64;
use pieces::{ARGUMENTS, Piece, Random, random};
use proptest::prelude::*;
use qkernel_runtime::Circuit;
use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::observable::{Observable, Pauli};
use qkernel_runtime::program::{Condition, Program};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::sync::Arc;

/// Values, probabilities and the state, if there is one, against all outcomes.
fn check_averages(random: &Random) -> Result<(), TestCaseError> {
    let outcomes = random.outcomes();
    let mut evaluator = Evaluator::new(&random.program()).unwrap();
    let mut values = vec![0.0; evaluator.outputs()];
    evaluator.evaluate(&random.arguments, &mut values).unwrap();
    let expected: Vec<f64> = random
        .observables
        .iter()
        .map(|o| {
            outcomes
                .iter()
                .map(|(_, s)| dense::expectation(random.qubits, o, s))
                .sum()
        })
        .collect();
    prop_assert!(close(&values, &expected, 1e-10), "{values:?} {expected:?}");
    // The same of the circuit that returns its bits, once it is asked for these values.
    let asked = Circuit::from_program(random.sampled()).and_then(|circuit| {
        circuit
            .with_observables(&random.observables)?
            .run(&random.arguments)
    });
    prop_assert!(
        close(asked.as_ref().unwrap(), &expected, 1e-10),
        "{asked:?} {expected:?}"
    );
    let built = random.built().run(&random.arguments);
    prop_assert!(
        close(built.as_ref().unwrap(), &expected, 1e-10),
        "{built:?} {expected:?}"
    );
    let probabilities = evaluator.probabilities(&random.arguments).unwrap();
    let expected: Vec<f64> = (0..1 << random.qubits)
        .map(|k| outcomes.iter().map(|(_, s)| s[k].norm_sqr()).sum())
        .collect();
    prop_assert!(
        close(&probabilities, &expected, 1e-10),
        "{probabilities:?} {expected:?}"
    );
    // A state is given only where there is a single one.
    if let Ok(state) = evaluator.state(&random.arguments) {
        let own: Vec<f64> = state.iter().map(Complex64::norm_sqr).collect();
        prop_assert!(close(&own, &expected, 1e-10), "{own:?} {expected:?}");
    }
    Ok(())
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
        check_averages(&random)?;
    }

    #[test]
    fn dead_parameters_change_no_average(random in random(), other in -3.0..3.0) {
        let circuit = Circuit::from_program(random.program()).unwrap();
        let mut changed = random.clone();
        for parameter in circuit.dead_parameters() {
            changed.arguments[parameter.place] = other;
        }
        let averages = |random: &Random| -> Vec<f64> {
            let (outcomes, n) = (random.outcomes(), random.qubits);
            let average = |o| outcomes.iter().map(|(_, s)| dense::expectation(n, o, s)).sum();
            random.observables.iter().map(average).collect()
        };
        let (before, after) = (averages(&random), averages(&changed));
        prop_assert!(close(&before, &after, 1e-10), "{before:?} {after:?}");
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

    #[test]
    fn a_parameter_shift_in_pieces_is_the_same(random in random(), cut in 0.0..1.0) {
        let program = random.program();
        let mut evaluators = [(); 2].map(|()| Evaluator::new(&program).unwrap());
        let (inputs, outputs) = (evaluators[0].inputs(), evaluators[0].outputs());
        let (mut values, mut gradient) = (vec![0.0; outputs], vec![0.0; inputs]);
        let (mut value, mut whole) = (values.clone(), gradient.clone());
        let cotangent: Vec<f64> = (0..outputs).map(|i| 0.3 + i as f64).collect();
        evaluators[0]
            .vjp(&random.arguments, &cotangent, GradientMethod::ParameterShift, &mut values, &mut gradient)
            .unwrap();
        let angles = evaluators[0].angles();
        let cut = (cut * angles as f64) as usize;
        let mut slopes = Vec::new();
        for (evaluator, piece) in evaluators.iter_mut().zip([0..cut, cut..angles]) {
            let more = evaluator.slopes(&random.arguments, piece.clone()).unwrap();
            prop_assert_eq!(more.len(), evaluator.slopes_len(piece));
            slopes.extend(more);
        }
        evaluators[1]
            .vjp_by_slopes(&random.arguments, &cotangent, &slopes, &mut value, &mut whole)
            .unwrap();
        let bits = |numbers: &[f64]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(bits(&value), bits(&values));
        prop_assert_eq!(bits(&whole), bits(&gradient));
        for wrong in [0..angles + 1, angles + 1..angles + 1] {
            let error = evaluators[0].slopes(&random.arguments, wrong).unwrap_err().to_string();
            prop_assert!(error.contains("there are no angles"), "{}", error);
        }
        slopes.push(0.0);
        let more = evaluators[1].vjp_by_slopes(&random.arguments, &cotangent, &slopes, &mut value, &mut whole);
        prop_assert!(more.is_err());
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
        let exact = evaluator.outcomes(&random.arguments).unwrap();
        for (name, &chance) in &chances {
            let found = exact.probability(name);
            prop_assert!((found - chance).abs() < 1e-9, "{name}: {chance} and {found}");
        }
        let total: f64 = exact.strings().map(|(_, probability)| probability).sum();
        prop_assert!((total - 1.0).abs() < 1e-9, "{exact}");
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
        Arc::new(Condition::Bit(0.into())),
        Arc::new(Condition::Bit(1.into())),
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
        check_averages(&random)?;
    }
    Ok(())
}
