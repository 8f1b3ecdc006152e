//! Kernels whose angles, observables and arguments decide whether they can be bound.

use qkernel_runtime::prelude::*;

const STEEP: f64 = 1e308;

#[qkernel]
pub(crate) fn angles(n: UInt, k: UInt, theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(3);
    let mut size = n as Float;
    q[0] = rx(q[0], (size - 4.0).exp() + (size * 3.0).cos());
    q[0] = rz(q[0], theta / (k as Float));
    size -= 2.0;
    if n > 3 {
        q[0] = ry(q[0], size.ln() + size.sqrt());
    }
    q[1] = ry(q[1], -size * STEEP * 0.5);
    expval(q, observable)
}

#[qkernel]
pub(crate) fn cancelled(n: UInt, k: UInt, theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(3);
    let none = theta * 2.0 - theta - theta;
    q[0] = rx(q[0], 1.0 / (none + (n as Float) - (k as Float)));
    expval(q, observable)
}

#[qkernel]
pub(crate) fn coefficients(n: UInt, k: UInt, theta: Float, observable: Observable) -> Float {
    let q = qubit_array(3);
    let factor = theta * (n as Float);
    expval(q, observable * factor + Z(k) * 0.5 - Z(0))
}

#[qkernel]
pub(crate) fn known_branches(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    let x = (n as Float) * 0.5;
    let y = (k as Float) - 1.0;
    let above = x > y;
    if above {
        q[1] = h(q[1]);
    } else {
        q[3] = h(q[3]);
    }
    expval(q, observable)
}

#[qkernel]
pub(crate) fn measured_angles(n: UInt, k: UInt, theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(3);
    let m = measure(h(qubit()));
    let mut angle = theta;
    if m {
        angle = theta * (n as Float) - (k as Float) * theta + theta;
    }
    q[0] = rx(q[0], angle);
    expval(q, observable)
}

#[qkernel]
pub(crate) fn measured_tuples(n: UInt, k: UInt, observable: Observable) -> Float {
    let q = qubit_array(3);
    let m = measure(h(qubit()));
    let pair = if m { (n, 0.5) } else { (k, 0.5) };
    expval(q, observable * pair.1)
}

#[qkernel]
pub(crate) fn measured_observables(n: UInt, k: UInt, observable: Observable) -> Float {
    let q = qubit_array(4);
    let m = measure(h(qubit()));
    let seen = if m { Z(n) * 0.5 } else { 0.5 * Z(k) };
    expval(q, seen + observable)
}

#[qkernel]
pub(crate) fn measured_registers(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(3);
    let mut other = qubit_array(3);
    let m = measure(h(qubit()));
    if m && n > k {
        let kept = q;
        q = other;
        other = kept;
    }
    discard(other);
    expval(q, observable)
}

#[qkernel]
fn stated(n: UInt, weights: Vector<Float, { n }>) -> Float {
    weights[0] + weights[n - 1]
}

#[qkernel]
pub(crate) fn used_before(
    n: UInt,
    k: UInt,
    weights: Vector<Float>,
    observable: Observable,
) -> Float {
    let mut q = qubit_array(3);
    q[0] = rx(q[0], weights[k]);
    q[1] = rx(q[1], stated(n, weights));
    q[2] = rx(q[2], stated(3, weights));
    expval(q, observable)
}

#[qkernel]
pub(crate) fn matrices(n: UInt, k: UInt, m: Matrix<Float>, observable: Observable) -> Float {
    let mut q = qubit_array(3);
    for i in range(n) {
        q[0] = rx(q[0], m[(i * 1_000_000, k * 400_000)]);
    }
    expval(q, observable)
}

#[qkernel]
pub(crate) fn results(n: UInt, k: UInt, observable: Observable) -> Vector<Bit> {
    let q = qubit_array(n);
    let bits = measure(q);
    let mut a = qubit();
    if bits[k] {
        a = x(a);
    }
    discard(a);
    let e = expval(qubit_array(3), observable);
    let again = e * (n as Float);
    let mut b = qubit();
    if n > 3 {
        b = rx(b, again - e * 4.0);
    }
    discard(b);
    bits
}

#[qkernel]
pub(crate) fn multiplied(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut total = 0.1 * Z(n);
    for i in range(k) {
        total = total * (0.3 * X(i) + Y(1)) / 2.0;
    }
    expval(qubit_array(4), total * observable)
}

#[qkernel]
pub(crate) fn sandwiched(n: UInt, k: UInt, observable: Observable) -> Float {
    let left = observable * (0.1 * X(k) + 0.3 * Y(k) + 0.7 * Z(1));
    let cancelled = 0.1 * X(n) + 0.2 * X(n) - 0.3 * X(n);
    expval(
        qubit_array(4),
        left * observable + cancelled + 0.1 * X(n) * Y(k),
    )
}
