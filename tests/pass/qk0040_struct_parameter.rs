use qkernel_runtime::prelude::*;

/// What a struct would hold are parameters.
#[qkernel]
fn excite(qubit: Qubit, angle: Float) -> Qubit {
    ry(qubit, angle)
}

fn main() {
    assert!(measure(excite(qubit(), PI)));
}
