use qkernel_runtime::prelude::*;

const TURNS: usize = 3;

/// What a circuit can do.
#[qkernel]
fn chatty(mode: UInt) -> Bit {
    let mut q = qubit();
    match mode {
        0 => q = x(q),
        _ if mode > 3 => q = y(q),
        3 => q = z(q),
        _ => q = h(q),
    }
    for _ in range(TURNS) {
        q = t(q);
    }
    measure(q)
}

fn main() {
    assert!(chatty(0));
    chatty { mode: 1 }.compile().unwrap();
}
