use qkernel_runtime::prelude::*;

/// Nothing is waited for in a circuit, and a pair has a name.
#[qkernel]
async fn entangle((a, b): (Qubit, Qubit)) -> (Qubit, Qubit) {
    let a = h(a);
    cx(a, b)
}

fn main() {}
