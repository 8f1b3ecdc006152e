use qkernel_runtime::prelude::*;

/// `i` is not `i + 1`.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n - 1) {
        (q[i + 1], q[i]) = cz(q[i + 1], q[i]);
    }
    measure(q)
}

fn main() {
    ladder(3);
    ladder { n: 3 }.compile().unwrap();
}
