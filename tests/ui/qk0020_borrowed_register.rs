use qkernel_runtime::prelude::*;

/// A borrowed register cannot be given back.
#[qkernel]
fn flip_all(q: &mut Vector<Qubit>) -> Vector<Qubit> {
    for i in range(q.len()) {
        q[i] = x(q[i]);
    }
    *q
}

fn main() {}
