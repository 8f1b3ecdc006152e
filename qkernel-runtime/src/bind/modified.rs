//! `control`, `inverse` and `power`: the kernel is run as it is. Controls come before those of its gates, and what is undone is
//! turned around.

use super::binder::Binder;
use super::list::{Done, Span, get};
use super::value::*;
use crate::graph::{Modified, Modifier, Op, Type, ValueId};
use qkernel_ir::each;

/// A call of a modified kernel. The arguments in the callee's frame are its results, too: a next run starts with what the last one
/// gave.
#[derive(Clone, Copy)]
struct ModifiedCall<'n> {
    at: At<'n>,
    callee: CallFrame,
    modified: &'static Modified,
}

impl Binder<'_> {
    pub(super) const fn modified(&mut self, at: At<'_>, modified: &'static Modified) -> Done {
        if let Some(text) = modified.fault() {
            return Err(self.wrong(at, text));
        }
        each!(k, 0..modified.powers(), {
            get!(self.uint(at, k));
        });
        let callee = get!(self.frame_of(at, modified.first_argument(), modified.graph));
        let call = ModifiedCall {
            at,
            callee,
            modified,
        };
        get!(self.check_controls(call));
        get!(self.under(call, 0, 0, modified.powers()));
        get!(self.give_back(call));
        self.values.cut(callee.base);
        Ok(())
    }

    /// A control is no other control and no argument.
    const fn check_controls(&mut self, call: ModifiedCall<'_>) -> Done {
        let (at, modified) = (call.at, call.modified);
        let arguments = get!(self.argument_qubits(call));
        let mut k = modified.first_argument();
        while k > modified.powers() {
            k -= 1;
            if let Value::Qubit(control) = self.input(at, k) {
                each!(i, arguments.start()..self.operands.len, {
                    if self.operands.items[i] == control {
                        let name = modified.name();
                        return Err(self.twice(at.site(), name.as_str(), control));
                    }
                });
                get!(self.operands.push(control));
            }
        }
        self.operands.cut(arguments.start());
        Ok(())
    }

    /// Runs the kernel under its modifiers from number `level` on; `power` and `control` are the next inputs.
    const fn under(
        &mut self,
        call: ModifiedCall<'_>,
        level: usize,
        power: usize,
        control: usize,
    ) -> Done {
        let (at, modified) = (call.at, call.modified);
        if level == modified.modifiers.len() {
            return self.plain(call);
        }
        let modifier = modified.modifiers[level];
        if let Modifier::Power = modifier {
            let count = get!(self.uint(at, power));
            each!(_k, 0..count, {
                get!(self.step(at.frame, at.node.loc));
                get!(self.under(call, level + 1, power + 1, control));
            });
            return Ok(());
        }
        let before = get!(self.argument_qubits(call));
        let first = self.steps.len;
        match (modifier, self.input(at, control)) {
            (Modifier::Control, Value::Qubit(qubit)) => {
                get!(self.controls.push(qubit));
                get!(self.under(call, level + 1, power, control + 1));
                self.controls.cut(self.controls.len - 1);
            }
            _ => {
                self.state.inverted = !self.state.inverted;
                get!(self.under(call, level + 1, power, control));
                self.state.inverted = !self.state.inverted;
                get!(self.turn_around(first));
            }
        }
        let after = get!(self.argument_qubits(call));
        let mut k = 0;
        while k < before.len()
            && k < after.len()
            && self.operands.items[before.start() + k] == self.operands.items[after.start() + k]
        {
            k += 1;
        }
        if k < before.len() || k < after.len() {
            let text = modifier.moved(modified.graph.signature.name);
            return Err(self.wrong(at, text));
        }
        self.operands.cut(after.start());
        Ok(())
    }

    /// The kernel itself. A gate has no body of its own: errors and origins are those of its call.
    const fn plain(&mut self, call: ModifiedCall<'_>) -> Done {
        let (at, callee, modified) = (call.at, call.callee, call.modified);
        if let Some(Op::Gate { kind, controls }) = modified.graph.builtin() {
            let site = at.site();
            return self.gate(
                site,
                *kind,
                *controls as usize + kind.targets(),
                callee,
                callee.graph.body.args,
            );
        }
        get!(self.called(at, callee));
        self.take_results(callee)
    }

    /// The results of the last run are the arguments of the next.
    const fn take_results(&mut self, callee: CallFrame) -> Done {
        let body = &callee.graph.body;
        let leaves = get!(self.leaves(callee, body.yields));
        let mut next = leaves.start();
        each!(k, 0..body.args.len(), {
            let value = get!(self.refilled(self.get(callee, body.args[k]), &mut next));
            self.set(callee, body.args[k], value);
        });
        Ok(())
    }

    /// The qubits and registers among some values, without tuples.
    const fn leaves(&mut self, frame: CallFrame, ids: &[ValueId]) -> Done<Span> {
        let first = self.items.len;
        each!(k, 0..ids.len(), {
            get!(self.push_leaves(self.get(frame, ids[k])));
        });
        Ok(self.items.since(first))
    }

    const fn push_leaves(&mut self, value: Value) -> Done {
        match value {
            Value::Qubit(_) | Value::Register(_) => self.items.push(value),
            Value::Tuple(parts) => {
                each!(k, parts.start()..parts.end(), {
                    get!(self.push_leaves(self.items.items[k]));
                });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A value with the next qubits in it.
    const fn refilled(&mut self, value: Value, next: &mut usize) -> Done<Value> {
        match value {
            Value::Qubit(_) | Value::Register(_) => {
                *next += 1;
                Ok(self.items.items[*next - 1])
            }
            Value::Tuple(parts) => {
                let first = get!(self.items.reserve(parts.len()));
                each!(k, 0..parts.len(), {
                    let part = get!(self.refilled(self.items.items[parts.start() + k], next));
                    self.items.items[first + k] = part;
                });
                Ok(Value::Tuple(Span::new(first, parts.len())))
            }
            value => Ok(value),
        }
    }

    /// The numbers of all qubits among the arguments, as operands.
    const fn argument_qubits(&mut self, call: ModifiedCall<'_>) -> Done<Span> {
        let first = self.operands.len;
        let leaves = get!(self.leaves(call.callee, call.callee.graph.body.args));
        each!(k, leaves.start()..leaves.end(), {
            match self.items.items[k] {
                Value::Qubit(qubit) => get!(self.operands.push(qubit)),
                Value::Register(places) => {
                    get!(self.operands.extend(places.of(self.places.items)));
                }
                _ => {}
            }
        });
        self.items.cut(leaves.start());
        Ok(self.operands.since(first))
    }

    /// Binds what the node gives: the controls, and the qubits of the arguments.
    const fn give_back(&mut self, call: ModifiedCall<'_>) -> Done {
        let (at, callee, modified) = (call.at, call.callee, call.modified);
        let first = self.items.len;
        each!(k, modified.powers()..modified.first_argument(), {
            get!(self.push_leaves(self.input(at, k)));
        });
        get!(self.leaves(callee, callee.graph.body.args));
        let mut next = first;
        let value = get!(self.of_type(Type::Tuple(modified.results), &mut next));
        match value {
            Value::Tuple(parts) if parts.len() == 1 => {
                self.define(at, self.items.items[parts.start()])
            }
            value => self.define(at, value),
        }
    }

    const fn of_type(&mut self, ty: Type, next: &mut usize) -> Done<Value> {
        let Type::Tuple(parts) = ty else {
            *next += 1;
            return Ok(self.items.items[*next - 1]);
        };
        let first = get!(self.items.reserve(parts.len()));
        each!(k, 0..parts.len(), {
            let part = get!(self.of_type(parts[k], next));
            self.items.items[first + k] = part;
        });
        Ok(Value::Tuple(Span::new(first, parts.len())))
    }
}
