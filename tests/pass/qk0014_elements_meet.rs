use qkernel_runtime::prelude::*;

/// The second loop begins after the qubit of the first.
#[qkernel]
fn all_pairs(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        for j in range(i + 1, n) {
            (q[i], q[j]) = cz(q[i], q[j]);
        }
    }
    measure(q)
}

/// The loop begins after qubit 0.
#[qkernel]
fn star(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(1, n) {
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

/// The next one, in a circle: which that is depends on `n`.
#[qkernel]
fn chain(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        let next = (i + 1) % n;
        q = couple(q, i, next);
    }
    measure(q)
}

/// An element is put into the place of another before that one is taken.
#[qkernel]
fn moved(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let mut spare = qubit();
    for i in range(n) {
        let first = q[i];
        q[i] = spare;
        let second = q[i];
        let (first, second) = cx(first, second);
        q[i] = first;
        spare = second;
    }
    discard(spare);
    measure(q)
}

fn main() {
    all_pairs { n: 4 }.compile().unwrap();
    star { n: 3 }.compile().unwrap();
    chain { n: 3 }.compile().unwrap();
    moved { n: 2 }.compile().unwrap();
    all_pairs(3);
    star(2);
    chain(2);
    moved(2);
    // With one qubit the next one is the same.
    assert!(chain { n: 1 }.compile().is_err());
}
