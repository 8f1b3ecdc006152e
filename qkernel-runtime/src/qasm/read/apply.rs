//! Gates: broadcasting, libraries, definitions.

use std::collections::HashSet;
use std::f64::consts::FRAC_PI_2;
use std::rc::Rc;

use super::error::{Read, fault};
use super::gates::{Change, Cost, Gate, Operands};
use super::reader::{Access, Entry, Reader};
use super::syntax::{Base, Definition, Expr, Modifier, Scalar};
use super::value::Value;
use crate::gate::GateKind;
use crate::plural::counted;
use crate::program::affine::{add, scale};
use crate::program::{Affine, CallArgument, GateOp, Instruction, NameId, QubitId};
use crate::qasm::library::{Form, in_library};
use crate::qasm::words::is_keyword;

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
            Gate::Defined(definition, _) => (definition.angles.len(), definition.qubits.len()),
        };
        if angles.len() != needed {
            let found = angles.len();
            return fault!(
                at,
                "`{name}` takes {}, not {found}",
                counted(needed, "angle")
            );
        }
        let angles = angles.iter().map(|angle| {
            let value = self.eval(angle)?;
            self.real(value, angle.at)
        });
        let angles = angles.collect::<Read<Vec<Affine>>>()?;
        let changes = self.changes(modifiers, at)?;
        let controls = changes.iter().map(|change| match change {
            Change::Control { count, .. } => *count,
            _ => 0,
        });
        let controls: usize = controls.sum();
        if operands.len() != arity + controls {
            let found = operands.len();
            let needed = counted(arity + controls, "qubit");
            return fault!(at, "`{name}` takes {needed} here, not {found}");
        }
        let operands = operands.iter();
        let operands = operands.map(|operand| Ok((self.qubits(operand)?, operand.at)));
        let operands = operands.collect::<Read<Vec<_>>>()?;
        // All registers have one length; single qubits are used with each element.
        let mut length = None;
        for ((ids, single), at) in &operands {
            match length {
                _ if *single => {}
                Some(length) if length != ids.len() => {
                    let found = ids.len();
                    return fault!(
                        *at,
                        "this register has {found} qubits, but the one before it {length}"
                    );
                }
                _ => length = Some(ids.len()),
            }
        }
        let mut qubits: Vec<QubitId> = Vec::with_capacity(operands.len());
        let mut used = HashSet::with_capacity(operands.len());
        for k in 0..length.unwrap_or(1) {
            qubits.clear();
            used.clear();
            for ((ids, single), at) in &operands {
                let qubit = ids[if *single { 0 } else { k }];
                let is_new = match operands.len() {
                    0..=8 => !qubits.contains(&qubit),
                    _ => used.insert(qubit),
                };
                if !is_new {
                    return fault(*at, "this qubit is used twice by one gate");
                }
                qubits.push(qubit);
            }
            let on = Operands {
                angles: &angles,
                qubits: &qubits,
                at,
            };
            self.changed(&gate, &changes, on)?;
        }
        Ok(())
    }

    fn gate_named(&self, name: &'t str, at: usize) -> Read<Gate<'t>> {
        if let Some(Entry::Gate(definition, cost)) = self.look_up(name) {
            if definition.opaque {
                return fault!(
                    at,
                    "`{name}` is opaque: it has no definition, so what it does is not known"
                );
            }
            return Ok(Gate::Defined(Rc::clone(definition), *cost));
        }
        if let Some(Entry::Known(form)) = self.look_up(name) {
            return Ok(Gate::Library(*form));
        }
        match self.library_gate(name) {
            Some(form) => Ok(Gate::Library(form)),
            None if self.version == 2 && is_keyword(name, 3) => {
                fault!(at, "`{name}` needs version 3 of the language")
            }
            None => {
                let library = match self.version {
                    2 => "qelib1.inc",
                    _ => "stdgates.inc",
                };
                let hint = match in_library(library, name) {
                    Some(_) => format!(": `include \"{library}\";` is missing"),
                    None => String::new(),
                };
                fault!(at, "there is no gate `{name}`{hint}")
            }
        }
    }

    /// A gate that needs no definition.
    pub(super) fn library_gate(&self, name: &str) -> Option<Form> {
        match name {
            "U" => return Some(Form::U),
            "CX" if self.version == 2 => return Some(Form::Plain(1, GateKind::X)),
            "gphase" if self.version == 3 => return Some(Form::Plain(0, GateKind::GlobalPhase)),
            _ => {}
        }
        let mut libraries = self.libraries.iter();
        libraries.find_map(|library| in_library(library, name))
    }

    pub(super) fn library(&mut self, form: Form, on: Operands<'_>) -> Read<()> {
        let Operands { angles, qubits, at } = on;
        let quarter = Affine::number(FRAC_PI_2);
        // The phase beside the gate of this name here, where it can be seen.
        let phase = match (form, angles) {
            _ if self.version == 2 || !self.phases => Affine::default(),
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
                for step in steps {
                    let (controls, targets) = step.on(&[], qubits);
                    let qubits = [&controls[..], &targets].concat();
                    self.gate(step.kind, controls.len(), &qubits, &[], at)?;
                }
                Ok(())
            }
            _ => self.gate(GateKind::Id, 0, qubits, &[], at),
        }
    }

    pub(super) fn gate(
        &mut self,
        kind: GateKind,
        controls: usize,
        qubits: &[QubitId],
        angles: &[Affine],
        at: usize,
    ) -> Read<()> {
        let (controls, targets) = qubits.split_at(controls);
        let origin = self.origin(at);
        let gate = GateOp {
            kind,
            controls: controls.to_vec(),
            targets: targets.to_vec(),
            angles: angles.to_vec(),
            origin,
        };
        self.emit(Instruction::Gate(gate), at)
    }

    /// What a gate is called with, as the circuit has it.
    pub(super) fn arguments(
        &mut self,
        definition: &Definition<'t>,
        on: Operands<'_>,
    ) -> Vec<(NameId, CallArgument)> {
        let numbers = on.angles.iter().cloned();
        let numbers = numbers.map(|number| CallArgument::Float(Box::new(number)));
        let places = on.qubits.iter().copied().map(CallArgument::Qubit);
        let names = definition.angles.iter().chain(&definition.qubits);
        (names.zip(numbers.chain(places)))
            .map(|(name, argument)| (self.program.names.intern(name), argument))
            .collect()
    }

    pub(super) fn defined(
        &mut self,
        definition: &Rc<Definition<'t>>,
        cost: Cost,
        on: Operands<'_>,
    ) -> Read<()> {
        let Operands { angles, qubits, at } = on;
        let outer = std::mem::replace(&mut self.in_gate, true);
        // A call that would take too long is refused before it is expanded.
        self.has_steps(cost.steps, at)?;
        self.has_room(1, cost.gates, at)?;
        let arguments = self.arguments(definition, on);
        let terms = angles.iter().map(|angle| angle.terms.len());
        self.steps(terms.sum(), at)?;
        let found = self.framed(definition.name, arguments, at, |r| {
            for (name, angle) in definition.angles.iter().zip(angles) {
                let of = Scalar::new(Base::Angle, None);
                let value = Some(Value::Float(angle.clone()));
                r.declare(name, Entry::Number(of, value, Access::Constant), at)?;
            }
            for (name, &qubit) in definition.qubits.iter().zip(qubits) {
                r.declare(name, Entry::Qubits((Rc::new([qubit]), true)), at)?;
            }
            r.all(&definition.body)
        });
        self.in_gate = outer;
        found.map(|_| ())
    }
}
