//! Kernels under modifiers.

use super::frame::{CallFrame, Done, fault};
use super::statement::{Statement, control, inverse};
use super::text::Text;
use super::value::Value;
use super::walk::Walker;
use crate::formulas::{Formula, Range, Symbol};
use crate::graph::{Follow, Modified, Modifier, Node, Type};

impl Walker {
    pub(super) fn modified(
        &mut self,
        modified: &'static Modified,
        node: &Node,
        frame: &CallFrame,
    ) -> Done<Vec<Value>> {
        let unrolled = self.unrolled;
        let mut results = self.attempt(&mut frame.clone(), |walker, frame| {
            walker.under(modified, node, frame)
        });
        if results.is_err() && !unrolled {
            self.unrolled = true;
            results = self.under(modified, node, frame);
            self.unrolled = unrolled;
        }
        results
    }

    fn under(
        &mut self,
        modified: &'static Modified,
        node: &Node,
        frame: &CallFrame,
    ) -> Done<Vec<Value>> {
        let (powers, first) = (modified.powers(), modified.first_argument());
        let controls: Vec<Value> = (powers..first).map(|k| frame.input(node, k)).collect();
        let arguments: Vec<Value> = (first..node.ins.len())
            .map(|k| frame.input(node, k))
            .collect();
        let outer = std::mem::take(&mut self.out);
        let inlined = std::mem::replace(&mut self.inlined, true);
        let kernel = match modified.graph.builtin() {
            Some(op) => self.builtin(op, arguments),
            None if self.modifiers => self.call(modified.graph, arguments),
            // What is taken apart under its controls is in no definition.
            None => self.kernel(modified.graph, arguments),
        };
        self.inlined = inlined;
        let mut list = std::mem::replace(&mut self.out, outer);
        let kernel = kernel?;
        // What is applied no times need not have an inverse.
        let applied = (0..powers).all(|k| match frame.input(node, k) {
            Value::UInt(count) => self.number(&count) != Some(0),
            _ => true,
        });
        if !applied {
            list.clear();
        }
        let (mut power, mut controlled) = (powers, controls.len());
        for modifier in modified.modifiers.iter().rev().filter(|_| applied) {
            match modifier {
                Modifier::Control => {
                    controlled -= 1;
                    match &controls[controlled] {
                        Value::Qubit(place) => control(&mut list, place),
                        _ => return fault("a control that is not always the same"),
                    }
                }
                Modifier::Inverse => match inverse(list) {
                    Some(undone) => list = undone,
                    None => return fault("the inverse of a loop that changes numbers"),
                },
                Modifier::Power => {
                    power -= 1;
                    let Value::UInt(count) = frame.input(node, power) else {
                        return fault("this power");
                    };
                    list = self.raised(list, count)?;
                }
            }
        }
        for statement in list {
            self.push(statement)?;
        }
        let mut results = controls;
        results.extend(kernel.into_iter().flat_map(
            |value| match modified.graph.signature.result {
                Type::Tuple(_) => value.into_parts(),
                _ => vec![value],
            },
        ));
        Ok(results)
    }

    fn raised(&mut self, list: Vec<Statement>, count: Formula) -> Done<Vec<Statement>> {
        if let [Statement::Gate(gate)] = &list[..]
            && self.modifiers
        {
            let mut gate = gate.clone();
            let mut exponent = Text::int(&count);
            // In a power `1/2` is a half, as in the language's own definition of `s`.
            if exponent.text.contains('/') {
                exponent = Text::atom(format!("int({exponent})"));
            }
            gate.modifiers.insert(0, (Modifier::Power, Some(exponent)));
            return Ok(vec![Statement::Gate(gate)]);
        }
        // Variables are declared once, or in the block of a loop.
        let declares = |statement: &Statement| matches!(statement, Statement::Plain(_));
        if let Some(number) = self.number(&count)
            && self.unrolled
            && !list.iter().any(declares)
        {
            let turns = usize::try_from(number).unwrap_or(0);
            if turns.saturating_mul(list.len().max(1)) > 1 << 20 {
                return fault("this power");
            }
            return Ok((0..turns).flat_map(|_| list.clone()).collect());
        }
        let turn = Symbol::Size(0, self.names.fresh("turn").into());
        Ok(vec![Statement::For {
            range: Range::up_to(turn, count),
            body: list,
        }])
    }
}
