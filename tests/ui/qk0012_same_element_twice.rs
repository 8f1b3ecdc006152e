use qkernel_runtime::prelude::*;

/// Every qubit is entangled with its neighbour: but the neighbour is `i + 1`.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i]);
    }
    measure(q)
}

fn main() {}
