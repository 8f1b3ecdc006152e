//! Expectation values from shots, against dense matrices and exact runs.

use super::{Random, dense, random};
use proptest::prelude::{ProptestConfig, TestCaseError, prop_assert, proptest};
use qkernel_runtime::Circuit;
use qkernel_runtime::estimate::Estimate;
use qkernel_runtime::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

const SEEDS: usize = 30;
const SHOTS: usize = 400;

fn check_estimates(random: &Random, seed: u64) -> Result<(), TestCaseError> {
    let outcomes = random.outcomes();
    let circuit = Circuit::from_program(random.program()).unwrap();
    let mut sums = vec![(0.0, 0.0); random.observables.len()];
    for k in 0..SEEDS as u64 {
        let mut rng = StdRng::seed_from_u64(seed * 1000 + k);
        let all = circuit
            .estimate(&random.arguments, SHOTS, &mut rng)
            .unwrap();
        for (sum, estimate) in sums.iter_mut().zip(&all) {
            sum.0 += estimate.value / SEEDS as f64;
            sum.1 += estimate.standard_error.powi(2);
        }
    }
    for (o, (mean, squares)) in random.observables.iter().zip(sums) {
        let parts = outcomes
            .iter()
            .map(|(_, s)| dense::expectation(random.qubits, o, s));
        let expected: f64 = parts.sum();
        // Outcomes that never came up have no part in the error.
        let size: f64 = o.terms().map(|(c, _)| c.abs()).sum();
        let rare = 50.0 * size / (SEEDS * SHOTS) as f64;
        let bound = 5.0 * squares.sqrt() / SEEDS as f64 + rare + 1e-9;
        prop_assert!(
            (mean - expected).abs() < bound,
            "{mean}, {expected}, {bound}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn means_of_estimates_are_the_averages(random in random(), seed in 0u64..1000) {
        check_estimates(&random, seed)?;
    }
}

/// A qubit is teleported, and arithmetic is done on what comes of it and the energies of a register that was reset on the way.
#[qkernel]
fn measured(
    theta: Float,
    energy: Observable,
    others: Vector<Observable>,
) -> (Float, Vector<Float>) {
    let message = ry(qubit(), theta);
    let (here, mut there) = cx(h(qubit()), qubit());
    let (message, here) = cx(message, here);
    if measure(here) {
        there = x(there);
    }
    if measure(h(message)) {
        there = z(there);
    }
    let mut q = qubit_array(3);
    q[0] = rx(reset(ry(q[0], 0.4)), theta);
    (q[0], q[1]) = cx(q[0], q[1]);
    q[2] = ry(q[2], theta);
    (q[1], q[2]) = crx(q[1], q[2], 0.9);
    let mut p = qubit_array(2);
    p[0] = h(p[0]);
    (p[0], p[1]) = crx(p[0], p[1], theta);
    let one = expval(there, Z(0) + 0.7 * X(0));
    (one * expval(q, energy) + 0.5 * one, expval(p, others))
}

/// The squares of how far estimates are off, in their own standard errors, are one on average.
#[test]
fn standard_errors_are_honest() -> Result<(), Error> {
    let circuit = measured {
        energy: 0.8 * Z(0) * Z(1) + 0.5 * X(0) * X(1) - 0.3 * Y(1) * Z(2) + 0.2 * X(2) + 1.5,
        others: vec![Z(0) * Z(1) + 0.4 * X(0), Y(1), Observable::identity() * 2.0].into(),
    }
    .compile()?;
    let exact = circuit.run(0.7)?;
    let exact = [exact.0, exact.1[0], exact.1[1]];
    let mut sums = [(0.0, 0.0, 0.0); 3];
    let seeds = 300;
    for seed in 0..seeds {
        let mut rng = StdRng::seed_from_u64(seed);
        let (first, others): (Estimate, Vec<Estimate>) = circuit.estimate(0.7, 3000, &mut rng)?;
        assert_eq!((others[2].value, others[2].standard_error), (2.0, 0.0));
        for ((sum, exact), estimate) in sums
            .iter_mut()
            .zip(exact)
            .zip([first, others[0], others[1]])
        {
            let off = estimate.value - exact;
            sum.0 += off;
            sum.1 += estimate.standard_error.powi(2);
            sum.2 += (off / estimate.standard_error).powi(2);
        }
    }
    let count = seeds as f64;
    for (off, squares, chi) in sums {
        assert!(off.abs() < 5.0 * f64::sqrt(squares), "{off}, {squares}");
        assert!(
            (chi - count).abs() < 5.0 * (2.0 * count).sqrt(),
            "{chi} of {count}"
        );
    }
    // The same without the kernel, and what is refused.
    let flat = circuit
        .untyped()
        .estimate(&[0.7], 3000, &mut StdRng::seed_from_u64(1))?;
    let (first, others) = circuit.estimate(0.7, 3000, &mut StdRng::seed_from_u64(1))?;
    assert_eq!(flat, [vec![first], others].concat());
    let error = circuit
        .estimate(0.7, 3, &mut StdRng::seed_from_u64(1))
        .unwrap_err();
    assert!(
        error.to_string().contains("shots, two for each basis"),
        "{error}"
    );
    Ok(())
}

/// Four times the shots halve the error; a state that is measured in its own basis has none.
#[test]
fn errors_fall_with_the_root_of_the_shots() -> Result<(), Error> {
    #[qkernel]
    fn turned(theta: Float, o: Observable) -> Float {
        expval(ry(qubit(), theta), o)
    }
    let circuit = turned { o: Z(0) }.compile()?;
    let error = |shots| {
        let estimate = circuit.estimate(1.0, shots, &mut StdRng::seed_from_u64(5));
        estimate.map(|estimate| estimate.standard_error * (shots as f64).sqrt())
    };
    for shots in [10_000, 40_000, 1_000_000] {
        assert!((error(shots)? - 1.0_f64.sin()).abs() < 0.03, "{shots}");
    }
    let sharp = circuit.estimate(0.0, 10, &mut StdRng::seed_from_u64(5))?;
    assert_eq!((sharp.value, sharp.standard_error), (1.0, 0.0));
    assert_eq!(
        Estimate {
            value: 0.71314,
            standard_error: 0.0223
        }
        .to_string(),
        "0.713 ± 0.022"
    );
    Ok(())
}

/// A number that no measurement decides has the error 0, not -0.
#[test]
fn the_error_of_a_constant_is_zero() -> Result<(), Error> {
    let mut b = Circuit::builder();
    b.qubit();
    b.expval(Observable::from(2.0));
    let estimates = b
        .build()?
        .estimate(&[], 10, &mut StdRng::seed_from_u64(1))?;
    assert_eq!(estimates[0].to_string(), "2.000000 ± 0.000000");
    Ok(())
}
