use qkernel_runtime::prelude::*;

/// The angle comes after the qubit.
#[qkernel]
fn rotate(theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(1);
    q[0] = ry(theta, q[0]);
    expval(q, observable)
}

fn main() {}
