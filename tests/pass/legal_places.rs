use qkernel_runtime::prelude::*;

mod layers {
    use qkernel_runtime::gates::ry as rot;
    use qkernel_runtime::prelude::*;

    /// A renamed gate is the same gate.
    #[qkernel]
    pub fn turn(q: Vector<Qubit>, angle: Float) -> Vector<Qubit> {
        let mut q = q;
        for i in range(q.len()) {
            q[i] = rot(q[i], angle);
        }
        q
    }

    pub mod inner {
        use qkernel_runtime::prelude::*;

        #[qkernel]
        pub(crate) fn flip(q: Qubit) -> Qubit {
            super::super::half_turn(x(q))
        }
    }
}

#[qkernel]
fn half_turn(q: Qubit) -> Qubit {
    rz(q, PI)
}

use layers::turn as renamed;

/// Kernels by path, by another name, and by a path from the root of the crate.
#[qkernel]
fn all(n: UInt, angle: Float) -> Vector<Bit> {
    let mut q = layers::turn(qubit_array(n), angle);
    q = renamed(q, 2.0 * angle);
    q[0] = layers::inner::flip(q[0]);
    q[0] = qkernel_runtime::gates::h(q[0]);
    measure(q)
}

fn main() {
    /// A kernel in the body of a function.
    #[qkernel]
    fn local(n: UInt) -> Vector<Bit> {
        measure(renamed(qubit_array(n), PI))
    }
    assert!(local(2)[1]);
    local { n: 2 }.compile().unwrap();
    all(2, 0.1);
    all { n: 2 }.compile().unwrap();
}
