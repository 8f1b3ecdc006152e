use qkernel_runtime::prelude::*;

/// This loop counts from five down to two.
#[qkernel]
fn countdown() -> Bit {
    let mut q = qubit();
    for _ in range(5, 2, -1) {
        q = sx(q);
    }
    measure(q)
}

fn main() {
    countdown();
    countdown {}.compile().unwrap();
}
