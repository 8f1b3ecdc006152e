use qkernel_runtime::prelude::*;

/// The first half of a register, one qubit after the other.
#[qkernel]
fn half(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(2 * n);
    for i in range(n) {
        q[i] = h(q[i]);
    }
    measure(q)
}

fn main() {
    half(1);
    half { n: 1 }.compile().unwrap();
}
