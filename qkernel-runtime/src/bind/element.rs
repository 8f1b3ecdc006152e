//! The elements of registers and vectors.

use super::binder::Binder;
use super::list::{Done, Stop, get};
use super::value::*;
use crate::graph::{Node, Offset, Op, Region, Text};
use crate::program::MAX_NUMBERS;
use qkernel_ir::{any, each, rules};

impl Binder<'_> {
    pub(super) const fn length(&self, value: Value) -> Option<usize> {
        match value {
            Value::Register(all)
            | Value::UInts(all)
            | Value::Floats(all)
            | Value::Bits(all)
            | Value::Observables(all) => Some(all.len()),
            Value::Angles(number) => {
                let extent = self.extents.items[number as usize];
                if extent.stated {
                    Some(extent.columns)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    pub(super) const fn take(
        &mut self,
        at: At<'_>,
        region: &'static Region,
        position: usize,
    ) -> Done<Value> {
        let vector = self.values.items[at.frame.base + at.node.ins[0].0 as usize];
        let index = match self.values.items[at.frame.base + at.node.ins[1].0 as usize] {
            Value::UInt(index) => index,
            value => return Err(self.not_a_size(at, &value)),
        };
        // Most are qubits and numbers that are there, and each call costs rustc some microseconds.
        match vector {
            Value::Register(places) if index < places.count as usize => {
                let place = places.first as usize + index;
                let qubit = self.places.items[place];
                if qubit != OUT {
                    self.places.items[place] = OUT;
                    return Ok(Value::Qubit(qubit));
                }
            }
            Value::Angles(number) => {
                let extent = &self.extents.items[number as usize];
                if extent.stated && index < extent.columns && index < MAX_NUMBERS {
                    let slot = Slot::argument(number as usize, 0, index);
                    return Ok(Value::Float(get!(self.slot(slot))));
                }
            }
            _ => {}
        }
        if let Some(length) = self.length(vector)
            && index >= length
        {
            return Err(self.past_the_end(at, index, length));
        }
        Ok(match vector {
            Value::Register(places) => {
                let place = places.start() + index;
                let qubit = self.places.items[place];
                if qubit == OUT {
                    return Err(self.taken_before(at, region, position, place, index));
                }
                self.places.items[place] = OUT;
                Value::Qubit(qubit)
            }
            Value::UInts(all) | Value::Floats(all) | Value::Bits(all) | Value::Observables(all) => {
                self.items.items[all.start() + index]
            }
            Value::Angles(number) => get!(self.argument(at, number, 0, index)),
            Value::Matrix(number) => {
                let column = get!(self.uint(at, 2));
                get!(self.matrix_argument(at, number, index, column))
            }
            value => {
                let text = Text::around("a `", value.kind(), "` has no elements");
                return Err(self.wrong(at, text));
            }
        })
    }

    const fn past_the_end(&mut self, at: At<'_>, index: usize, length: usize) -> Stop {
        let text = Text::new("[QK0083] index ")
            .with_number(index as u64)
            .with(" is out of range for ");
        let text = self.describe(text, at, 0, "this value");
        self.wrong(at, text.with(" of length ").with_number(length as u64))
    }

    /// A number of an argument, which is as large as it is used where its size is not stated.
    const fn argument(
        &mut self,
        at: At<'_>,
        number: u32,
        row: usize,
        column: usize,
    ) -> Done<Value> {
        get!(self.extend(at, number, row, column));
        let slot = Slot::argument(number as usize, row, column);
        Ok(Value::Float(get!(self.slot(slot))))
    }

    const fn matrix_argument(
        &mut self,
        at: At<'_>,
        number: u32,
        row: usize,
        column: usize,
    ) -> Done<Value> {
        let extent = self.extents.items[number as usize];
        if extent.stated && (row >= extent.rows || column >= extent.columns) {
            let text = Text::new("[QK0083] index (")
                .with_number(row as u64)
                .with(", ")
                .with_number(column as u64);
            let text = self.describe(text.with(") is out of range for "), at, 0, "this value");
            let text = text
                .with(" of ")
                .with_number(extent.rows as u64)
                .with(" x ")
                .with_number(extent.columns as u64);
            return Err(self.wrong(at, text));
        }
        self.argument(at, number, row, column)
    }

    const fn extend(&mut self, at: At<'_>, number: u32, row: usize, column: usize) -> Done {
        if row >= MAX_NUMBERS || column >= MAX_NUMBERS {
            let largest = if row > column { row } else { column };
            let text = Text::new("[QK0083] index ").with_number(largest as u64);
            return Err(self.wrong(at, text.with(" is too large for an argument of a run")));
        }
        let extent = &mut self.extents.items[number as usize];
        if !extent.stated && extent.rows <= row {
            extent.rows = row + 1;
        }
        if !extent.stated && extent.columns <= column {
            extent.columns = column + 1;
        }
        Ok(())
    }

    pub(super) const fn put(&mut self, at: At<'_>) -> Done {
        let (Value::Register(places), Value::UInt(index), Value::Qubit(qubit)) = (
            self.values.items[at.frame.base + at.node.ins[0].0 as usize],
            self.values.items[at.frame.base + at.node.ins[1].0 as usize],
            self.values.items[at.frame.base + at.node.ins[2].0 as usize],
        ) else {
            get!(self.uint(at, 1));
            return Err(self.wrong(at, Text::new("only elements of a register can be assigned")));
        };
        if index >= places.count as usize {
            return Err(self.past_the_end(at, index, places.len()));
        }
        let place = places.first as usize + index;
        if self.places.items[place] != OUT {
            let text = self.describe_element(Text::new("[QK0017] "), at, index);
            return Err(self.wrong(at, text.with(" ").with(rules::STILL_HOLDS)));
        }
        self.places.items[place] = qubit;
        Ok(())
    }

    /// A register that is used whole has all of its qubits.
    pub(super) const fn whole(
        &mut self,
        value: Value,
        name: &str,
        frame: CallFrame,
        loc: Offset,
    ) -> Done {
        let Value::Register(places) = value else {
            return Ok(());
        };
        each!(k, 0..places.len(), {
            if self.places.items[places.start() + k] == OUT {
                return Err(self.not_whole(name, k, frame, loc));
            }
        });
        Ok(())
    }

    const fn not_whole(&mut self, name: &str, out: usize, frame: CallFrame, loc: Offset) -> Stop {
        let text = Text::new("[QK0016] ");
        let text = if name.is_empty() {
            text.with("this register ")
                .with(rules::USED_WHOLE)
                .with(" element ")
                .with_number(out as u64)
                .with(" of it is out")
        } else {
            let text = text
                .with("`")
                .with(name)
                .with("` ")
                .with(rules::USED_WHOLE)
                .with(" `")
                .with(name);
            text.with("[").with_number(out as u64).with("]` is out")
        };
        self.fail(frame, loc, text)
    }

    /// `cx(q[i], q[j])` where i and j are the same is reported at the call; else the element was taken before.
    const fn taken_before(
        &mut self,
        at: At<'_>,
        region: &'static Region,
        position: usize,
        place: usize,
        index: usize,
    ) -> Stop {
        let mut k = position + 1;
        while k < region.nodes.len() && !uses(&region.nodes.get(k), at.node) {
            k += 1;
        }
        if k < region.nodes.len() {
            let call = &region.nodes.get(k);
            let callee = match call.op {
                Op::Call(callee) => Text::new(callee.signature.name),
                Op::Modified(modified) => modified.name(),
                _ => Text::EMPTY,
            };
            let mut i = position;
            while i > 0 && !callee.as_str().is_empty() {
                i -= 1;
                let other = &region.nodes.get(i);
                if uses(call, other) && self.place(At { node: other, ..at }) == place {
                    let text = Text::new("[QK0084] `")
                        .with(callee.as_str())
                        .with("` needs different qubits, but ");
                    let text = self.describe_element(text, at, index);
                    return self.fail(at.frame, call.loc, text.with(" is used twice"));
                }
            }
        }
        let text = self.describe_element(Text::new("[QK0015] "), at, index);
        self.wrong(
            at,
            text.with(" was taken before ").with(rules::NOT_PUT_BACK),
        )
    }

    /// The place of the register that a node takes a qubit from, or none that there is.
    const fn place(&self, at: At<'_>) -> usize {
        match (at.node.op, self.input(at, 0), self.input(at, 1)) {
            (Op::Take, Value::Register(places), Value::UInt(index)) if index < places.len() => {
                places.start() + index
            }
            _ => usize::MAX,
        }
    }
}

/// Whether what a node defines is an input of a call.
const fn uses(call: &Node, node: &Node) -> bool {
    !node.outs.is_empty() && any!(k, 0..call.ins.len(), call.ins[k].0 == node.outs[0].0)
}
