//! A gate as a step of a builder.

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
