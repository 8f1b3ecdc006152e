use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn rotated(q: Qubit, rows: UInt, w: Matrix<Float, { rows }, { 2 }>) -> Qubit {
    let mut q = q;
    for i in range(rows) {
        q = rx(q, w[(i, 1)]);
    }
    q
}

/// Two calls that need other shapes: for `k = 2` both have two rows.
#[qkernel]
fn twice(k: UInt, w: Matrix<Float>, z: Observable) -> Float {
    let q = rotated(rotated(qubit(), 2, w), k, w);
    expval(q, z)
}

static_circuit! {
    static TWICE: twice = { k: 3, z: "Z0" };
}

/// The second column is the last.
#[qkernel]
fn beyond(k: UInt, w: Matrix<Float, { 2 }, { 2 }>, z: Observable) -> Float {
    expval(rx(qubit(), w[(1, k)]), z)
}

static_circuit! {
    static BEYOND: beyond = { k: 2, z: "Z0" };
}

#[qkernel]
fn shorter(n: UInt, k: UInt) -> Vector<Bit, { n / 2 }> {
    measure(qubit_array(n - k))
}

static_circuit! {
    static SHORTER: shorter = { n: 6, k: 2 };
}

#[qkernel]
fn of_a_pair(n: UInt, pair: (Qubit, Vector<Qubit, { n }>)) -> Bit {
    discard(pair.1);
    measure(pair.0)
}

#[qkernel]
fn other_pair(n: UInt, k: UInt) -> Bit {
    of_a_pair(n, (qubit(), qubit_array(k)))
}

static_circuit! {
    static PAIR: other_pair = { n: 2, k: 1 };
}

fn main() {}
