use qkernel_runtime::prelude::*;

/// The qubit is back in its register before that is measured.
#[qkernel]
fn energy(n: UInt, theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    let first = ry(q[0], theta);
    q[0] = first;
    let energy = expval(q, observable);
    energy
}

fn main() {
    energy(2, 0.3, Z(0));
    energy { n: 2, observable: Z(0) }.compile().unwrap();
}
