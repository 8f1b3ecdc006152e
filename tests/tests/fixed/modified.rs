//! Kernels under modifiers.

use qkernel_runtime::prelude::*;

#[qkernel]
pub(crate) fn steered(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        (q[i], q[(i + k) % n]) = control(inverse(sx))(q[i], q[(i + k) % n]);
        (q[i], q[(i + k) % n]) = power(control(pair_of_turns), k - 1)(q[i], q[(i + k) % n], 0.5);
    }
    expval(q, observable)
}

#[qkernel]
pub(crate) fn pair_of_turns(q: Qubit, angle: Float) -> Qubit {
    ry(rz(q, angle), 2.0 * angle)
}

#[qkernel]
pub(crate) fn turned(q: Vector<Qubit>, k: UInt, angles: Vector<Float>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(k) {
        q[i] = ry(q[i], angles[i]);
    }
    q
}

#[qkernel]
pub(crate) fn undone(
    n: UInt,
    k: UInt,
    angles: Vector<Float, { 3 }>,
    observable: Observable,
) -> Float {
    let (c, q) = control(inverse(turned))(qubit(), qubit_array(n), k, angles);
    discard(c);
    expval(q, observable)
}

/// Moves its qubits where k is more than 1.
#[qkernel]
pub(crate) fn exchanged(q: Vector<Qubit>, r: Qubit, k: UInt) -> (Vector<Qubit>, Qubit) {
    let mut q = q;
    let mut r = r;
    for i in range(1, k) {
        (q[i - 1], q[i]) = (q[i], q[i - 1]);
        (q[0], r) = (r, q[0]);
    }
    (q, h(r))
}

#[qkernel]
pub(crate) fn moved(n: UInt, k: UInt, observable: Observable) -> Float {
    let (q, r) = power(exchanged, k)(qubit_array(n), qubit(), k);
    let (q, r) = inverse(exchanged)(q, r, k);
    discard(r);
    expval(q, observable)
}

#[qkernel]
pub(crate) fn moved_under_control(n: UInt, k: UInt, observable: Observable) -> Float {
    let (c, (q, r)) = flat(power(control(power(exchanged, n)), 2)(
        qubit(),
        qubit_array(n + 1),
        qubit(),
        k,
    ));
    discard(c);
    discard(r);
    expval(q, observable)
}

#[qkernel]
pub(crate) fn flat(all: (Qubit, Vector<Qubit>, Qubit)) -> (Qubit, (Vector<Qubit>, Qubit)) {
    (all.0, (all.1, all.2))
}

/// As often as a measurement says, where that makes a difference.
#[qkernel]
pub(crate) fn repeated(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut count = n / 2;
    if measure(h(qubit())) {
        count = k;
    }
    let mut q = qubit_array(n);
    q[0] = power(pair_of_turns, count)(q[0], 0.1);
    expval(q, observable)
}

/// No turn by an infinite angle is none.
#[qkernel]
pub(crate) fn infinite(n: UInt, k: UInt, theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(3);
    let angle = theta + 1.0 / (k as Float);
    q[0] = power(inverse(rx), n)(q[0], angle);
    q[1] = power(pair_of_turns, n)(q[1], theta);
    (q[0], q[1], q[2]) =
        control(power(power(cp, n), 2 * k))(q[0], q[1], q[2], angle / (n as Float));
    expval(q, observable)
}
