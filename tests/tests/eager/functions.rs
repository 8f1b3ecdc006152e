//! Functions of angles: values, derivatives, kinks, and constants that decide.

use proptest::prelude::*;
use qkernel_runtime::circuit::Angle;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{BinaryFunction, Function};
use qkernel_tests::{assert_close, assert_derivatives};

/// Each function of an angle in gates.
#[qkernel]
fn half(n: UInt, x: Float, y: Float, h: Observable) -> Float {
    let inside = 0.9 * x.tanh();
    let mut q = qubit_array(3);
    q[0] = ry(q[0], inside.asin() + y.sin());
    q[1] = ry(q[1], inside.acos() * y.cos());
    q[2] = rx(q[2], (0.4 * x).tan() - y.atan());
    q[0] = rz(q[0], y.atan2(x) + x.abs().sqrt());
    (q[0], q[1]) = cx(q[0], q[1]);
    q[1] = u(q[1], x.max(y), y.min(0.3 * x), (x * x + 0.5).ln());
    q[2] = ry(
        q[2],
        x.powi(3) - (x * x + 1.0).powi(-2) + (0.1 * y).powi(n as i32),
    );
    (q[1], q[2]) = crx(q[1], q[2], (0.5 * y).exp() + (y * y + 1.0).recip());
    0.5 * expval(q, h)
}

/// And those of a result.
#[qkernel]
fn all(n: UInt, x: Float, y: Float, h: Observable) -> Float {
    let value = half(n, x, y, h);
    value.atan2(2.0) * value.abs() + value.max(x).powi(2) + value.min(-y).acos().powi(-(n as i32))
}

/// What the kernel above has is what there is.
#[test]
fn all_functions_are_in_the_kernel() {
    let source = include_str!("functions.rs");
    let names = Function::ALL.iter().map(|function| function.name());
    for name in names.chain(BinaryFunction::ALL.iter().map(|function| function.name())) {
        assert!(source.contains(&format!(".{name}(")), "{name}");
    }
}

/// Known numbers, which decide.
#[qkernel]
fn decided(n: UInt) -> Float {
    let x = n as Float / 4.0;
    let mut q = qubit();
    if x.asin() + x.acos() > 1.57
        && x.tan() > 0.546
        && x.atan() < 0.4637
        && (-x).abs() == 0.5
        && x.atan2(-0.5) > 2.35
        && x.powi(-(n as i32)) == 4.0
        && x.min(0.3) == 0.3
        && x.max(0.1) == 0.5
    {
        q = ry(q, x);
    }
    expval(q, Z(0))
}

qkernel_runtime::static_circuit! {
    static DECIDED: decided = { n: 2 };
}

#[test]
fn known_numbers_decide() {
    let expected = 0.5_f64.cos();
    assert_close("plain", decided(2), expected, 1e-12);
    assert_close(
        "compiled",
        decided { n: 2 }.compile().unwrap().run(()).unwrap(),
        expected,
        1e-12,
    );
    assert_close("constant", DECIDED.run(()).unwrap(), expected, 1e-12);
}

#[qkernel]
fn kinks(which: UInt, x: Float, y: Float) -> Float {
    let one = expval(qubit(), Z(0));
    if which == 0 {
        x.abs() * one
    } else if which == 1 {
        x.max(y) * one
    } else if which == 2 {
        x.min(y) * one
    } else if which == 3 {
        y.atan2(x) * one
    } else {
        (x.powi(0) + x.powi(1)) * one
    }
}

/// As PyTorch has them, but for the origin of `atan2`, where that gives NaN.
#[test]
fn derivatives_at_kinks() {
    let at_zero = [(0.0, 0.0), (0.5, 0.5), (0.5, 0.5), (0.0, 0.0), (1.0, 0.0)];
    let beside = [(-1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (0.0, -0.5), (1.0, 0.0)];
    for which in 0..5 {
        let circuit = kinks { which }.compile().unwrap();
        let found = circuit.gradient((0.0, 0.0)).unwrap();
        assert_close("at zero", found, at_zero[which], 1e-15);
        let found = circuit.gradient((-2.0, 0.0)).unwrap();
        assert_close("beside", found, beside[which], 1e-15);
    }
}

#[qkernel]
fn at_the_ends(x: Float, y: Float) -> Float {
    expval(ry(qubit(), x.asin() + y.powi(-1)), Z(0))
}

#[test]
fn infinite_derivatives_are_errors() {
    let circuit = at_the_ends {}.compile().unwrap();
    for (at, message) in [
        (
            (1.0, 1.0),
            "that of `asin` is infinite at 1.0, which depends on `x`",
        ),
        (
            (0.5, 1e-200),
            "that of `powi` is infinite at 1e-200, which depends on `y`",
        ),
    ] {
        let error = circuit.gradient(at).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
        let batch = circuit.gradient_batch((each(&[at.0, at.0]), each(&[at.1, at.1])));
        assert!(batch.unwrap_err().to_string().contains(message));
    }
}

/// A circuit that is built has the same functions.
#[test]
fn of_parameters_of_a_builder() {
    let mut b = Circuit::builder();
    let q = b.qubit();
    let x = b.parameter("x", 2);
    let angle: Angle =
        x[0].atan2(x[1]).powi(2) + x[0].max(0.3) - (2.0 * x[1]).min(x[0]).abs().asin();
    b.ry(q, angle);
    b.expval(Z(0));
    let circuit = b.build().unwrap();
    let value = |at: &[f64]| {
        let angle =
            at[0].atan2(at[1]).powi(2) + at[0].max(0.3) - (2.0 * at[1]).min(at[0]).abs().asin();
        angle.cos()
    };
    for at in [[0.5, 0.2], [-0.4, 0.9], [0.2, -0.1]] {
        assert_close("built", circuit.run(&at).unwrap()[0], value(&at), 1e-12);
        assert_derivatives("built", circuit.gradient(&at).unwrap(), &at, |at| value(at));
    }
}

const EXACT: [GradientMethod; 2] = [GradientMethod::Adjoint, GradientMethod::ParameterShift];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn values_and_derivatives(x in 0.1..1.2f64, y in -0.8..0.8f64, left in any::<bool>(), n in 1..4usize) {
        let x = if left { -x } else { x };
        let h = || Z(0) * X(1) + 0.5 * Y(1) - 0.3 * Z(2);
        // Not within the step of a difference from a kink.
        let value = half(n, x, y, h());
        for distance in [x - y, y - 0.3 * x, value, value - x, value + y] {
            prop_assume!(distance.abs() > 0.01);
        }
        let value = |at: &[f64]| all(n, at[0], at[1], h());
        let circuit = all { n, h: h() }.compile().unwrap();
        let found = circuit.run((x, y)).unwrap();
        assert_close("all", found, value(&[x, y]), 1e-9);
        for method in EXACT {
            let found = circuit.gradient_with((x, y), method).unwrap();
            assert_derivatives("all", found, &[x, y], value);
        }
        let (xs, ys) = (vec![x, -x, 0.5 * x], vec![y, 0.3 * y, -y]);
        let rows: Vec<f64> = circuit.run_batch((each(&xs), each(&ys))).unwrap();
        let (by_x, by_y) = circuit.gradient_batch((each(&xs), each(&ys))).unwrap();
        for k in 0..3 {
            assert_close("a row", rows[k], value(&[xs[k], ys[k]]), 1e-9);
            let (dx, dy) = circuit.gradient((xs[k], ys[k])).unwrap();
            assert_close("derivatives of a row", (by_x[k], by_y[k]), (dx, dy), 1e-9);
        }
    }
}
