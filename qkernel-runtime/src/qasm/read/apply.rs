//! Gates: broadcasting, definitions, modifiers.

use std::f64::consts::FRAC_PI_2;
use std::rc::Rc;

use super::error::{Read, fault};
use super::gates::{Form, in_library};
use super::parse::KEYWORDS_3;
use super::reader::{Entry, Reader};
use super::syntax::{Base, Definition, Expr, Modifier};
use super::value::Value;
use crate::compile::affine::{add, scale};
use crate::gate::{GateKind, UndoAngle};
use crate::program::{Affine, GateOp, Instruction, QubitId};

/// What a name of a gate stands for.
enum Gate<'t> {
    Library(Form),
    Defined(Rc<Definition<'t>>),
}

/// A modifier with its numbers.
enum Change {
    Control { positive: bool, count: usize },
    Inverse,
    Power(f64),
}

impl<'t> Reader<'t> {
    pub(super) fn apply(
        &mut self,
        modifiers: &[Modifier<'t>],
        (name, at): (&'t str, usize),
        angles: &[Expr<'t>],
        operands: &[Expr<'t>],
    ) -> Read<()> {
        self.steps(1, at)?;
        let gate = self.gate_named(name, at)?;
        let (needed, arity) = match &gate {
            Gate::Library(form) => (form.angles(), form.qubits()),
            Gate::Defined(definition) => (definition.angles.len(), definition.qubits.len()),
        };
        if angles.len() != needed {
            let found = angles.len();
            return fault(
                at,
                format!("`{name}` takes {}, not {found}", counted(needed, "angle")),
            );
        }
        let angles = angles.iter().map(|angle| {
            let value = self.eval(angle)?;
            self.real(value, angle.at)
        });
        let angles = angles.collect::<Read<Vec<Affine>>>()?;
        let changes = self.changes(modifiers, at)?;
        let controls: usize = changes
            .iter()
            .map(|change| match change {
                Change::Control { count, .. } => *count,
                _ => 0,
            })
            .sum();
        if operands.len() != arity + controls {
            let found = operands.len();
            let needed = counted(arity + controls, "qubit");
            return fault(at, format!("`{name}` takes {needed} here, not {found}"));
        }
        let operands = operands
            .iter()
            .map(|operand| Ok((self.qubits(operand)?, operand.at)))
            .collect::<Read<Vec<_>>>()?;
        // All registers have one length; single qubits are used with each element.
        let mut length = None;
        for ((ids, single), at) in &operands {
            match length {
                _ if *single => {}
                Some(length) if length != ids.len() => {
                    let found = ids.len();
                    return fault(
                        *at,
                        format!("this register has {found} qubits, but the one before it {length}"),
                    );
                }
                _ => length = Some(ids.len()),
            }
        }
        let mut qubits = Vec::with_capacity(operands.len());
        for k in 0..length.unwrap_or(1) {
            qubits.clear();
            for ((ids, single), at) in &operands {
                let qubit = ids[if *single { 0 } else { k }];
                if qubits.contains(&qubit) {
                    return fault(*at, "this qubit is used twice by one gate");
                }
                qubits.push(qubit);
            }
            self.changed(&gate, &changes, &angles, &qubits, at)?;
        }
        Ok(())
    }

    fn gate_named(&self, name: &'t str, at: usize) -> Read<Gate<'t>> {
        if let Some(Entry::Gate(definition)) = self.look_up(name) {
            if definition.opaque {
                return fault(
                    at,
                    format!(
                        "`{name}` is opaque: it has no definition, so what it does is not known"
                    ),
                );
            }
            return Ok(Gate::Defined(Rc::clone(definition)));
        }
        if let Some(Entry::Known(form)) = self.look_up(name) {
            return Ok(Gate::Library(*form));
        }
        match self.library_gate(name) {
            Some(form) => Ok(Gate::Library(form)),
            None if self.version == 2 && KEYWORDS_3.contains(&name) => {
                fault(at, format!("`{name}` needs version 3 of the language"))
            }
            None => {
                let library = if self.version == 2 {
                    "qelib1.inc"
                } else {
                    "stdgates.inc"
                };
                let hint = if in_library(library, name).is_some() {
                    format!(": `include \"{library}\";` is missing")
                } else {
                    String::new()
                };
                fault(at, format!("there is no gate `{name}`{hint}"))
            }
        }
    }

    fn changes(&mut self, modifiers: &[Modifier<'t>], at: usize) -> Read<Vec<Change>> {
        let mut changes = Vec::with_capacity(modifiers.len());
        for modifier in modifiers {
            changes.push(match modifier {
                Modifier::Control { positive, count } => {
                    let count = match count {
                        None => 1,
                        Some(count) => {
                            let value = self.eval(count)?;
                            match self.whole(&value, count.at)? {
                                n @ 1..=1024 => n as usize,
                                _ => {
                                    return fault(
                                        count.at,
                                        "from 1 to 1024 controls are supported",
                                    );
                                }
                            }
                        }
                    };
                    Change::Control {
                        positive: *positive,
                        count,
                    }
                }
                Modifier::Inverse => Change::Inverse,
                Modifier::Power(exponent) => {
                    let value = self.eval(exponent)?;
                    let value = self.known(value, exponent.at)?;
                    if value.abs() > 1e15 {
                        return fault(at, "this power is too large");
                    }
                    Change::Power(value)
                }
            });
        }
        Ok(changes)
    }

    /// A gate under modifiers, the first of which is the outermost.
    fn changed(
        &mut self,
        gate: &Gate<'t>,
        changes: &[Change],
        angles: &[Affine],
        qubits: &[QubitId],
        at: usize,
    ) -> Read<()> {
        let Some((change, inner)) = changes.split_first() else {
            return match gate {
                Gate::Library(form) => self.library(*form, angles, qubits, at),
                Gate::Defined(definition) => self.defined(definition, angles, qubits, at),
            };
        };
        match *change {
            Change::Control { positive, count } => {
                let (controls, rest) = qubits.split_at(count);
                let outer = std::mem::replace(&mut self.controlled, true);
                let found = self.gates(at, |r| r.changed(gate, inner, angles, rest, at));
                self.controlled = outer;
                let gates = found?;
                self.flipped(controls, positive, at)?;
                for gate in gates {
                    self.emit(Instruction::Gate(under(gate, controls)), at)?;
                }
                self.flipped(controls, positive, at)
            }
            Change::Inverse => {
                let gates = self.gates(at, |r| r.changed(gate, inner, angles, qubits, at))?;
                self.undone(gates, at)
            }
            Change::Power(exponent) => {
                let gates = self.gates(at, |r| r.changed(gate, inner, angles, qubits, at))?;
                self.raised(gates, exponent, at)
            }
        }
    }

    /// The gates that `inner` gives, to be changed.
    fn gates(&mut self, at: usize, inner: impl FnOnce(&mut Self) -> Read<()>) -> Read<Vec<GateOp>> {
        let ((), instructions) = self.apart(|r| r.nested(at, inner))?;
        self.withdraw(instructions.len());
        Ok(instructions
            .into_iter()
            .filter_map(|instruction| match instruction {
                Instruction::Gate(gate) => Some(gate),
                _ => None,
            })
            .collect())
    }

    /// Exchanges 0 and 1 of controls that have to be 0.
    fn flipped(&mut self, controls: &[QubitId], positive: bool, at: usize) -> Read<()> {
        if !positive {
            for &control in controls {
                self.gate(GateKind::X, 0, &[control], &[], at)?;
            }
        }
        Ok(())
    }

    fn undone(&mut self, gates: Vec<GateOp>, at: usize) -> Read<()> {
        for gate in gates.into_iter().rev() {
            for undo in gate.kind.inverse() {
                let angles = undo.angles.iter().map(|angle| match *angle {
                    UndoAngle::Minus(k) => scale(&gate.angles[k], -1.0),
                    UndoAngle::Fixed(value) => Affine::number(value),
                });
                let undone = GateOp {
                    kind: undo.kind,
                    angles: angles.collect(),
                    ..gate.clone()
                };
                self.emit(Instruction::Gate(undone), at)?;
            }
        }
        Ok(())
    }

    fn raised(&mut self, gates: Vec<GateOp>, exponent: f64, at: usize) -> Read<()> {
        use GateKind::*;
        if let [gate] = &gates[..] {
            let is_whole = exponent.fract() == 0.0;
            let rotates = matches!(gate.kind, Rx | Ry | Rz | P | Rxx | Ryy | Rzz | GlobalPhase);
            if rotates && is_whole {
                let gate = GateOp {
                    angles: vec![scale(&gate.angles[0], exponent)],
                    ..gate.clone()
                };
                return self.emit(Instruction::Gate(gate), at);
            }
            if !is_whole {
                return self.root(gate, exponent, at);
            }
        }
        if exponent.fract() != 0.0 {
            return fault(
                at,
                "a power that is no whole number is supported for one gate of a library only",
            );
        }
        if exponent < 0.0 {
            let inverse = self.gates(at, |r| r.undone(gates, at))?;
            return self.raised(inverse, -exponent, at);
        }
        for _ in 0..exponent as u64 {
            self.steps(1, at)?;
            for gate in &gates {
                self.emit(Instruction::Gate(gate.clone()), at)?;
            }
        }
        Ok(())
    }

    /// The power of a gate whose eigenvalues have phases in (-π, π], each multiplied by the exponent.
    fn root(&mut self, gate: &GateOp, r: f64, at: usize) -> Read<()> {
        use GateKind::*;
        let target = &gate.targets;
        let half = std::f64::consts::PI * r / 2.0;
        // exp(i·phase) times a rotation by that angle.
        let (phase, kind, angle) = match gate.kind {
            Id => return Ok(()),
            X => (half, Rx, 2.0 * half),
            Y => (half, Ry, 2.0 * half),
            Sx => (half / 2.0, Rx, half),
            Sxdg => (-half / 2.0, Rx, -half),
            Z => (0.0, P, 2.0 * half),
            S => (0.0, P, half),
            Sdg => (0.0, P, -half),
            T => (0.0, P, half / 2.0),
            Tdg => (0.0, P, -half / 2.0),
            H => {
                let turn = |angle| [Affine::number(angle)];
                let parts = [
                    (Ry, -FRAC_PI_2 / 2.0, false),
                    (P, 2.0 * half, true),
                    (Ry, FRAC_PI_2 / 2.0, false),
                ];
                for (kind, angle, is_controlled) in parts {
                    let mut qubits = if is_controlled {
                        gate.controls.clone()
                    } else {
                        Vec::new()
                    };
                    let controls = qubits.len();
                    qubits.extend(target);
                    self.gate(kind, controls, &qubits, &turn(angle), at)?;
                }
                return Ok(());
            }
            Rx | Ry | Rz | Rxx | Ryy | Rzz | P | GlobalPhase => {
                let [angle] = &gate.angles[..] else {
                    return Ok(());
                };
                if !angle.terms.is_empty() {
                    return fault(
                        at,
                        "a power that is no whole number needs an angle that is known",
                    );
                }
                // The phases of the eigenvalues: ±θ/2 of a rotation, θ of a phase.
                let period = match gate.kind {
                    P | GlobalPhase => std::f64::consts::TAU,
                    _ => 2.0 * std::f64::consts::TAU,
                };
                let turns = (angle.constant / period - 0.5).ceil();
                let angle = angle.constant - turns * period;
                if angle == period / 2.0 && !matches!(gate.kind, P | GlobalPhase) {
                    // -1 times the identity.
                    (2.0 * half, gate.kind, 0.0)
                } else {
                    (0.0, gate.kind, angle * r)
                }
            }
            Swap | Iswap | U => {
                let name = gate.kind.name();
                return fault(
                    at,
                    format!("a power of `{name}` that is no whole number is not supported"),
                );
            }
        };
        if phase != 0.0 {
            let global = GateOp {
                kind: GlobalPhase,
                controls: Vec::new(),
                targets: Vec::new(),
                angles: vec![Affine::number(phase)],
                origin: gate.origin,
            };
            let global = under(global, &gate.controls);
            self.emit(Instruction::Gate(global), at)?;
        }
        let gate = GateOp {
            kind,
            angles: vec![Affine::number(angle)],
            ..gate.clone()
        };
        self.emit(Instruction::Gate(gate), at)
    }

    fn library(
        &mut self,
        form: Form,
        angles: &[Affine],
        qubits: &[QubitId],
        at: usize,
    ) -> Read<()> {
        let quarter = Affine::number(FRAC_PI_2);
        // The phase beside the gate of this name here, where it can be seen.
        let phase = match (form, angles) {
            _ if self.version == 2 || !self.controlled => Affine::default(),
            (Form::U, [theta, ..]) => scale(theta, 0.5),
            (Form::U2, [phi, lambda]) | (Form::U3, [_, phi, lambda]) => {
                scale(&add(phi, lambda, 1.0), -0.5)
            }
            _ => Affine::default(),
        };
        if phase != Affine::default() {
            self.gate(GateKind::GlobalPhase, 0, &[], &[phase], at)?;
        }
        match (form, angles) {
            (Form::Plain(controls, kind), _) => self.gate(kind, controls, qubits, angles, at),
            (Form::U | Form::U3, _) => self.gate(GateKind::U, 0, qubits, angles, at),
            (Form::U2, [phi, lambda]) => {
                let angles = [quarter, phi.clone(), lambda.clone()];
                self.gate(GateKind::U, 0, qubits, &angles, at)
            }
            (Form::Cu, [uncontrolled @ .., gamma]) => {
                let control = &qubits[..1];
                self.gate(GateKind::P, 0, control, std::slice::from_ref(gamma), at)?;
                self.gate(GateKind::U, 1, qubits, uncontrolled, at)
            }
            (Form::Steps(_, steps), _) => {
                for &(kind, controls, places) in steps {
                    let qubits: Vec<QubitId> = places.iter().map(|&k| qubits[k]).collect();
                    self.gate(kind, controls, &qubits, &[], at)?;
                }
                Ok(())
            }
            _ => self.gate(GateKind::Id, 0, qubits, &[], at),
        }
    }

    fn gate(
        &mut self,
        kind: GateKind,
        controls: usize,
        qubits: &[QubitId],
        angles: &[Affine],
        at: usize,
    ) -> Read<()> {
        let (controls, targets) = qubits.split_at(controls);
        let origin = self.origin(at);
        self.emit(
            Instruction::Gate(GateOp {
                kind,
                controls: controls.to_vec(),
                targets: targets.to_vec(),
                angles: angles.to_vec(),
                origin,
            }),
            at,
        )
    }

    fn defined(
        &mut self,
        definition: &Rc<Definition<'t>>,
        angles: &[Affine],
        qubits: &[QubitId],
        at: usize,
    ) -> Read<()> {
        let outer = std::mem::replace(&mut self.in_gate, true);
        let found = self.framed(definition.name, at, |r| {
            for (name, angle) in definition.angles.iter().zip(angles) {
                let entry = Entry::Number {
                    base: Base::Angle,
                    size: None,
                    value: Some(Value::Float(angle.clone())),
                    constant: true,
                    branches: 0,
                };
                r.declare(name, entry, at)?;
            }
            for (name, &qubit) in definition.qubits.iter().zip(qubits) {
                let entry = Entry::Qubits {
                    ids: Rc::new([qubit]),
                    single: true,
                };
                r.declare(name, entry, at)?;
            }
            r.all(&definition.body)
        });
        self.in_gate = outer;
        found.map(|_| ())
    }
}

/// A gate under further controls; a phase under a control is a gate on that control.
fn under(mut gate: GateOp, controls: &[QubitId]) -> GateOp {
    gate.controls.splice(0..0, controls.iter().copied());
    if gate.kind == GateKind::GlobalPhase
        && let Some(last) = gate.controls.pop()
    {
        gate.kind = GateKind::P;
        gate.targets = vec![last];
    }
    gate
}

pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
