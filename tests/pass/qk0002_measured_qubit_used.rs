use qkernel_runtime::prelude::*;

/// The second measurement is of a second qubit.
#[qkernel]
fn twice() -> (Bit, Bit) {
    let q = h(qubit());
    let first = measure(q);
    let q = h(qubit());
    let second = measure(q);
    (first, second)
}

fn main() {
    twice();
    twice {}.compile().unwrap();
}
