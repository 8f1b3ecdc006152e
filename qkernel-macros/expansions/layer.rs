fn layer(mut q: Vector<Qubit>, n: UInt, w: Vector<Float, { 2 * n }>) -> Vector<Qubit> {
    for i in range(n) {
        q[i] = ry(q[i], w[2 * i] * PI);
    }
    for i in range(n - 1, 0, -1) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    q
}
