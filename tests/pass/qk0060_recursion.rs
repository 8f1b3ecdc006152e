use qkernel_runtime::prelude::*;

/// The repetition is a loop.
#[qkernel]
fn spin(q: Qubit, n: UInt) -> Qubit {
    let mut turned = q;
    for _ in range(n) {
        turned = t(turned);
    }
    turned
}

fn main() {
    discard(spin(qubit(), 3));
}
