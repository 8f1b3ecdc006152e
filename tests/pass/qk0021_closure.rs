use qkernel_runtime::prelude::*;

/// What is done to each qubit.
#[qkernel]
fn turn(q: Qubit, theta: Float) -> Qubit {
    rz(h(q), theta)
}

#[qkernel]
fn prepare(n: UInt, theta: Float) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = turn(q[i], theta);
    }
    measure(q)
}

fn main() {
    prepare(2, 0.3);
    prepare { n: 2 }.compile().unwrap();
}
