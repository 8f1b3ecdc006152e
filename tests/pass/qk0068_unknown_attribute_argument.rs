use qkernel_runtime::prelude::*;

/// The number of shots is given where the circuit is sampled.
#[qkernel]
fn coin() -> Bit {
    measure(h(qubit()))
}

fn main() {
    coin();
    coin {}.compile().unwrap();
}
