//! Loops and branches.

use super::statement::Statement;
use super::text::Text;
use super::value::{Bit, Register, Value};
use super::walk::{Frame, Walker, Written};
use crate::formulas::{Formula, Symbol};
use crate::graph::{Node, Region};
use crate::program::MAX_INSTRUCTIONS;

impl Walker<'_> {
    pub(super) fn repeat(
        &mut self,
        node: &Node,
        body: &'static Region,
        down: bool,
        frame: &mut Frame,
    ) -> Written<Vec<Value>> {
        let mut bounds = Vec::with_capacity(3);
        for k in 0..3 {
            match frame.input(node, k) {
                Value::UInt(bound) => bounds.push(bound),
                _ => return frame.fault(node, "this range"),
            }
        }
        let carried: Vec<Value> = node.ins[3..].iter().map(|&id| frame.get(id)).collect();
        let numbers: Option<Vec<i128>> = bounds.iter().map(|bound| self.number(bound)).collect();
        let mut error = None;
        if !(self.unrolled && numbers.is_some()) {
            let looped = self.attempt(frame, |walker, frame| {
                walker.looped(node, body, down, &bounds, carried.clone(), frame)
            });
            match looped {
                Ok(results) => return Ok(results),
                Err(fault) => error = Some(fault),
            }
        }
        match (numbers.as_deref(), error) {
            (Some(&[start, end, step]), _) if step > 0 => {
                self.unroll(body, down, [start, end, step], carried, node, frame)
            }
            (_, Some(fault)) => Err(fault),
            _ => frame.fault(node, "a range with a step of 0"),
        }
    }

    /// Tries to write something; where that fails, nothing has changed.
    pub(super) fn attempt<T>(
        &mut self,
        frame: &mut Frame,
        write: impl FnOnce(&mut Self, &mut Frame) -> Written<T>,
    ) -> Written<T> {
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
        down: bool,
        [start, end, step]: [i128; 3],
        mut carried: Vec<Value>,
        node: &Node,
        frame: &mut Frame,
    ) -> Written<Vec<Value>> {
        let distance = if down { start - end } else { end - start };
        let count = (distance.max(0) + step - 1) / step;
        if count > MAX_INSTRUCTIONS as i128 {
            return frame.fault(node, format!("a loop of {count} turns"));
        }
        for k in 0..count {
            let value = if down {
                start - k * step
            } else {
                start + k * step
            };
            frame.values[body.args[0].0 as usize] = Value::UInt(value.into());
            for (&id, value) in body.args[1..].iter().zip(carried) {
                frame.values[id.0 as usize] = value;
            }
            carried = self.region(body, frame)?;
        }
        Ok(carried)
    }

    /// A loop as a loop. What an iteration changes of numbers and bits is in variables; qubits stay where they are.
    fn looped(
        &mut self,
        node: &Node,
        body: &'static Region,
        down: bool,
        bounds: &[Formula],
        carried: Vec<Value>,
        frame: &mut Frame,
    ) -> Written<Vec<Value>> {
        let wanted = match frame.graph.values.name(body.args[0]) {
            "" | "_" => "i",
            name => name,
        };
        let variable = self.names.fresh(wanted);
        let leaves: Vec<Value> = carried
            .iter()
            .cloned()
            .flat_map(Value::into_leaves)
            .collect();
        // The names of the variables of those that change, found by running the body until no more do.
        let mut variables: Vec<Option<String>> = vec![None; leaves.len()];
        let outer = std::mem::take(&mut self.out);
        let (before, frame_before) = (self.clone(), frame.clone());
        self.loops += 1;
        let results = loop {
            let mut now = leaves
                .iter()
                .zip(&variables)
                .map(|(leaf, name)| match name {
                    Some(name) => named(leaf, name),
                    None => leaf.clone(),
                });
            let symbol = Symbol::Size(0, variable.as_str().into());
            frame.values[body.args[0].0 as usize] = Value::UInt((&symbol).into());
            for (&id, value) in body.args[1..].iter().zip(&carried) {
                frame.values[id.0 as usize] = value.with_leaves(&mut now);
            }
            drop(now);
            let after = self.region(body, frame)?;
            let after: Vec<Value> = after.into_iter().flat_map(Value::into_leaves).collect();
            self.in_place(&before.registers, node, frame)?;
            let mut changed = false;
            for (k, leaf) in leaves.iter().enumerate() {
                let after = after.get(k).unwrap_or(&Value::Missing);
                if variables[k].is_some() || *leaf == Value::Missing || self.alike(leaf, after) {
                    continue;
                }
                if leaf.variable().is_none() || leaf.variable() != after.variable() {
                    return frame.fault(
                        node,
                        "qubits that change places from one iteration to the next",
                    );
                }
                let name = match frame.graph.values.name(body.args[1..][place(&carried, k)]) {
                    "" => "value",
                    name => name,
                };
                variables[k] = Some(self.names.fresh(name));
                changed = true;
            }
            if !changed {
                break after;
            }
            let names = self.names.clone();
            *self = before.clone();
            self.names = names;
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
                self.push(Statement::Plain(text), node, frame)?;
            }
        }
        // Nothing after the loop depends on its variable.
        self.names.free(&variable);
        let statement = Statement::For {
            variable,
            first: bounds[0].clone(),
            step: bounds[2].clone(),
            end: bounds[1].clone(),
            down,
            body: inner,
        };
        self.push(statement, node, frame)?;
        let mut after = leaves
            .iter()
            .zip(&variables)
            .map(|(leaf, name)| match name {
                Some(name) => named(leaf, name),
                None => leaf.clone(),
            });
        Ok(carried
            .iter()
            .map(|value| value.with_leaves(&mut after))
            .collect())
    }

    /// The registers that there were hold the same qubits.
    fn in_place(&self, before: &[Register], node: &Node, frame: &Frame) -> Written<()> {
        match before == &self.registers[..before.len()] {
            true => Ok(()),
            false => frame.fault(node, "qubits that change places"),
        }
    }

    fn alike(&self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Qubit(a), Value::Qubit(b)) => self.same(a, b),
            _ => a == b,
        }
    }

    /// Assigns several variables at once: each from the values before.
    fn assignments(&mut self, mut rest: Vec<(String, &'static str, Text)>) -> Vec<Statement> {
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

    pub(super) fn branch(
        &mut self,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
        frame: &mut Frame,
    ) -> Written<Vec<Value>> {
        let Value::Bit(bit) = frame.input(node, 0) else {
            return frame.fault(node, "this condition");
        };
        let arm = |value: bool| if value { then } else { otherwise };
        if let Some(value) = bit.known
            && (bit.literal || self.unrolled)
        {
            return self.region(arm(value), frame);
        }
        let arms = [then, otherwise];
        match bit.known {
            None => self.decided(&bit, node, arms, frame),
            Some(value) => {
                let decided = self.attempt(frame, |walker, frame| {
                    walker.decided(&bit, node, arms, frame)
                });
                decided.or_else(|_| self.region(arm(value), frame))
            }
        }
    }

    fn decided(
        &mut self,
        bit: &Bit,
        node: &Node,
        [then, otherwise]: [&'static Region; 2],
        frame: &mut Frame,
    ) -> Written<Vec<Value>> {
        let outer = std::mem::take(&mut self.out);
        let before = self.registers.clone();
        let first = self.region(then, frame)?;
        let mut then_list = std::mem::take(&mut self.out);
        let after: Vec<Register> = self.registers[..before.len()].to_vec();
        self.registers[..before.len()].clone_from_slice(&before);
        let second = self.region(otherwise, frame)?;
        let mut else_list = std::mem::replace(&mut self.out, outer);
        self.in_place(&after, node, frame)?;
        let mut results = Vec::with_capacity(first.len());
        let ids = region_names(then, otherwise, frame);
        for (k, (a, b)) in first.into_iter().zip(second).enumerate() {
            let whole = a.clone();
            let pairs = a.into_leaves().into_iter().zip(b.into_leaves());
            let mut merged = Vec::new();
            for (a, b) in pairs {
                if self.alike(&a, &b) {
                    merged.push(a);
                } else if a == Value::Missing || b == Value::Missing {
                    merged.push(Value::Missing);
                } else if let Some(ty) = a.variable()
                    && b.variable() == Some(ty)
                {
                    let name = self.names.fresh(ids.get(k).map_or("value", String::as_str));
                    self.push(Statement::Plain(format!("{ty} {name};")), node, frame)?;
                    then_list.push(Statement::Plain(format!("{name} = {};", a.text())));
                    else_list.push(Statement::Plain(format!("{name} = {};", b.text())));
                    merged.push(named(&a, &name));
                } else {
                    return frame.fault(node, "qubits that a condition puts in other places");
                }
            }
            results.push(whole.with_leaves(&mut merged.into_iter()));
        }
        let statement = Statement::If {
            condition: bit.text.clone(),
            then: then_list,
            otherwise: else_list,
        };
        self.push(statement, node, frame)?;
        Ok(results)
    }
}

/// The user's names for what the arms give.
fn region_names(then: &Region, otherwise: &Region, frame: &Frame) -> Vec<String> {
    let name = |(a, b): (&crate::graph::ValueId, &crate::graph::ValueId)| {
        let names = [*a, *b].map(|id| frame.graph.values.name(id));
        let name = names.into_iter().find(|name| !name.is_empty());
        name.unwrap_or("value").to_owned()
    };
    then.yields.iter().zip(otherwise.yields).map(name).collect()
}

/// A value that is in a variable.
fn named(like: &Value, name: &str) -> Value {
    match like {
        Value::UInt(_) => Value::UInt((&Symbol::Size(0, name.into())).into()),
        Value::Bit(_) => Value::Bit(Bit::measured(name.to_owned())),
        _ => Value::Float(Text::atom(name)),
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
