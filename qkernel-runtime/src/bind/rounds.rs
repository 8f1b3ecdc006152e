//! `while`: a branch whose first arm is bound once and done again, so that each round finds what the first one found.

use super::binder::Binder;
use super::list::{Done, Span, Stop, get};
use super::listed::Listed;
use super::value::*;
use crate::graph::{Offset, Text};
use qkernel_ir::each;

impl Binder<'_> {
    /// What a value is when any round begins: a bit that a round sets is not known, everything else stays what it is.
    pub(super) const fn head(&mut self, value: Value, name: &'static str) -> Done<Value> {
        match value {
            Value::Bit(_) => {
                let bit = get!(self.condition(Condition::Carried));
                self.conditions.items[bit as usize].carried = Some(name);
                Ok(Value::Bit(bit))
            }
            Value::Bits(all) => Ok(Value::Bits(get!(self.heads(all, name)))),
            Value::Tuple(all) => Ok(Value::Tuple(get!(self.heads(all, name)))),
            value => Ok(value),
        }
    }

    const fn heads(&mut self, all: Span, name: &'static str) -> Done<Span> {
        let first = get!(self.items.reserve(all.len()));
        each!(k, 0..all.len(), {
            let head = get!(self.head(self.items.items[all.start() + k], name));
            self.items.items[first + k] = head;
        });
        Ok(Span::new(first, all.len()))
    }

    /// The end of a round.
    pub(super) const fn again(&mut self, at: At<'_>) -> Done {
        let Value::Bit(condition) = self.input(at, 0) else {
            let text = Text::new("expected a condition, found `")
                .with(self.input(at, 0).kind())
                .with("`");
            return Err(self.wrong(at, text));
        };
        if condition == 1 {
            let text = "[QK0090] this `while` never ends: its condition holds after each round, whatever is measured";
            return Err(self.wrong(at, Text::new(text)));
        }
        get!(self.known_in_round(at.frame, at.node.loc, condition));
        let mut k = 1;
        while k + 1 < at.node.ins.len() {
            let (head, end) = (self.input(at, k), self.input(at, k + 1));
            let name = at.frame.graph.values.name(at.node.ins[k]);
            get!(self.stays(at, name, head, end));
            k += 2;
        }
        if condition == 0 {
            return Ok(());
        }
        let origin = self.origin(at.frame, at.node.loc);
        self.emit(Listed::Again(condition, origin), at.frame, at.node.loc)
    }

    /// That the next round can begin with this value.
    const fn stays(&mut self, at: At<'_>, name: &str, head: Value, end: Value) -> Done {
        let text = match (head, end) {
            // Not set in the round, or set whatever it was before.
            (Value::Bit(head), Value::Bit(end)) => {
                return match head == end {
                    true => Ok(()),
                    false => self.known_in_round(at.frame, at.node.loc, end),
                };
            }
            (Value::Bits(a), Value::Bits(b)) | (Value::Tuple(a), Value::Tuple(b))
                if a.count == b.count =>
            {
                each!(k, 0..a.len(), {
                    let head = self.items.items[a.start() + k];
                    let end = self.items.items[b.start() + k];
                    get!(self.stays(at, name, head, end));
                });
                return Ok(());
            }
            _ if get!(self.same(head, end)) => return Ok(()),
            (Value::Qubit(_), _) if name.is_empty() => {
                Text::new("[QK0022] after a round of this `while`, a variable is another qubit than before")
            }
            (Value::Qubit(_), _) => Text::new("[QK0022] after a round of this `while`, `")
                .with(name)
                .with("` is another qubit than before: take a qubit that is measured inside of the body, `let ")
                .with(name)
                .with(" = qubit();`"),
            (Value::Register(_), _) => return Err(self.moved_in_round(at.frame, at.node.loc)),
            (Value::UInt(_), _) => Text::new(
                "[QK0050] a number changes from round to round of this `while`, but sizes and loops are fixed before the circuit runs",
            ),
            (Value::Float(_), _) => Text::new(
                "[QK0050] an angle changes from round to round of this `while`, but angles are fixed before the circuit runs",
            ),
            _ => self.not_fixed(head, end, "` changes from round to round of this `while`"),
        };
        Err(self.wrong(at, text))
    }

    pub(super) const fn moved_in_round(&mut self, frame: CallFrame, loc: Offset) -> Stop {
        let text = "[QK0022] a round of this `while` does not leave the qubits of a register where it found them, as the next \
                    one needs them: put each back, and take a qubit that is measured inside of the body, `let a = qubit();`";
        self.fail(frame, loc, Text::new(text))
    }

    /// That a condition does not depend on what was measured in an earlier round.
    pub(super) const fn known_in_round(
        &mut self,
        frame: CallFrame,
        loc: Offset,
        condition: u32,
    ) -> Done {
        let Some(name) = self.conditions.items[condition as usize].carried else {
            return Ok(());
        };
        let text = Text::new("[QK0091] the bit `").with(name).with(
            "` goes from one round of a `while` to the next: use it in the round in which it is measured, or keep it in a qubit",
        );
        Err(self.fail(frame, loc, text))
    }
}
