use qkernel_runtime::prelude::*;

mod parity {
    use qkernel_runtime::prelude::*;

    /// The ancilla is a parameter, and comes back in |0>.
    #[qkernel]
    pub fn phase(a: Qubit, b: Qubit, ancilla: Qubit, angle: Float) -> (Qubit, Qubit, Qubit) {
        let (a, ancilla) = cx(a, ancilla);
        let (b, ancilla) = cx(b, ancilla);
        let (b, ancilla) = cx(b, p(ancilla, angle));
        let (a, ancilla) = cx(a, ancilla);
        (a, b, ancilla)
    }

    #[qkernel]
    pub fn twice(a: Qubit, b: Qubit, ancilla: Qubit, angle: Float) -> (Qubit, Qubit, Qubit) {
        let (a, b, ancilla) = phase(a, b, ancilla, angle);
        phase(a, b, ancilla, angle)
    }
}

#[qkernel]
fn estimate(angle: Float) -> Bit {
    let (c, a, b, ancilla) = control(parity::twice)(h(qubit()), x(qubit()), qubit(), qubit(), angle);
    discard(a);
    discard(b);
    discard(ancilla);
    measure(h(c))
}

fn main() {
    assert!(estimate(PI / 2.0));
    estimate {}.compile().unwrap();
}
