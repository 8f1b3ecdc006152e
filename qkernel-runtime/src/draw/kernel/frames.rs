//! Loops and branches, and the frames around them.

use super::expr::{Expr, label};
use super::names::placeholder;
use super::{CallFrame, MOST_ROUNDS, Maker, Value};
use crate::draw::labels::Label;
use crate::draw::picture::{Around, Frame, Read};
use crate::graph::{BinaryOp, Node, Order, Region, UnaryOp};
use crate::program::{QubitId, ScopeId};

impl Maker {
    pub(super) fn repeat(
        &mut self,
        node: &Node,
        body: &'static Region,
        order: Order,
        scope: &mut CallFrame,
    ) -> Vec<Value> {
        let bound = |k: usize| scope.expr(node, k).0;
        let (start, end, step) = (bound(0), bound(1), bound(2));
        let carried = scope.all(&node.ins[3..]);
        let args = &body.args[1..];
        if self.unrolled
            && self.has_room()
            && let (Some(start), Some(end), Some(step)) = (start.known, end.known, step.known)
            && let Some(numbers) = order.numbers(start, end, step)
            && numbers.count <= MOST_ROUNDS
        {
            let mut values = carried;
            for value in numbers.values() {
                let number = Value::expr(Expr::number(value));
                scope.set(body.args, std::iter::once(number).chain(values));
                values = self.region(body, scope);
            }
            return values;
        }
        if let (Some(start), Some(end)) = (start.known, end.known)
            && end <= start
        {
            return carried;
        }
        let variable = self.variable(scope.name(body.args[0]));
        scope.set(body.args, [Value::expr(Expr::name(&variable))]);
        for ((k, &id), value) in args.iter().enumerate().zip(&carried) {
            // A number that changes from round to round is told by its name.
            let value = match (value, scope.name(id)) {
                (Value::Expr(_, bits), name)
                    if body.yields.get(k) != Some(&id) && !name.is_empty() =>
                {
                    Value::Expr(Expr::name(name), bits.clone())
                }
                (value, _) => value.clone(),
            };
            scope.set(&[id], [value]);
        }
        let header = label(|side| {
            let range = order.text(side(&start), side(&end), side(&step));
            format!("{variable} in {range}")
        });
        self.put_all_back();
        self.loops.push(variable);
        let start = self.enter();
        let results = self.region(body, scope);
        self.leave(Around::Loop, header, start, None, Vec::new());
        self.loops.pop();
        // What has other values after the loop than in its last round has none that could be written.
        (results.into_iter().zip(&carried).zip(node.outs))
            .map(|((result, before), &id)| match (result, before) {
                (Value::Expr(expr, bits), Value::Expr(before, _)) if expr != *before => {
                    Value::Expr(Expr::name(scope.name(id)), bits)
                }
                (result, _) => result,
            })
            .collect()
    }

    /// A name for a loop's variable that those around do not have.
    fn variable(&self, name: &str) -> String {
        let name = if name.is_empty() { "_" } else { name };
        let mut own = name.to_owned();
        while name != "_" && self.loops.contains(&own) {
            own.push('\'');
        }
        own
    }

    pub(super) fn branch(
        &mut self,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
        scope: &mut CallFrame,
    ) -> Vec<Value> {
        let (condition, bits) = scope.expr(node, 0);
        if let Some(holds) = condition.holds()
            && !(holds && then.repeats())
        {
            return self.region(if holds { then } else { otherwise }, scope);
        }
        self.put_all_back();
        let start = self.enter();
        let lanes = self.lanes.clone();
        let first = self.region(then, scope);
        let again = then
            .repeats()
            .then(|| scope.expr(&then.nodes.get(then.nodes.len() - 1), 0).0);
        self.put_all_back();
        let middle = self.picture.moments.len();
        self.lanes = lanes;
        let second = self.region(otherwise, scope);
        self.put_all_back();
        let (has_then, has_else) = (middle > start, self.picture.moments.len() > middle);
        let not = Expr::unary(UnaryOp::Not, &condition);
        let shown = if has_then { &condition } else { &not };
        let header = label(|side| match &again {
            None => format!("if {}", side(shown)),
            Some(again) if side(again) == side(&condition) => format!("while {}", side(again)),
            Some(again) if condition.holds().is_some() => format!("again while {}", side(again)),
            Some(again) => format!("if {}, again while {}", side(&condition), side(again)),
        });
        let value = bits.first().filter(|_| bits.len() == 1).and_then(|&bit| {
            let name = placeholder(bit);
            let is = |text: &str| condition.short() == text;
            let holds = is(&name) || is(&format!("!{name}"));
            holds.then(|| has_then == is(&name))
        });
        let reads = bits.iter().map(|&bit| self.read(bit, value)).collect();
        let is_single = self.silent == 0 && !then.repeats() && value.is_some();
        if let Some(gate) = self.picture.only_gate(start).filter(|_| is_single) {
            gate.bits = reads;
            self.depth -= 1;
        } else {
            let divide = (has_then && has_else).then_some(middle);
            self.leave(Around::Branch, header, start, divide, reads);
        }
        (first.into_iter().zip(second).zip(node.outs))
            .map(|((a, b), &id)| match (a, b) {
                (Value::Expr(a, mut read), Value::Expr(b, more)) => {
                    read.extend(more);
                    read.extend(bits.iter().copied().filter(|_| a != b));
                    let merged = if a == b {
                        a
                    } else if b.whole() == "false" {
                        Expr::binary(BinaryOp::And, &condition, &a)
                    } else if a.whole() == "true" {
                        Expr::binary(BinaryOp::Or, &condition, &b)
                    } else {
                        Expr::name(scope.name(id))
                    };
                    Value::Expr(merged, read)
                }
                (Value::Missing, b) => b,
                (a, _) => a,
            })
            .collect()
    }

    /// Opens a frame; gives its first moment.
    pub(super) fn enter(&mut self) -> usize {
        self.depth += 1;
        self.picture.moments.len()
    }

    /// Closes a frame around the moments since its first, if there are any.
    pub(super) fn leave(
        &mut self,
        around: Around,
        header: Label,
        start: usize,
        divide: Option<usize>,
        reads: Vec<Read>,
    ) {
        self.put_all_back();
        self.depth -= 1;
        if self.silent == 0 {
            let is_alive = |qubit: QubitId| !self.strands[qubit.index()].ends;
            let (frame, place) = (Frame::new(around, header), (start, divide));
            self.picture
                .enclose(frame, place, reads, ScopeId::ENTRY, is_alive);
        }
    }
}
