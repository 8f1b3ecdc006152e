//! Observables, angles and branches that do not fit.

use qkernel_runtime::prelude::*;

use super::refused;

#[qkernel]
fn single(n: UInt, h: Observable) -> Float {
    let q = qubit_array(n);
    expval(q, h)
}

#[qkernel]
fn several(n: UInt, hs: Vector<Observable>) -> Vector<Float> {
    expval(h_layer(qubit_array(n)), hs)
}

#[qkernel]
fn one_of(k: UInt, hs: Vector<Observable>) -> Float {
    expval(qubit(), hs[k])
}

#[test]
fn an_observable_reaches_past_the_register() {
    let far = || X(0) * Z(4) - 1.0;
    refused(
        single { n: 3, h: far() },
        (2, 5),
        "`h` acts on qubit 4, but `q` has 3 qubits (the last is 2)",
    );
    refused(
        single { n: 1, h: far() },
        (2, 5),
        "`h` acts on qubit 4, but `q` has 1 qubit (the last is 0)",
    );
    refused(
        single { n: 0, h: Z(0) },
        (2, 5),
        "`h` acts on qubit 0, but `q` has 0 qubits",
    );
    refused(
        several {
            n: 2,
            hs: Vector::from([Z(0), far()]),
        },
        (1, 5),
        "observable 1 of `hs` acts on qubit 4, but the register has 2 qubits (the last is 1)",
    );
    refused(
        one_of {
            k: 1,
            hs: Vector::from([Z(0)]),
        },
        (1, 21),
        "index 1 is out of range for `hs` of length 1",
    );
}

#[qkernel]
fn inverse_of_size(n: UInt, x: Float, h: Observable) -> Float {
    let q = ry(qubit(), 1.0 / (n as Float));
    let q = rx(q, x / ((n - 1) as Float));
    expval(q, h)
}

#[test]
fn an_angle_is_not_finite() {
    refused(
        inverse_of_size { n: 0, h: Z(0) },
        (1, 13),
        "this angle is inf, but must be finite",
    );
    refused(
        inverse_of_size { n: 1, h: Z(0) },
        (2, 13),
        "this angle is NaN, but must be finite",
    );
}

#[qkernel]
fn fresh() -> Qubit {
    qubit()
}

/// With a `qubit()` of its own it would be a compile error.
#[qkernel]
fn branch_on_angle(x: Float, h: Observable) -> Float {
    let mut q = fresh();
    if x > 0.0 {
        q = sx(q);
    }
    expval(q, h)
}

#[qkernel]
fn remainder(x: Float, h: Observable) -> Float {
    expval(ry(qubit(), x % 2.0), h)
}

#[qkernel]
fn angle_from_result(x: Float, h: Observable) -> Float {
    let value = expval(ry(qubit(), x), h);
    expval(rx(qubit(), value * 0.5), h)
}

#[test]
fn angles_are_known_too_late() {
    refused(
        branch_on_angle { h: Z(0) },
        (2, 8),
        "a branch cannot depend on an angle: the circuit is fixed before angles are known",
    );
    refused(
        remainder { h: Z(0) },
        (1, 24),
        "the remainder of an angle has no gradient",
    );
    refused(
        angle_from_result { h: Z(0) },
        (2, 12),
        "an angle cannot depend on an expectation value of the same circuit",
    );
}

#[qkernel]
fn flip(q: Vector<Qubit>, k: UInt) -> Vector<Qubit> {
    let mut q = q;
    q[k] = x(q[k]);
    q
}

/// In the kernel itself it would be a compile error.
#[qkernel]
fn measured_index(n: UInt) -> (Bit, Vector<Bit>) {
    let hit = measure(sx(qubit()));
    let mut k = 1;
    if hit {
        k = n;
    }
    (hit, measure(flip(qubit_array(n + 1), k)))
}

#[qkernel]
fn measured_angle(n: UInt, x: Float) -> (Bit, Bit) {
    let hit = measure(sx(qubit()));
    let angle = if hit { x } else { x * (n as Float) };
    (hit, measure(ry(qubit(), angle)))
}

#[qkernel]
fn measured_move(k: UInt) -> (Bit, Bit) {
    let hit = measure(sx(qubit()));
    let mut q = qubit_array(2);
    let (mut a, mut b) = (q[0], sx(qubit()));
    if hit && k > 0 {
        (a, b) = (b, a);
    }
    q[0] = a;
    discard(q);
    (hit, measure(b))
}

#[qkernel]
fn measured_length(n: UInt) -> Vector<Bit> {
    let hit = measure(sx(qubit()));
    let mut bits = measure(qubit_array(2));
    if hit {
        bits = measure(qubit_array(n));
    }
    bits
}

#[test]
fn a_measurement_decides_what_is_fixed_before() -> Result<(), Error> {
    refused(
        measured_length { n: 3 },
        (3, 5),
        "the length of a `Vector<Bit>` of this `if` depends on a measurement",
    );
    measured_length { n: 2 }.compile()?;
    refused(
        measured_index { n: 2 },
        (3, 5),
        "a number of this `if` depends on a measurement, but sizes and loops are fixed before the circuit runs",
    );
    refused(
        measured_angle { n: 2 },
        (2, 17),
        "an angle of this `if` depends on a measurement: apply the gate inside of both branches",
    );
    refused(
        measured_move { k: 1 },
        (4, 5),
        "the branches of an `if` on a measurement leave different qubits in the same place: \
         use a controlled `swap`, do the same moves in both, or take a new qubit before the `if`",
    );
    // With sizes that make the branches agree, there is nothing wrong.
    measured_index { n: 1 }.compile()?;
    measured_angle { n: 1 }.compile()?;
    measured_move { k: 0 }.compile()?;
    Ok(())
}

#[qkernel]
fn a_size(n: UInt) -> UInt {
    n + 1
}

#[test]
fn a_result_is_not_one_of_a_run() {
    refused(
        a_size { n: 2 },
        (0, 4),
        "a kernel that is run cannot return a `UInt`",
    );
}
