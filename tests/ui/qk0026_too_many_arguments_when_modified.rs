use qkernel_runtime::prelude::*;

/// A control is no angle.
#[qkernel]
fn turned(c: Qubit, q: Qubit, angle: Float) -> (Qubit, Qubit) {
    control(h)(c, q, angle)
}

fn main() {}
