use qkernel_runtime::prelude::*;

/// One turn back for each one.
#[qkernel]
fn spin(q: Qubit, n: UInt) -> Qubit {
    if n == 0 { q } else { inverse(spin)(t(q), n - 1) }
}

fn main() {}
