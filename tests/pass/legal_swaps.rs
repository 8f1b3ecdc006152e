use qkernel_runtime::prelude::*;

/// Elements change places through variables, in any order.
#[qkernel]
fn rotate_left() -> Vector<Bit> {
    let mut q = qubit_array(3);
    q[0] = x(q[0]);
    let first = q[0];
    q[0] = q[1];
    q[1] = q[2];
    q[2] = first;
    measure(q)
}

#[qkernel]
fn reverse(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q[0] = x(q[0]);
    for i in range(n / 2) {
        let left = q[i];
        let right = q[n - 1 - i];
        q[i] = right;
        q[n - 1 - i] = left;
    }
    measure(q)
}

#[qkernel]
fn both_at_once() -> Vector<Bit> {
    let mut q = qubit_array(2);
    q[0] = x(q[0]);
    (q[0], q[1]) = (q[1], q[0]);
    (q[1], q[0]) = swap(q[1], q[0]);
    measure(q)
}

fn main() {
    assert!(rotate_left()[2]);
    assert!(reverse(4)[3]);
    assert!(both_at_once()[0]);
    rotate_left {}.compile().unwrap();
    reverse { n: 5 }.compile().unwrap();
    both_at_once {}.compile().unwrap();
}
