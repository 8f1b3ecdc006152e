//! Loops.

use super::frame::{CallFrame, Done, fault};
use super::statement::Statement;
use super::text::Text;
use super::value::{Register, Value, number};
use super::walk::Walker;
use crate::formulas::{Formula, Range, Symbol};
use crate::graph::{Follow, Node, Order, Region};
use crate::program::MAX_INSTRUCTIONS;
use qkernel_ir::Numbers;

impl Walker {
    pub(super) fn repeat(
        &mut self,
        node: &Node,
        body: &'static Region,
        order: Order,
        frame: &mut CallFrame,
    ) -> Done<Vec<Value>> {
        let [Value::UInt(start), Value::UInt(end), Value::UInt(step)] =
            [0, 1, 2].map(|k| frame.input(node, k))
        else {
            return fault("this range");
        };
        let carried = frame.all(&node.ins[3..]);
        let known = |bound| usize::try_from(self.number(bound)?).ok();
        let known = known(&start).zip(known(&end)).zip(known(&step));
        let numbers = known.map(|((start, end), step)| order.numbers(start, end, step));
        let mut error = None;
        if !(self.unrolled && numbers.is_some()) {
            let bounds = [start, end, step];
            let looped = self.attempt(frame, |walker, frame| {
                walker.looped(body, order, bounds, carried.clone(), frame)
            });
            match looped {
                Ok(results) => return Ok(results),
                Err(fault) => error = Some(fault),
            }
        }
        match (numbers.flatten(), error) {
            (Some(numbers), _) => self.unroll(body, numbers, carried, frame),
            (_, Some(fault)) => Err(fault),
            _ => fault("a range with a step of 0"),
        }
    }

    /// Tries to write something; where that fails, nothing has changed.
    pub(super) fn attempt<T>(
        &mut self,
        frame: &mut CallFrame,
        write: impl FnOnce(&mut Self, &mut CallFrame) -> Done<T>,
    ) -> Done<T> {
        // What was written before is not copied.
        let mut written = std::mem::take(&mut self.out);
        let before = (self.clone(), frame.clone());
        let result = write(self, frame);
        if result.is_err() {
            (*self, *frame) = before;
        }
        written.append(&mut self.out);
        self.out = written;
        result
    }

    fn unroll(
        &mut self,
        body: &'static Region,
        numbers: Numbers,
        mut carried: Vec<Value>,
        frame: &mut CallFrame,
    ) -> Done<Vec<Value>> {
        if numbers.count > MAX_INSTRUCTIONS {
            return fault(format!("a loop of {} turns", numbers.count));
        }
        for value in numbers.values() {
            let value = Value::UInt((value as i128).into());
            frame.set(body.args, std::iter::once(value).chain(carried));
            carried = self.region(body, frame)?;
        }
        Ok(carried)
    }

    /// A loop as a loop. What an iteration changes of numbers and bits is in variables; qubits stay where they are.
    fn looped(
        &mut self,
        body: &'static Region,
        order: Order,
        bounds: [Formula; 3],
        carried: Vec<Value>,
        frame: &mut CallFrame,
    ) -> Done<Vec<Value>> {
        let wanted = match frame.name(body.args[0]) {
            "" | "_" => "i",
            name => name,
        };
        let variable = self.names.fresh(wanted);
        let leaves = carried.iter().cloned().flat_map(Value::into_leaves);
        let leaves: Vec<Value> = leaves.collect();
        // The names of the variables of those that change, found by running the body until no more do.
        let mut variables: Vec<Option<String>> = vec![None; leaves.len()];
        let outer = std::mem::take(&mut self.out);
        let (before, frame_before) = (self.clone(), frame.clone());
        self.loops += 1;
        let results = loop {
            let mut now = leaves.iter().zip(&variables).map(in_variable);
            let values = carried.iter().map(|value| value.with_leaves(&mut now));
            let value = Value::UInt(number(&variable));
            frame.set(body.args, std::iter::once(value).chain(values));
            let after = self.region(body, frame)?;
            let after: Vec<Value> = after.into_iter().flat_map(Value::into_leaves).collect();
            self.in_place(&before.registers)?;
            let mut changed = false;
            for (k, leaf) in leaves.iter().enumerate() {
                let after = after.get(k).unwrap_or(&Value::Missing);
                if variables[k].is_some() || *leaf == Value::Missing || self.alike(leaf, after) {
                    continue;
                }
                if leaf.variable().is_none() || leaf.variable() != after.variable() {
                    return fault("qubits that change places from one iteration to the next");
                }
                let name = match frame.name(body.args[1..][place(&carried, k)]) {
                    "" => "value",
                    name => name,
                };
                variables[k] = Some(self.names.fresh(name));
                changed = true;
            }
            if !changed {
                break after;
            }
            *self = before.clone();
            for name in variables.iter().flatten() {
                self.names.take(name);
            }
            *frame = frame_before.clone();
            self.loops += 1;
        };
        self.loops -= 1;
        let assigned = (variables.iter().zip(&results))
            .filter_map(|(name, value)| Some((name.clone()?, value.variable()?, value.text())));
        let assigned = self.assignments(assigned.collect());
        self.out.extend(assigned);
        let inner = std::mem::replace(&mut self.out, outer);
        for (leaf, name) in leaves.iter().zip(&variables) {
            if let (Some(name), Some(ty)) = (name, leaf.variable()) {
                let text = format!("{ty} {name} = {};", leaf.text());
                self.push(Statement::Plain(text))?;
            }
        }
        // Nothing after the loop depends on its variable.
        self.names.free(&variable);
        let variable = Symbol::Size(0, variable.into());
        self.push(Statement::For {
            range: Range::of(variable, order, bounds),
            body: inner,
        })?;
        let mut after = leaves.iter().zip(&variables).map(in_variable);
        let after = carried.iter().map(|value| value.with_leaves(&mut after));
        Ok(after.collect())
    }

    /// The registers that there were hold the same qubits.
    pub(super) fn in_place(&self, before: &[Register]) -> Done<()> {
        match before == &self.registers[..before.len()] {
            true => Ok(()),
            false => fault("qubits that change places"),
        }
    }

    pub(super) fn alike(&self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Qubit(a), Value::Qubit(b)) => self.same(a, b),
            _ => a == b,
        }
    }

    /// Assigns several variables at once: each from the values before.
    pub(super) fn assignments(
        &mut self,
        mut rest: Vec<(String, &'static str, Text)>,
    ) -> Vec<Statement> {
        let mut list = Vec::new();
        rest.retain(|(name, _, value)| value.text != *name);
        while !rest.is_empty() {
            let free = rest.iter().position(|(name, ..)| {
                let mut others = rest.iter().filter(|(other, ..)| other != name);
                others.all(|(.., value)| !value.mentions(name))
            });
            match free {
                Some(k) => {
                    let (name, _, value) = rest.remove(k);
                    list.push(Statement::Plain(format!("{name} = {value};")));
                }
                None => {
                    // One of them is kept as it was for the others.
                    let (old, ty, _) = rest[0].clone();
                    let kept = self.names.fresh(&format!("old_{old}"));
                    list.push(Statement::Plain(format!("{ty} {kept} = {old};")));
                    for (_, _, value) in &mut rest {
                        value.replace(&old, &kept);
                    }
                }
            }
        }
        list
    }
}

/// A value that may be in a variable.
fn in_variable((value, variable): (&Value, &Option<String>)) -> Value {
    match variable {
        Some(name) => value.named(name),
        None => value.clone(),
    }
}

/// In which of several values the leaf with this number is.
fn place(values: &[Value], leaf: usize) -> usize {
    let mut count = 0;
    for (k, value) in values.iter().enumerate() {
        count += value.clone().into_leaves().len();
        if leaf < count {
            return k;
        }
    }
    0
}
