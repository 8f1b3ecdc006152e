use qkernel_runtime::prelude::*;

/// The second loop begins with the qubit of the first.
#[qkernel]
fn all_pairs(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        for j in range(i, n) {
            (q[i], q[j]) = cz(q[i], q[j]);
        }
    }
    measure(q)
}

/// In the first iteration both are qubit 0.
#[qkernel]
fn star(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        (q[0], q[i]) = control(ry)(q[0], q[i], 0.4);
    }
    measure(q)
}

#[qkernel]
fn couple(q: Vector<Qubit>, i: UInt, j: UInt) -> Vector<Qubit> {
    let mut q = q;
    (q[i], q[j]) = rzz(q[i], q[j], 0.1);
    q
}

/// The distance is 0.
#[qkernel]
fn chain(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        let next = i;
        q = couple(q, i, next);
    }
    measure(q)
}

fn main() {}
