use qkernel_runtime::prelude::*;

/// The parameters hide the gates of the same names.
#[qkernel]
fn energy(x: Vector<Float>, h: Observable) -> Float {
    let q = rx(h(qubit()), x[0]);
    expval(control(x)(q, qubit()), h)
}

fn main() {}
