use qkernel_runtime::prelude::*;

/// A circuit cannot read.
#[qkernel]
fn prepare(basis: &str) -> Bit {
    let mut q = qubit();
    if basis == "x" {
        q = h(q);
    }
    measure(q)
}

fn main() {}
