use qkernel_runtime::prelude::*;

/// There is a gate of this name.
#[qkernel]
fn superpose() -> Bit {
    let q = h(qubit());
    measure(q)
}

fn main() {
    superpose();
    superpose {}.compile().unwrap();
}
