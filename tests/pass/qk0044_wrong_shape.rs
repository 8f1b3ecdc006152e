use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// A row for each layer, a column for each qubit.
#[qkernel]
fn layers(q: Vector<Qubit>, n: UInt, depth: UInt, w: Matrix<Float, { depth }, { n }>) -> Vector<Qubit> {
    let mut q = q;
    for layer in range(depth) {
        for i in range(n) {
            q[i] = ry(q[i], w[(layer, i)]);
        }
    }
    q
}

#[qkernel]
fn ansatz(n: UInt, depth: UInt, weights: Matrix<Float, { depth }, { n }>, z: Observable) -> Float {
    let q = layers(qubit_array(n), n, depth, weights);
    expval(q, z)
}

/// The first one that states a shape decides; here that is `layers`.
#[qkernel]
fn of_any_shape(n: UInt, depth: UInt, weights: Matrix<Float>, z: Observable) -> Float {
    let q = layers(qubit_array(n), n, depth, weights);
    expval(q, z)
}

#[qkernel]
fn ghz(n: UInt) -> Vector<Qubit, { n }> {
    let q = h_layer(qubit_array(n));
    q
}

#[qkernel]
fn measured(n: UInt, q: Vector<Qubit, { n }>) -> (Bit, Vector<Bit, { n }>) {
    (measure(qubit()), measure(q))
}

#[qkernel]
fn both(n: UInt) -> (Bit, Vector<Bit, { n }>) {
    measured(n, ghz(n))
}

static_circuit! {
    static ANSATZ: ansatz = { n: 3, depth: 2, z: "Z0 Z2" };
}

fn main() {
    let weights = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]];
    let z = || Observable::from(Z(0) * Z(2));
    let value = ansatz { n: 3, depth: 2, z: z() }.compile().unwrap().run(&weights).unwrap();
    let eager = ansatz(3, 2, weights.into(), z());
    assert!((value - eager).abs() < 1e-12);
    assert!((ANSATZ.run(&weights).unwrap() - eager).abs() < 1e-12);
    let circuit = of_any_shape { n: 3, depth: 2, z: z() }.compile().unwrap();
    assert!((circuit.run(&weights).unwrap() - eager).abs() < 1e-12);
    assert!(circuit.run(&[[0.1, 0.2, 0.3]]).is_err());
    assert_eq!(both(2).1.len(), 2);
    both { n: 2 }.compile().unwrap();
}
