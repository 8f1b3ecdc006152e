use qkernel_runtime::prelude::*;

/// A register is not a number, and a length cannot be stated in terms of itself.
#[qkernel]
fn encode(q: Vector<Qubit>, angles: Vector<Float, { q }>, phases: Vector<Float, { phases.len() }>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rz(ry(q[i], angles[i]), phases[i]);
    }
    q
}

fn main() {}
