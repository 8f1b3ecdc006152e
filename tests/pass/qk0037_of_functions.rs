use qkernel_runtime::prelude::*;

const CUBE: UInt = 3;

/// The same as kernels have it.
#[qkernel]
fn encode(n: UInt, x: Float, y: Float) -> Bit {
    let mut q = ry(qubit(), y.atan2(x));
    q = ry(q, x.sin());
    q = ry(q, x.asin());
    q = ry(q, y.atan2(x));
    q = ry(q, (x * y).sin());
    q = ry(q, x.powi(n as i32) + x.powi(-(n as i32)));
    q = ry(q, x.powi(-((n + 1) as i32)) + x.powi((CUBE - 1) as i32));
    q = ry(q, x.powi(-3) + (y * (x + y).ln()).exp());
    q = ry(q, x.max(y));
    measure(q)
}

/// The smaller of two sizes is a branch.
#[qkernel]
fn smaller(n: UInt, m: UInt, flag: Bit) -> Vector<Bit> {
    let k = if n < m { n } else { m };
    let mut q = qubit_array(k);
    if flag || true {
        q[0] = x(q[0]);
    }
    measure(q)
}

/// An exponent is a number or a size.
#[qkernel]
fn powers(x: Float, y: UInt) -> Bit {
    measure(ry(qubit(), x.powi(y as i32) + x.powi(-(y as i32))))
}

fn main() {
    powers(0.3, 2);
    encode(2, 0.3, 0.4);
    encode { n: 2 }.compile().unwrap();
    smaller(2, 3, false);
    smaller { n: 2, m: 3, flag: false }.compile().unwrap();
}
