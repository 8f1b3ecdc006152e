use qkernel_runtime::prelude::*;

/// What cannot be read rustc says, and says once.
#[qkernel]
fn prepare(n: UInt) -> Bit {
    let q = qubit()
    let q = rz(q, n as Float);
    measure(q)
}

/// Who calls the kernel gets no errors.
#[qkernel]
fn caller() -> Bit {
    prepare(3)
}

pub fn run() -> Result<(), Error> {
    prepare { n: 2 }.compile()?;
    Ok(())
}

fn main() {}
