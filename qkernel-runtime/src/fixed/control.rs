//! Loops and branches.

use super::machine::{Machine, OUT, Value};
use super::step::Frame;
use crate::graph::{Node, Region, Text};

impl<const N: usize> Machine<N> {
    pub(super) const fn repeat(
        &mut self,
        frame: Frame,
        node: &Node,
        body: &'static Region,
        down: bool,
    ) {
        let (Value::UInt(start), Value::UInt(end), Value::UInt(step)) = (
            self.input(frame, node, 0),
            self.input(frame, node, 1),
            self.input(frame, node, 2),
        ) else {
            return self.wrong(
                frame,
                node.loc,
                Text::new("[QK0050] the number of iterations depends on a measurement"),
            );
        };
        if step == 0 {
            return self.wrong(
                frame,
                node.loc,
                Text::new("[QK0053] the step of this range is zero"),
            );
        }
        let carried = node.outs.len();
        let mut k = 0;
        while k < carried {
            self.set(frame, body.args[k + 1], self.input(frame, node, k + 3));
            k += 1;
        }
        let distance = if down {
            start.saturating_sub(end)
        } else {
            end.saturating_sub(start)
        };
        let name = frame.graph.values.name(body.args[0]);
        let mut i = 0;
        while i < distance.div_ceil(step) && self.fault.is_none() {
            let value = if down {
                start - i * step
            } else {
                start + i * step
            };
            self.set(frame, body.args[0], Value::UInt(value));
            self.enter_loop(name, value);
            self.region(frame, body);
            if self.fault.is_none() {
                self.leave_loop();
            }
            self.carry(frame, body);
            i += 1;
        }
        let mut k = 0;
        while k < carried {
            self.set(frame, node.outs[k], self.get(frame, body.args[k + 1]));
            k += 1;
        }
    }

    /// Hands all values to the next iteration at once: they may be exchanged.
    pub(super) const fn carry(&mut self, frame: Frame, body: &'static Region) {
        let mut values = [Value::Nothing; 64];
        let mut k = 0;
        while k < body.yields.len() && k < values.len() {
            values[k] = self.get(frame, body.yields[k]);
            k += 1;
        }
        let mut k = 0;
        while k < body.yields.len() && k < values.len() {
            self.set(frame, body.args[k + 1], values[k]);
            k += 1;
        }
    }

    pub(super) const fn branch(
        &mut self,
        frame: Frame,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
    ) {
        let chosen = match self.input(frame, node, 0) {
            Value::Bit(Some(true)) => then,
            Value::Bit(Some(false)) => otherwise,
            _ => return self.feed_forward(frame, node, then, otherwise),
        };
        self.region(frame, chosen);
        let mut k = 0;
        while k < node.outs.len() && k < chosen.yields.len() {
            self.set(frame, node.outs[k], self.get(frame, chosen.yields[k]));
            k += 1;
        }
    }

    /// Both arms run, and leave the same qubits in the same places.
    pub(super) const fn feed_forward(
        &mut self,
        frame: Frame,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
    ) {
        let (before, used) = (self.places, self.used_places);
        let (lives, born) = (self.lives, self.qubits);
        self.region(frame, then);
        let (after_then, lives_then) = (self.places, self.lives);
        let mut i = 0;
        while i < used {
            self.places[i] = before[i];
            i += 1;
        }
        let mut i = 0;
        while i < born {
            self.lives[i].ended = lives[i].ended;
            i += 1;
        }
        self.region(frame, otherwise);
        // What is lost in one of the arms is lost.
        let mut i = 0;
        while i < born {
            self.lives[i].ended = self.lives[i].ended && lives_then[i].ended;
            i += 1;
        }
        let mut i = 0;
        while i < used {
            match (after_then[i], self.places[i]) {
                (OUT, _) => self.places[i] = OUT,
                (_, OUT) => {}
                (a, b) if a != b => return self.moved(frame, node),
                _ => {}
            }
            i += 1;
        }
        let mut k = 0;
        while k < node.outs.len() && k < then.yields.len() && k < otherwise.yields.len() {
            let (a, b) = (
                self.get(frame, then.yields[k]),
                self.get(frame, otherwise.yields[k]),
            );
            let merged = self.merge(frame, node, a, b);
            self.set(frame, node.outs[k], merged);
            k += 1;
        }
    }

    /// What a value is after an `if` on a measurement.
    const fn merge(&mut self, frame: Frame, node: &Node, then: Value, otherwise: Value) -> Value {
        let what = match (then, otherwise) {
            (Value::Bit(Some(a)), Value::Bit(Some(b))) if a == b => return then,
            (Value::Bit(_), _) => return Value::Bit(None),
            (Value::Qubit(a), Value::Qubit(b)) => {
                if a != b {
                    self.moved(frame, node);
                }
                return then;
            }
            (
                Value::Register { first, count },
                Value::Register {
                    first: other,
                    count: others,
                },
            ) => {
                if !same(&self.places, first, count, other, others) {
                    self.moved(frame, node);
                }
                return then;
            }
            (
                Value::Tuple { first, count },
                Value::Tuple {
                    first: other,
                    count: others,
                },
            ) if count == others => {
                let merged = self.tuple(count, frame.graph.signature.name, node.loc);
                let mut k = 0;
                while k < count && self.fault.is_none() {
                    let (a, b) = (self.parts[first + k], self.parts[other + k]);
                    self.parts[merged + k] = self.merge(frame, node, a, b);
                    k += 1;
                }
                return Value::Tuple {
                    first: merged,
                    count,
                };
            }
            (Value::UInt(a), Value::UInt(b)) if a == b => return then,
            (Value::UInt(_), _) => "a number",
            (Value::Float(a), Value::Float(b)) if !a.differs(&b) => return then,
            (Value::Float(_), _) => "an angle",
            (Value::Observable(a), Value::Observable(b)) if self.terms.equal(a, b) => return then,
            (Value::Observable(_), _) => "an observable",
            (
                Value::Observables { first: a, count },
                Value::Observables {
                    first: b,
                    count: other,
                },
            ) if count == other && self.same_observables(a, b, count) => return then,
            (Value::Angles(a), Value::Angles(b)) | (Value::Matrix(a), Value::Matrix(b))
                if a == b =>
            {
                return then;
            }
            (Value::Expectations { first, .. }, Value::Expectations { first: other, .. })
                if first == other =>
            {
                return then;
            }
            (
                Value::Bits(a) | Value::KnownBits { count: a, .. },
                Value::Bits(b) | Value::KnownBits { count: b, .. },
            ) if a == b => {
                return match (then, otherwise) {
                    (
                        Value::KnownBits { first, count },
                        Value::KnownBits {
                            first: other,
                            count: others,
                        },
                    ) if same(&self.numbers, first, count, other, others) => then,
                    _ => Value::Bits(a),
                };
            }
            (
                Value::UInts { first, count },
                Value::UInts {
                    first: other,
                    count: others,
                },
            ) if same(&self.numbers, first, count, other, others) => return then,
            (Value::Nothing, _) | (_, Value::Nothing) => return then,
            _ => "a vector",
        };
        let text = Text::new("[QK0050] ").with(what);
        self.wrong(
            frame,
            node.loc,
            text.with(" of this `if` depends on a measurement"),
        );
        then
    }

    const fn same_observables(&self, a: usize, b: usize, count: usize) -> bool {
        let mut k = 0;
        while k < count {
            match (self.parts[a + k], self.parts[b + k]) {
                (Value::Observable(a), Value::Observable(b)) if self.terms.equal(a, b) => {}
                _ => return false,
            }
            k += 1;
        }
        true
    }

    pub(super) const fn moved(&mut self, frame: Frame, node: &Node) {
        self.wrong(
            frame,
            node.loc,
            Text::new(
                "[QK0022] the branches of an `if` on a measurement leave different qubits in the same place",
            ),
        );
    }
}

/// Whether two parts of a list hold the same.
const fn same(list: &[usize], a: usize, count: usize, b: usize, others: usize) -> bool {
    if count != others {
        return false;
    }
    let mut i = 0;
    while i < count {
        if list[a + i] != list[b + i] {
            return false;
        }
        i += 1;
    }
    true
}
