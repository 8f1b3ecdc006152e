use qkernel_runtime::prelude::*;

/// The outcome chooses the gate.
#[qkernel]
fn correct() -> Bit {
    let outcome = measure(h(qubit()));
    let mut q = qubit();
    if outcome {
        q = rx(q, PI);
    } else {
        q = rx(q, 0.5);
    }
    measure(q)
}

fn main() {
    correct();
    correct {}.compile().unwrap();
}
