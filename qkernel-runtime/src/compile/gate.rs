//! Gates, allocation, measurement and expectation values.

use super::binder::{Binder, Frame};
use super::value::{Floats, Value};
use crate::error::{CompileError, counted};
use crate::gate::GateKind;
use crate::graph::{Node, Op};
use crate::observable::{Observable, PauliString};
use crate::program::{
    Affine, BitId, Condition, Derived, GateOp, Instruction, ObservableId, Origin, QubitId, SlotId,
};

impl Binder {
    /// Does what `primitive` says with the operands of `node`, the call in the kernel.
    pub(super) fn primitive(
        &mut self,
        primitive: &Node,
        node: &Node,
        frame: &Frame,
        origin: Origin,
    ) -> Result<Vec<Value>, CompileError> {
        Ok(match primitive.op {
            Op::Gate { kind, controls } => {
                self.gate(kind, controls as usize, node, frame, origin)?
            }
            Op::Qubit => {
                let way = self.way_here().into();
                vec![Value::Qubit(
                    self.new_qubit(frame, node, None, &way, origin)?,
                )]
            }
            Op::QubitArray => {
                let length = self.uint(frame, node, 0)?;
                let mut qubits = Vec::new();
                let way = self.way_here().into();
                for index in 0..length {
                    let qubit = self.new_qubit(frame, node, Some(index), &way, origin)?;
                    qubits.push(Some(qubit));
                }
                self.registers.push(qubits);
                vec![Value::Register(self.registers.len() - 1)]
            }
            Op::Measure => vec![self.measure(node, frame, origin)?],
            Op::Reset => {
                let value = self.input(frame, node, 0)?;
                for qubit in self.consumed(&value, node, frame)? {
                    self.emit(Instruction::Reset { qubit, origin }, frame, node.loc)?;
                }
                vec![value]
            }
            Op::Discard => {
                let value = self.input(frame, node, 0)?;
                let qubits = self.consumed(&value, node, frame)?;
                self.discard(&qubits, origin);
                Vec::new()
            }
            Op::Expval => vec![self.expval(node, frame, origin)?],
            Op::Pauli(pauli) => {
                let string = PauliString::single(pauli, self.uint(frame, node, 0)?);
                vec![Value::Observable(Observable::from(string).into())]
            }
            Op::Identity => vec![Value::Observable(Observable::identity().into())],
            _ => Vec::new(),
        })
    }

    /// Ends the lives of qubits that nothing touches again.
    fn discard(&mut self, qubits: &[QubitId], origin: Origin) {
        self.end(qubits);
        let discards = qubits
            .iter()
            .map(|&qubit| Instruction::Discard { qubit, origin });
        self.instructions.extend(discards);
    }

    /// The qubits of a value that is used whole.
    fn consumed(
        &self,
        value: &Value,
        node: &Node,
        frame: &Frame,
    ) -> Result<Vec<QubitId>, CompileError> {
        match value {
            Value::Qubit(qubit) => Ok(vec![*qubit]),
            Value::Register(register) => {
                let name = node.ins.first().map_or("", |&id| frame.name(id));
                self.check_whole(frame, *register, name, node.loc)
            }
            value => Err(self.error(
                frame,
                node.loc,
                format!("expected qubits, found `{}`", value.kind()),
            )),
        }
    }

    fn gate(
        &mut self,
        kind: GateKind,
        controls: usize,
        node: &Node,
        frame: &Frame,
        origin: Origin,
    ) -> Result<Vec<Value>, CompileError> {
        let count = controls + kind.targets();
        let mut qubits = Vec::with_capacity(count);
        let mut angles = Vec::with_capacity(kind.angles());
        for k in 0..count + kind.angles() {
            match self.input(frame, node, k)? {
                Value::Qubit(qubit) if k < count => qubits.push(qubit),
                Value::Float(angle) if k >= count => {
                    if self.depends_on_run(&angle) {
                        let message = "[QK0086] an angle cannot depend on an expectation value of the same circuit";
                        return Err(self.error(frame, node.loc, message));
                    }
                    if !angle.constant.is_finite() {
                        return Err(self.error(
                            frame,
                            node.loc,
                            format!(
                                "[QK0079] this angle is {}, but must be finite",
                                angle.constant
                            ),
                        ));
                    }
                    angles.push(angle);
                }
                value => {
                    return Err(self.error(
                        frame,
                        node.loc,
                        format!("a gate cannot use a `{}` here", value.kind()),
                    ));
                }
            }
        }
        for (k, qubit) in qubits.iter().enumerate() {
            if qubits[..k].contains(qubit) {
                return Err(self.error(
                    frame,
                    node.loc,
                    format!("[QK0084] `{}` got qubit {qubit} twice", kind.name()),
                ));
            }
        }
        let results = qubits.iter().copied().map(Value::Qubit).collect();
        let targets = qubits.split_off(controls);
        let gate = GateOp {
            kind,
            controls: qubits,
            targets,
            angles,
            origin,
        };
        self.emit(Instruction::Gate(gate), frame, node.loc)?;
        Ok(results)
    }

    fn measure(
        &mut self,
        node: &Node,
        frame: &Frame,
        origin: Origin,
    ) -> Result<Value, CompileError> {
        let value = self.input(frame, node, 0)?;
        let mut bits: Vec<Condition> = Vec::new();
        let qubits = self.consumed(&value, node, frame)?;
        self.end(&qubits);
        for qubit in qubits {
            let bit = BitId::new(self.bits);
            self.bits += 1;
            self.emit(Instruction::Measure { qubit, bit, origin }, frame, node.loc)?;
            bits.push(Condition::Bit(bit));
        }
        Ok(match value {
            Value::Qubit(_) => Value::Bit(bits.remove(0)),
            _ => Value::Bits(bits.into()),
        })
    }

    /// Expectation values are taken once all is done: no gate can follow on qubits that are gone, and what
    /// is done to others does not change them.
    fn expval(
        &mut self,
        node: &Node,
        frame: &Frame,
        origin: Origin,
    ) -> Result<Value, CompileError> {
        let value = self.input(frame, node, 0)?;
        let mut qubits = Vec::new();
        for leaf in value.into_leaves() {
            qubits.extend(self.consumed(&leaf, node, frame)?);
        }
        self.discard(&qubits, origin);
        match self.input(frame, node, 1)? {
            Value::Observable(observable) => Ok(Value::Float(self.expectation(
                &observable.total(),
                &qubits,
                node,
                frame,
                None,
            )?)),
            Value::Observables(observables) => {
                let values: Result<Vec<Affine>, _> = observables
                    .iter()
                    .enumerate()
                    .map(|(k, observable)| {
                        self.expectation(observable, &qubits, node, frame, Some(k))
                    })
                    .collect();
                Ok(Value::Floats(Floats::Known(values?.into())))
            }
            value => Err(self.error(
                frame,
                node.loc,
                format!("expected an observable, found `{}`", value.kind()),
            )),
        }
    }

    fn expectation(
        &mut self,
        observable: &Observable,
        qubits: &[QubitId],
        node: &Node,
        frame: &Frame,
        number: Option<usize>,
    ) -> Result<Affine, CompileError> {
        if observable.span() > qubits.len() {
            let (mut register, mut name) = (frame.describe(node, 0), frame.describe(node, 1));
            if !register.starts_with('`') {
                register = "the register".into();
            }
            if !name.starts_with('`') {
                name = format!("the observable `{observable}`");
            }
            if let Some(number) = number {
                name = format!("observable {number} of {name}");
            }
            let last = match qubits.len() {
                0 => String::new(),
                count => format!(" (the last is {})", count - 1),
            };
            let message = format!(
                "[QK0081] {name} acts on qubit {}, but {register} has {}{last}",
                observable.span() - 1,
                counted(qubits.len(), "qubit"),
            );
            return Err(self.error(frame, node.loc, message));
        }
        let numbers: Vec<usize> = qubits.iter().map(|qubit| qubit.index()).collect();
        match observable.map_qubits(&numbers) {
            Ok(observable) => self.observables.push(observable),
            Err(error) => return Err(self.error(frame, node.loc, format!("[QK0087] {error}"))),
        }
        Ok(self.derive(
            Derived::Expectation(ObservableId::new(self.observables.len() - 1)),
            true,
        ))
    }

    /// A new slot that is computed, as a scalar.
    pub(super) fn derive(&mut self, derived: Derived, after_run: bool) -> Affine {
        self.derived.push(derived);
        self.after_run.push(after_run);
        SlotId::derived(self.derived.len() - 1).into()
    }

    /// Whether a scalar depends on an expectation value.
    pub(super) fn depends_on_run(&self, scalar: &Affine) -> bool {
        scalar.terms.iter().any(|&(slot, _)| match slot {
            SlotId::Derived(index) => self.after_run[index as usize],
            SlotId::Argument { .. } => false,
        })
    }
}
