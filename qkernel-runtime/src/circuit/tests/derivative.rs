use super::{Cost, INPUTS, Layer, close, weights};
use crate::arguments::each;
use crate::circuit::Circuit;
use crate::gradient::GradientMethod;
use crate::testing::{ansatz, scalar_ansatz};

#[test]
fn every_derivative_agrees() {
    let circuit = Circuit::<Layer>::new(ansatz(3, 2));
    let weights = weights();
    let (inputs, cotangent) = (&INPUTS[0], [0.5, -2.0, 1.0]);
    let rows = circuit.jacobian((inputs, &weights)).unwrap();
    let shifted = circuit
        .jacobian_with((inputs, &weights), GradientMethod::ParameterShift)
        .unwrap();
    let (value, (d_inputs, d_weights)) = circuit.vjp((inputs, &weights), &cotangent).unwrap();
    assert_eq!(value, circuit.run((inputs, &weights)).unwrap());
    for i in 0..3 {
        close(&rows[i].0, &shifted[i].0);
        close(&rows[i].1, &shifted[i].1);
    }
    let join = |(d_inputs, d_weights): &(Vec<f64>, Vec<f64>)| [&d_inputs[..], d_weights].concat();
    let flat: Vec<Vec<f64>> = rows.iter().map(join).collect();
    let sum = |k: usize| -> f64 { flat.iter().zip(cotangent).map(|(row, c)| c * row[k]).sum() };
    close(
        &join(&(d_inputs, d_weights)),
        &(0..21).map(sum).collect::<Vec<_>>(),
    );
    let along = circuit
        .jvp((inputs, &weights), (inputs, [0.0; 18]))
        .unwrap();
    let by_hand = |row: &(Vec<f64>, Vec<f64>)| row.0.iter().zip(inputs).map(|(d, t)| d * t).sum();
    close(&along, &rows.iter().map(by_hand).collect::<Vec<f64>>());

    // A Float's Jacobian is its gradient.
    let circuit = Circuit::<Cost>::new(scalar_ansatz(3, 2));
    assert_eq!(
        circuit.jacobian((inputs, &weights)),
        circuit.gradient((inputs, &weights))
    );
    close(&circuit.gradient((inputs, &weights)).unwrap().1, &rows[0].1);
    let spsa = GradientMethod::Spsa {
        step: 1e-3,
        samples: 4000,
        seed: 1,
    };
    let noisy = circuit.gradient_with((inputs, &weights), spsa).unwrap();
    for (exact, noisy) in rows[0].1.iter().zip(&noisy.1) {
        assert!((exact - noisy).abs() < 0.1, "{exact} {noisy}");
    }
}

#[test]
fn a_batch_is_its_samples() {
    let circuit = Circuit::<Layer>::new(ansatz(3, 2));
    let weights = weights();
    let rows: Vec<Vec<f64>> = INPUTS.iter().map(|row| row.to_vec()).collect();
    let flat: Vec<f64> = INPUTS.concat();
    let cotangents = [[1.0, 0.0, -1.0], [0.2, 3.0, 0.0]];
    for method in [
        GradientMethod::Adjoint,
        GradientMethod::ParameterShift,
        GradientMethod::FiniteDifference { step: 1e-5 },
        GradientMethod::Spsa {
            step: 1e-3,
            samples: 3,
            seed: 5,
        },
    ] {
        let one = |i: usize| {
            circuit
                .vjp_with((&INPUTS[i], &weights), &cotangents[i], method)
                .unwrap()
        };
        let (first, second) = (one(0), one(1));
        let (values, (d_inputs, d_weights)) = circuit
            .vjp_batch_with((each(&INPUTS), &weights), &cotangents, method)
            .unwrap();
        close(&values.concat(), &[first.0, second.0].concat());
        close(&d_inputs.concat(), &[first.1.0, second.1.0].concat());
        let sum: Vec<f64> = first
            .1
            .1
            .iter()
            .zip(&second.1.1)
            .map(|(a, b)| a + b)
            .collect();
        close(&d_weights, &sum);
    }
    let batch = circuit.run_batch((each(&INPUTS), &weights)).unwrap();
    assert_eq!(batch, circuit.run_batch((each(&rows), &weights)).unwrap());
    assert_eq!(batch, circuit.run_batch((each(&flat), &weights)).unwrap());
    // Gates that all samples share are merged, which rounds otherwise.
    let own = circuit
        .run_batch((each(&flat[..]), each([&weights[..], &weights].concat())))
        .unwrap();
    close(&own.concat(), &batch.concat());
    // The other way round: weights differ, inputs are shared.
    let two: Vec<Vec<f64>> = vec![weights.clone(), vec![0.1; 18]];
    let (_, (d_inputs, d_weights)) = circuit
        .vjp_batch((&INPUTS[0], each(&two)), &cotangents.concat())
        .unwrap();
    assert_eq!(
        (d_inputs.len(), d_weights.len(), d_weights[0].len()),
        (3, 2, 18)
    );
    assert_eq!(
        circuit.run_batch((each(&rows[..0]), &weights)).unwrap(),
        Vec::<Vec<f64>>::new()
    );
}

#[test]
fn directions_are_finite() {
    let circuit = Circuit::<Layer>::new(ansatz(3, 2));
    let (inputs, weights) = (&INPUTS[0], weights());
    let mut bad = weights.clone();
    bad[4] = f64::NAN;
    let error = circuit.jvp((inputs, &weights), (inputs, &bad));
    assert_eq!(
        error.unwrap_err().to_string(),
        "`tested`: `tangent of weights[4]` is NaN, but every number must be finite"
    );
    let error = circuit.vjp((inputs, &weights), &[0.0, f64::INFINITY, 0.0]);
    assert_eq!(
        error.unwrap_err().to_string(),
        "`tested`: `cotangent[1]` is inf, but every number must be finite"
    );
    assert!(circuit.jvp((inputs, &bad), (inputs, &weights)).is_err());
}
