use my_facade::*;

#[qkernel]
fn half(h: Observable) -> Float {
    let (a, b) = cx(x(qubit()), qubit());
    discard(b);
    expval(a, h)
}

#[qkernel]
fn rotated(n: UInt, angles: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], angles[i]);
    }
    measure(q)
}

fn main() -> Result<(), Error> {
    half { h: Z(0).into() }.compile()?.run(())?;
    half(Z(0).into());
    rotated { n: 2 }.compile()?.resources();
    Ok(())
}
