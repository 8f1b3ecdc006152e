#![deny(deprecated)]

use qkernel_runtime::prelude::*;

/// This loop counts from five up to two.
#[qkernel]
fn countdown() -> Bit {
    let mut q = qubit();
    for _ in range(5, 2) {
        q = sx(q);
    }
    measure(q)
}

fn main() {}
