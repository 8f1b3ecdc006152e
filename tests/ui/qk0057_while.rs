use qkernel_runtime::prelude::*;

/// How often is known before the circuit runs; and a condition that measures.
#[qkernel]
fn flip_back_and_forth(n: UInt) -> Bit {
    let mut q = qubit();
    let mut left = n;
    while left > 0 {
        q = x(q);
        left = left - 1;
    }
    while measure(h(qubit())) {
        q = x(q);
    }
    measure(q)
}

fn main() {}
