use qkernel_runtime::prelude::*;

/// `1 + i` is `i + 1`.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n - 1) {
        (q[i + 1], q[i]) = cz(q[i + 1], q[1 + i]);
    }
    measure(q)
}

fn main() {}
