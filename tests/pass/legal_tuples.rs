use qkernel_runtime::prelude::*;

/// Pairs and triples, as arguments, results and values.
#[qkernel]
fn bell(pair: (Qubit, Qubit)) -> (Qubit, Qubit) {
    let (a, b) = pair;
    cx(h(a), b)
}

#[qkernel]
fn ghz() -> (Bit, Bit, Bit) {
    let pair = bell((qubit(), qubit()));
    let (a, b) = pair;
    let (b, c) = cx(b, qubit());
    let bits = (measure(a), measure(b), measure(c));
    bits
}

#[qkernel]
fn parts(theta: Float) -> (Bit, Float) {
    let angles = (theta, 2.0 * theta);
    let pair = bell((qubit(), qubit()));
    let a = ry(pair.0, angles.0);
    let b = ry(pair.1, angles.1);
    discard(b);
    (measure(a), angles.1)
}

#[qkernel]
fn ignored() -> Bit {
    let (bit, _) = (measure(h(qubit())), measure(qubit()));
    let _ = measure(qubit());
    measure(qubit_array(2));
    bit
}

fn main() {
    let (a, b, c) = ghz();
    assert!(a == b && b == c);
    ghz {}.compile().unwrap();
    parts(0.1);
    ignored();
    parts {}.compile().unwrap();
    ignored {}.compile().unwrap();
}
