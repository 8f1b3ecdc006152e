//! The primitives that gates are lowered to.

/// What a primitive does. `c` and `s` are the cosine and sine it is applied with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrimitiveKind {
    /// Multiplies by c + i s where all control bits are 1; there is no target.
    Phase,
    /// Pauli X.
    Flip,
    /// Pauli Y.
    FlipY,
    /// Hadamard.
    Hadamard,
    /// c - i s X.
    Rx,
    /// c - i s Y.
    Ry,
    /// c - i s Z.
    Rz,
    /// Exchanges two qubits and multiplies |01> and |10> by c + i s.
    Swap,
    /// c - i s X⊗X.
    Rxx,
    /// c - i s Y⊗Y.
    Ryy,
    /// c - i s Z⊗Z.
    Rzz,
}

impl PrimitiveKind {
    /// Whether the primitive only multiplies amplitudes.
    #[inline]
    pub const fn is_diagonal(self) -> bool {
        matches!(
            self,
            PrimitiveKind::Phase | PrimitiveKind::Rz | PrimitiveKind::Rzz
        )
    }
}

/// A primitive on the qubits it acts on, each as its bit of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Primitive {
    /// What it does.
    pub kind: PrimitiveKind,
    /// Acts only where all these bits are 1.
    pub controls: usize,
    /// The bit of the target, of two targets the lower one; 0 for none.
    pub low: usize,
    /// The bit of the higher target; 0 for none.
    pub high: usize,
}

impl Primitive {
    /// Cosine and sine that the primitive is applied with for an angle in radians.
    #[inline]
    pub fn turn(self, angle: f64) -> [f64; 2] {
        let angle = if self.halves() { angle / 2.0 } else { angle };
        let (sin, cos) = angle.sin_cos();
        [cos, sin]
    }

    /// The bits of the index that it changes; none if it only multiplies amplitudes.
    #[inline]
    pub const fn changed(self) -> usize {
        match self.kind.is_diagonal() {
            true => 0,
            false => self.low | self.high,
        }
    }

    /// Whether the primitive is applied with half of the gate's angle: exp(-i θ G / 2).
    #[inline]
    pub fn halves(self) -> bool {
        self.kind != PrimitiveKind::Phase
    }

    /// The positive differences of the eigenvalues of H, where the primitive is exp(-i θ H): as a function of θ,
    /// an expectation value is a trigonometric polynomial in these frequencies.
    pub fn frequencies(self) -> &'static [f64] {
        match (self.kind, self.controls) {
            // A global phase changes nothing.
            (PrimitiveKind::Phase, 0) => &[],
            // H is a projector, with the eigenvalues 0 and 1.
            (PrimitiveKind::Phase, _) => &[1.0],
            // H is P / 2, with the eigenvalues ±1/2.
            (_, 0) => &[1.0],
            // Where the controls do not hold, H is 0: the eigenvalues are 0 and ±1/2.
            (_, _) => &[0.5, 1.0],
        }
    }

    /// What is left to do of a [`Swap`](PrimitiveKind::Swap) once its qubits are exchanged, to multiply |01> and |10> by its phase: these, with this
    /// cosine and sine. None where the phase is 1.
    pub fn after_swap(self, [cos, sin]: [f64; 2]) -> Option<([Primitive; 2], [f64; 2])> {
        if sin == 0.0 && cos == 1.0 {
            return None;
        }
        // The phase is that of half an angle twice: once for Z⊗Z, which gives it or its inverse, and once for all.
        let (sin, cos) = (sin.atan2(cos) / 2.0).sin_cos();
        let signs = Primitive {
            kind: PrimitiveKind::Rzz,
            ..self
        };
        let all = Primitive {
            kind: PrimitiveKind::Phase,
            low: 0,
            high: 0,
            ..self
        };
        Some(([signs, all], [cos, sin]))
    }
}
