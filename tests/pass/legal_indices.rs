use qkernel_runtime::prelude::*;

/// Elements that differ, and elements that may be the same.
#[qkernel]
fn pairs(count: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(2 * count));
    for i in range(count) {
        (q[2 * i], q[2 * i + 1]) = cx(q[2 * i], q[2 * i + 1]);
    }
    measure(q)
}

#[qkernel]
fn mirrored(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(2 * n));
    for i in range(n) {
        (q[i], q[2 * n - 1 - i]) = cx(q[i], q[2 * n - 1 - i]);
    }
    measure(q)
}

#[qkernel]
fn edges(n: UInt, m: UInt, from: Vector<UInt, { m }>, to: Vector<UInt, { m }>) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for e in range(m) {
        (q[from[e]], q[to[e]]) = cz(q[from[e]], q[to[e]]);
    }
    measure(q)
}

#[qkernel]
fn kept(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let k = n - 1;
    let last = q[k];
    q[0] = x(q[0]);
    q[k] = h(last);
    q[n - 1] = h(q[k]);
    measure(q)
}

fn main() {
    pairs(2);
    pairs { count: 2 }.compile().unwrap();
    mirrored(2);
    mirrored { n: 2 }.compile().unwrap();
    edges(3, 2, [0, 1].into(), [1, 2].into());
    edges { n: 3, m: 2, from: [0, 1].into(), to: [1, 2].into() }.compile().unwrap();
    assert!(kept(2)[0]);
    kept { n: 2 }.compile().unwrap();
}
