use qkernel_runtime::prelude::*;

/// Every qubit is turned under the control of its neighbour: but the neighbour is `i + 1`.
#[qkernel]
fn ladder(n: UInt, angles: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n - 1) {
        (q[i], q[i + 1]) = control(rx)(q[i], q[i], angles[i]);
    }
    measure(q)
}

fn main() {}
