//! Pauli operators on single qubits and their products.

use std::cmp::Ordering;
use std::fmt;

/// A Pauli operator other than the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Pauli {
    /// [[0, 1], [1, 0]].
    X,
    /// [[0, -i], [i, 0]].
    Y,
    /// [[1, 0], [0, -1]].
    Z,
}

impl Pauli {
    /// The product without its phase, and whether the phase is i (else it is -i); none for the identity:
    /// XY = iZ, YZ = iX, ZX = iY, and the other way round with -i.
    pub(crate) const fn product(self, other: Pauli) -> Option<(Pauli, bool)> {
        use Pauli::*;
        Some(match (self, other) {
            (X, Y) => (Z, true),
            (Y, X) => (Z, false),
            (Y, Z) => (X, true),
            (Z, Y) => (X, false),
            (Z, X) => (Y, true),
            (X, Z) => (Y, false),
            (X, X) | (Y, Y) | (Z, Z) => return None,
        })
    }
}

impl fmt::Display for Pauli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Pauli::X => "X",
            Pauli::Y => "Y",
            Pauli::Z => "Z",
        })
    }
}

/// A product of Pauli operators on different qubits, `X0 Z2`; without any, the identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PauliString {
    /// In ascending order of the qubits, no qubit twice.
    factors: Vec<(usize, Pauli)>,
}

impl PauliString {
    /// One operator on one qubit.
    pub fn single(pauli: Pauli, qubit: usize) -> PauliString {
        PauliString {
            factors: vec![(qubit, pauli)],
        }
    }

    /// The qubits and what acts on them, in ascending order of the qubits.
    pub fn factors(&self) -> &[(usize, Pauli)] {
        &self.factors
    }

    /// Whether this is the identity.
    pub fn is_identity(&self) -> bool {
        self.factors.is_empty()
    }

    /// Whether this is diagonal in the computational basis: Z and the identity only.
    pub fn is_diagonal(&self) -> bool {
        self.factors.iter().all(|&(_, pauli)| pauli == Pauli::Z)
    }

    /// How many qubits a register needs for this to fit: the highest qubit + 1, 0 for the identity.
    pub fn span(&self) -> usize {
        self.factors
            .last()
            .map_or(0, |&(qubit, _)| qubit.saturating_add(1))
    }

    /// The product `self · other`: a power of i (0 to 3), and the string it multiplies.
    pub fn multiply(&self, other: &PauliString) -> (u8, PauliString) {
        let (mut left, mut right) = (self.factors.as_slice(), other.factors.as_slice());
        let mut factors = Vec::with_capacity(left.len() + right.len());
        let mut power = 0;
        loop {
            match (left, right) {
                ([], rest) | (rest, []) => {
                    factors.extend_from_slice(rest);
                    return (power, PauliString { factors });
                }
                ([a, tail_a @ ..], [b, tail_b @ ..]) => match a.0.cmp(&b.0) {
                    Ordering::Less => {
                        factors.push(*a);
                        left = tail_a;
                    }
                    Ordering::Greater => {
                        factors.push(*b);
                        right = tail_b;
                    }
                    Ordering::Equal => {
                        if let Some((pauli, positive)) = a.1.product(b.1) {
                            factors.push((a.0, pauli));
                            power = (power + if positive { 1 } else { 3 }) % 4;
                        }
                        left = tail_a;
                        right = tail_b;
                    }
                },
            }
        }
    }

    /// Becomes `self · other`, and gives the power of i that multiplies it.
    pub(super) fn multiply_by(&mut self, other: &PauliString) -> u8 {
        // Products are most often written in the order of the qubits.
        match (self.factors.last(), other.factors.first()) {
            (Some((last, _)), Some((first, _))) if last >= first => {
                let (power, product) = self.multiply(other);
                *self = product;
                power
            }
            _ => {
                self.factors.extend_from_slice(&other.factors);
                0
            }
        }
    }
}

/// By qubits, then by X < Y < Z; the identity last, where a sum is read to have its constant.
impl Ord for PauliString {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.is_identity(), &self.factors).cmp(&(other.is_identity(), &other.factors))
    }
}

impl PartialOrd for PauliString {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `X0 Z2`; `I` for the identity.
impl fmt::Display for PauliString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_identity() {
            return f.write_str("I");
        }
        for (i, (qubit, pauli)) in self.factors.iter().enumerate() {
            let space = if i == 0 { "" } else { " " };
            write!(f, "{space}{pauli}{qubit}")?;
        }
        Ok(())
    }
}
