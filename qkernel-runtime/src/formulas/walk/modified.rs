//! `control`, `inverse` and `power`: the kernel is run, and its gates are counted as what they become.

use super::value::Value;
use super::{CallFrame, Walker};
use crate::formulas::atom::Atom;
use crate::formulas::formula::Formula;
use crate::formulas::range::Range;
use crate::graph::{Follow, Modified, Modifier, Node, Type};

impl Walker {
    pub(super) fn modified(
        &mut self,
        modified: &'static Modified,
        node: &Node,
        frame: &CallFrame,
    ) -> Vec<Value> {
        let powers = modified.powers();
        let counts: Vec<Formula> = (0..powers).map(|k| frame.uint(node, k)).collect();
        let values = frame.all(&node.ins[powers..]);
        self.under(modified, modified.modifiers, &counts, values)
    }

    /// Runs the kernel under some of its modifiers; `values` are the control qubits and the arguments.
    fn under(
        &mut self,
        modified: &'static Modified,
        modifiers: &'static [Modifier],
        counts: &[Formula],
        mut values: Vec<Value>,
    ) -> Vec<Value> {
        match *modifiers {
            [] => match modified.graph.builtin() {
                Some(op) => self.builtin(op, values),
                None => self.call(modified.graph, values),
            },
            [Modifier::Power, ref inner @ ..] => {
                let (count, rest) = match counts {
                    [count, rest @ ..] => (count.clone(), rest),
                    [] => (Atom::Unknown.into(), counts),
                };
                let range = Range::up_to(self.variable("k"), count);
                let values = self.over(&range, &[], values, &mut |walker, mut values| {
                    let results = walker.under(modified, inner, rest, values.clone());
                    let mut qubits = results.into_iter().flat_map(Value::into_leaves);
                    put_back(&mut values, &mut qubits);
                    values
                });
                let outside = modified.controls() - Modified::controls_of(inner);
                give_back(values, &modified.results[outside..])
            }
            [Modifier::Inverse, ref inner @ ..] => {
                let outer = self.inverses;
                self.inverses = 1 + outer % 2;
                let results = self.under(modified, inner, counts, values);
                self.inverses = outer;
                results
            }
            [Modifier::Control, ref inner @ ..] => {
                let control = values.remove(0);
                self.controls += 1;
                let mut results = self.under(modified, inner, counts, values);
                self.controls -= 1;
                results.insert(0, control);
                results
            }
        }
    }
}

/// The arguments of the next run: qubits and registers are those that the last run gave.
fn put_back(arguments: &mut [Value], results: &mut dyn Iterator<Item = Value>) {
    for argument in arguments {
        match argument {
            Value::Qubit(_) | Value::Register(..) => {
                if let Some(result) = results.next() {
                    *argument = result;
                }
            }
            Value::Tuple(parts) => put_back(parts, results),
            _ => {}
        }
    }
}

/// The qubits and registers among the arguments, as results of these types.
fn give_back(arguments: Vec<Value>, types: &'static [Type]) -> Vec<Value> {
    let leaves = arguments.into_iter().flat_map(Value::into_leaves);
    let mut qubits = leaves.filter(|leaf| matches!(leaf, Value::Qubit(_) | Value::Register(..)));
    types
        .iter()
        .map(|ty| Value::of_type(ty, &mut qubits))
        .collect()
}
