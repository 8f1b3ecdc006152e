//! `if`: decided here where the condition is known, feed-forward where it was measured.

use super::binder::Binder;
use super::list::{Done, Span, Stop, get};
use super::listed::{Listed, Scope};
use super::value::*;
use crate::graph::{Region, Text};
use qkernel_ir::each;

impl Binder<'_> {
    pub(super) const fn branch(
        &mut self,
        at: At<'_>,
        then: &'static Region,
        otherwise: &'static Region,
    ) -> Done {
        let chosen = match self.input(at, 0) {
            Value::Bit(1) if !then.repeats() => then,
            Value::Bit(0) => otherwise,
            Value::Bit(condition) => {
                return self.feed_forward(at, condition, then, otherwise);
            }
            value => {
                let text = Text::around("expected a condition, found `", value.kind(), "`");
                return Err(self.wrong(at, text));
            }
        };
        get!(self.region(at.frame, chosen));
        self.define_from(at, at.frame, chosen.yields)
    }

    /// Both arms become part of the circuit. They may do different gates, but leave the same qubits in the same places: which
    /// qubit is where is known before the circuit runs.
    const fn feed_forward(
        &mut self,
        at: At<'_>,
        condition: u32,
        then: &'static Region,
        otherwise: &'static Region,
    ) -> Done {
        get!(self.known_in_round(at.frame, at.node.loc, condition));
        let (places, lives, head) = (self.places.len, self.lives.len, self.steps.len);
        get!(self.emit(
            Listed::Branch {
                condition,
                then: 0,
                otherwise: 0
            },
            at.frame,
            at.node.loc
        ));
        let before = get!(self.save(places, lives));
        get!(self.arm(at.frame, then, true));
        let after = get!(self.save(places, lives));
        let mut k = 0;
        while then.repeats() && k < places + lives {
            if self.saved.items[before + k] != self.saved.items[after + k] {
                return Err(self.moved_in_round(at.frame, at.node.loc));
            }
            k += 1;
        }
        self.restore(before, places, lives);
        let half = self.steps.len;
        get!(self.arm(at.frame, otherwise, false));
        if self.state.is_listed && self.steps.len == head + 1 {
            // Nothing is done: only bits are chosen.
            self.steps.cut(head);
        } else if self.state.is_listed {
            self.steps.items[head] = Listed::Branch {
                condition,
                then: (half - head - 1) as u32,
                otherwise: (self.steps.len - half) as u32,
            };
            get!(self.steps.push(Listed::End((self.steps.len - head) as u32)));
        }
        each!(k, 0..places, {
            match (self.saved.items[after + k], self.places.items[k]) {
                // Out on one side: out after the branch, and an error where it is used.
                (OUT, _) => self.places.items[k] = OUT,
                (_, OUT) => {}
                (a, b) if a != b => return Err(self.moved(at)),
                _ => {}
            }
        });
        // What is lost in one of the arms is lost.
        each!(k, 0..lives, {
            self.lives.items[k].ended &= self.saved.items[after + places + k] == 1;
        });
        self.saved.cut(before);
        let first = get!(self.items.reserve(then.yields.len()));
        each!(k, 0..then.yields.len(), {
            let a = self.get(at.frame, then.yields[k]);
            let b = self.get(at.frame, otherwise.yields[k]);
            let merged = get!(self.merge(at, condition, a, b));
            self.items.items[first + k] = merged;
        });
        match then.yields.len() {
            1 => self.define(at, self.items.items[first]),
            count => self.define(at, Value::Tuple(Span::new(first, count))),
        }
    }

    const fn arm(&mut self, frame: CallFrame, region: &'static Region, holds: bool) -> Done {
        let outer = self.state.arm;
        self.state.arm = self.steps.len;
        get!(self.enter(Scope::Arm(holds)));
        get!(self.region(frame, region));
        self.leave();
        self.state.arm = outer;
        Ok(())
    }

    /// Notes which qubits are where, and which have ended.
    const fn save(&mut self, places: usize, lives: usize) -> Done<usize> {
        let first = get!(self.saved.reserve(places + lives));
        each!(k, 0..places, {
            self.saved.items[first + k] = self.places.items[k];
        });
        each!(k, 0..lives, {
            self.saved.items[first + places + k] = self.lives.items[k].ended as u32;
        });
        Ok(first)
    }

    const fn restore(&mut self, first: usize, places: usize, lives: usize) {
        each!(k, 0..places, {
            self.places.items[k] = self.saved.items[first + k];
        });
        each!(k, 0..lives, {
            self.lives.items[k].ended = self.saved.items[first + places + k] == 1;
        });
    }

    const fn moved(&mut self, at: At<'_>) -> Stop {
        let text = "[QK0022] the branches of an `if` on a measurement leave different qubits in the same place: \
                    use a controlled `swap`, do the same moves in both, or take a new qubit before the `if`";
        self.wrong(at, Text::new(text))
    }

    /// `condition ? a : b`
    const fn select(&mut self, condition: u32, a: u32, b: u32) -> Done<u32> {
        if a == b {
            return Ok(a);
        }
        // No round set it.
        if let Condition::Carried = self.conditions.items[a as usize].condition {
            return Ok(b);
        }
        let left = get!(self.and(condition, a));
        let other = get!(self.not(condition));
        let right = get!(self.and(other, b));
        self.or(left, right)
    }

    /// What a value is after an `if` on a measurement.
    const fn merge(&mut self, at: At<'_>, condition: u32, a: Value, b: Value) -> Done<Value> {
        let text = match (a, b) {
            (Value::Bit(a), Value::Bit(b)) => {
                return Ok(Value::Bit(get!(self.select(condition, a, b))));
            }
            (Value::Bits(a), Value::Bits(b)) if a.count == b.count => {
                return Ok(Value::Bits(get!(self.merge_all(at, condition, a, b))));
            }
            (Value::Tuple(a), Value::Tuple(b)) if a.count == b.count => {
                return Ok(Value::Tuple(get!(self.merge_all(at, condition, a, b))));
            }
            _ if get!(self.same(a, b)) => return Ok(a),
            (Value::Qubit(_), Value::Qubit(_)) | (Value::Register(_), Value::Register(_)) => {
                return Err(self.moved(at));
            }
            (Value::UInt(_), Value::UInt(_)) => Text::new(
                "[QK0050] a number of this `if` depends on a measurement, but sizes and loops are fixed before the circuit runs",
            ),
            (Value::Float(_), Value::Float(_)) => Text::new(
                "[QK0050] an angle of this `if` depends on a measurement: apply the gate inside of both branches",
            ),
            _ => self.not_fixed(a, b, "` of this `if` depends on a measurement"),
        };
        Err(self.wrong(at, text))
    }

    /// The message for two values, or two lengths of lists, that have to be one.
    pub(super) const fn not_fixed(&self, a: Value, b: Value, what: &'static str) -> Text {
        let text = match (a, b) {
            (Value::Bits(_), Value::Bits(_)) => "[QK0050] the length of a `",
            _ => "[QK0050] a `",
        };
        Text::new(text).with(a.kind()).with(what)
    }

    const fn merge_all(&mut self, at: At<'_>, condition: u32, a: Span, b: Span) -> Done<Span> {
        let first = get!(self.items.reserve(a.len()));
        each!(k, 0..a.len(), {
            let x = self.items.items[a.start() + k];
            let y = self.items.items[b.start() + k];
            let merged = get!(self.merge(at, condition, x, y));
            self.items.items[first + k] = merged;
        });
        Ok(Span::new(first, a.len()))
    }

    /// Whether two values that no measurement decides are the same.
    pub(super) const fn same(&mut self, a: Value, b: Value) -> Done<bool> {
        Ok(match (a, b) {
            (Value::UInt(a), Value::UInt(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => self.same_angle(a, b),
            (Value::Qubit(a), Value::Qubit(b))
            | (Value::Angles(a), Value::Angles(b))
            | (Value::Matrix(a), Value::Matrix(b)) => a == b,
            (Value::Observable(a), Value::Observable(b)) => {
                let (a, b) = (get!(self.total(a)), get!(self.total(b)));
                self.same_sum(a, b)
            }
            (Value::Register(a), Value::Register(b)) => {
                let (mut k, same) = (0, a.count == b.count);
                while same
                    && k < a.len()
                    && self.places.items[a.start() + k] == self.places.items[b.start() + k]
                {
                    k += 1;
                }
                same && k == a.len()
            }
            (Value::UInts(a), Value::UInts(b))
            | (Value::Floats(a), Value::Floats(b))
            | (Value::Observables(a), Value::Observables(b)) => {
                let (mut k, mut same) = (0, a.count == b.count);
                while same && k < a.len() {
                    same = get!(self.same(
                        self.items.items[a.start() + k],
                        self.items.items[b.start() + k]
                    ));
                    k += 1;
                }
                same
            }
            (Value::Nothing, Value::Nothing) => true,
            _ => false,
        })
    }
}
