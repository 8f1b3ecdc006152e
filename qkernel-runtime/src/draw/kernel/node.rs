//! What single operations draw and give.

use super::expr::{Expr, label, label_with};
use super::{CallFrame, Maker, Value};
use crate::draw::picture::{Family, Glyph, Mark, Read};
use crate::graph::{Follow, Node, Op};
use crate::program::BitId;

impl Maker {
    pub(super) fn node(&mut self, node: &Node, scope: &mut CallFrame) -> Vec<Value> {
        let value = match node.op {
            Op::Call(graph) => return self.call(graph, node, scope),
            Op::Modified(modified) => return self.modified(modified, node, scope),
            Op::For { body, order } => return self.repeat(node, body, order, scope),
            Op::If { then, otherwise } => return self.branch(node, then, otherwise, scope),
            Op::Take => match scope.input(node, 0) {
                Value::Register(register) => {
                    let (index, _) = scope.expr(node, 1);
                    self.take_qubit(register, &index)
                }
                _ => {
                    let (list, mut bits) = scope.expr(node, 0);
                    let index: Vec<Expr> =
                        (1..node.ins.len()).map(|k| scope.expr(node, k).0).collect();
                    let element = Expr::element(&list, &Vec::from_iter(&index));
                    (1..node.ins.len()).for_each(|k| bits.extend(scope.expr(node, k).1));
                    Value::Expr(element, bits)
                }
            },
            Op::Put => {
                if let (Value::Register(register), Value::Qubit(strand)) =
                    (scope.input(node, 0), scope.input(node, 2))
                {
                    let (index, _) = scope.expr(node, 1);
                    self.put_qubit(register, &index, strand);
                }
                return Vec::new();
            }
            Op::Head => scope.input(node, 0),
            Op::Constant(constant) => Value::expr(Expr::constant(constant)),
            Op::Len => Value::expr(match scope.input(node, 0) {
                Value::Register(register) => {
                    let length = self.strands[register].length.clone();
                    length
                        .unwrap_or_else(|| Expr::length(&Expr::name(&self.strands[register].name)))
                }
                _ => Expr::length(&scope.expr(node, 0).0),
            }),
            Op::Pack => Value::Tuple(scope.all(node.ins)),
            Op::Field(k) => match scope.input(node, 0) {
                Value::Tuple(parts) => parts.into_iter().nth(k as usize).unwrap_or(Value::Missing),
                _ => {
                    let (tuple, bits) = scope.expr(node, 0);
                    Value::Expr(Expr::field(&tuple, k), bits)
                }
            },
            Op::Unary(op) => of_one(node, scope, |of| Expr::unary(op, of)),
            Op::ToFloat => of_one(node, scope, Expr::clone),
            Op::Function(function) => of_one(node, scope, |of| Expr::function(function, of)),
            Op::Binary(op) => of_two(node, scope, |left, right| Expr::binary(op, left, right)),
            Op::BinaryFunction(function) => of_two(node, scope, |left, right| {
                Expr::function_of_two(function, left, right)
            }),
            op => return self.builtin(&op, node, 0, scope),
        };
        vec![value]
    }

    /// What a gate or an operation such as `measure` does with the inputs of a node, but for the first ones, which are
    /// controls.
    pub(super) fn builtin(
        &mut self,
        op: &Op,
        node: &Node,
        more: usize,
        scope: &CallFrame,
    ) -> Vec<Value> {
        match *op {
            Op::Gate { kind, controls } => {
                let controls = more + controls as usize;
                let count = controls + kind.targets();
                let qubits: Vec<Value> = (0..count).map(|k| scope.input(node, k)).collect();
                let strands: Vec<usize> = qubits.iter().filter_map(Value::strand).collect();
                let angles: Vec<Expr> = (count..node.ins.len())
                    .map(|k| scope.expr(node, k).0)
                    .collect();
                let label = |name: &str| label_with(name, &angles);
                if strands.len() == count {
                    let (by, on) = strands.split_at(controls);
                    match Mark::gate(kind, by.to_vec(), on.to_vec(), label) {
                        Ok(mark) => self.moment(mark, &strands),
                        Err(note) if self.silent == 0 => self.picture.notes.push(note),
                        Err(_) => {}
                    }
                }
                qubits
            }
            Op::Qubit => vec![Value::Qubit(self.strand("", None))],
            Op::QubitArray => {
                let (length, _) = scope.expr(node, 0);
                vec![Value::Register(self.strand("", Some(length)))]
            }
            Op::Measure => {
                let Some(strand) = self.whole(&scope.input(node, 0)) else {
                    return vec![Value::Missing];
                };
                let (bit, value) = self.bit();
                let mut mark = Mark::on(Glyph::Measure, Family::Measurement, "M", [strand]);
                mark.bits.push(Read::new(BitId::new(bit), true, None));
                self.moment(mark, &[strand]);
                self.gone(strand);
                vec![value]
            }
            Op::Discard => {
                for value in scope.input(node, 0).into_leaves() {
                    if let Some(strand) = self.whole(&value) {
                        let mark = Mark::on(Glyph::End, Family::Measurement, "", [strand]);
                        self.moment(mark, &[strand]);
                        self.gone(strand);
                    }
                }
                Vec::new()
            }
            Op::Expval => {
                let (observable, _) = scope.expr(node, 1);
                let strands: Vec<usize> = (scope.input(node, 0).into_leaves().iter())
                    .filter_map(|value| self.whole(value))
                    .collect();
                let label = label(|side| format!("⟨{}⟩", side(&observable)));
                if !strands.is_empty() {
                    let rows = strands.iter().copied();
                    let mark = Mark::on(Glyph::Box, Family::Expectation, label.clone(), rows);
                    self.moment(mark, &strands);
                    strands.iter().for_each(|&strand| self.gone(strand));
                }
                vec![Value::expr(Expr::name(&label.name))]
            }
            Op::Pauli(pauli) => {
                let (qubit, _) = scope.expr(node, 0);
                vec![Value::expr(Expr::pauli(&format!("{pauli:?}"), &qubit))]
            }
            Op::Identity => vec![Value::expr(Expr::name("I"))],
            _ if let Some(symbol) = op.operation().and_then(|does| does.about().symbol) => {
                let value = scope.input(node, 0);
                if let Some(strand) = self.whole(&value) {
                    let mark = Mark::on(Glyph::Box, Family::Measurement, symbol, [strand]);
                    self.moment(mark, &[strand]);
                }
                vec![value]
            }
            _ => {
                let outs = node.outs.iter();
                outs.map(|&id| Value::expr(Expr::name(scope.name(id))))
                    .collect()
            }
        }
    }

    /// The line of a qubit or a register that is used whole.
    pub(super) fn whole(&mut self, value: &Value) -> Option<usize> {
        if let Value::Register(register) = *value {
            self.put_back(|lane| lane.register == register);
        }
        value.strand()
    }
}

fn of_one(node: &Node, scope: &CallFrame, value: impl Fn(&Expr) -> Expr) -> Value {
    let (of, bits) = scope.expr(node, 0);
    Value::Expr(value(&of), bits)
}

fn of_two(node: &Node, scope: &CallFrame, value: impl Fn(&Expr, &Expr) -> Expr) -> Value {
    let ((left, mut bits), (right, more)) = (scope.expr(node, 0), scope.expr(node, 1));
    bits.extend(more);
    Value::Expr(value(&left, &right), bits)
}
