//! Circuits without their kernel, against the same circuits with it.

mod sources;

use qkernel_runtime::evaluator::Column::{Each, Shared};
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{Program, Shape};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Arguments of every shape, a product and a function of them, and arithmetic on the result.
#[qkernel]
fn energy(n: UInt, x: Vector<Float, { n }>, s: Float, m: Matrix<Float>, o: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], x[i] * s + 0.25);
        q[i] = u(q[i], m[(0, i)], m[(1, i)].sin(), 0.5 * s);
    }
    q = cx_entangling_layer(q);
    let value = expval(q, o);
    2.0 * value * value + s
}

#[qkernel]
fn several(
    n: UInt,
    x: Vector<Float, { n }>,
    w: Vector<Float, { 2 * n }>,
    o: Vector<Observable>,
) -> Vector<Float> {
    let q = cz_entangling_layer(angle_encoding(qubit_array(n), x));
    expval(ry_layer(rx_layer(q, w, 0), w, n), o)
}

/// Measures on the way, and goes on by the outcome.
#[qkernel]
fn teleported(theta: Float, more: Vector<Float, { 2 }>) -> (Bit, Vector<Bit>) {
    let message = ry(qubit(), theta);
    let (here, mut there) = cx(h(qubit()), qubit());
    let (message, here) = cx(message, here);
    let first = measure(here);
    if first {
        there = x(there);
    }
    if measure(h(message)) {
        there = z(there);
    }
    let mut rest = qubit_array(2);
    rest[0] = rx(rest[0], more[0] * more[1]);
    (there, rest[1]) = cx(there, rest[1]);
    discard(there);
    (first, measure(rest))
}

const METHODS: [GradientMethod; 4] = [
    GradientMethod::Adjoint,
    GradientMethod::ParameterShift,
    GradientMethod::FiniteDifference { step: 1e-5 },
    GradientMethod::Spsa {
        step: 1e-3,
        samples: 5,
        seed: 3,
    },
];

const X_: [f64; 3] = [0.3, -1.1, 0.7];
const M: [[f64; 3]; 2] = [[0.2, 0.4, -0.6], [1.0, -0.1, 0.5]];

fn flat() -> Vec<f64> {
    [&X_[..], &[0.8], &M[0], &M[1]].concat()
}

#[test]
fn numbers_and_derivatives_are_those_of_the_kernel() -> Result<(), Error> {
    let circuit = energy {
        n: 3,
        o: Z(0) * X(1) - 0.5 * Y(2),
    }
    .compile()?;
    let untyped = circuit.untyped();
    let typed = (&X_, 0.8, &M);
    assert_eq!(untyped.run(&flat())?, [circuit.run(typed)?]);
    for method in METHODS {
        let (value, (x, s, m)) = circuit.value_and_gradient_with(typed, method)?;
        let gradient = [x, vec![s], m.concat()].concat();
        assert_eq!(
            untyped.value_and_gradient_with(&flat(), method)?,
            (value, gradient.clone())
        );
        assert_eq!(untyped.gradient_with(&flat(), method)?, gradient);
        assert_eq!(
            untyped.jacobian_with(&flat(), method)?,
            std::slice::from_ref(&gradient)
        );
    }
    let along: f64 = circuit.jvp(typed, (&X_, 0.1, &M))?;
    let direction = [&X_[..], &[0.1], &M[0], &M[1]].concat();
    assert_eq!(untyped.jvp(&flat(), &direction)?, [along]);
    assert_eq!(untyped.state(&flat())?, circuit.state(typed)?);
    assert_eq!(
        untyped.probabilities(&flat())?,
        circuit.probabilities(typed)?
    );
    assert_eq!(untyped.resources(), circuit.resources());
    let shapes = Vec::from_iter(untyped.arguments().iter().map(|a| (&*a.name, a.shape)));
    assert_eq!(
        shapes,
        [
            ("x", Shape::Vector(3)),
            ("s", Shape::Scalar),
            ("m", Shape::Matrix(2, 3))
        ]
    );
    assert_eq!(untyped.inputs(), 10);
    Ok(())
}

#[test]
fn batches_are_those_of_the_kernel() -> Result<(), Error> {
    let circuit = several {
        n: 2,
        o: [Z(0), X(0) * Y(1), Z(1)].into(),
    }
    .compile()?;
    let untyped = circuit.untyped();
    let (rows, w) = ([[0.1, 0.2], [1.0, -1.0]], [0.5, -0.5, 0.3, 2.0]);
    let columns = [Each(rows.as_flattened()), Shared(&w)];
    assert_eq!(
        untyped.run_batch(&columns)?,
        circuit.run_batch((each(&rows), &w))?
    );
    let cotangents = [[1.0, 0.5, -2.0], [0.3, 0.0, 1.0]];
    for method in METHODS {
        let (values, (x, by_w)) = circuit.vjp_batch_with((each(&rows), &w), &cotangents, method)?;
        let found = untyped.vjp_batch_with(&columns, cotangents.as_flattened(), method)?;
        assert_eq!(found, (values, vec![x.concat(), by_w]));
        let (value, (x, by_w)) = circuit.vjp_with((&rows[0], &w), &cotangents[0], method)?;
        let numbers = [&rows[0][..], &w].concat();
        let found = untyped.vjp_with(&numbers, &cotangents[0], method)?;
        assert_eq!(found, (value, [x, by_w].concat()));
    }
    Ok(())
}

#[test]
fn counts_of_a_seed_are_those_of_the_kernel() -> Result<(), Error> {
    let circuit = teleported {}.compile()?;
    let untyped = circuit.untyped();
    for shots in [1, 1000] {
        let counts = circuit.sample((1.2, &[0.4, 2.0]), shots, &mut StdRng::seed_from_u64(7))?;
        let numbers = [1.2, 0.4, 2.0];
        assert_eq!(
            untyped.sample(&numbers, shots, &mut StdRng::seed_from_u64(7))?,
            counts
        );
        assert_eq!(untyped.sample_seeded(&numbers, shots, 7)?, counts);
    }
    Ok(())
}

/// Bits make room for expectation values, whose derivatives are exact although the circuit measures on the way.
#[test]
fn bits_make_room_for_expectation_values() -> Result<(), Error> {
    // In order of allocation: message, here, there, and the two of `rest`.
    let circuit = teleported {}
        .compile()?
        .with_observables(&[Z(2), Z(4), Z(3)])?;
    let numbers = [1.2, 0.4, 2.0];
    let expected = [1.2_f64.cos(), 1.2_f64.cos(), 0.8_f64.cos()];
    for (value, expected) in circuit.run(&numbers)?.iter().zip(expected) {
        assert!((value - expected).abs() < 1e-12);
    }
    let (there, rest) = (-1.2_f64.sin(), -0.8_f64.sin());
    let slopes = [
        [there, 0.0, 0.0],
        [there, 0.0, 0.0],
        [0.0, 2.0 * rest, 0.4 * rest],
    ];
    for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
        let found = circuit.jacobian_with(&numbers, method)?;
        for (found, expected) in found.iter().flatten().zip(slopes.as_flattened()) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
    Ok(())
}

/// Results that were computed from expectation values go; the angles that were computed before stay.
#[test]
fn other_observables_leave_the_angles() -> Result<(), Error> {
    let first = energy { n: 3, o: Y(1) }.compile()?;
    let asked = first.with_observables(&[Z(2), X(0)])?;
    let state = first.state((&X_, 0.8, &M))?;
    assert_eq!(asked.state(&flat())?, state);
    let z: f64 = state
        .iter()
        .enumerate()
        .map(|(k, a)| a.norm_sqr() * if k >> 2 & 1 == 0 { 1.0 } else { -1.0 })
        .sum();
    let x: f64 = (0..8).map(|k| (state[k].conj() * state[k ^ 1]).re).sum();
    let values = asked.run(&flat())?;
    assert!((values[0] - z).abs() < 1e-12 && (values[1] - x).abs() < 1e-12);
    // Asked twice, nothing of the first time is left.
    assert_eq!(asked.with_observables(&[X(0)])?.run(&flat())?, values[1..]);
    assert_eq!(
        asked.with_observables(&[X(0)])?.program().observables.len(),
        1
    );
    Ok(())
}

#[test]
fn one_list_holds_circuits_of_different_kernels() -> Result<(), Error> {
    let circuits: Vec<Circuit> = vec![
        energy { n: 2, o: Z(0) }.compile()?.untyped(),
        several {
            n: 1,
            o: [Z(0)].into(),
        }
        .compile()?
        .untyped(),
        teleported {}.compile()?.untyped(),
    ];
    let inputs = |circuit: &Circuit| circuit.inputs();
    assert_eq!(Vec::from_iter(circuits.iter().map(inputs)), [3 + 4, 3, 3]);
    Ok(())
}

#[test]
fn a_stored_circuit_comes_back() -> Result<(), Error> {
    let circuit = energy { n: 3, o: X(0) }.compile()?;
    let text = serde_json::to_string(&circuit).unwrap();
    let read: Circuit = serde_json::from_str(&text).unwrap();
    assert_eq!(read.program(), circuit.program());
    assert_eq!(
        read.value_and_gradient(&flat())?,
        circuit.untyped().value_and_gradient(&flat())?
    );
    let bad = text.replacen("\"qubits\":3", "\"qubits\":1", 1);
    let error = serde_json::from_str::<Circuit>(&bad)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("the register `q` has the qubits 0 to 3, and there are 1"),
        "{error}"
    );
    Ok(())
}

#[test]
fn what_does_not_fit_is_an_error() -> Result<(), Error> {
    let text = |error: Error| error.to_string();
    let counted = teleported {}.compile()?.untyped();
    let numbers = [0.0; 3];
    assert_eq!(
        text(counted.run(&numbers).unwrap_err()),
        "`teleported`: gives measured bits, which `sample` counts, and no expectation value: `with_observables` says what to \
         take the expectation value of"
    );
    for error in [
        counted.gradient(&numbers).unwrap_err(),
        counted.jacobian(&numbers).unwrap_err(),
        counted.vjp(&numbers, &[]).unwrap_err(),
        counted.jvp(&numbers, &numbers).unwrap_err(),
        counted
            .run_batch(&[Each(&[0.0]), Shared(&[0.0; 2])])
            .unwrap_err(),
        counted
            .vjp_batch(&[Each(&[0.0]), Shared(&[0.0; 2])], &[])
            .unwrap_err(),
    ] {
        assert!(text(error).contains("gives measured bits"));
    }
    let nothing = Circuit::from_program(Program {
        kernel: "idle".into(),
        ..Program::default()
    })?;
    assert!(text(nothing.run(&[]).unwrap_err()).starts_with("`idle`: has no results: "));
    assert!(text(nothing.sample_seeded(&[], 1, 1).unwrap_err()).contains("no bit"));

    let values = several {
        n: 1,
        o: [Z(0), X(0)].into(),
    }
    .compile()?
    .untyped();
    assert_eq!(
        text(values.gradient(&numbers).unwrap_err()),
        "`several`: has 2 results, and a gradient is that of one: `jacobian` and `vjp` take several"
    );
    for (error, message) in [
        (
            values.run(&[0.0]).unwrap_err(),
            "`arguments` has 1 number, but 3 are needed",
        ),
        (
            values.run(&[0.0, f64::NAN, 0.0]).unwrap_err(),
            "`w[0]` is NaN",
        ),
        (
            values.jvp(&numbers, &[1.0]).unwrap_err(),
            "`tangents` has 1 number, but 3 are needed",
        ),
        (
            values
                .jvp(&numbers, &[1.0, 0.0, f64::INFINITY])
                .unwrap_err(),
            "`tangent of w[1]` is inf",
        ),
        (
            values.vjp(&numbers, &[1.0]).unwrap_err(),
            "1 number, but 2 are needed",
        ),
        (
            values
                .run_batch(&[Shared(&[0.0]), Shared(&[0.0; 2])])
                .unwrap_err(),
            "at least one argument",
        ),
        (
            values.run_batch(&[Each(&[0.0])]).unwrap_err(),
            "1 number, but 2 are needed",
        ),
        (values.with_observables(&[Z(3)]).unwrap_err(), "qubit 3"),
        (values.state(&[]).unwrap_err(), "but 3 are needed"),
        (
            Circuit::from_program(Program {
                qubits: usize::MAX,
                ..Program::default()
            })
            .unwrap_err(),
            "qubits, more than",
        ),
    ] {
        assert!(text(error.clone()).contains(message), "{error}");
    }
    Ok(())
}

/// The derivatives of each sample are those of a call for it alone, by every method, with a kernel and without.
#[test]
fn derivatives_of_each_sample_of_a_batch_are_those_of_single_calls() -> Result<(), Error> {
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.abs().max(1.0), "{a} {b}");
    let observables: Vec<Observable> = vec![Z(0) + 0.5 * X(2), Y(1)];
    let circuit = several {
        n: 3,
        o: observables.into(),
    }
    .compile()?;
    let untyped = circuit.untyped();
    let w = [0.3, -0.8, 1.2, 0.1, 2.0, -0.4];
    // Enough rows for an engine that runs samples together.
    let x: Vec<[f64; 3]> = (0..19)
        .map(|k| f64::from(k) / 7.0)
        .map(|k| [k, 0.4 - k, k * k])
        .collect();
    let (ts, tw) = (
        x.iter()
            .map(|[a, b, c]| [b - a, 1.0, c * a])
            .collect::<Vec<_>>(),
        [1.0, 0.0, 0.5, -2.0, 0.25, 3.0],
    );
    let (flat_x, flat_ts) = (x.concat(), ts.concat());
    let columns = [Each(&flat_x), Shared(&w)];
    for method in METHODS {
        let typed = circuit.jacobian_batch_with((each(&x), &w), method)?;
        let flat = untyped.jacobian_batch_with(&columns, method)?;
        let along = circuit.jvp_batch_with((each(&x), &w), (each(&ts), &tw), method)?;
        assert_eq!((typed.len(), flat.len(), along.len()), (19, 19, 19));
        for (k, row) in x.iter().enumerate() {
            let expected = circuit.jacobian_with((row, &w), method)?;
            let slopes = circuit.jvp_with((row, &w), (&ts[k], &tw), method)?;
            let one = [&row[..], &w].concat();
            let direction = [&ts[k][..], &tw].concat();
            assert_eq!(untyped.jvp_with(&one, &direction, method)?, slopes);
            for (r, (by_x, by_w)) in expected.into_iter().enumerate() {
                let expected = [by_x, by_w].concat();
                let found = [&typed[k][r].0[..], &typed[k][r].1].concat();
                for ((&e, &a), &b) in expected.iter().zip(&found).zip(&flat[k][r]) {
                    near(a, e);
                    near(b, e);
                }
                let slope: f64 = expected.iter().zip(&direction).map(|(d, t)| d * t).sum();
                near(slopes[r], slope);
                near(along[k][r], slope);
            }
        }
    }
    // By differences of the results.
    let jacobians = untyped.jacobian_batch(&columns)?;
    let step = 1e-5;
    for j in 0..6 {
        let moved = |by: f64| {
            let mut w = w;
            w[j] += by;
            untyped.run_batch(&[Each(&flat_x), Shared(&w)])
        };
        let (up, down) = (moved(step)?, moved(-step)?);
        for (k, r) in [(0, 0), (7, 1), (18, 0)] {
            let slope = (up[k][r] - down[k][r]) / (2.0 * step);
            assert!((jacobians[k][r][3 + j] - slope).abs() < 1e-8);
        }
    }
    // Shared tangents, and one result.
    let shared = untyped.jvp_batch(&columns, &[Shared(&[1.0, 0.0, 0.0]), Shared(&[0.0; 6])])?;
    assert!(
        shared
            .iter()
            .zip(&jacobians)
            .all(|(s, j)| (s[0] - j[0][0]).abs() < 1e-12)
    );
    let energy = energy {
        n: 3,
        o: Z(0) * X(1),
    }
    .compile()?;
    let ms = vec![M.map(Vec::from).to_vec(); 2];
    let jacobians = energy.jacobian_batch((&X_, each(&[0.8, -0.3]), each(&ms)))?;
    for (found, s) in jacobians.into_iter().zip([0.8, -0.3]) {
        let (by_x, by_s, by_m) = energy.gradient((&X_, s, &M))?;
        let expected = [by_x, vec![by_s], by_m.concat()].concat();
        let found = [found.0, vec![found.1], found.2.concat()].concat();
        expected.iter().zip(&found).for_each(|(&e, &f)| near(f, e));
    }
    for method in METHODS {
        let arguments = || (&X_, each(&[0.8, -0.3]), &M);
        let gradient = energy.gradient_batch_with(arguments(), method)?;
        assert_eq!(
            gradient,
            energy.value_and_gradient_batch_with(arguments(), method)?.1
        );
    }

    // What does not fit is named.
    let refused = |tangents: &[_]| {
        untyped
            .jvp_batch(&columns, tangents)
            .unwrap_err()
            .to_string()
    };
    for (tangents, part) in [
        (vec![Shared(&tw[..])], "`tangents`"),
        (vec![Shared(&tw[..2]), Shared(&tw)], "`tangent of x`"),
        (vec![Each(&tw[..3]), Shared(&tw)], "`tangent of x`"),
        (
            vec![Each(&flat_ts), Shared(&[f64::NAN; 6])],
            "`tangent of w[0]`",
        ),
    ] {
        let error = refused(&tangents);
        assert!(error.contains(part), "{error}");
    }
    let bits = teleported {}.compile()?.untyped();
    let columns = [Each(&[0.1][..]), Shared(&[0.1, 0.2])];
    assert!(bits.jacobian_batch(&columns).is_err() && bits.jvp_batch(&columns, &columns).is_err());
    Ok(())
}
