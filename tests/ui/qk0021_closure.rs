use qkernel_runtime::prelude::*;

/// What is done to each qubit is a closure.
#[qkernel]
fn prepare(n: UInt, theta: Float) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let turn = |q: Qubit| rz(h(q), theta);
    for i in range(n) {
        q[i] = turn(q[i]);
    }
    measure(q)
}

fn main() {}
