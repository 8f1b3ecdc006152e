use qkernel_runtime::prelude::*;

/// The register is measured while one of its qubits is still in `first`.
#[qkernel]
fn energy(n: UInt, theta: Float, observable: Observable) -> Float {
    let q = qubit_array(n);
    let first = ry(q[0], theta);
    let energy = expval(q, observable);
    discard(first);
    energy
}

fn main() {}
