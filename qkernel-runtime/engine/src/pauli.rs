//! Products of Pauli operators as masks over the bits of an index.

use num_complex::Complex64;

/// A product of Pauli operators on different qubits, with a coefficient. It has X on the qubits in `x` alone, Z on those in
/// `z` alone, and Y on those in both; a qubit is its bit of the index. With no qubit it is the identity.
///
/// The product maps |k> to i^|x ∧ z| (-1)^|k ∧ z| |k ⊕ x>.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PauliTerm {
    /// What the product is multiplied by.
    pub coefficient: f64,
    /// The qubits under X or Y.
    pub x: usize,
    /// The qubits under Y or Z.
    pub z: usize,
}

impl PauliTerm {
    /// Whether the product is the identity.
    pub fn is_identity(&self) -> bool {
        self.x | self.z == 0
    }

    /// i to the number of Ys.
    pub(crate) fn factor(&self) -> Complex64 {
        match (self.x & self.z).count_ones() % 4 {
            0 => Complex64::ONE,
            1 => Complex64::I,
            2 => -Complex64::ONE,
            _ => -Complex64::I,
        }
    }
}
