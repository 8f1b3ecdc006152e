//! Loops and branches, and the frames around them.

use super::expr::Expr;
use super::names::placeholder;
use super::{CallFrame, MOST_ROUNDS, Maker, Value};
use crate::draw::labels::Label;
use crate::draw::picture::{Around, Family, Frame, Glyph, Mark, Moment, Read};
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
        let carried: Vec<Value> = node.ins[3..].iter().map(|&id| scope.get(id)).collect();
        let args = &body.args[1..];
        if self.unrolled
            && self.has_room()
            && let (Some(start), Some(end), Some(step)) = (start.known, end.known, step.known)
            && let Some(numbers) = order.numbers(start as usize, end as usize, step as usize)
            && numbers.count <= MOST_ROUNDS
        {
            let mut values = carried;
            for value in numbers.values() {
                scope.values[body.args[0].0 as usize] = Value::expr(Expr::number(value as u64));
                for (&id, value) in args.iter().zip(values) {
                    scope.values[id.0 as usize] = value;
                }
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
        scope.values[body.args[0].0 as usize] = Value::expr(Expr::name(&variable));
        for ((k, &id), value) in args.iter().enumerate().zip(&carried) {
            // A number that changes from round to round is told by its name.
            let value = match value {
                Value::Expr(expr, bits) if body.yields.get(k) != Some(&id) => {
                    let name = scope.name(id);
                    match name {
                        "" => Value::Expr(expr.clone(), bits.clone()),
                        _ => Value::Expr(Expr::name(name), bits.clone()),
                    }
                }
                value => value.clone(),
            };
            scope.values[id.0 as usize] = value;
        }
        let text = |side: fn(&Expr) -> &str| {
            let range = order.text(side(&start), side(&end), side(&step));
            format!("{variable} in {range}")
        };
        let header = Label {
            name: text(Expr::short),
            detail: String::new(),
            whole: text(Expr::whole),
        };
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
        let middle = self.moments.len();
        self.lanes = lanes;
        let second = self.region(otherwise, scope);
        self.put_all_back();
        let (has_then, has_else) = (middle > start, self.moments.len() > middle);
        let not = Expr::unary(UnaryOp::Not, &condition);
        let shown = if has_then { &condition } else { &not };
        let text = |side: fn(&Expr) -> &str| match &again {
            None => format!("if {}", side(shown)),
            Some(again) if side(again) == side(&condition) => format!("while {}", side(again)),
            Some(again) if condition.holds().is_some() => format!("again while {}", side(again)),
            Some(again) => format!("if {}, again while {}", side(&condition), side(again)),
        };
        let header = Label {
            name: text(Expr::short),
            detail: String::new(),
            whole: text(Expr::whole),
        };
        let value = match Vec::from_iter(&bits).as_slice() {
            [bit] => {
                let name = placeholder(**bit);
                let is = |text: &str| condition.short() == text;
                let holds = is(&name) || is(&format!("!{name}"));
                holds.then(|| has_then == is(&name))
            }
            _ => None,
        };
        let reads = bits.iter().map(|&bit| self.read(bit, value)).collect();
        if let (true, Some(value), [_], [bit]) = (
            self.silent == 0 && !then.repeats(),
            value,
            &self.moments[start..],
            Vec::from_iter(&bits).as_slice(),
        ) && let Some(
            [
                Mark {
                    glyph: Glyph::Box | Glyph::Plus | Glyph::Swap,
                    family,
                    bits: own,
                    ..
                },
            ],
        ) = self
            .moments
            .get(start)
            .map(|moment| moment.together.as_slice())
            && !matches!(family, Family::Measurement | Family::Expectation)
            && own.is_empty()
        {
            let read = self.read(**bit, Some(value));
            self.moments[start].together[0].bits.push(read);
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
        self.moments.len()
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
        if self.moments.len() == start || self.silent > 0 {
            return;
        }
        let mut met: Vec<QubitId> = (self.moments[start..].iter())
            .flat_map(|moment| moment.qubits.iter().copied())
            .filter(|qubit| !self.strands[qubit.index()].ends)
            .collect();
        met.sort_unstable();
        met.dedup();
        let number = self.frames.len();
        self.frames.push(Frame::new(around, header));
        let edge = |glyph| Mark::on(glyph, Family::Measurement, "", []);
        let alone = |mark| Moment {
            together: vec![mark],
            qubits: Vec::new(),
            scope: ScopeId::ENTRY,
        };
        let mut open = edge(Glyph::Open(number));
        open.bits = reads;
        if let Some(divide) = divide {
            self.moments
                .insert(divide, alone(edge(Glyph::Else(number))));
        }
        self.moments.insert(start, alone(open));
        self.moments.push(Moment {
            together: vec![edge(Glyph::Close(number))],
            qubits: met,
            scope: ScopeId::ENTRY,
        });
    }
}
