use qkernel_runtime::prelude::*;

/// Six mistakes, six errors: what is not in the language hides no other mistake, and nothing is reported twice.
#[qkernel]
fn wrong(n: UInt, theta: Float) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let first = q[0].h();
    q[0] = rz(first, theta);
    q[1] = rx(theta, q[1]);
    (q[2], q[3]) = cx(q[2], q[2]);
    let count = n as i32 - 1;
    for i in range(count as usize) {
        q[i] = x(q[i]);
    }
    let list = vec![1, 2];
    q[4] = ry(q[4], list[0] as UInt as Float);
    println!("{theta}");
    measure(q)
}

fn main() {}
