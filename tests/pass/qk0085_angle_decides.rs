use qkernel_runtime::prelude::*;

/// A bit is bound before.
#[qkernel]
fn threshold(theta: Float, flip: Bit) -> Bit {
    let mut q = ry(qubit(), theta);
    if flip {
        q = x(q);
    }
    measure(q)
}

fn main() {
    threshold(0.3, true);
    threshold { flip: true }.compile().unwrap();
}
