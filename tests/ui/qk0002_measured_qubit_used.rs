use qkernel_runtime::prelude::*;

/// A measured qubit is gone.
#[qkernel]
fn twice() -> (Bit, Bit) {
    let q = h(qubit());
    let first = measure(q);
    let second = measure(q);
    (first, second)
}

fn main() {}
