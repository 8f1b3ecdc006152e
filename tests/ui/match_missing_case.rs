use qkernel_runtime::prelude::*;

/// What happens for 4?
#[qkernel]
fn incomplete(n: UInt) -> Bit {
    let mut q = qubit();
    match n {
        0 => q = x(q),
        1..=3 | 5.. => q = h(q),
    }
    measure(q)
}

fn main() {}
