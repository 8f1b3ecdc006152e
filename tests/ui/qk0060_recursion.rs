use qkernel_runtime::prelude::*;

/// A circuit cannot contain itself.
#[qkernel]
fn spin(q: Qubit, n: UInt) -> Qubit {
    let turned = t(q);
    if n > 0 { spin(turned, n - 1) } else { turned }
}

fn main() {}
