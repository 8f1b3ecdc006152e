use qkernel_runtime::prelude::*;

/// The length of another parameter is a number, and so is what a division gives.
#[qkernel]
fn encode(q: Vector<Qubit>, angles: Vector<Float, { q.len() }>, phases: Vector<Float, { angles.len() / 2 }>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rz(ry(q[i], angles[i]), phases[i / 2]);
    }
    q
}

/// A turn for each pair of qubits.
#[qkernel]
fn pairs(n: UInt, angles: Vector<Float, { n }>, turns: Vector<Float, { n * (n - 1) / 2 }>) -> Vector<Bit> {
    let mut q = encode(qubit_array(n), angles, turns);
    let mut k = 0;
    for i in range(n) {
        for j in range(i + 1, n) {
            (q[i], q[j]) = rzz(q[i], q[j], turns[k]);
            k += 1;
        }
    }
    measure(q)
}

fn main() {
    assert!(pairs(2, [PI, 0.0].into(), [0.5].into())[0]);
    // `encode` needs half as many phases as angles, and there is a turn for each pair: the same for two qubits.
    assert_eq!(pairs { n: 2 }.compile().unwrap().resources().gates, 5);
    assert!(pairs { n: 4 }.compile().is_err());
}
