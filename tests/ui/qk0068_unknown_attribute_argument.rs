use qkernel_runtime::prelude::*;

/// How often a circuit is sampled is not said where it is written.
#[qkernel(shots = 100)]
fn coin() -> Bit {
    measure(h(qubit()))
}

fn main() {}
