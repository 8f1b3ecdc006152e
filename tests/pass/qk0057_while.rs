use qkernel_runtime::prelude::*;

/// The same with a range, and a bit that has a name.
#[qkernel]
fn flip_back_and_forth(n: UInt) -> Bit {
    let mut q = qubit();
    for _ in range(n) {
        q = x(q);
    }
    let mut again = measure(h(qubit()));
    while again {
        q = x(q);
        again = measure(h(qubit()));
    }
    measure(q)
}

fn main() {
    flip_back_and_forth(3);
    let circuit = flip_back_and_forth { n: 3 }.compile().unwrap();
    assert_eq!(circuit.sample_seeded((), 100, 1).unwrap().shots(), 100);
}
