use qkernel_runtime::prelude::*;

/// Qubits go in and come out.
#[qkernel]
fn prepare(n: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    q[0] = h(q[0]);
    q = h_layer(q);
    expval(q, observable)
}

fn main() {
    prepare { n: 2, observable: Z(0) }.compile().unwrap().run(()).unwrap();
}
