//! The gates, as steps of a builder.

use super::{Angle, CircuitBuilder};
use crate::gate::GateKind;
use crate::program::{Action, Event, Gate, QubitId};

impl CircuitBuilder {
    /// A gate of any kind, with any number of controls.
    ///
    /// ```
    /// use qkernel_runtime::gate::GateKind;
    /// use qkernel_runtime::prelude::*;
    ///
    /// let mut b = Circuit::builder();
    /// let q = b.qubits(4);
    /// let x = b.scalar("x");
    /// b.x(q[0]).x(q[1]).x(q[2]);
    /// b.gate(GateKind::Ry, &q[..3], &q[3..], &[x.into()]);
    /// b.expval(Z(3));
    /// assert!((b.build()?.run(&[0.4])?[0] - 0.4_f64.cos()).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    #[track_caller]
    pub fn gate(
        &mut self,
        kind: GateKind,
        controls: &[QubitId],
        targets: &[QubitId],
        angles: &[Angle],
    ) -> &mut Self {
        let controls = [&self.controls, controls].concat();
        let mut gate = Gate {
            kind,
            controls: &controls,
            targets,
            angles: &[],
            origin: self.origin(),
        };
        let name = gate.name();
        self.alive(&name, &controls);
        self.alive(&name, targets);
        let mut affine = Vec::with_capacity(angles.len());
        for angle in angles {
            match self.affine(angle) {
                Ok(angle) => affine.push(angle),
                Err(fault) => self.fail(&name, fault),
            }
        }
        gate.angles = &affine;
        self.program.instructions.add(Event::Do(Action::Gate(gate)));
        self
    }
}

macro_rules! gates {
    ($($(#[$doc:meta])* $name:ident($($control:ident),*; $($target:ident),* $(; $($angle:ident),+)?) = $kind:ident;)*) => {
        /// The gates of [`gates`](crate::gates): controls first, then targets, then angles in radians.
        impl CircuitBuilder {$(
            $(#[$doc])*
            #[track_caller]
            pub fn $name(
                &mut self,
                $($control: impl Into<QubitId>,)*
                $($target: impl Into<QubitId>,)*
                $($($angle: impl Into<Angle>),+)?
            ) -> &mut Self {
                self.gate(
                    GateKind::$kind,
                    &[$($control.into()),*],
                    &[$($target.into()),*],
                    &[$($($angle.into()),+)?],
                )
            }
        )*}
    };
}

gates! {
    /// The identity.
    id(; q) = Id;
    /// Hadamard.
    h(; q) = H;
    /// Pauli X, the bit flip.
    x(; q) = X;
    /// Pauli Y.
    y(; q) = Y;
    /// Pauli Z, the phase flip.
    z(; q) = Z;
    /// diag(1, i), the square root of Z.
    s(; q) = S;
    /// diag(1, -i), the inverse of `s`.
    sdg(; q) = Sdg;
    /// diag(1, exp(iπ/4)).
    t(; q) = T;
    /// diag(1, exp(-iπ/4)), the inverse of `t`.
    tdg(; q) = Tdg;
    /// The square root of X.
    sx(; q) = Sx;
    /// The inverse of `sx`.
    sxdg(; q) = Sxdg;
    /// Rotation about x: exp(-i θ X / 2).
    rx(; q; theta) = Rx;
    /// Rotation about y: exp(-i θ Y / 2).
    ry(; q; theta) = Ry;
    /// Rotation about z: exp(-i θ Z / 2).
    rz(; q; theta) = Rz;
    /// Phase: diag(1, exp(iθ)).
    p(; q; theta) = P;
    /// The general one-qubit gate, p(φ) ry(θ) p(λ).
    u(; q; theta, phi, lambda) = U;
    /// Controlled X.
    cx(control; target) = X;
    /// Controlled Y.
    cy(control; target) = Y;
    /// Controlled Z.
    cz(control; target) = Z;
    /// Controlled Hadamard.
    ch(control; target) = H;
    /// Controlled phase: diag(1, 1, 1, exp(iθ)).
    cp(control; target; theta) = P;
    /// Controlled rotation about x.
    crx(control; target; theta) = Rx;
    /// Controlled rotation about y.
    cry(control; target; theta) = Ry;
    /// Controlled rotation about z.
    crz(control; target; theta) = Rz;
    /// Exchanges two qubits.
    swap(; a, b) = Swap;
    /// Exchanges two qubits, with a factor i on |01> and |10>.
    iswap(; a, b) = Iswap;
    /// exp(-i θ X⊗X / 2).
    rxx(; a, b; theta) = Rxx;
    /// exp(-i θ Y⊗Y / 2).
    ryy(; a, b; theta) = Ryy;
    /// exp(-i θ Z⊗Z / 2).
    rzz(; a, b; theta) = Rzz;
    /// X with two controls (Toffoli).
    ccx(control_a, control_b; target) = X;
    /// Z with two controls.
    ccz(control_a, control_b; target) = Z;
    /// Exchanges two qubits where the control is |1> (Fredkin).
    cswap(control; a, b) = Swap;
    /// Multiplies the state by exp(iθ).
    global_phase(;; theta) = GlobalPhase;
}
