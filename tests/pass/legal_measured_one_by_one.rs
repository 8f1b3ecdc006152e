use qkernel_runtime::prelude::*;

/// A register that is used up element by element needs nothing else.
#[qkernel]
fn parity(n: UInt) -> Bit {
    let q = h_layer(qubit_array(n));
    let mut odd = false;
    for i in range(n) {
        odd ^= measure(q[i]);
    }
    odd
}

#[qkernel]
fn two_of_three() -> (Bit, Bit) {
    let q = h_layer(qubit_array(3));
    let (a, b) = cx(q[0], q[2]);
    discard(q[1]);
    (measure(a), measure(b))
}

#[qkernel]
fn last_one() -> Bit {
    let q = qubit_array(2);
    discard(q[0]);
    measure(q[1])
}

#[qkernel]
fn in_conditions() -> Bit {
    let q = qubit_array(2);
    let mut r = qubit();
    if measure(q[0]) {
        discard(q[1]);
        r = x(r);
    } else if measure(q[1]) {
        r = z(r);
    }
    measure(r)
}

fn main() {
    parity(3);
    two_of_three();
    assert!(!last_one());
    in_conditions();
    in_conditions {}.compile().unwrap();
    parity { n: 3 }.compile().unwrap();
    two_of_three {}.compile().unwrap();
    last_one {}.compile().unwrap();
}
