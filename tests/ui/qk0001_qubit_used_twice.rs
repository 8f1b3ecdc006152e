use qkernel_runtime::prelude::*;

/// One qubit as if it were a number that can be read twice.
#[qkernel]
fn interfere() -> (Bit, Bit) {
    let q = qubit();
    let left = h(q);
    let right = h(q);
    (measure(left), measure(right))
}

fn main() {}
