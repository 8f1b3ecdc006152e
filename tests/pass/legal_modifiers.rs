use qkernel_runtime::prelude::*;

mod other {
    pub use qkernel_runtime::prelude::{control as when, power};
}

/// A name of the prelude is the user's to give.
#[qkernel]
fn inverse(q: Qubit, angle: Float) -> Qubit {
    rx(q, -angle)
}

#[qkernel]
fn turn(n: UInt, q: Vector<Qubit>, angles: Vector<Float, { n }>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(n) {
        q[i] = inverse(q[i], angles[i]);
        if i > 0 {
            (q[i - 1], q[i]) = other::when(other::power(s, i))(q[i - 1], q[i]);
        }
    }
    q
}

#[qkernel]
fn phases(angle: Float) {
    global_phase(angle);
    global_phase(angle / 2.0);
}

/// The register keeps its length: `q[n - 1]` is there, and `turn` fits.
#[qkernel]
fn circuit(n: UInt, counts: Vector<UInt>, angles: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let mut control = h(qubit());
    for i in range(3) {
        let all = other::when(other::power(turn, counts[i]))(control, n, q, angles);
        (control, q) = all;
        q[n - 1] = x(q[n - 1]);
        control = other::when(phases)(control, angles[0]);
    }
    qkernel_runtime::modifiers::power(phases, n)(0.1);
    if n > 1 {
        (q[0], q[n - 1]) = qkernel_runtime::modifiers::inverse(cx)(q[0], q[n - 1]);
    }
    discard(control);
    measure(qkernel_runtime::modifiers::inverse(h_layer)(q))
}

fn main() {
    let counts = Vector::from([1, 0, 2]);
    circuit(3, counts, [0.1, 0.2, 0.3].into());
    circuit { n: 3, counts }.compile().unwrap();
}
