use qkernel_runtime::prelude::*;

mod parity {
    use qkernel_runtime::prelude::*;

    /// An ancilla of its own.
    #[qkernel]
    pub fn phase(a: Qubit, b: Qubit, angle: Float) -> (Qubit, Qubit) {
        let (a, ancilla) = cx(a, qubit());
        let (b, ancilla) = cx(b, ancilla);
        let (b, ancilla) = cx(b, p(ancilla, angle));
        let (a, ancilla) = cx(a, ancilla);
        discard(ancilla);
        (a, b)
    }

    #[qkernel]
    pub fn twice(a: Qubit, b: Qubit, angle: Float) -> (Qubit, Qubit) {
        let (a, b) = phase(a, b, angle);
        phase(a, b, angle)
    }
}

#[qkernel]
fn estimate(angle: Float) -> Bit {
    let (c, a, b) = control(parity::twice)(h(qubit()), x(qubit()), qubit(), angle);
    discard(a);
    discard(b);
    measure(h(c))
}

fn main() {}
