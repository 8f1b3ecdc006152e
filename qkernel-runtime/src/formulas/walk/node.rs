//! What single operations do and give.

use super::value::{Bit, Elements, Value};
use super::{CallFrame, Walker, qubits};
use crate::formulas::atom::Atom;
use crate::formulas::condition::Condition;
use crate::formulas::cost::{Cost, What};
use crate::formulas::formula::Formula;
use crate::graph::{BinaryOp, Constant, Follow, Node, Op, UnaryOp};
use crate::program::Operation;

impl Walker {
    pub(super) fn node(&mut self, node: &Node, frame: &mut CallFrame) -> Vec<Value> {
        let value = match node.op {
            Op::Call(graph) => {
                let arguments = frame.all(node.ins);
                return match graph.builtin() {
                    Some(op) => self.builtin(op, arguments),
                    None => self.call(graph, arguments),
                };
            }
            Op::Modified(modified) => return self.modified(modified, node, frame),
            Op::For { body, order } => return self.repeat(node, body, order, frame),
            Op::If { then, otherwise } => {
                let bit = match frame.input(node, 0) {
                    Value::Bit(bit) => bit,
                    _ => unknown(),
                };
                return self.branch(bit, [then, otherwise], frame);
            }
            Op::Take => self.take(node, frame),
            Op::Head => frame.input(node, 0),
            Op::Constant(Constant::UInt(value)) => Value::UInt(Formula::from(i128::from(value))),
            Op::Constant(Constant::Bit(value)) => {
                Value::Bit(Bit::known(Condition::Constant(value)))
            }
            Op::Len => Value::UInt(match frame.input(node, 0).length() {
                Some(length) => length.clone(),
                None => Atom::Unknown.into(),
            }),
            Op::Pack => Value::Tuple(frame.all(node.ins)),
            Op::Field(k) => {
                let parts = frame.input(node, 0).into_parts();
                let part = parts.into_iter().nth(k as usize);
                part.unwrap_or(Value::Other)
            }
            Op::Unary(UnaryOp::Not) => match frame.input(node, 0) {
                Value::Bit(bit) => Value::Bit(bit.not()),
                _ => Value::Other,
            },
            Op::Binary(op) => self.binary(op, frame.input(node, 0), frame.input(node, 1)),
            // Also what has no formula, and what gives nothing.
            op => return self.builtin(&op, frame.all(node.ins)),
        };
        vec![value]
    }

    fn take(&mut self, node: &Node, frame: &CallFrame) -> Value {
        let (vector, index) = (frame.input(node, 0), frame.uint(node, 1));
        let inside = |length: &Formula| length.minus(&index).minus(&Formula::from(1));
        match vector {
            Value::Register(length, depth) => {
                self.assumptions.learn(inside(&length));
                Value::Qubit(depth)
            }
            Value::Vector(length, elements) => {
                if elements != Elements::Other {
                    self.assumptions.learn(inside(&length));
                }
                element(&elements, &index)
            }
            _ => Value::Other,
        }
    }

    fn binary(&mut self, op: BinaryOp, left: Value, right: Value) -> Value {
        match (left, right) {
            (Value::UInt(left), Value::UInt(right)) => {
                if let Some(condition) = Condition::compare(op, &left, &right) {
                    return Value::Bit(Bit::known(self.assumptions.decide(condition)));
                }
                match self.arithmetic(op, &left, &right) {
                    Some(value) => Value::UInt(value),
                    None => Value::Other,
                }
            }
            (Value::Bit(left), Value::Bit(right)) => Value::Bit(match op {
                BinaryOp::And => left.and(right),
                BinaryOp::Or => left.not().and(right.not()).not(),
                BinaryOp::Eq => left.equal(right),
                _ => left.equal(right).not(),
            }),
            // Angles are compared only where they are known when the kernel is compiled.
            _ if op.compares_sizes(0, 0).is_some() => Value::Bit(unknown()),
            _ => Value::Other,
        }
    }

    /// Arithmetic on sizes. What is subtracted is not larger, or the kernel does not compile.
    pub(super) fn arithmetic(
        &mut self,
        op: BinaryOp,
        left: &Formula,
        right: &Formula,
    ) -> Option<Formula> {
        let value = left.apply(op, right)?;
        if op == BinaryOp::Sub {
            self.assumptions.learn(value.clone());
        }
        Some(value)
    }

    /// What a gate or an operation such as `measure` does.
    pub(super) fn builtin(&mut self, op: &Op, mut arguments: Vec<Value>) -> Vec<Value> {
        match *op {
            Op::Gate { kind, controls } => {
                let controls = controls as usize;
                arguments.truncate(controls + kind.targets());
                let all = self.controls + controls;
                let mut kinds = vec![kind];
                for _ in 0..self.inverses {
                    let undone = kinds.iter().flat_map(|kind| kind.inverse());
                    kinds = undone.map(|undo| undo.kind).collect();
                }
                for kind in kinds {
                    self.spend(Cost::gate(kind, all));
                }
                arguments
            }
            Op::Qubit => {
                self.allocate(&Formula::from(1));
                vec![Value::Qubit(self.branches)]
            }
            Op::QubitArray => {
                let length = match arguments.first() {
                    Some(Value::UInt(length)) => length.clone(),
                    _ => Atom::Unknown.into(),
                };
                self.allocate(&length);
                vec![Value::Register(length, self.branches)]
            }
            Op::Expval => {
                let observed = arguments.first().cloned().unwrap_or(Value::Missing);
                for leaf in observed.into_leaves() {
                    self.end(&leaf);
                }
                vec![match arguments.get(1) {
                    Some(Value::Vector(length, _)) => {
                        Value::Vector(length.clone(), Elements::Other)
                    }
                    _ => Value::Other,
                }]
            }
            _ => match (op.operation(), arguments.into_iter().next()) {
                (Some(operation), Some(value)) => self.operation(operation, value),
                (Some(_), None) => Vec::new(),
                (None, _) => vec![Value::Other],
            },
        }
    }

    /// What is done to each qubit.
    fn operation(&mut self, operation: Operation, value: Value) -> Vec<Value> {
        if let Some(count) = operation.about().count {
            self.spend(Cost::of(What::Operations(count), qubits(&value)));
        }
        if operation.ends() {
            self.end(&value);
        }
        match value {
            Value::Register(length, _) if operation.writes() => {
                vec![Value::Vector(length, Elements::Measured)]
            }
            _ if operation.writes() => vec![Value::Bit(Bit::measured())],
            _ if operation.ends() => Vec::new(),
            value => vec![value],
        }
    }

    fn allocate(&mut self, count: &Formula) {
        let cost = Cost::of(What::Allocations, count.clone());
        self.spend(Cost {
            net: count.clone(),
            peak: count.clone(),
            ..cost
        });
    }

    /// Qubits end, but those from outside of a branch on measured bits only with that.
    fn end(&mut self, value: &Value) {
        let count = qubits(value);
        let mut cost = Cost::default();
        match value {
            Value::Qubit(depth) | Value::Register(_, depth) if *depth < self.branches => {
                cost.ends.insert(*depth, count);
            }
            _ => cost.net = count.negated(),
        }
        self.spend(cost);
    }
}

fn element(elements: &Elements, index: &Formula) -> Value {
    match elements {
        Elements::UInts(symbol) => Value::UInt(Atom::Element(symbol.clone(), index.clone()).into()),
        Elements::Bits(symbol) => {
            let element = Formula::from(Atom::Element(symbol.clone(), index.clone()));
            Value::Bit(Bit::known(Condition::of_bit(&element)))
        }
        Elements::Measured => Value::Bit(Bit::measured()),
        Elements::Other => Value::Other,
        Elements::Either(condition, first, second) => {
            let known = crate::formulas::assumptions::Assumptions::default();
            element(first, index).or(element(second, index), condition, &known)
        }
    }
}

/// A bit that is known when the kernel is compiled, but has no formula.
fn unknown() -> Bit {
    Bit::known(Condition::Zero(Atom::Unknown.into()))
}
