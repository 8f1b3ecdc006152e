use qkernel_runtime::prelude::*;

#[qkernel]
fn w1() -> Bit {
    let mut bits = measure(qubit_array(2));
    while bits[0] {
        bits = measure(qubit_array(2));
    }
    bits[1]
}

#[qkernel]
fn w2(n: UInt) -> Bit {
    let mut b = true;
    let mut i = 0;
    while b && i < n {
        b = measure(qubit());
        i += 1;
    }
    b
}

#[qkernel]
fn w3(theta: Float) -> Bit {
    let mut b = true;
    while theta > 0.5 {
        b = measure(qubit());
    }
    b
}

#[qkernel]
fn w5() -> Bit {
    let b = true;
    while b {
        let b = measure(qubit());
    }
    b
}

#[qkernel]
fn m1(n: UInt, t: Float) -> Bit {
    let mut q = qubit();
    match n {
        -1 => q = x(q),
        99999999999999999999999 => {}
        _ => {}
    }
    match t {
        0.0 => q = x(q),
        _ => {}
    }
    measure(q)
}

#[qkernel]
fn r1(n: UInt) -> Bit {
    let mut q = qubit();
    for i in range(n).rev(2) {
        q = x(q);
    }
    for i in range(0, n, 1, 2) {
        q = x(q);
    }
    for i in range(n).rev().rev() {
        q = x(q);
    }
    measure(q)
}

#[qkernel]
fn o1(n: UInt, a: Float) -> Bit {
    let mut q = qubit();
    if (n > 2) & (n < 3) {
        q = x(q);
    }
    q = rx(q, a.clamp(0.0, 1.0));
    q = rx(q, a.powi(99999999999));
    if matches!(n, 0..=3) {
        q = x(q);
    }
    measure(q)
}

#[qkernel]
fn k1(n: UInt, m: UInt) -> Bit {
    let mut q = qubit();
    if n.max(m) > 3 {
        q = x(q);
    }
    measure(q)
}

/// Both ways of what is measured are in the circuit.
#[qkernel]
fn k2(theta: Float) -> Bit {
    let (seen, mut q) = (measure(qubit()), qubit());
    if seen && theta > 0.5 {
        q = x(q);
    }
    if seen {
        if theta < 0.1 {
            q = x(q);
        }
    }
    measure(q)
}

fn main() {}
