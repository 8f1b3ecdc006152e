use qkernel_runtime::prelude::*;

/// The angle is used.
#[qkernel]
fn prepare(theta: Float) -> Bit {
    let q = ry(qubit(), theta);
    measure(q)
}

fn main() {
    assert!(prepare(PI));
    prepare {}.compile().unwrap();
}
