fn refused(theta: Float) -> Bit {
    let q = ry(qubit(), theta.cbrt());
    let mut r = h(qubit());
    loop {
        r = x(r);
    }
    r = if measure(q) { z(r) } else { r };
    measure(r)
}
