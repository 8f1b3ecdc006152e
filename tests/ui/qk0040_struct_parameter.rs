use qkernel_runtime::prelude::*;

/// A circuit has no structs.
pub struct Atom {
    pub qubit: Qubit,
    pub angle: f64,
}

#[qkernel]
fn excite(atom: Atom) -> Qubit {
    ry(atom.qubit, atom.angle)
}

fn main() {}
