/// Turns a qubit twice.
pub fn gate(q: Qubit, theta: Float) -> Qubit {
    rz(ry(q, theta), theta / 2.0)
}
