use qkernel_runtime::prelude::*;

/// How often a circuit is sampled is said where it is sampled.
#[qkernel]
fn coin() -> Bit {
    measure(h(qubit()))
}

fn main() {
    coin();
    coin {}.compile().unwrap();
}
