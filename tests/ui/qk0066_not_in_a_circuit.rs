use qkernel_runtime::prelude::*;

/// What a circuit cannot do.
#[qkernel]
fn chatty(mode: UInt) -> Bit {
    const TURNS: usize = 3;
    println!("mode {mode}");
    let mut q = qubit();
    match mode {
        0 => q = x(q),
        k if k > 3 => q = y(q),
        TURNS => q = z(q),
        _ => q = h(q),
    }
    for _ in range(TURNS) {
        q = t(q);
    }
    measure(q)
}

fn main() {}
