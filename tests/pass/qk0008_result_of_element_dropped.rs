use qkernel_runtime::prelude::*;

/// What comes out of the gates is put back.
#[qkernel]
fn prepare(n: UInt, theta: Float) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let mut spare = qubit();
    for i in range(n) {
        q[i] = h(q[i]);
    }
    (q[0], spare) = crx(q[0], spare, theta);
    discard(spare);
    measure(q)
}

fn main() {
    prepare(2, 0.3);
    prepare { n: 2 }.compile().unwrap();
}
