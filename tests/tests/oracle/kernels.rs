//! The kernels of the cases, line by line as they are in the file.

use qkernel_runtime::prelude::*;
use qkernel_tests::listed::listed;

#[qkernel]
pub(crate) fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n_qubits);
    for i in range(n_qubits) {
        q[i] = ry(q[i], inputs[i]);
    }
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_ry(theta: Float, hs: Vector<Observable>) -> Vector<Float> {
    let q = ry(qubit(), theta);
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_allgates(a: Float, b: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(3);
    q[0] = h(q[0]);
    q[1] = x(q[1]);
    q[2] = y(q[2]);
    q[0] = s(q[0]);
    q[1] = t(q[1]);
    q[2] = h(q[2]);
    q[0] = rx(q[0], a);
    q[1] = ry(q[1], b);
    q[2] = rz(q[2], 2.0 * a - 0.5 * b + 0.25);
    (q[0], q[1]) = cx(q[0], q[1]);
    (q[1], q[2]) = cz(q[1], q[2]);
    q[0] = p(q[0], b);
    (q[0], q[2]) = cp(q[0], q[2], a);
    (q[1], q[2]) = rzz(q[1], q[2], a * b);
    (q[0], q[1]) = swap(q[0], q[1]);
    (q[0], q[1], q[2]) = ccx(q[0], q[1], q[2]);
    q[1] = sdg(q[1]);
    q[2] = tdg(q[2]);
    q[0] = z(q[0]);
    q[1] = h(q[1]);
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_ghz(n: UInt, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    q[0] = h(q[0]);
    for i in range(n - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    expval(q, hs)
}

#[qkernel]
pub(crate) fn s_grover(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    q[1] = x(q[1]);
    q[2] = h(q[2]);
    (q[0], q[1], q[2]) = ccx(q[0], q[1], q[2]);
    q[2] = h(q[2]);
    q[1] = x(q[1]);
    q = h_layer(q);
    for i in range(q.len()) {
        q[i] = x(q[i]);
    }
    q[2] = h(q[2]);
    (q[0], q[1], q[2]) = ccx(q[0], q[1], q[2]);
    q[2] = h(q[2]);
    for i in range(q.len()) {
        q[i] = x(q[i]);
    }
    h_layer(q)
}

#[qkernel]
pub(crate) fn k_grover(iters: UInt, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = h_layer(qubit_array(3));
    q = s_grover(q);
    if iters == 2 {
        q = s_grover(q);
    }
    expval(q, hs)
}

// One of the loops does nothing, on purpose.
#[allow(deprecated)]
#[qkernel]
pub(crate) fn k_stride(n: UInt, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in range(0, n, 2) {
        q[i] = h(q[i]);
    }
    for i in range(1, n, 3) {
        q[i] = ry(q[i], 0.2 * (i as Float));
    }
    for i in range(n - 1, 0, -1) {
        (q[i], q[i - 1]) = cx(q[i], q[i - 1]);
    }
    for i in range(2, 2) {
        q[i] = x(q[i]);
    }
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_triangle(n: UInt, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        for j in range(i + 1, n) {
            (q[i], q[j]) = cp(q[i], q[j], 0.1 * ((i + 1) as Float) * ((j + 1) as Float));
        }
    }
    for i in range(n) {
        if i % 2 == 0 {
            q[i] = rx(q[i], 0.3);
        } else {
            q[i] = ry(q[i], 0.5);
        }
    }
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_accum(n: UInt, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(2);
    let mut a = 0.1;
    let mut k = 0;
    for i in range(n) {
        a = a + 0.25 * (i as Float);
        k = k + 2;
        q[0] = ry(q[0], a);
    }
    (q[0], q[1]) = cx(q[0], q[1]);
    for j in range(k) {
        q[1] = rx(q[1], 0.05 * (j as Float));
    }
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_two_registers(hs: Vector<Observable>) -> Vector<Float> {
    let mut a = qubit_array(2);
    let mut s = qubit();
    let mut b = qubit_array(2);
    a[0] = ry(a[0], 0.4);
    a[1] = ry(a[1], 0.9);
    s = h(s);
    b[0] = rx(b[0], 1.3);
    b[1] = rx(b[1], -0.6);
    (a[1], s) = cx(a[1], s);
    (s, b[0]) = cz(s, b[0]);
    (b[0], b[1]) = swap(b[0], b[1]);
    discard(a);
    discard(s);
    expval(b, hs)
}

/// The edges of the graph are pairs of `left` and `right`; each has weight 1.
#[qkernel]
pub(crate) fn k_qaoa(
    p: UInt,
    n: UInt,
    left: Vector<UInt>,
    right: Vector<UInt>,
    gammas: Vector<Float, { p }>,
    betas: Vector<Float, { p }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = h_layer(qubit_array(n));
    for layer in range(p) {
        for e in range(left.len()) {
            (q[left[e]], q[right[e]]) = rzz(q[left[e]], q[right[e]], 2.0 * gammas[layer]);
        }
        for i in range(n) {
            q[i] = rx(q[i], 2.0 * betas[layer]);
        }
    }
    expval(q, hs)
}

#[qkernel]
pub(crate) fn k_h2(t: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(2);
    q[0] = x(q[0]);
    q[1] = rx(q[1], 0.5 * 3.141592653589793);
    q[0] = ry(q[0], 3.0 * 0.5235987755982988);
    (q[0], q[1]) = cx(q[0], q[1]);
    q[1] = rz(q[1], t);
    (q[0], q[1]) = cx(q[0], q[1]);
    q[0] = ry(q[0], -1.5707963267948966);
    q[1] = rx(q[1], -1.5707963267948966);
    expval(q, hs)
}

/// The flat gate list of a case.
#[qkernel]
pub(crate) fn k_listed(
    n: UInt,
    count: UInt,
    ops: Vector<UInt, { count }>,
    on: Vector<UInt, { 3 * count }>,
    angles: Vector<Float, { count }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let q = listed(qubit_array(n), count, ops, on, angles);
    expval(q, hs)
}
