use qkernel_runtime::prelude::*;

/// All parts that are not in the language are reported at once, too.
#[qkernel]
fn wrong(n: UInt, names: &[String]) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let turn = |q: Qubit| h(q);
    while n > 3 {
        break;
    }
    match n {
        0 => println!("none"),
        _ => return measure(q),
    }
    measure(q)
}

#[qkernel]
fn caller(n: UInt) -> Vector<Bit> {
    let q = h_layer(qubit_array(n));
    for i in q {
        loop {}
    }
    let r = q[0..2];
    let angle = n.pow(2) as Float;
    measure(q)
}

/// What is refused is not told again by rustc.
#[qkernel]
fn copied(q: Qubit) -> Qubit
where
    Qubit: Copy,
{
    h(q)
}

#[qkernel]
fn rounds(n: UInt) -> Bit {
    let mut q = qubit();
    while n {
        q = h(q);
    }
    while true {
        q = h(q);
    }
    measure(q)
}

#[qkernel]
fn mapped(n: UInt) -> Vector<Bit> {
    let q = qubit_array(n);
    let r = q.map(h);
    let count = range(0, n.rev());
    measure(r)
}

fn main() {}
