use qkernel_runtime::prelude::*;

/// A bit is true or false.
#[qkernel]
fn turn(turned: Bit, theta: Float) -> Bit {
    let mut q = qubit();
    if turned {
        q = ry(q, theta);
    }
    measure(q)
}

fn main() {
    assert!(turn(true, PI));
    turn { turned: false }.compile().unwrap();
}
