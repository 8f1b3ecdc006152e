//! Kernels with as many arguments and results as a tuple may have: 16.

#![allow(clippy::type_complexity)]

use qkernel_runtime::arguments::each;
use qkernel_runtime::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

#[rustfmt::skip]
#[qkernel]
fn sixteen_angles(
    a: Float, b: Float, c: Float, d: Float, e: Float, f: Float, g: Float, i: Float,
    j: Float, k: Float, l: Float, m: Float, n: Float, o: Float, p: Float, r: Float, observable: Observable,
) -> Float {
    let sum = a + b + c + d + e + f + g + i + j + k + l + m + n + o + p;
    expval(ry(qubit(), sum + 2.0 * r), observable)
}

#[rustfmt::skip]
#[qkernel]
fn sixteen_bits() -> (Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit) {
    let (one, zero) = (measure(x(qubit())), measure(qubit()));
    (one, zero, one, one, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, one)
}

#[rustfmt::skip]
#[qkernel]
fn sixteen_values(w: Float, o: Observable) -> (
    Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float,
) {
    let v = expval(ry(qubit(), w), o);
    (v, w, v, v, v, v, v, v, v, v, v, v, v, v, v, 2.0 * v)
}

#[test]
fn sixteen_are_taken_and_given() {
    let circuit = sixteen_angles { observable: Z(0) }.compile().unwrap();
    let x = 0.05;
    let (value, slopes) = circuit
        .value_and_gradient((x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x))
        .unwrap();
    let angle: f64 = 17.0 * x;
    assert!((value - angle.cos()).abs() < 1e-12);
    assert!((slopes.0 + angle.sin()).abs() < 1e-12);
    assert!((slopes.15 + 2.0 * angle.sin()).abs() < 1e-12);
    let batch = circuit
        .run_batch((each(&[x, 0.0]), x, x, x, x, x, x, x, x, x, x, x, x, x, x, x))
        .unwrap();
    assert!((batch[1] - (angle - x).cos()).abs() < 1e-12);

    let counts = sixteen_bits {}
        .compile()
        .unwrap()
        .sample((), 7, &mut StdRng::seed_from_u64(1))
        .unwrap();
    assert_eq!(counts.get("1000000000001101"), 7);

    let values = sixteen_values { o: Z(0) }
        .compile()
        .unwrap()
        .run(0.4)
        .unwrap();
    assert_eq!((values.1, values.15), (0.4, 2.0 * values.0));
}
