use qkernel_runtime::prelude::*;

/// Each qubit is in the tuple once.
#[qkernel]
fn energy(theta: Float, observable: Observable) -> Float {
    let (a, b) = cx(ry(qubit(), theta), qubit());
    discard(b);
    expval((a, a), observable)
}

fn main() {}
