//! Arguments that do not fit, and circuits that cannot be run.

use qkernel_runtime::arguments::each;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::prelude::*;

#[qkernel]
fn three_arguments(
    n: UInt,
    w: Vector<Float, { n }>,
    x: Float,
    m: Matrix<Float>,
    h: Observable,
) -> Float {
    let mut q = angle_encoding(qubit_array(n), w);
    for i in range(n) {
        q[i] = rx(q[i], m[(i, 1)] * x);
    }
    expval(q, h)
}

#[track_caller]
fn told<T>(result: Result<T, Error>, message: &str) {
    match result {
        Ok(_) => panic!("this was not refused: {message}"),
        Err(error) => assert_eq!(error.to_string(), message),
    }
}

#[test]
fn lengths() -> Result<(), Error> {
    let circuit = three_arguments { n: 2, h: Z(0) }.compile()?;
    let m = [[0.1, 0.2], [0.3, 0.4]];
    circuit.run((&[0.1, 0.2], 0.3, &m))?;
    let short = "`three_arguments`: `w` has 1 number, but 2 are needed";
    told(circuit.run((&[0.1], 0.3, &m)), short);
    told(circuit.gradient((&[0.1], 0.3, &m)), short);
    told(circuit.state((&[0.1], 0.3, &m)), short);
    told(circuit.probabilities((&[0.1], 0.3, &m)), short);
    told(circuit.vjp((&[0.1], 0.3, &m), 1.0), short);
    told(
        circuit.run((&[0.1; 3], 0.3, &m)),
        "`three_arguments`: `w` has 3 numbers, but 2 are needed",
    );
    let rows = "`three_arguments`: `m` must have 2 rows of 2 numbers";
    told(circuit.run((&[0.1; 2], 0.3, &[[0.1, 0.2]])), rows);
    told(
        circuit.run((&[0.1; 2], 0.3, &[[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]])),
        rows,
    );
    told(
        circuit.run((&[0.1; 2], 0.3, &vec![vec![0.1], vec![0.1, 0.2, 0.3]])),
        rows,
    );
    let empty: &[f64] = &[];
    told(
        circuit.run((empty, 0.3, &m)),
        "`three_arguments`: `w` has 0 numbers, but 2 are needed",
    );
    Ok(())
}

#[test]
fn batches() -> Result<(), Error> {
    let circuit = three_arguments { n: 2, h: Z(0) }.compile()?;
    let (w, m) = ([0.1, 0.2], [[0.1, 0.2], [0.3, 0.4]]);
    let ragged = vec![vec![0.1, 0.2], vec![0.1]];
    told(
        circuit.run_batch((each(&ragged), 0.3, &m)),
        "`three_arguments`: every row of `w` must have 2 numbers",
    );
    told(
        circuit.run_batch((&w, 0.3, &m)),
        "`three_arguments`: in a batch, at least one argument must have a row for each sample: pass it as `each(..)`",
    );
    // Two matrices, and one more: rows are told, not their numbers.
    let two = [[[0.1, 0.2], [0.3, 0.4]]; 2];
    told(
        circuit.run_batch((each(&[[0.1, 0.2]; 3]), 0.3, each(&two[..]))),
        "`three_arguments`: `m` has 2 rows, but 3 are needed",
    );
    let rows = vec![vec![0.1, 0.2]; 3];
    told(
        circuit.run_batch((each(&rows), each(&[0.1, 0.2]), &m)),
        "`three_arguments`: `x` has 2 rows, but 3 are needed",
    );
    assert_eq!(
        circuit.run_batch((each(&rows), each(&[0.1; 3]), &m))?.len(),
        3
    );
    Ok(())
}

#[test]
fn numbers_that_are_not_finite() -> Result<(), Error> {
    let circuit = three_arguments { n: 2, h: Z(0) }.compile()?;
    let m = [[0.1, 0.2], [0.3, 0.4]];
    let all = "but every number must be finite";
    told(
        circuit.run((&[0.1, f64::NAN], 0.3, &m)),
        &format!("`three_arguments`: `w[1]` is NaN, {all}"),
    );
    told(
        circuit.run((&[0.1, 0.2], f64::NEG_INFINITY, &m)),
        &format!("`three_arguments`: `x` is -inf, {all}"),
    );
    told(
        circuit.gradient((&[0.1, 0.2], f64::NAN, &m)),
        &format!("`three_arguments`: `x` is NaN, {all}"),
    );
    told(
        circuit.state((&[f64::INFINITY, 0.2], 0.0, &m)),
        &format!("`three_arguments`: `w[0]` is inf, {all}"),
    );
    Ok(())
}

#[qkernel]
fn logarithm(x: Float, h: Observable) -> Float {
    let q = sx(qubit());
    expval(ry(q, x.ln()), h)
}

#[test]
fn angles_that_become_infinite() -> Result<(), Error> {
    let circuit = logarithm { h: Z(0) }.compile()?;
    let loc = logarithm::SIGNATURE.loc;
    let place = format!("the angle of `ry` at {}:{}:12", loc.file, loc.line + 2);
    told(circuit.run(-1.0), &format!("`logarithm`: {place} is NaN"));
    told(circuit.run(0.0), &format!("`logarithm`: {place} is -inf"));
    told(
        circuit.gradient(0.0),
        &format!("`logarithm`: {place} is -inf"),
    );
    assert!(circuit.run(1.0)?.abs() < 1e-12);
    Ok(())
}

#[qkernel]
fn rooted(x: Float, v: Vector<Float, { 2 }>, h: Observable) -> Float {
    expval(ry(rx(qubit(), x), (x - v[1]).sqrt()), h)
}

/// The square root has a value at 0, and no derivative: not even where it would be multiplied by 0.
#[test]
fn roots_of_zero_have_no_derivative() -> Result<(), Error> {
    let message = "`rooted`: there is no derivative here: that of `sqrt` is infinite at 0.0, which depends on `x`, `v[1]`";
    for h in [Z(0), X(0)] {
        let circuit = rooted { h }.compile()?;
        let (zero, other) = ((0.5, [0.0, 0.5]), (0.75, [0.0, 0.5]));
        circuit.run((zero.0, &zero.1))?;
        told(circuit.gradient((zero.0, &zero.1)), message);
        told(circuit.vjp((zero.0, &zero.1), 0.0), message);
        told(circuit.jvp((zero.0, &zero.1), (1.0, [0.0; 2])), message);
        let method = GradientMethod::ParameterShift;
        told(circuit.gradient_with((zero.0, &zero.1), method), message);
        let (xs, rows) = ([0.75, 0.5], [other.1, zero.1]);
        told(
            circuit.vjp_batch((each(&xs), each(&rows)), [1.0; 2]),
            message,
        );
        told(circuit.vjp_batch((each(&xs), &zero.1), [1.0; 2]), message);
        told(circuit.gradient_batch((zero.0, each(&rows[1..]))), message);
        // Where there is one, it is what differences say.
        let (dx, dv) = circuit.gradient((other.0, &other.1))?;
        let method = GradientMethod::FiniteDifference { step: 1e-5 };
        let (ex, ev) = circuit.gradient_with((other.0, &other.1), method)?;
        assert!((dx - ex).abs() < 1e-8 && (dv[1] - ev[1]).abs() < 1e-8);
    }
    Ok(())
}

#[qkernel]
fn arithmetic(x: Float, h: Observable) -> (Float, Float, Float) {
    let unused = x.sqrt() + 1.0 / x + x.ln();
    let _ = unused;
    let value = expval(ry(qubit(), x), h);
    (value, value / x, value.sqrt())
}

/// What is infinite itself is so by its derivative, too, as in `f64`; what no result depends on is left out.
#[test]
fn derivatives_of_infinite_results() -> Result<(), Error> {
    let circuit = arithmetic { h: Z(0) }.compile()?.untyped();
    assert_eq!(circuit.run(&[0.0])?, [1.0, f64::INFINITY, 1.0]);
    let rows = circuit.jacobian(&[0.0])?;
    let derivatives: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    assert!(derivatives[0].abs() < 1e-12 && derivatives[2].abs() < 1e-12);
    assert!(!derivatives[1].is_finite());
    let circuit = arithmetic { h: X(0) }.compile()?.untyped();
    told(
        circuit.jacobian(&[0.0]),
        "`arithmetic`: there is no derivative here: that of `sqrt` is infinite at 0.0, which depends on an expectation value",
    );
    Ok(())
}

#[test]
fn steps_of_gradients() -> Result<(), Error> {
    let circuit = logarithm { h: Z(0) }.compile()?;
    for step in [0.0, -1e-3, f64::NAN] {
        let result = circuit.gradient_with(1.0, GradientMethod::FiniteDifference { step });
        told(
            result,
            &format!(
                "`logarithm`: the step of a gradient must be positive and finite, and is {step}"
            ),
        );
    }
    Ok(())
}

#[qkernel]
fn large(n: UInt, h: Observable) -> Float {
    expval(cx_entangling_layer(h_layer(qubit_array(n))), h)
}

/// The resources of a circuit that is too large to run can still be read.
#[test]
fn states_that_do_not_fit_in_memory() -> Result<(), Error> {
    let circuit = large { n: 45, h: Z(44) }.compile()?;
    assert_eq!(circuit.resources().single_qubit, 45);
    let needs = |gib: u64| format!("`large`: 45 qubits need {gib} GiB for 2^45 amplitudes, and ");
    for result in [
        circuit.run(()).map(drop),
        circuit.state(()).map(drop),
        circuit.probabilities(()).map(drop),
    ] {
        let message = result.unwrap_err().to_string();
        assert!(
            message.starts_with(&needs(1 << 19)) && message.ends_with(" GiB are free"),
            "{message}"
        );
    }
    // More qubits than a state could ever have.
    let circuit = large { n: 3000, h: Z(0) }.compile()?;
    let message = circuit.run(()).unwrap_err().to_string();
    assert!(message.starts_with("`large`: 3000 qubits"), "{message}");
    Ok(())
}

#[qkernel]
fn after_measurement(x: Float, h: Observable) -> Float {
    let hit = measure(ry(qubit(), x));
    let mut q = qubit();
    if hit {
        q = sx(q);
    }
    expval(q, h)
}

/// The value is an average over outcomes, and a state is not.
#[test]
fn states_that_depend_on_an_outcome() -> Result<(), Error> {
    let circuit = after_measurement { h: Z(0) }.compile()?;
    assert!((circuit.run(0.3)? - 0.15f64.cos().powi(2)).abs() < 1e-12);
    let loc = after_measurement::SIGNATURE.loc;
    told(
        circuit.state(0.3),
        &format!(
            "`after_measurement` measures a qubit at {}:{}:15, and the state depends on the outcome, so there is no single one: `probabilities` gives the average over outcomes",
            loc.file,
            loc.line + 1
        ),
    );
    Ok(())
}
