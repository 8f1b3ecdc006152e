use qkernel_runtime::prelude::*;

/// A register is taken and given back.
#[qkernel]
fn flip_all(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = x(q[i]);
    }
    q
}

fn main() {
    assert!(measure(flip_all(qubit_array(2)))[1]);
}
