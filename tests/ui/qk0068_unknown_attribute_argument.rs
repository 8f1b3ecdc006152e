use qkernel_runtime::prelude::*;

/// The number of shots is not part of a kernel.
#[qkernel(shots = 100)]
fn coin() -> Bit {
    measure(h(qubit()))
}

fn main() {}
