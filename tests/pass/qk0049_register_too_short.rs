use qkernel_runtime::prelude::*;

#[qkernel]
fn encode(n: UInt, angles: Vector<Float, { n }>) -> Vector<Qubit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], angles[i]);
    }
    q
}

#[qkernel]
fn overlap(n: UInt, q: Vector<Qubit, { 2 * n }>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(n) {
        (q[i], q[i + n]) = swap(q[i], q[i + n]);
    }
    q
}

/// The register is as long as it should be.
#[qkernel]
fn compare(n: UInt, angles: Vector<Float, { 2 * n }>) -> Vector<Bit> {
    let q = overlap(n, encode(2 * n, angles));
    measure(q)
}

fn main() {
    compare(1, [0.0, PI].into());
    compare { n: 1 }.compile().unwrap();
}
