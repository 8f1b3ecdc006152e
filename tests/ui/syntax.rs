use qkernel_runtime::prelude::*;

/// Syntax errors are rustc's, and reported once.
#[qkernel]
fn prepare(n: UInt) -> Bit {
    let q = qubit()
    let q = rz(q, n as Float);
    measure(q)
}

/// Callers of the kernel get no errors.
#[qkernel]
fn caller() -> Bit {
    prepare(3)
}

pub fn run() -> Result<(), Error> {
    prepare { n: 2 }.compile()?;
    Ok(())
}

fn main() {}
