use qkernel_runtime::prelude::*;

/// The same loops over ranges.
#[qkernel]
fn loops(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in (0..n).rev().step_by(2) {
        q[i] = h(q[i]);
    }
    for i in (0..n).step_by(2).rev() {
        q[i] = x(q[i]);
    }
    for i in (0..n).step_by(2) {
        q[i] = z(q[i]);
    }
    for i in range(0, n, 2).rev() {
        q[i] = sx(q[i]);
    }
    for i in range(0, n, 6) {
        q[i] = sx(q[i]);
    }
    for i in range(0, n).rev() {
        q[i] = sx(q[i]);
    }
    for i in (0..n).rev() {
        q[i] = sx(q[i]);
    }
    for i in range(1, n).step_by(2) {
        q[i] = sx(q[i]);
    }
    for i in range(n) {
        q[i] = t(q[i]);
    }
    for i in range(q.len()) {
        q[i] = s(q[i]);
    }
    measure(q)
}

fn main() {
    loops(3);
    loops { n: 3 }.compile().unwrap();
}
