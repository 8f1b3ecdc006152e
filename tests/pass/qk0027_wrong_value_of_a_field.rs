use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn steered(n: UInt, flag: Bit, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    if flag {
        q[0] = x(q[0]);
    }
    expval(q, observable)
}

#[qkernel]
fn lists(sizes: Vector<UInt>, flags: Vector<Bit>, observables: Vector<Observable>) -> Vector<Float> {
    expval(qubit_array(sizes.len() + flags.len() + 1), observables)
}

static_circuit! {
    static STEERED: steered = { n: 3, flag: true, observable: "Z0" };
    /// What an empty list is of, the field tells.
    static EMPTY: lists = { sizes: [], flags: [], observables: [] };
    static LISTS: lists = { sizes: [1], flags: [true], observables: ["Z0", "Z2"] };
}

fn main() {
    assert_eq!(STEERED.num_qubits(), 3);
    let nothing: Vec<f64> = EMPTY.run(()).unwrap();
    assert!(nothing.is_empty() && EMPTY.num_qubits() == 1);
    assert_eq!(LISTS.num_qubits(), 3);
}
