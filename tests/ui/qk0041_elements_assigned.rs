use qkernel_runtime::prelude::*;

/// Bits are measured one by one and written into a list.
#[qkernel]
fn one_by_one(n: UInt) -> Vector<Bit> {
    let q = h_layer(qubit_array(n));
    let mut out = measure(qubit_array(n));
    for i in range(n) {
        out[i] = measure(q[i]);
    }
    out
}

#[qkernel]
fn scaled(weights: Vector<Float>, table: Matrix<Float>) -> Bit {
    weights[0] *= 2.0;
    table[(0, 1)] = weights[0];
    measure(ry(qubit(), table[(0, 1)]))
}

fn main() {}
