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

fn main() {}
