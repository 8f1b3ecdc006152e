use qkernel_runtime::prelude::*;

/// The control, and then what the gate takes.
#[qkernel]
fn turned(c: Qubit, q: Qubit, angle: Float) -> (Qubit, Qubit) {
    control(ry)(c, q, angle)
}

fn main() {
    let (c, q) = turned(x(qubit()), qubit(), PI);
    assert!(measure(q) && measure(c));
}
