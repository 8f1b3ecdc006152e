fn modified(c: Qubit, q: Qubit, n: UInt) -> (Qubit, Qubit) {
    power(control(inverse(t)), 2 * n)(c, q)
}
