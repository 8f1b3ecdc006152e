use qkernel_runtime::prelude::*;

/// The outcome chooses the angle.
#[qkernel]
fn correct() -> Bit {
    let outcome = measure(h(qubit()));
    let angle = if outcome { PI } else { 0.5 };
    measure(rx(qubit(), angle))
}

fn main() {}
