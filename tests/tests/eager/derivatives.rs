//! Exact derivatives of the graph against central differences of the plain call.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::prelude::*;
use qkernel_tests::random::{angles, observables};
use qkernel_tests::{assert_close, assert_derivatives};

/// Shared, scaled, shifted, carried and multiplied angles, and rotations under controls.
#[qkernel]
fn shared(n: UInt, x: Vector<Float, { n }>, y: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    let mut sum = y * 0.5;
    for i in range(n) {
        sum += x[i] * y;
        q[i] = ry(q[i], 2.0 * x[i] - sum);
        q[i] = u(q[i], x[0], sum * 0.3, y - 1.0);
    }
    for i in range(1, n) {
        (q[i - 1], q[i]) = crx(q[i - 1], q[i], x[i] + x[i - 1]);
        (q[i], q[i - 1]) = cry(q[i], q[i - 1], x[0] * x[i]);
        (q[i - 1], q[i]) = crz(q[i - 1], q[i], sum);
        (q[i], q[i - 1]) = cp(q[i], q[i - 1], -y);
        (q[i - 1], q[i]) = rxx(q[i - 1], q[i], 0.5 * y);
        (q[i - 1], q[i]) = ryy(q[i - 1], q[i], x[i] / 3.0);
    }
    expval(q, hs)
}

/// Functions before the circuit, arithmetic after it, and arguments that reach the result through both.
#[qkernel]
fn around(x: Float, y: Float, h: Observable) -> Float {
    let mut q = qubit_array(2);
    q[0] = ry(q[0], x.sin() * y.exp() + (x * x + 1.0).sqrt());
    q[1] = rx(q[1], (y * y + 0.5).ln() / (x + 5.0) + y.tanh());
    (q[0], q[1]) = cx(q[0], q[1]);
    let alone = expval(ry(qubit(), x.cos()), Z(0));
    let value = expval(q, h);
    value * alone * x + (value * value + 1.0).sqrt() - y / (2.0 + alone)
}

/// A matrix of angles.
#[qkernel]
fn layered(layers: UInt, n: UInt, m: Matrix<Float>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = h_layer(qubit_array(n));
    for l in range(layers) {
        for i in range(n) {
            q[i] = ry(q[i], m[(l, i)] * m[(0, i)]);
        }
        q = cz_entangling_layer(q);
    }
    expval(q, hs)
}

const EXACT: [GradientMethod; 2] = [GradientMethod::Adjoint, GradientMethod::ParameterShift];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn angles_that_are_shared((n, x, hs) in (1..4usize).prop_flat_map(|n| (Just(n), vec(-2.0..2.0, n), observables(n))), y in -2.0..2.0) {
        let circuit = shared { n, hs }.compile().unwrap();
        let at = [&x[..], &[y]].concat();
        for method in EXACT {
            let found = circuit.jacobian_with((&x, y), method).unwrap();
            assert_derivatives("shared", found, &at, |at| shared(n, Vector::from(&at[..n]), at[n], hs));
        }
        let tangent: Vec<f64> = (0..n).map(|i| i as f64 - 0.5).collect();
        let along = circuit.jvp((&x, y), (&tangent, 2.0)).unwrap();
        let rows = circuit.jacobian((&x, y)).unwrap();
        let expected: Vec<f64> = rows
            .iter()
            .map(|(by_x, by_y)| by_x.iter().zip(&tangent).map(|(d, t)| d * t).sum::<f64>() + 2.0 * by_y)
            .collect();
        assert_close("along a direction", along, expected, 1e-9);
    }

    #[test]
    fn functions_and_results(x in -2.0..2.0, y in -1.5..1.5) {
        let h = || Z(0) * X(1) + 0.5 * Y(1) - 0.3 * Z(1);
        let circuit = around { h: h() }.compile().unwrap();
        for method in EXACT {
            let found = circuit.gradient_with((x, y), method).unwrap();
            assert_derivatives("around", found, &[x, y], |at| around(at[0], at[1], h()));
        }
    }

    #[test]
    fn matrices(
        (layers, n, x, hs) in (1..3usize, 1..4usize)
            .prop_flat_map(|(l, n)| (Just(l), Just(n), angles(l * n), observables(n))),
    ) {
        let circuit = layered { layers, n, hs }.compile().unwrap();
        let rows: Vec<Vec<f64>> = x.chunks(n).map(<[f64]>::to_vec).collect();
        for method in EXACT {
            let found: Vec<Vec<Vec<f64>>> =
                circuit.jacobian_with(&rows, method).unwrap().into_iter().map(|(by_m,)| by_m).collect();
            assert_derivatives("layered", found, &x, |at| {
                layered(layers, n, Matrix::from_vec(layers, n, at.to_vec()).unwrap(), hs)
            });
        }
    }
}
