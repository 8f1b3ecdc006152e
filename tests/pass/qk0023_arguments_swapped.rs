use qkernel_runtime::prelude::*;

/// The angle comes after the qubit.
#[qkernel]
fn rotate(theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(1);
    q[0] = ry(q[0], theta);
    expval(q, observable)
}

fn main() {
    assert!((rotate(0.3, Z(0)) - 0.3_f64.cos()).abs() < 1e-12);
    rotate { observable: Z(0) }.compile().unwrap();
}
