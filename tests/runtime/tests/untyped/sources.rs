//! All that a circuit without a kernel can do, for circuits from a kernel, from the builder, and from OpenQASM.

use qkernel_runtime::circuit::Angle;
use qkernel_runtime::engine::{Lanes, Statevector};
use qkernel_runtime::evaluator::Column::{Each, Shared};
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::Shape;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::METHODS;

/// Feed-forward from a third qubit, products and halves of parameters.
#[qkernel]
fn corrected(inputs: Vector<Float, { 2 }>, weights: Vector<Float, { 2 }>) -> Vector<Bit> {
    let mut q = qubit_array(2);
    q = ry_layer(q, inputs, 0);
    (q[0], q[1]) = cx(q[0], q[1]);
    q[0] = rx(q[0], weights[0] / 2.0);
    if measure(ry(qubit(), weights[1] * inputs[0])) {
        q[1] = x(q[1]);
    }
    measure(q)
}

fn built() -> Result<Circuit, Error> {
    let mut b = Circuit::builder();
    let (inputs, weights) = (b.parameter("inputs", 2), b.parameter("weights", 2));
    let q = b.qubits(2);
    b.ry(q[0], inputs[0]).ry(q[1], inputs[1]);
    b.cx(q[0], q[1]).rx(q[0], weights[0] / 2.0);
    let helper = b.qubit();
    b.ry(helper, Angle::from(weights[1]) * inputs[0]);
    let seen = b.measure(helper);
    b.when(seen, |b| {
        b.x(q[1]);
    });
    let bits = b.measure_all(&q);
    b.returns(bits);
    b.build()
}

const TEXT: &str = r#"
    OPENQASM 3.0;
    include "stdgates.inc";
    input array[float[64], 2] inputs;
    input array[float[64], 2] weights;
    qubit[2] q;
    qubit helper;
    output bit[2] c;
    ry(inputs[0]) q[0];
    ry(inputs[1]) q[1];
    cx q[0], q[1];
    rx(weights[0] / 2) q[0];
    ry(weights[1] * inputs[0]) helper;
    bit seen = measure helper;
    if (seen) x q[1];
    c = measure q;
"#;

const NUMBERS: [f64; 4] = [0.7, -1.1, 0.4, 1.9];

#[track_caller]
fn close(a: &[f64], b: &[f64], within: f64) {
    assert_eq!(a.len(), b.len());
    let near = a.iter().zip(b).all(|(a, b)| (a - b).abs() <= within);
    assert!(near, "{a:?} and {b:?}");
}

#[test]
fn everything_works_wherever_a_circuit_is_from() -> Result<(), Box<dyn std::error::Error>> {
    let kernel = corrected {}.compile()?;
    let typed = kernel.outcomes((&NUMBERS[..2], &NUMBERS[2..]))?;
    let circuits = [kernel.untyped(), built()?, Circuit::from_qasm(TEXT)?];
    for circuit in &circuits {
        measured(circuit, |bits| typed.probability(bits))?;
        let asked = circuit.with_observables(&[Z(0) * Z(1), Z(0) + 0.5 * Z(1)])?;
        numbers(&asked)?;
        batches(&asked)?;
        described(circuit, &asked)?;
    }
    Ok(())
}

/// Bits: their exact distribution, and shots of it.
fn measured(circuit: &Circuit, expected: impl Fn(&str) -> f64) -> Result<(), Error> {
    let outcomes = circuit.outcomes(&NUMBERS)?;
    let counts = circuit.sample_seeded(&NUMBERS, 4000, 5)?;
    let mut rng = StdRng::seed_from_u64(5);
    assert_eq!(circuit.sample(&NUMBERS, 4000, &mut rng)?, counts);
    for bits in ["00", "01", "10", "11"] {
        let p = expected(bits);
        assert!((outcomes.probability(bits) - p).abs() < 1e-12);
        let spread = (p * (1.0 - p) / 4000.0).sqrt();
        assert!(
            (counts.probability(bits) - p).abs() < 5.0 * spread,
            "{bits}"
        );
    }
    let first = counts.marginal(|results| results[0][0]);
    let one = counts.get("01") + counts.get("11");
    assert_eq!(first[&true], one);
    // Of the third qubit's value nothing is known: it is the highest bit of an index.
    let probabilities = circuit.probabilities(&NUMBERS)?;
    let of_two = [0, 1, 2, 3].map(|k| probabilities[k] + probabilities[k + 4]);
    close(&of_two, &["00", "01", "10", "11"].map(&expected), 1e-12);
    assert!(circuit.state(&NUMBERS).is_err(), "it depends on an outcome");
    assert!(circuit.run(&NUMBERS).is_err(), "it gives bits");
    Ok(())
}

/// Values and derivatives, against differences of values.
fn numbers(circuit: &Circuit) -> Result<(), Error> {
    let values = circuit.run(&NUMBERS)?;
    // Back through the gates, Z0 is cos(w/2) Z0 and Z1 is Z0 Z1, but for what a product of real states does not show. The helper's outcome flips
    // Z1 with the probability sin²(v a / 2).
    let [a, b, w, v] = NUMBERS;
    let (turned, flipped) = ((w / 2.0).cos(), (v * a).cos());
    let by_hand = [
        turned * b.cos() * flipped,
        turned * a.cos() + 0.5 * a.cos() * b.cos() * flipped,
    ];
    close(&values, &by_hand, 1e-12);
    let jacobian = circuit.jacobian(&NUMBERS)?;
    for k in 0..4 {
        let at = |step: f64| {
            let mut moved = NUMBERS;
            moved[k] += step;
            circuit.run(&moved)
        };
        let (before, after) = (at(-1e-5)?, at(1e-5)?);
        for (row, (a, b)) in jacobian.iter().zip(after.iter().zip(&before)) {
            assert!((row[k] - (a - b) / 2e-5).abs() < 1e-8);
        }
    }
    let cotangent = [0.3, -2.0];
    for method in METHODS {
        let rows = circuit.jacobian_with(&NUMBERS, method)?;
        let (same, pulled) = circuit.vjp_with(&NUMBERS, &cotangent, method)?;
        close(&same, &values, 1e-12);
        if !matches!(method, GradientMethod::Spsa { .. }) {
            close(&rows.concat(), &jacobian.concat(), 1e-8);
            let expected = [0, 1, 2, 3].map(|k| 0.3 * jacobian[0][k] - 2.0 * jacobian[1][k]);
            close(&pulled, &expected, 1e-7);
        }
    }
    let along = circuit.jvp(&NUMBERS, &[1.0, 0.0, -2.0, 0.5])?;
    let expected = [0, 1].map(|k| jacobian[k][0] - 2.0 * jacobian[k][2] + 0.5 * jacobian[k][3]);
    close(&along, &expected, 1e-12);
    let one = circuit.with_observables(&[Z(0) * Z(1)])?;
    for method in METHODS {
        let (value, gradient) = one.value_and_gradient_with(&NUMBERS, method)?;
        assert!((value - values[0]).abs() < 1e-12);
        assert_eq!(one.gradient_with(&NUMBERS, method)?, gradient);
        if !matches!(method, GradientMethod::Spsa { .. }) {
            close(&gradient, &jacobian[0], 1e-8);
        }
    }
    let estimates = circuit.estimate(&NUMBERS, 20_000, &mut StdRng::seed_from_u64(2))?;
    for (estimate, value) in estimates.iter().zip(&values) {
        let off = (estimate.value - value).abs();
        assert!(off < 5.0 * estimate.standard_error && estimate.standard_error < 0.05);
    }
    for engine in [
        &Statevector as &'static dyn qkernel_runtime::engine::Engine,
        &Lanes,
    ] {
        close(&circuit.with_engine(engine)?.run(&NUMBERS)?, &values, 1e-12);
    }
    Ok(())
}

fn batches(circuit: &Circuit) -> Result<(), Error> {
    let inputs = [[0.7, -1.1], [0.1, 2.0], [-0.4, 0.9]];
    let weights = &NUMBERS[2..];
    let columns = [Each(inputs.as_flattened()), Shared(weights)];
    let cotangents = [[1.0, 0.5], [-0.3, 2.0], [0.0, 1.0]];
    let (values, gradients) = circuit.vjp_batch(&columns, cotangents.as_flattened())?;
    assert_eq!(circuit.run_batch(&columns)?, values);
    let one = circuit.with_observables(&[Z(0) * Z(1)])?;
    let (single, slopes) = one.value_and_gradient_batch(&columns)?;
    assert_eq!(one.gradient_batch(&columns)?, slopes);
    let (mut by_weights, mut sum) = ([0.0; 2], [0.0; 2]);
    for (row, input) in inputs.iter().enumerate() {
        let numbers = [&input[..], weights].concat();
        let (value, pulled) = circuit.vjp(&numbers, &cotangents[row])?;
        close(&values[row], &value, 1e-12);
        close(&gradients[0][2 * row..][..2], &pulled[..2], 1e-12);
        let (value, slope) = one.value_and_gradient(&numbers)?;
        close(&[single[row]], &[value], 1e-12);
        close(&slopes[0][2 * row..][..2], &slope[..2], 1e-12);
        for k in 0..2 {
            by_weights[k] += pulled[2 + k];
            sum[k] += slope[2 + k];
        }
    }
    close(&gradients[1], &by_weights, 1e-12);
    close(&slopes[1], &sum, 1e-12);
    let with = one.value_and_gradient_batch_with(&columns, GradientMethod::ParameterShift)?;
    close(&with.1.concat(), &slopes.concat(), 1e-12);
    // One result, or it says so.
    assert!(circuit.gradient_batch(&columns).is_err());
    Ok(())
}

/// What it is, drawn, counted, written and read again.
fn described(circuit: &Circuit, asked: &Circuit) -> Result<(), Box<dyn std::error::Error>> {
    let arguments = circuit.arguments().iter().map(|a| (&*a.name, a.shape));
    let vectors = ["inputs", "weights"].map(|name| (name, Shape::Vector(2)));
    assert_eq!(Vec::from_iter(arguments), vectors);
    assert_eq!((circuit.inputs(), circuit.num_qubits()), (4, 3));
    let counts = circuit.resources();
    assert_eq!(
        (counts.gates, counts.two_qubit, counts.measurements),
        (6, 1, 3)
    );
    // Z of the first qubit is not changed by what is done to the others.
    let dead = circuit.with_observables(&[Z(0)])?.dead_parameters();
    let dead = Vec::from_iter(dead.into_iter().map(|parameter| parameter.name));
    assert_eq!(dead, ["inputs[1]", "weights[1]"]);
    let explained = asked.explain(64, &["inputs"])?;
    assert!(
        explained
            .parts
            .iter()
            .all(|part| part.rungs.iter().any(|rung| rung.taken))
    );

    let picture = circuit.draw().width(200);
    let text = picture.to_string();
    for part in ["ry(inputs[1])", "rx(0.5*weights[0])"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(circuit.draw().svg().contains("inputs[1]"));

    let outcomes = circuit.outcomes(&NUMBERS)?;
    let text = circuit.to_qasm3();
    let read = Circuit::from_qasm(&text)?;
    // The text's other register has the bit on the way.
    let found = read
        .outcomes(&NUMBERS)?
        .marginal(|mut results| results.swap_remove(0));
    let expected = outcomes.marginal(|mut results| results.swap_remove(0));
    assert!(found.keys().eq(expected.keys()), "{text}");
    close(
        &Vec::from_iter(found.into_values()),
        &Vec::from_iter(expected.into_values()),
        1e-12,
    );
    let error = circuit.to_qasm2().unwrap_err().to_string();
    assert!(error.contains("the argument `inputs`"), "{error}");

    let stored = serde_json::to_string(circuit)?;
    let again: Circuit = serde_json::from_str(&stored)?;
    assert_eq!(again.program(), circuit.program());
    let again = Circuit::from_program(circuit.program().clone())?;
    assert_eq!(
        again.sample_seeded(&NUMBERS, 50, 1)?,
        circuit.sample_seeded(&NUMBERS, 50, 1)?
    );
    Ok(())
}
