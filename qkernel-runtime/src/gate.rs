//! The primitive gates: one variant per gate, one method per property.
//!
//! A [`GateKind`] is what an engine applies; the kernels that users call (`h`, `cx`, `ry`, ..) are
//! declared in [`gates`](crate::gates), each as a kind and a number of controls.

use std::f64::consts::FRAC_PI_2;

/// A gate without its controls. `cx` is [`X`](GateKind::X) with one control, `ccx` with two.
///
/// Rotations are `exp(-i θ G / 2)`. Matrices are in the basis |0>, |1> (one qubit) or
/// |00>, |01>, |10>, |11> (two qubits, the first target is the *least* significant bit).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum GateKind {
    /// The identity.
    Id,
    /// Hadamard.
    H,
    /// Pauli X.
    X,
    /// Pauli Y.
    Y,
    /// Pauli Z.
    Z,
    /// diag(1, i).
    S,
    /// diag(1, -i).
    Sdg,
    /// diag(1, exp(iπ/4)).
    T,
    /// diag(1, exp(-iπ/4)).
    Tdg,
    /// The square root of X, (1/2) [[1+i, 1-i], [1-i, 1+i]].
    Sx,
    /// The inverse of [`Sx`](GateKind::Sx).
    Sxdg,
    /// exp(-i θ X / 2).
    Rx,
    /// exp(-i θ Y / 2).
    Ry,
    /// exp(-i θ Z / 2).
    Rz,
    /// diag(1, exp(iθ)).
    P,
    /// u(θ, φ, λ) = p(φ) ry(θ) p(λ).
    U,
    /// Exchanges two qubits.
    Swap,
    /// Exchanges two qubits with a factor i on |01> and |10>.
    Iswap,
    /// exp(-i θ X⊗X / 2).
    Rxx,
    /// exp(-i θ Y⊗Y / 2).
    Ryy,
    /// exp(-i θ Z⊗Z / 2).
    Rzz,
    /// Multiplies the state by exp(iθ).
    GlobalPhase,
}

impl GateKind {
    /// All gates, in the order above.
    ///
    /// ```
    /// use qkernel_runtime::gate::GateKind;
    ///
    /// let rotations = GateKind::ALL.into_iter().filter(|kind| kind.angles() > 0);
    /// assert_eq!(rotations.count(), 9);
    /// ```
    pub const ALL: [GateKind; 22] = {
        use GateKind::*;
        [
            Id,
            H,
            X,
            Y,
            Z,
            S,
            Sdg,
            T,
            Tdg,
            Sx,
            Sxdg,
            Rx,
            Ry,
            Rz,
            P,
            U,
            Swap,
            Iswap,
            Rxx,
            Ryy,
            Rzz,
            GlobalPhase,
        ]
    };

    /// How many qubits the gate acts on, controls not counted.
    pub const fn targets(self) -> usize {
        use GateKind::*;
        match self {
            GlobalPhase => 0,
            Swap | Iswap | Rxx | Ryy | Rzz => 2,
            _ => 1,
        }
    }

    /// How many angles the gate takes.
    pub const fn angles(self) -> usize {
        use GateKind::*;
        match self {
            U => 3,
            Rx | Ry | Rz | P | Rxx | Ryy | Rzz | GlobalPhase => 1,
            _ => 0,
        }
    }

    /// The gate that this one is under so many controls, and how many of these it has then: a global phase under controls is
    /// a phase of the last of them.
    pub(crate) const fn under(self, controls: usize) -> (GateKind, usize) {
        match (self, controls) {
            (GateKind::GlobalPhase, 1..) => (GateKind::P, controls - 1),
            _ => (self, controls),
        }
    }

    /// Whether the gate's matrix is diagonal, so that it commutes with Z on each of its qubits.
    pub const fn is_diagonal(self) -> bool {
        use GateKind::*;
        matches!(
            self,
            Id | Z | S | Sdg | T | Tdg | Rz | P | Rzz | GlobalPhase
        )
    }

    /// Whether the gate, under that many controls, takes products of Pauli operators to such products.
    pub const fn is_clifford(self, controls: usize) -> bool {
        use GateKind::*;
        match controls {
            0 => matches!(
                self,
                Id | H | X | Y | Z | S | Sdg | Sx | Sxdg | Swap | Iswap
            ),
            1 => matches!(self, Id | X | Y | Z),
            _ => matches!(self, Id),
        }
    }

    /// The gates that undo this one, to be applied in order to the same targets.
    pub const fn inverse(self) -> &'static [Undo] {
        use GateKind::*;
        use UndoAngle::{Fixed, Minus};
        macro_rules! undo {
            ($($kind:ident($($angle:expr),*))+) => {
                &[$(Undo { kind: $kind, angles: &[$($angle),*] }),+]
            };
        }
        match self {
            Id => undo!(Id()),
            H => undo!(H()),
            X => undo!(X()),
            Y => undo!(Y()),
            Z => undo!(Z()),
            S => undo!(Sdg()),
            Sdg => undo!(S()),
            T => undo!(Tdg()),
            Tdg => undo!(T()),
            Sx => undo!(Sxdg()),
            Sxdg => undo!(Sx()),
            Rx => undo!(Rx(Minus(0))),
            Ry => undo!(Ry(Minus(0))),
            Rz => undo!(Rz(Minus(0))),
            P => undo!(P(Minus(0))),
            // (p(φ) ry(θ) p(λ))⁻¹ = p(-λ) ry(-θ) p(-φ)
            U => undo!(U(Minus(0), Minus(2), Minus(1))),
            Swap => undo!(Swap()),
            // exp(iπ/4 (X⊗X + Y⊗Y)), whose two terms commute.
            Iswap => undo!(Rxx(Fixed(FRAC_PI_2)) Ryy(Fixed(FRAC_PI_2))),
            Rxx => undo!(Rxx(Minus(0))),
            Ryy => undo!(Ryy(Minus(0))),
            Rzz => undo!(Rzz(Minus(0))),
            GlobalPhase => undo!(GlobalPhase(Minus(0))),
        }
    }

    /// The name of the kernel that applies the gate, without controls.
    pub const fn name(self) -> &'static str {
        use GateKind::*;
        match self {
            Id => "id",
            H => "h",
            X => "x",
            Y => "y",
            Z => "z",
            S => "s",
            Sdg => "sdg",
            T => "t",
            Tdg => "tdg",
            Sx => "sx",
            Sxdg => "sxdg",
            Rx => "rx",
            Ry => "ry",
            Rz => "rz",
            P => "p",
            U => "u",
            Swap => "swap",
            Iswap => "iswap",
            Rxx => "rxx",
            Ryy => "ryy",
            Rzz => "rzz",
            GlobalPhase => "global_phase",
        }
    }
}

/// A gate among those that undo another one, see [`GateKind::inverse`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undo {
    /// The gate.
    pub kind: GateKind,
    /// Its angles.
    pub angles: &'static [UndoAngle],
}

/// An angle of an [`Undo`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum UndoAngle {
    /// The angle with this number of the gate that is undone, negated.
    Minus(usize),
    /// Always the same.
    Fixed(f64),
}
