use qkernel_runtime::prelude::*;

/// Every iteration takes a new qubit and forgets it.
#[qkernel]
fn noisy(n: UInt) -> Bit {
    let mut q = h(qubit());
    for _ in range(n) {
        let environment = qubit();
        let (kept, lost) = cx(q, environment);
        q = kept;
    }
    measure(q)
}

fn main() {}
