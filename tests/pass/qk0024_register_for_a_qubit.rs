use qkernel_runtime::prelude::*;

/// `h` takes one qubit after the other.
#[qkernel]
fn superpose(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = h(q[i]);
    }
    measure(q)
}

fn main() {
    superpose(3);
    superpose { n: 3 }.compile().unwrap();
}
