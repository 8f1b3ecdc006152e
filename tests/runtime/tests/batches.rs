//! The two halves of a batch's derivatives: what comes between them, and what fails.

use qkernel_runtime::engine::{Automatic, Engine, Lanes, Precision, Statevector, set_threads};
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::prelude::*;

#[qkernel]
fn two(x: Float, w: Float, o: Observable) -> Float {
    expval(ry(rx(qubit(), x), w), o)
}

#[test]
fn derivatives_by_one_method_leave_the_batch_to_the_next() -> Result<(), Error> {
    let circuit = two { o: Z(0) }.compile()?;
    let mut evaluator = circuit.evaluator()?;
    let (x, w) = ([0.3], [0.7]);
    let columns = [Column::Each(&x), Column::Shared(&w)];
    let mut values = [0.0];
    evaluator.forward_batch(&columns, &mut values)?;
    let expected = [-0.3f64.sin() * 0.7f64.cos(), -0.3f64.cos() * 0.7f64.sin()];
    for between in [
        GradientMethod::Adjoint,
        GradientMethod::FiniteDifference { step: 0.5 },
        GradientMethod::ParameterShift,
        GradientMethod::Spsa {
            step: 0.5,
            samples: 1,
            seed: 3,
        },
    ] {
        let (mut by_x, mut by_w) = ([0.0], [0.0]);
        evaluator.backward_batch(&[1.0], between, &mut [&mut by_x, &mut by_w])?;
        let adjoint = GradientMethod::Adjoint;
        evaluator.backward_batch(&[1.0], adjoint, &mut [&mut by_x, &mut by_w])?;
        for (found, expected) in [by_x[0], by_w[0]].into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{between:?}: {found}");
        }
    }
    Ok(())
}

#[test]
fn a_batch_that_failed_has_no_derivatives() -> Result<(), Error> {
    let circuit = two { o: Z(0) }.compile()?;
    let mut evaluator = circuit.evaluator()?;
    let (x, w, bad) = ([0.3, 0.4], [0.7], [0.1, f64::NAN]);
    let mut values = [0.0; 2];
    evaluator.forward_batch(&[Column::Each(&x), Column::Shared(&w)], &mut values)?;
    let error = evaluator
        .forward_batch(&[Column::Each(&bad), Column::Shared(&w)], &mut values)
        .unwrap_err();
    assert!(error.to_string().contains("`x` is NaN"), "{error}");
    let (mut by_x, mut by_w) = ([0.0; 2], [0.0]);
    let error = evaluator
        .backward_batch(
            &[1.0; 2],
            GradientMethod::Adjoint,
            &mut [&mut by_x, &mut by_w],
        )
        .unwrap_err();
    assert!(error.to_string().contains("there is no batch"), "{error}");
    Ok(())
}

#[qkernel]
fn layer(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 3 * n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    q = rz_layer(q, weights, 0);
    q = ry_layer(q, weights, n);
    q = cz_entangling_layer(q);
    q = rx_layer(q, weights, 2 * n);
    expval(q, observables)
}

/// A result that is a sum of a value, a constant and arguments.
#[qkernel]
fn sum(x: Float, w: Float, o: Observable) -> Float {
    2.0 * expval(ry(rx(qubit(), 0.5 * x + w), w), o) - 0.5 * w + 3.0 * x + 1.0
}

/// Values, and derivatives by inputs and weights: twice in one call, then in two.
fn both<R: Precision>(
    evaluator: &mut Evaluator,
    [inputs, weights, cotangents]: [&[R]; 3],
) -> Result<[[Vec<R>; 3]; 3], Error> {
    let columns = [Column::Each(inputs), Column::Shared(weights)];
    let zeros = |n: usize| vec![R::default(); n];
    let mut all: [[Vec<R>; 3]; 3] = Default::default();
    for (k, [values, by_inputs, by_weights]) in all.iter_mut().enumerate() {
        (*values, *by_inputs) = (zeros(cotangents.len()), zeros(inputs.len()));
        *by_weights = zeros(weights.len());
        let gradients: &mut [&mut [R]] = &mut [by_inputs, by_weights];
        let method = GradientMethod::Adjoint;
        if k < 2 {
            evaluator.vjp_batch(&columns, cotangents, method, values, gradients)?;
        } else {
            evaluator.forward_batch(&columns, values)?;
            evaluator.backward_batch(cotangents, method, gradients)?;
        }
    }
    Ok(all)
}

#[test]
fn long_batches_are_those_of_the_state_in_both_precisions() -> Result<(), Error> {
    let observables: Vec<Observable> = (0..4).map(|q| Z(q) + 0.5 * X(3 - q)).collect();
    let layer = layer {
        n: 4,
        observables: observables.into(),
    }
    .compile()?;
    let sum = sum { o: Z(0) }.compile()?;
    for (program, [n, m, outputs]) in [(layer.program(), [4, 12, 4]), (sum.program(), [1, 1, 1])] {
        // Exact in both precisions.
        let numbers = |n: usize, by: f64| {
            let numbers = (0..n).map(|i| f64::from((by * i as f64).sin() as f32));
            numbers.collect::<Vec<_>>()
        };
        let rows = 3001;
        let [inputs, weights, cotangents] = [
            numbers(n * rows, 0.7),
            numbers(m, 1.3),
            numbers(outputs * rows, 0.9),
        ];
        let double = [&inputs[..], &weights, &cotangents];
        let narrow = double.map(|x| x.iter().map(|&x| x as f32).collect::<Vec<_>>());
        let narrow = narrow.each_ref().map(|numbers| &numbers[..]);
        let mut plain = Evaluator::with_engine(program, &Statevector)?;
        let [expected, ..] = both(&mut plain, double)?;
        for engine in [&Automatic as &'static dyn Engine, &Lanes] {
            let mut evaluator = Evaluator::with_engine(program, engine)?;
            let double = both(&mut evaluator, double)?;
            let narrow = both(&mut evaluator, narrow)?;
            assert_eq!(double[0], double[1]);
            assert_eq!(double[0][..2], double[2][..2]);
            for (k, expected) in expected.iter().enumerate() {
                // What is summed over the rows has the errors of all of them.
                let size = if k == 2 { rows as f64 } else { 1.0 };
                for (i, &expected) in expected.iter().enumerate() {
                    let (double, narrow) = (double[0][k][i], f64::from(narrow[0][k][i]));
                    assert!(
                        (double - expected).abs() < 1e-12 * size,
                        "{double} {expected}"
                    );
                    assert!(
                        (narrow - expected).abs() < 1e-5 * size,
                        "{narrow} {expected}"
                    );
                }
            }
        }
    }
    Ok(())
}

#[test]
fn derivatives_are_asked_for_in_the_precision_of_the_batch() -> Result<(), Error> {
    let circuit = two { o: Z(0) }.compile()?;
    let mut evaluator = circuit.evaluator()?;
    let columns = [Column::Each(&[0.3f32, 0.4][..]), Column::Shared(&[0.7])];
    evaluator.forward_batch(&columns, &mut [0.0; 2])?;
    let (by_x, by_w) = (&mut [0.0f64; 2], &mut [0.0]);
    let error = evaluator
        .backward_batch(&[1.0; 2], GradientMethod::Adjoint, &mut [by_x, by_w])
        .unwrap_err();
    assert!(error.to_string().contains("there is no batch"), "{error}");
    // Another method follows a batch in `f32` as well.
    let (mut by_x, mut by_w) = ([0.0f32; 2], [0.0]);
    evaluator.forward_batch(&columns, &mut [0.0; 2])?;
    let shift = GradientMethod::ParameterShift;
    evaluator.backward_batch(&[1.0; 2], shift, &mut [&mut by_x, &mut by_w])?;
    assert!((by_x[0] + 0.3f32.sin() * 0.7f32.cos()).abs() < 1e-6);
    let error = evaluator
        .evaluate_batch(
            &[Column::Each(&[f32::NAN, 0.1][..]), columns[1]],
            &mut [0.0; 2],
        )
        .unwrap_err();
    assert!(error.to_string().contains("`x` is NaN"), "{error}");
    Ok(())
}

/// A layer whose batches no terms take: the inputs come twice.
#[qkernel]
fn uploaded(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 3 * n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    q = rz_layer(q, weights, 0);
    q = ry_layer(q, weights, n);
    q = cz_entangling_layer(q);
    q = rx_layer(q, inputs, 0);
    q = rx_layer(q, weights, 2 * n);
    expval(q, observables)
}

fn same_bits<R: Precision>(
    program: &qkernel_runtime::program::Program,
    engine: &'static dyn Engine,
    rows: usize,
) -> Result<(), Error> {
    let [n, m, outputs] = [4, 12, 4];
    let numbers = |n: usize, by: f64| -> Vec<R> {
        let numbers = (0..n).map(|i| R::narrow((by * i as f64).sin()));
        numbers.collect()
    };
    let (inputs, weights) = (numbers(n * rows, 0.7), numbers(m, 1.3));
    let cotangents = numbers(outputs * rows, 0.9);
    let mut expected = None;
    for threads in [1, 2, 3, 7] {
        set_threads(threads);
        let mut evaluator = Evaluator::with_engine(program, engine)?;
        let found = both(&mut evaluator, [&inputs[..], &weights, &cotangents])?;
        let mut values = found[0][0].clone();
        values.fill(R::default());
        let columns = [Column::Each(&inputs[..]), Column::Shared(&weights)];
        evaluator.evaluate_batch(&columns, &mut values)?;
        assert!(values == found[0][0], "values alone, {threads} threads");
        let name = engine.name();
        let expected = expected.get_or_insert_with(|| found.clone());
        assert!(
            found == *expected,
            "{name}: {threads} threads, {rows} rows, other bits"
        );
    }
    set_threads(0);
    Ok(())
}

/// Each of these batches is worth more than 50 microseconds, so it is parted; with rows left over, and with too few for all parts.
#[test]
fn any_number_of_threads_gives_the_same_bits() -> Result<(), Error> {
    let observables: Vec<Observable> = (0..4).map(|q| Z(q) + 0.5 * X(3 - q)).collect();
    let layer = layer {
        n: 4,
        observables: observables.clone().into(),
    }
    .compile()?;
    let uploaded = uploaded {
        n: 4,
        observables: observables.into(),
    }
    .compile()?;
    same_bits::<f64>(layer.program(), &Automatic, 6007)?;
    same_bits::<f32>(layer.program(), &Automatic, 9007)?;
    for program in [layer.program(), uploaded.program()] {
        same_bits::<f64>(program, &Lanes, 1003)?;
        same_bits::<f32>(program, &Lanes, 2003)?;
        same_bits::<f64>(program, &Statevector, 203)?;
        same_bits::<f32>(program, &Statevector, 101)?;
    }
    Ok(())
}

#[test]
fn a_batch_in_parts_says_which_row_is_wrong() -> Result<(), Error> {
    // 1 / (x - 0.5) is not finite in one row of many.
    let circuit = pole { o: Z(0) }.compile()?;
    let mut x: Vec<f64> = (0..20_000).map(|i| 1.0 + f64::from(i)).collect();
    x[19_000] = 0.5;
    let mut values = vec![0.0; x.len()];
    for threads in [1, 2] {
        set_threads(threads);
        let mut evaluator = circuit.evaluator()?;
        let error = evaluator
            .evaluate_batch(&[Column::Each(&x)], &mut values)
            .unwrap_err();
        assert!(error.to_string().contains("inf"), "{error}");
        // The next batch is right.
        x[19_000] = 1.5;
        evaluator.evaluate_batch(&[Column::Each(&x)], &mut values)?;
        assert!((values[19_000] - 1.0f64.cos()).abs() < 1e-12);
        x[19_000] = 0.5;
    }
    set_threads(0);
    Ok(())
}

#[qkernel]
fn pole(x: Float, o: Observable) -> Float {
    expval(ry(qubit(), 1.0 / (x - 0.5)), o)
}
