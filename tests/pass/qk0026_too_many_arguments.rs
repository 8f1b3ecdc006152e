use qkernel_runtime::prelude::*;

/// A rotation has an angle.
#[qkernel]
fn superpose() -> Bit {
    let q = ry(qubit(), 0.5);
    measure(q)
}

fn main() {
    superpose();
    superpose {}.compile().unwrap();
}
