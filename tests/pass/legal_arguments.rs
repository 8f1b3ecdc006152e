use qkernel_runtime::prelude::*;

const LAYERS: usize = 2;
const SHIFT: f64 = 0.25;

mod sizes {
    pub const WIDTH: usize = 2;
}

/// Matrices, constants of the crate, and functions of angles.
#[qkernel]
fn encode(rows: UInt, table: Matrix<Float>, scale: Float) -> Vector<Bit> {
    let mut q = qubit_array(sizes::WIDTH);
    for layer in range(LAYERS) {
        for i in range(rows) {
            for k in 0..sizes::WIDTH {
                q[k] = ry(q[k], scale * table[(i, k)].sin() + SHIFT * (layer as Float) - PI / 3.0);
            }
        }
    }
    measure(q)
}

#[qkernel]
fn typed(n: UInt, angles: Vector<Float>) -> Vector<Bit> {
    let half: UInt = n / 2;
    let first: Float = angles[0];
    let mut q: Vector<Qubit> = qubit_array(half as UInt + n % 2);
    let k = (q.len() - 1) as usize;
    q[k] = ry(q[k], first);
    measure(q)
}

#[qkernel]
fn _underscored(_n: UInt, q: Qubit) -> Qubit {
    q
}

fn main() {
    encode(1, [[0.1, 0.2]].into(), 0.5);
    encode { rows: 2 }.compile().unwrap();
    assert_eq!(typed(4, [0.1].into()).len(), 2);
    typed { n: 3 }.compile().unwrap();
    discard(_underscored(1, qubit()));
}
