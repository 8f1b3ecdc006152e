use qkernel_runtime::prelude::*;

/// Names that are bound again.
#[qkernel]
fn again(q: Qubit, theta: Float) -> Qubit {
    let q = h(q);
    let theta = theta / 2.0;
    let q = {
        let theta = theta + 0.5;
        let q = rz(q, theta);
        z(q)
    };
    let mut q = ry(q, theta);
    for i in range(2) {
        let i = i + 1;
        let theta = theta * (i as Float);
        q = rz(q, theta);
    }
    q
}

#[qkernel]
fn counters(n: UInt) -> Bit {
    let mut q = qubit();
    for i in range(n) {
        let mut i = i;
        i = i + 1;
        i += 1;
        for i in range(i) {
            if i == 1 {
                q = x(q);
            }
        }
    }
    measure(q)
}

#[qkernel]
fn replaced() -> Bit {
    let q = qubit_array(1);
    let q = q[0];
    let q = x(q);
    measure(q)
}

fn main() {
    discard(again(qubit(), 0.3));
    assert!(!counters(2));
    counters { n: 3 }.compile().unwrap();
    assert!(replaced());
    replaced {}.compile().unwrap();
}
