use crate::prelude::*;

/// RX on every qubit; qubit i turns by `weights[base + i]`, so `weights` reaches `base + q.len()`.
#[qkernel]
pub fn rx_layer(q: Vector<Qubit>, weights: Vector<Float>, base: UInt) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rx(q[i], weights[base + i]);
    }
    q
}

/// RY on every qubit; qubit i turns by `weights[base + i]`, so `weights` reaches `base + q.len()`.
#[qkernel]
pub fn ry_layer(q: Vector<Qubit>, weights: Vector<Float>, base: UInt) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = ry(q[i], weights[base + i]);
    }
    q
}

/// RZ on every qubit; qubit i turns by `weights[base + i]`, so `weights` reaches `base + q.len()`.
#[qkernel]
pub fn rz_layer(q: Vector<Qubit>, weights: Vector<Float>, base: UInt) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rz(q[i], weights[base + i]);
    }
    q
}

/// Hadamard on every qubit.
#[qkernel]
pub fn h_layer(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = h(q[i]);
    }
    q
}

/// A ladder of CX: qubit i controls qubit i + 1.
#[qkernel]
pub fn cx_entangling_layer(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(1, q.len()) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    q
}

/// A ladder of CZ between neighbours.
#[qkernel]
pub fn cz_entangling_layer(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(1, q.len()) {
        (q[i - 1], q[i]) = cz(q[i - 1], q[i]);
    }
    q
}

/// Angle encoding: RY on every qubit, qubit i by `angles[i]`, so there are at least `q.len()` angles.
#[qkernel]
pub fn angle_encoding(q: Vector<Qubit>, angles: Vector<Float>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = ry(q[i], angles[i]);
    }
    q
}
