use qkernel_runtime::prelude::*;

/// Every iteration takes a new qubit and discards it.
#[qkernel]
fn noisy(n: UInt) -> Bit {
    let mut q = h(qubit());
    for _ in range(n) {
        let environment = qubit();
        let (kept, lost) = cx(q, environment);
        q = kept;
        discard(lost);
    }
    measure(q)
}

fn main() {
    noisy(2);
    noisy { n: 2 }.compile().unwrap();
}
