use qkernel_runtime::prelude::*;

/// Branches that give values, and branches that change what is around them.
#[qkernel]
fn choose(mode: UInt, theta: Float) -> Bit {
    let q = qubit();
    let angle = if mode == 0 { theta } else if mode == 1 { -theta } else { 0.0 };
    let mut q = if mode > 1 { h(q) } else { ry(q, angle) };
    let turns = if mode % 2 == 0 { 2 } else { 3 };
    for _ in range(turns) {
        q = sx(q);
    }
    let (q, r) = if mode == 2 {
        cx(q, qubit())
    } else {
        (q, qubit())
    };
    discard(r);
    measure(q)
}

#[qkernel]
fn edges(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        if i + 1 < n {
            (q[i], q[i + 1]) = cz(q[i], q[i + 1]);
        } else if n > 2 {
            (q[i], q[0]) = cz(q[i], q[0]);
        }
    }
    for i in range(n) {
        for j in range(n) {
            if i != j {
                (q[i], q[j]) = cx(q[i], q[j]);
            }
        }
    }
    measure(q)
}

#[qkernel]
fn one_of_two(first: Bit) -> Bit {
    let (q, r) = (qubit(), x(qubit()));
    if first {
        discard(r);
        measure(q)
    } else {
        discard(q);
        measure(r)
    }
}

fn main() {
    choose(2, 0.3);
    choose { mode: 1 }.compile().unwrap();
    edges(3);
    edges { n: 3 }.compile().unwrap();
    assert!(one_of_two(false));
    one_of_two { first: true }.compile().unwrap();
}
