use qkernel_runtime::prelude::*;

/// What counts in a loop is known by what it gives, not by its name: these are other functions.
fn range(n: UInt) -> impl DoubleEndedIterator<Item = UInt> {
    0..n + 2
}

fn picked(n: UInt) -> Vec<UInt> {
    vec![0, n]
}

#[qkernel]
fn turns(n: UInt) -> Bit {
    let mut q = qubit();
    for i in range(n) {
        q = rx(q, i as Float);
    }
    for i in range(n).rev() {
        q = rx(q, i as Float);
    }
    for i in picked(n) {
        q = ry(q, i as Float);
    }
    measure(q)
}

#[qkernel]
fn outcomes(q: Vector<Qubit>) -> Bit {
    let mut p = qubit();
    for bit in measure(q) {
        if bit {
            p = x(p);
        }
    }
    measure(p)
}

/// Messages that hold whatever the names are.
mod renamed {
    use qkernel_runtime::prelude::{control as ctl, measure as look, *};

    #[qkernel]
    pub fn changed(n: UInt) -> Vector<Bit> {
        let mut bits = look(qubit_array(n));
        bits[0] = true;
        bits
    }

    #[qkernel]
    pub fn kept() -> Bit {
        let cx = ctl(x);
        let (a, b) = cx(qubit(), qubit());
        discard(a);
        measure(b)
    }
}

/// A type is known by its own name.
mod sizes {
    use qkernel_runtime::prelude::{UInt as Size, *};

    #[qkernel]
    pub fn of_another_name(n: Size) -> Bit {
        measure(qubit())
    }
}

/// Kernels of the user's own that have names of operations: nothing is measured here.
mod own {
    use qkernel_runtime::prelude::*;

    #[qkernel]
    pub fn measure(n: UInt) -> Bit {
        n > 3
    }
}

#[qkernel]
fn nothing_measured(n: UInt) -> Vector<Bit> {
    let length = if own::measure(n) { 2 } else { 3 };
    let mut q = qubit_array(length);
    for i in 0..length {
        q[i] = h(q[i]);
    }
    measure(q)
}

fn main() {}
