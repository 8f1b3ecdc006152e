use qkernel_runtime::prelude::*;

/// The measured qubit is replaced by a new one.
#[qkernel]
fn recycle(n: UInt) -> (Bit, Vector<Bit>) {
    let mut q = h_layer(qubit_array(n));
    let first = measure(q[0]);
    q[0] = h(qubit());
    (first, measure(q))
}

fn main() {
    recycle(2);
    recycle { n: 2 }.compile().unwrap();
}
