use qkernel_runtime::prelude::*;

/// A matrix has a row and a column for each element.
#[qkernel]
fn prepare(angles: Matrix<Float>) -> Bit {
    let q = rx(qubit(), angles[(0, 1)]);
    measure(rz(q, angles[(1, 0)]))
}

fn main() {
    prepare([[0.0, 0.1], [0.2, 0.3]].into());
    prepare {}.compile().unwrap();
}
