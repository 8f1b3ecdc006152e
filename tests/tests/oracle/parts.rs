//! Kernels of cases that use what is not in the language yet (modifiers, `qft`, `pauli_evolve`, slices of a register), with
//! those parts written out gate by gate.

use qkernel_runtime::prelude::*;

#[qkernel]
pub(crate) fn k_w4(hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(4);
    q[0] = x(q[0]);
    for i in range(3) {
        (q[i], q[i + 1]) = cry(q[i], q[i + 1], 2.0 * 1.0471975511965976);
        (q[i + 1], q[i]) = cx(q[i + 1], q[i]);
    }
    expval(q, hs)
}

#[qkernel]
pub(crate) fn qft(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    let n = q.len();
    for k in range(n) {
        let i = n - 1 - k;
        q[i] = h(q[i]);
        let mut angle = PI / 2.0;
        for step in range(1, i + 1) {
            (q[i], q[i - step]) = cp(q[i], q[i - step], angle);
            angle = angle / 2.0;
        }
    }
    for i in range(n / 2) {
        (q[i], q[n - 1 - i]) = swap(q[i], q[n - 1 - i]);
    }
    q
}

#[qkernel]
pub(crate) fn iqft(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    let n = q.len();
    for i in range(n / 2) {
        (q[i], q[n - 1 - i]) = swap(q[i], q[n - 1 - i]);
    }
    for i in range(n) {
        let mut angle = -PI / 2.0;
        for j in range(i) {
            let k = i - 1 - j;
            (q[i], q[k]) = cp(q[i], q[k], angle);
            angle = angle * 0.5;
        }
        q[i] = h(q[i]);
    }
    q
}

#[qkernel]
pub(crate) fn k_qft_basis(
    n: UInt,
    bits: Vector<UInt, { n }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in range(n) {
        if bits[i] == 1 {
            q[i] = x(q[i]);
        }
    }
    q = qft(q);
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_qft_roundtrip(
    n: UInt,
    t: Vector<Float, { n }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], t[i]);
        q[i] = rz(q[i], t[i]);
    }
    q = qft(q);
    q = iqft(q);
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_qpe(m: UInt, theta: Float) -> Vector<Bit> {
    let mut counting = qubit_array(m);
    let mut target = x(qubit());
    counting = h_layer(counting);
    let mut angle = theta;
    for i in range(m) {
        (counting[i], target) = cp(counting[i], target, angle);
        angle = angle * 2.0;
    }
    counting = iqft(counting);
    discard(target);
    measure(counting)
}

#[qkernel]
pub(crate) fn k_control_1(theta: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(3);
    q[0] = ry(q[0], 1.1);
    q[1] = ry(q[1], 0.4);
    (q[0], q[1]) = crx(q[0], q[1], theta);
    (q[0], q[2]) = ch(q[0], q[2]);
    (q[0], q[2]) = crx(q[0], q[2], theta);
    // Controlled by |0>.
    q[1] = x(q[1]);
    (q[1], q[2]) = cry(q[1], q[2], 0.9);
    q[1] = x(q[1]);
    // Phase under two controls.
    (q[1], q[2]) = cp(q[1], q[2], 0.3);
    (q[0], q[1]) = cx(q[0], q[1]);
    (q[1], q[2]) = cp(q[1], q[2], -0.3);
    (q[0], q[1]) = cx(q[0], q[1]);
    (q[0], q[2]) = cp(q[0], q[2], 0.3);
    expval(q, hs)
}

#[qkernel]
pub(crate) fn s_block(q: Vector<Qubit>, a: Vector<Float>) -> Vector<Qubit> {
    let mut q = q;
    let n = q.len();
    for i in range(n) {
        q[i] = ry(q[i], a[i]);
        q[i] = t(q[i]);
    }
    for i in range(n - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    q[0] = s(q[0]);
    q[n - 1] = rz(q[n - 1], 0.9);
    q
}

#[qkernel]
pub(crate) fn s_block_inverse(q: Vector<Qubit>, a: Vector<Float>) -> Vector<Qubit> {
    let mut q = q;
    let n = q.len();
    q[n - 1] = rz(q[n - 1], -0.9);
    q[0] = sdg(q[0]);
    for i in range(n - 1, 0, -1) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    for i in range(n) {
        q[i] = tdg(q[i]);
        q[i] = ry(q[i], -a[i]);
    }
    q
}

#[qkernel]
pub(crate) fn k_inverse(
    a: Vector<Float>,
    b: Vector<Float>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(3);
    q = s_block(q, a);
    q = s_block_inverse(q, b);
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_power(hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(2);
    q[0] = h(q[0]);
    q[1] = ry(q[1], 0.5);
    for _ in range(3) {
        (q[0], q[1]) = ch(q[0], q[1]);
        (q[0], q[1]) = crx(q[0], q[1], 0.4);
    }
    expval(q, hs)
}

/// exp(-i gamma 0.7 Z0 Z1)
#[qkernel]
pub(crate) fn k_evolve_zz(
    ang: Vector<Float, 2>,
    gamma: Float,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(2), ang);
    (q[0], q[1]) = rzz(q[0], q[1], 2.0 * 0.7 * gamma);
    expval(q, hs)
}

/// exp(i gamma 0.45 X0 X1 Y2 Z3)
#[qkernel]
pub(crate) fn k_evolve_xxyz(
    ang: Vector<Float, 4>,
    gamma: Float,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(4), ang);
    q[0] = h(q[0]);
    q[1] = h(q[1]);
    q[2] = h(sdg(q[2]));
    q = cx_entangling_layer(q);
    q[3] = rz(q[3], -2.0 * 0.45 * gamma);
    for i in range(3, 0, -1) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    q[0] = h(q[0]);
    q[1] = h(q[1]);
    q[2] = s(h(q[2]));
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_mcx(hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(5);
    for i in range(5) {
        q[i] = ry(q[i], 0.6 + 0.35 * (i as Float));
    }
    // X under four controls, with two helpers that end in |0>.
    let (mut low, mut high) = (qubit(), qubit());
    (q[0], q[1], low) = ccx(q[0], q[1], low);
    (q[2], q[3], high) = ccx(q[2], q[3], high);
    (low, high, q[4]) = ccx(low, high, q[4]);
    (q[2], q[3], high) = ccx(q[2], q[3], high);
    (q[0], q[1], low) = ccx(q[0], q[1], low);
    discard(low);
    discard(high);
    (q[1], q[2], q[0]) = ccz(q[1], q[2], q[0]);
    expval(q, hs)
}

/// Majority, the half of an adder (Cuccaro).
#[qkernel]
fn majority(carry: Qubit, b: Qubit, a: Qubit) -> (Qubit, Qubit, Qubit) {
    let (a, b) = cx(a, b);
    let (a, carry) = cx(a, carry);
    let (carry, b, a) = ccx(carry, b, a);
    (carry, b, a)
}

/// The other half.
#[qkernel]
fn unmajority(carry: Qubit, b: Qubit, a: Qubit) -> (Qubit, Qubit, Qubit) {
    let (carry, b, a) = ccx(carry, b, a);
    let (a, carry) = cx(a, carry);
    let (carry, b) = cx(carry, b);
    (carry, b, a)
}

#[qkernel]
fn basis_bits(q: Vector<Qubit>, bits: Vector<UInt>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rx(q[i], PI * (bits[i] as Float));
    }
    q
}

#[qkernel]
pub(crate) fn k_add2(
    left_bits: Vector<UInt>,
    right_bits: Vector<UInt>,
) -> (Vector<Bit>, Vector<Bit>, Bit, Bit) {
    let n = left_bits.len();
    let mut left = basis_bits(qubit_array(n), left_bits);
    let mut right = basis_bits(qubit_array(n), right_bits);
    let mut carry = qubit();
    let mut over = qubit();
    (carry, right[0], left[0]) = majority(carry, right[0], left[0]);
    for i in range(1, n) {
        (left[i - 1], right[i], left[i]) = majority(left[i - 1], right[i], left[i]);
    }
    (left[n - 1], over) = cx(left[n - 1], over);
    for i in range(n - 1, 0, -1) {
        (left[i - 1], right[i], left[i]) = unmajority(left[i - 1], right[i], left[i]);
    }
    (carry, right[0], left[0]) = unmajority(carry, right[0], left[0]);
    (measure(left), measure(right), measure(carry), measure(over))
}
