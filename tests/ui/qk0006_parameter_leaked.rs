use qkernel_runtime::prelude::*;

/// The second qubit comes in and never goes out.
#[qkernel]
fn first(q: Qubit, r: Qubit) -> Bit {
    let q = h(q);
    measure(q)
}

fn main() {}
