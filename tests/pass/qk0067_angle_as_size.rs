use qkernel_runtime::prelude::*;

/// A size of its own, and an angle that depends on it.
#[qkernel]
fn repeat(n: UInt, theta: Float) -> Bit {
    let mut q = qubit();
    for _ in range(n as UInt) {
        q = ry(q, theta / (n as Float));
    }
    measure(q)
}

fn main() {
    assert!(repeat(2, PI));
    repeat { n: 2 }.compile().unwrap();
}
