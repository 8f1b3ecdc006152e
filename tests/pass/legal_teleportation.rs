use qkernel_runtime::prelude::*;

/// What was measured decides what is done to the third qubit.
#[qkernel]
fn teleport(message: Qubit) -> Qubit {
    let (here, mut there) = cx(h(qubit()), qubit());
    let (message, here) = cx(message, here);
    let phase = measure(h(message));
    let flip = measure(here);
    if flip {
        there = x(there);
    }
    if phase {
        there = z(there);
    }
    there
}

#[qkernel]
fn teleported(theta: Float) -> Bit {
    measure(teleport(ry(qubit(), theta)))
}

#[qkernel]
fn corrected() -> Vector<Bit> {
    let mut q = qubit_array(3);
    q[0] = h(q[0]);
    let ancilla = qubit();
    let syndrome;
    (q[0], syndrome) = cx(q[0], ancilla);
    if measure(syndrome) {
        q[1] = x(q[1]);
    } else {
        q[2] = x(q[2]);
    }
    measure(q)
}

fn main() {
    assert!(teleported(PI));
    teleported {}.compile().unwrap();
    let bits = corrected();
    assert!(bits[1] != bits[2]);
    corrected {}.compile().unwrap();
}
