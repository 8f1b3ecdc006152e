use qkernel_runtime::prelude::*;

/// The ancillas are discarded on purpose.
#[qkernel]
fn prepare(n: UInt) -> Vector<Bit> {
    let data = h_layer(qubit_array(n));
    let ancilla = h_layer(qubit_array(3));
    discard(ancilla);
    measure(data)
}

fn main() {
    assert_eq!(prepare(2).len(), 2);
    prepare { n: 2 }.compile().unwrap();
}
