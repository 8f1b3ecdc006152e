use qkernel_runtime::prelude::*;

/// One call gives all expectation values.
#[qkernel]
fn energies(n: UInt, observables: Vector<Observable>) -> Vector<Float> {
    let q = h_layer(qubit_array(n));
    expval(q, observables)
}

fn main() {
    let observables: Vector<Observable> = [X(0), X(1)].into_iter().collect();
    assert_eq!(energies(2, observables).len(), 2);
    energies { n: 2, observables }.compile().unwrap();
}
