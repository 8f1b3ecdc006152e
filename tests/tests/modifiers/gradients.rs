//! Derivatives through modified kernels: adjoint, parameter shift, and differences of the plain call.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::prelude::*;
use qkernel_tests::random::observables;
use qkernel_tests::{agree, assert_close, assert_derivatives};

use super::{prepared, seeds};

/// Every gate with an angle; they share a few numbers.
#[qkernel]
fn layer(a: Qubit, b: Qubit, x: Vector<Float, { 3 }>, scale: Float) -> (Qubit, Qubit) {
    let a = rx(ry(a, scale * x[0]), x[1]);
    let b = u(p(rz(b, x[2]), x[0]), x[1], x[2] - scale, 0.5);
    let (a, b) = rxx(a, b, x[0] * x[1]);
    let (b, a) = ryy(b, a, x[2]);
    let (a, b) = rzz(a, b, -x[1]);
    let (a, b) = crx(a, b, x[0] + x[2]);
    let (b, a) = cry(b, a, x[1] / 2.0);
    let (a, b) = crz(a, b, scale);
    let (a, b) = cp(a, b, x[2]);
    global_phase(x[0]);
    (a, b)
}

#[qkernel]
fn modified(
    which: UInt,
    seed: Vector<Float, { 8 }>,
    x: Vector<Float, { 3 }>,
    y: Float,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = prepared(qubit_array(4), seed);
    if which == 0 {
        (q[0], q[1]) = inverse(layer)(q[0], q[1], x, y);
    } else if which == 1 {
        (q[2], q[0], q[1]) = control(layer)(q[2], q[0], q[1], x, y);
    } else if which == 2 {
        (q[3], q[2], q[0], q[1]) = control(control(inverse(layer)))(q[3], q[2], q[0], q[1], x, y);
    } else {
        (q[2], q[0], q[1]) = power(control(layer), 2)(q[2], q[0], q[1], x, y);
        (q[3], q[0], q[1]) = inverse(control(layer))(q[3], q[0], q[1], x, y.sin());
    }
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn three_ways_agree(seed in seeds(4), x in vec(-2.0..2.0, 3), y in -2.0..2.0, hs in observables(4)) {
        for which in 0..4 {
            let circuit = modified { which, hs }.compile().unwrap();
            let at = [&seed[..], &x, &[y]].concat();
            let by = |method| circuit.jacobian_with((&seed, &x, y), method).unwrap();
            let exact = by(GradientMethod::Adjoint);
            let shifted = by(GradientMethod::ParameterShift);
            assert_close(&format!("variant {which}, shift against adjoint"), shifted, &exact, 1e-9);
            let plain = |at: &[f64]| modified(which, Vector::from(&at[..8]), Vector::from(&at[8..11]), at[11], hs);
            assert_derivatives(&format!("variant {which}"), exact, &at, plain);
            agree(modified { which, hs }, (&seed, &x, y), plain(&at));
        }
    }
}
