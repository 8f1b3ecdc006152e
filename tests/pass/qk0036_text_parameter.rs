use qkernel_runtime::prelude::*;

/// A bit says which of two it is.
#[qkernel]
fn prepare(in_x: Bit) -> Bit {
    let mut q = qubit();
    if in_x {
        q = h(q);
    }
    measure(q)
}

fn main() {
    assert!(!prepare(false));
    prepare { in_x: true }.compile().unwrap();
}
