use qkernel_runtime::prelude::*;

/// Names that are words of Rust, also where a size is stated and where a qubit would be lost.
#[qkernel]
fn r#loop(r#type: UInt, r#in: Vector<Float, { r#type }>, r#match: Observable) -> Float {
    let mut r#fn = qubit_array(r#type);
    for r#if in range(r#type) {
        r#fn[r#if] = ry(r#fn[r#if], r#in[r#if]);
    }
    let r#mod = number(r#type);
    r#fn[r#mod] = x(r#fn[r#mod]);
    expval(r#fn, r#match)
}

#[qkernel]
fn number(n: UInt) -> UInt {
    n - 1
}

fn main() {
    let circuit = r#loop { r#type: 2, r#match: Z(1) }.compile().unwrap();
    let (value, angles) = (circuit.run(&[0.1, 0.2]).unwrap(), [0.1, 0.2]);
    assert!((value - r#loop(2, angles.into(), Z(1))).abs() < 1e-12);
}
