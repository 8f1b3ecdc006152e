use qkernel_runtime::prelude::*;

/// Functions under other names, with too many numbers or too few, of sizes, and a power that is not a whole number.
#[qkernel]
fn encode(n: UInt, x: Float, y: Float) -> Bit {
    let mut q = ry(qubit(), y.arctan2(x));
    q = ry(q, x.sine());
    q = ry(q, x.asim());
    q = ry(q, y.atan2());
    q = ry(q, x.sin(y));
    q = ry(q, x.powi(n));
    q = ry(q, x.powf(-3.0) + (x + y).powf(y));
    q = ry(q, f64::max(x, y));
    measure(q)
}

/// Sizes and bits have these in Rust.
#[qkernel]
fn smaller(n: UInt, m: UInt, flag: Bit) -> Vector<Bit> {
    let k = n.min(m);
    let mut q = qubit_array(k);
    if flag.max(true) {
        q[0] = x(q[0]);
    }
    measure(q)
}

/// An exponent is cut off nowhere.
#[qkernel]
fn powers(x: Float, y: Float) -> Bit {
    measure(ry(qubit(), x.powi(y as i32) + x.powi(-(y as i32))))
}

fn main() {}
