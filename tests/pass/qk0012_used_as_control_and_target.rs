use qkernel_runtime::prelude::*;

/// Every qubit is turned under the control of its neighbour.
#[qkernel]
fn ladder(n: UInt, angles: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n - 1) {
        (q[i], q[i + 1]) = control(rx)(q[i], q[i + 1], angles[i]);
    }
    measure(q)
}

fn main() {
    ladder(3, [0.1, 0.2, 0.3].into());
    ladder { n: 3 }.compile().unwrap();
}
