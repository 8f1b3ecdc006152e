fn branch(n: UInt, o: Observable) -> Float {
    let (mut a, b) = cx(h(qubit()), qubit());
    let bit = measure(b);
    if bit && n > 1 {
        a = x(a);
    }
    match n % 3 {
        0 => a = z(a),
        _ => {}
    }
    expval(a, o)
}
