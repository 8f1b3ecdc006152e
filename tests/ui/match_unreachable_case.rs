#![deny(unreachable_patterns)]

use qkernel_runtime::prelude::*;

/// The second case for 2, and what comes after `_`, are never taken.
#[qkernel]
fn too_late(n: UInt) -> Bit {
    let mut q = qubit();
    match n {
        0..4 => q = x(q),
        2 => q = y(q),
        _ => q = z(q),
        7 => q = h(q),
    }
    measure(q)
}

fn main() {}
