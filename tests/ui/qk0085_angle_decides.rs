use qkernel_runtime::prelude::*;

/// The angle comes when the circuit stands.
#[qkernel]
fn threshold(theta: Float) -> Bit {
    let mut q = ry(qubit(), theta);
    if theta > 0.5 {
        q = x(q);
    }
    measure(q)
}

fn main() {}
