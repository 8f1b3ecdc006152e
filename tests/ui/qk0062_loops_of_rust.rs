use qkernel_runtime::prelude::*;

/// Loops as they are written outside of kernels.
#[qkernel]
fn loops(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in 0..n.rev().step_by(2) {
        q[i] = h(q[i]);
    }
    for i in (0..n).step_by(2).rev().step_by(2) {
        q[i] = x(q[i]);
    }
    for i in range(0, n, 2).step_by(3) {
        q[i] = sx(q[i]);
    }
    for i in (0..n).filter(|i| i % 2 == 0).rev() {
        q[i] = z(q[i]);
    }
    for i in range(n - 1, -1, -1) {
        q[i] = sx(q[i]);
    }
    for i in range((n / 2)..n) {
        q[i] = sx(q[i]);
    }
    for i in range(0..=n - 1) {
        q[i] = sx(q[i]);
    }
    for i in n {
        q[i] = t(q[i]);
    }
    for (i, a) in q.iter_mut().enumerate() {
        *a = s(*a);
    }
    measure(q)
}

fn main() {}
