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
    static ANGLE: steered = { n: 3.0, flag: true, observable: "Z0" };
    static NUMBER: steered = { n: 3, flag: 1, observable: "Z0" };
    static COMPUTED: steered = { n: 3, flag: true, observable: Z(0) };
    static LIST: steered = { n: [3], flag: true, observable: "Z0" };
    static ON_THE_HEAP: lists = { sizes: vec![1], flags: [], observables: [] };
}

fn no_kernel(n: UInt) -> UInt {
    n
}

static_circuit! {
    static PLAIN: no_kernel = { n: 3 };
}

fn main() {}
