use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn layer(q: Qubit, n: UInt) -> Qubit {
    let mut q = q;
    for _ in range(n) {
        q = h(q);
    }
    q
}

#[qkernel]
fn coin(n: UInt) -> Bit {
    measure(layer(qubit(), n))
}

/// What is wrong with a kernel is told there, and not again where it is called and bound.
#[qkernel]
fn not_read(q: Qubit) -> Qubit {
    let list = vec![1];
    q
}

#[qkernel]
fn calls_it() -> Bit {
    measure(not_read(qubit()))
}

static_circuit! {
    static NO_CIRCUIT: layer = { n: 3 };
    static CALLS_IT: calls_it = {};
}

static_circuit! {
    static REST: coin = { n: 3, .. };
}

static_circuit! {
    static SHORT: coin = { n };
}

fn main() {}
