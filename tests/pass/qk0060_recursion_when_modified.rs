use qkernel_runtime::prelude::*;

/// A turn, and one back for each other one.
#[qkernel]
fn spin(q: Qubit, n: UInt) -> Qubit {
    let mut q = q;
    for i in range(n) {
        q = if i % 2 == 0 { t(q) } else { inverse(t)(q) };
    }
    q
}

fn main() {
    measure(spin(qubit(), 3));
}
