//! A slow simulator of mixed states, over [`dense`](crate::dense): a density matrix, every gate a matrix.

use num_complex::Complex64;

use crate::dense::{apply, matrix};

/// The density matrix of some qubits. Entry (i, j) is number `i + j << n`: it is the state of twice as many qubits, where the
/// gates act on the lower ones and their conjugates on the upper ones.
#[derive(Clone, Debug)]
pub struct Density {
    qubits: usize,
    entries: Vec<Complex64>,
}

impl Density {
    /// |0..0><0..0|.
    pub fn new(qubits: usize) -> Density {
        let mut entries = vec![Complex64::ZERO; 1 << (2 * qubits)];
        entries[0] = Complex64::ONE;
        Density { qubits, entries }
    }

    /// Applies a gate by its name.
    pub fn gate(&mut self, name: &str, angles: &[f64], on: &[usize]) {
        let gate = matrix(name, angles);
        let conjugate = gate
            .iter()
            .map(|row| row.iter().map(Complex64::conj).collect())
            .collect();
        let above: Vec<usize> = on.iter().map(|q| q + self.qubits).collect();
        apply(&mut self.entries, &gate, on);
        apply(&mut self.entries, &conjugate, &above);
    }

    /// Traces a qubit out and puts one in |0> in its place.
    pub fn renew(&mut self, qubit: usize) {
        let both = 1 << qubit | 1 << (qubit + self.qubits);
        let old = self.entries.clone();
        for (index, entry) in self.entries.iter_mut().enumerate() {
            *entry = match index & both {
                0 => old[index] + old[index | both],
                _ => Complex64::ZERO,
            };
        }
    }

    /// The trace of its product with a product of Pauli matrices on some of the qubits.
    pub fn expectation(&self, paulis: &[(&str, usize)]) -> f64 {
        let mut image = self.clone();
        for &(name, qubit) in paulis {
            apply(&mut image.entries, &matrix(name, &[]), &[qubit]);
        }
        (0..1 << self.qubits)
            .map(|k| image.entries[k | k << self.qubits].re)
            .sum()
    }
}
