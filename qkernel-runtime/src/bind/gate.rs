//! Gates, allocation, measurement and expectation values.

use super::binder::Binder;
use super::list::{Done, Span, Stop, get};
use super::listed::{Life, Listed};
use super::value::*;
use crate::gate::GateKind;
use crate::graph::{Offset, Op, Text, ValueId};
use crate::program::{Derived, ObservableId, Operation};
use qkernel_ir::each;

/// A call in a kernel: the place of errors and origins.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub(super) frame: CallFrame,
    pub(super) loc: Offset,
}

impl At<'_> {
    /// Where it is.
    pub(super) const fn site(self) -> Site {
        Site {
            frame: self.frame,
            loc: self.node.loc,
        }
    }
}

impl Binder<'_> {
    /// A gate on so many of a node's inputs, controls included.
    pub(super) const fn gate_call(&mut self, at: At<'_>, kind: GateKind, qubits: usize) -> Done {
        let site = at.site();
        get!(self.gate(site, kind, qubits, at.frame, at.node.ins));
        // The same qubits, in order.
        if at.node.outs.len() != qubits {
            return self.define_from(at, at.frame, at.node.ins.split_at(qubits).0);
        }
        each!(k, 0..qubits, {
            let value = self.values.items[at.frame.base + at.node.ins[k].0 as usize];
            self.values.items[at.frame.base + at.node.outs[k].0 as usize] = value;
            if self.state.nameless > 0 {
                self.name(at.frame, at.node.outs[k], value);
            }
        });
        Ok(())
    }

    /// A gate; its controls and targets, `count` of them, and its angles are these values of a frame.
    pub(super) const fn gate(
        &mut self,
        site: Site,
        kind: GateKind,
        count: usize,
        from: CallFrame,
        ins: &[ValueId],
    ) -> Done {
        let (operands, angles) = (self.operands.len, self.angles.len);
        let controls = Span::new(0, self.controls.len);
        get!(self.operands.extend(controls.of(self.controls.items)));
        let first = self.operands.len;
        each!(k, 0..ins.len(), {
            match self.values.items[from.base + ins[k].0 as usize] {
                Value::Qubit(qubit) if k < count => {
                    each!(i, first..self.operands.len, {
                        if self.operands.items[i] == qubit {
                            return Err(self.twice(site, kind.name(), qubit));
                        }
                    });
                    get!(self.operands.push(qubit));
                }
                Value::Float(angle) if k >= count => {
                    if !angle.constant.is_finite() || self.depends_on_run(angle) {
                        return Err(self.wrong_angle(site, angle));
                    }
                    if self.state.is_listed {
                        get!(self.angles.push(angle));
                    }
                }
                value => return Err(self.wrong_operand(site, value)),
            }
        });
        get!(self.count(site.frame, site.loc));
        if !self.state.is_listed {
            self.operands.len = operands;
            return Ok(());
        }
        let origin = self.origin(site.frame, site.loc);
        self.list(Listed::Gate {
            kind,
            controls: (count - kind.targets() + self.controls.len) as u32,
            qubits: self.operands.since(operands),
            angles: angles as u32,
            origin,
        })
    }

    // Constants take time for each local of a function that is called: what is wrong has functions of its own.

    const fn wrong_angle(&mut self, site: Site, angle: Affine) -> Stop {
        let text = if self.depends_on_run(angle) {
            Text::new("[QK0086] an angle cannot depend on an expectation value of the same circuit")
        } else {
            let number = if angle.constant.is_nan() {
                "NaN"
            } else if angle.constant > 0.0 {
                "inf"
            } else {
                "-inf"
            };
            Text::around("[QK0079] this angle is ", number, ", but must be finite")
        };
        self.fail(site.frame, site.loc, text)
    }

    const fn wrong_operand(&mut self, site: Site, value: Value) -> Stop {
        let text = Text::around("a gate cannot use a `", value.kind(), "` here");
        self.fail(site.frame, site.loc, text)
    }

    pub(super) const fn twice(&mut self, site: Site, name: &str, qubit: u32) -> Stop {
        let text = Text::around("[QK0084] `", name, "` got qubit ");
        self.fail(
            site.frame,
            site.loc,
            text.with_number(qubit as u64).with(" twice"),
        )
    }

    /// All but gates.
    pub(super) const fn operation(&mut self, at: At<'_>, op: &Op) -> Done {
        let value = match op {
            Op::Qubit => {
                get!(self.count_qubits(at, 1));
                let qubit = get!(self.born(at, Life::ALONE));
                get!(self.allocated(qubit as usize, 1, true));
                Value::Qubit(qubit)
            }
            Op::QubitArray => {
                let count = get!(self.uint(at, 0));
                get!(self.count_qubits(at, count));
                let first = get!(self.places.reserve(count));
                let first_qubit = self.lives.len;
                each!(k, 0..count, {
                    let qubit = get!(self.born(at, k as u32));
                    self.places.items[first + k] = qubit;
                });
                get!(self.allocated(first_qubit, count, false));
                Value::Register(Span::new(first, count))
            }
            Op::Pauli(pauli) => {
                let qubit = get!(self.uint(at, 0));
                Value::Observable(get!(self.pauli(*pauli, qubit)))
            }
            Op::Identity => Value::Observable(get!(self.identity(1.0))),
            Op::Expval => get!(self.expval(at)),
            _ => match op.operation() {
                Some(operation) => get!(self.each(at, operation)),
                None => return Ok(()),
            },
        };
        self.define(at, value)
    }

    /// The qubits of a node's first input, whole, as operands.
    const fn qubits(&mut self, at: At<'_>) -> Done<Span> {
        let first = self.operands.len;
        get!(self.push_qubits(at, self.input(at, 0)));
        Ok(self.operands.since(first))
    }

    const fn push_qubits(&mut self, at: At<'_>, value: Value) -> Done {
        match value {
            Value::Qubit(qubit) => self.operands.push(qubit),
            Value::Register(places) => {
                get!(self.whole(
                    value,
                    at.frame.graph.values.name(at.node.ins[0]),
                    at.frame,
                    at.node.loc
                ));
                self.operands.extend(places.of(self.places.items))
            }
            Value::Tuple(parts) => {
                each!(k, parts.start()..parts.end(), {
                    get!(self.push_qubits(at, self.items.items[k]));
                });
                Ok(())
            }
            value => {
                let text = Text::around("expected qubits, found `", value.kind(), "`");
                Err(self.wrong(at, text))
            }
        }
    }

    /// Does something to each qubit of a node's first input. Gives outcomes, or the qubits where they are still there.
    const fn each(&mut self, at: At<'_>, operation: Operation) -> Done<Value> {
        let input = self.input(at, 0);
        let qubits = get!(self.qubits(at));
        let first = self.items.len;
        let is_single = !matches!(input, Value::Register(_));
        if operation.writes() {
            get!(self.measured(self.state.bits as usize, qubits.len(), is_single));
        }
        get!(self.all(at, operation, qubits));
        self.operands.cut(qubits.start());
        Ok(match operation.writes() {
            true if is_single => self.items.items[first],
            true => Value::Bits(self.items.since(first)),
            false if operation.ends() => Value::Nothing,
            false => input,
        })
    }

    /// Does something to qubits, and lists their outcomes.
    const fn all(&mut self, at: At<'_>, operation: Operation, qubits: Span) -> Done {
        let origin = self.origin(at.frame, at.node.loc);
        each!(k, qubits.start()..qubits.end(), {
            let (qubit, bit) = (self.operands.items[k], self.state.bits);
            let step = Listed::On {
                operation,
                qubit,
                bit,
                origin,
            };
            if operation.ends() {
                self.end(qubit);
            }
            match operation {
                // There are no more of these than qubits.
                Operation::Discard => get!(self.list(step)),
                _ => get!(self.emit(step, at.frame, at.node.loc)),
            }
            if operation.writes() {
                self.state.bits += 1;
                let condition = get!(self.condition(Condition::Bit(bit)));
                get!(self.items.push(Value::Bit(condition)));
            }
        });
        Ok(())
    }

    /// Expectation values are taken once all is done: no gate can follow on qubits that are gone, and what is done to others does
    /// not change them.
    const fn expval(&mut self, at: At<'_>) -> Done<Value> {
        let qubits = get!(self.qubits(at));
        get!(self.all(at, Operation::Discard, qubits));
        let value = match self.input(at, 1) {
            Value::Observable(sum) => Value::Float(get!(self.expectation(at, sum, qubits, None))),
            Value::Observables(all) => {
                let first = get!(self.items.reserve(all.len()));
                each!(k, 0..all.len(), {
                    if let Value::Observable(sum) = self.items.items[all.start() + k] {
                        let value = get!(self.expectation(at, sum, qubits, Some(k)));
                        self.items.items[first + k] = Value::Float(value);
                    }
                });
                Value::Floats(Span::new(first, all.len()))
            }
            value => {
                let text = Text::around("expected an observable, found `", value.kind(), "`");
                return Err(self.wrong(at, text));
            }
        };
        self.operands.cut(qubits.start());
        Ok(value)
    }

    const fn expectation(
        &mut self,
        at: At<'_>,
        parts: Span,
        qubits: Span,
        number: Option<usize>,
    ) -> Done<Affine> {
        let sum = get!(self.total(parts));
        if self.span_of(sum) > qubits.len() {
            return Err(self.past_the_register(at, sum, qubits.len(), number));
        }
        if let Some(text) = self.no_observable(sum) {
            return Err(self.wrong(at, text));
        }
        let mapped = get!(self.map_qubits(sum, qubits));
        get!(self.observables.push(mapped));
        let number = ObservableId::new(self.observables.len - 1);
        self.derive(Derived::Expectation(number), true)
    }

    const fn past_the_register(
        &mut self,
        at: At<'_>,
        sum: Span,
        count: usize,
        number: Option<usize>,
    ) -> Stop {
        let text = Text::new("[QK0081] ");
        let text = match number {
            Some(number) => text
                .with("observable ")
                .with_number(number as u64)
                .with(" of "),
            None => text,
        };
        let text = if at.frame.graph.values.name(at.node.ins[1]).is_empty() {
            let text = text.with("the observable `");
            self.write_sum(sum, text).with("`")
        } else {
            self.describe(text, at, 1, "")
        };
        let last = self.span_of(sum) - 1;
        let text = text
            .with(" acts on qubit ")
            .with_number(last as u64)
            .with(", but ");
        let nameless = match self.input(at, 0) {
            Value::Tuple(_) => "the tuple",
            Value::Qubit(_) => "what is observed",
            _ => "the register",
        };
        let text = self.describe(text, at, 0, nameless);
        let text = text.with(" has ").with_number(count as u64);
        let text = text.with(if count == 1 { " qubit" } else { " qubits" });
        let text = match count {
            0 => text,
            _ => text
                .with(" (the last is ")
                .with_number(count as u64 - 1)
                .with(")"),
        };
        self.wrong(at, text)
    }
}
