//! `while` on measured bits. What a round changes of bits is in variables, from one round to the next; everything else stays what it is.

use super::frame::{CallFrame, Done, fault};
use super::lines::lines;
use super::statement::Statement;
use super::text::Text;
use super::value::{Bit, Value, bits};
use super::walk::Walker;
use crate::graph::{Element, Follow, Node, Op, Region, ValueId};

/// What is one value before a loop and another at the end of a round.
struct Carried {
    before: ValueId,
    end: ValueId,
    /// For each leaf the variable that it is in, if it changes.
    variables: Vec<Option<String>>,
}

impl Walker {
    pub(super) fn rounds(
        &mut self,
        first: &Bit,
        [then, otherwise]: [&'static Region; 2],
        frame: &mut CallFrame,
    ) -> Done<Vec<Value>> {
        let again = then.nodes.get(then.nodes.len() - 1);
        let mut carried = carried(then, otherwise, &again);
        let mut outer = std::mem::take(&mut self.out);
        let (mut before, frame_before) = (self.clone(), frame.clone());
        let mut declared: Vec<Statement> = Vec::new();
        // The body is run until no more values are found to change.
        loop {
            for one in &carried {
                frame.more.heads.insert(one.before, one.variables.clone());
            }
            self.loops += 1;
            self.region(then, frame)?;
            self.loops -= 1;
            self.in_place(&before.registers)?;
            let mut changed = false;
            for one in &mut carried {
                let was = frame_before.get(one.before).into_leaves();
                let end = frame.get(one.end).into_leaves();
                one.variables.resize(was.len(), None);
                for ((was, end), variable) in was.iter().zip(&end).zip(&mut one.variables) {
                    let is_missing = *was == Value::Missing || *end == Value::Missing;
                    if variable.is_some() || is_missing || self.alike(was, end) {
                        continue;
                    }
                    if bit_type(was).is_none() || bit_type(was) != bit_type(end) {
                        let what =
                            "qubits and numbers that change from round to round of a `while`";
                        return fault(what);
                    }
                    changed = true;
                    let own = name_of(was).filter(|name| {
                        is_measured(&outer, name) && !frame_before.reads(was, one.before, then)
                    });
                    *variable = Some(own.map(str::to_owned).unwrap_or_else(|| {
                        let ids = [one.end, one.before];
                        let names = ids.map(|id| frame.name(id));
                        let wanted = names.into_iter().find(|name| !name.is_empty());
                        let mark = before.nameless("value");
                        before.name(&was.named(&mark), wanted.unwrap_or("value"));
                        let ty = bit_type(was).unwrap_or_default();
                        declared.push(Statement::Plain(format!("{ty} {mark} = {};", was.text())));
                        mark
                    }));
                }
            }
            if !changed {
                break;
            }
            self.clone_from(&before);
            frame.clone_from(&frame_before);
        }
        let mut assigned: Vec<(String, Value, Value)> = Vec::new();
        for one in &carried {
            let was = frame_before.get(one.before).into_leaves();
            let end = frame.get(one.end).into_leaves();
            for ((was, end), variable) in was.into_iter().zip(end).zip(&one.variables) {
                if let Some(variable) = variable
                    && !assigned.iter().any(|(name, ..)| name == variable)
                {
                    assigned.push((variable.clone(), was, end));
                }
            }
        }
        let Value::Bit(last) = frame.input(&again, 0) else {
            return fault("this condition");
        };
        let condition = match condition(first, &last, &assigned) {
            Some(condition) => condition,
            None => {
                let mark = self.nameless("again");
                declared.push(Statement::Plain(format!("bit {mark} = {};", first.text)));
                let value = |bit: &Bit| Value::Bit(bit.clone());
                assigned.push((mark.clone(), value(first), value(&last)));
                Text::atom(mark)
            }
        };
        let rest = self.measured_into(assigned);
        let rest = self.assignments(rest);
        self.out.extend(rest);
        let body = std::mem::take(&mut self.out);
        outer.append(&mut declared);
        self.out = outer;
        self.repeats = true;
        self.push(Statement::While { condition, body })?;
        let results = otherwise.yields.iter().zip(then.yields);
        let results = results.map(|(&before, &end)| {
            let (was, end) = (frame_before.get(before), frame.get(end));
            let own = carried.iter().find(|one| one.before == before);
            let variables = own.map_or(&[][..], |own| &own.variables);
            let leaves = was.clone().into_leaves().into_iter().zip(end.into_leaves());
            let leaves = leaves
                .enumerate()
                .map(|(k, (was, end))| match variables.get(k) {
                    Some(Some(name)) => was.named(name),
                    _ if end == Value::Missing => end,
                    _ => was,
                });
            was.with_leaves(&mut leaves.collect::<Vec<_>>().into_iter())
        });
        Ok(results.collect())
    }

    /// Measurements at the end of a round are into the variables of the next one, where nothing reads those after it; what is left is assigned.
    fn measured_into(
        &mut self,
        assigned: Vec<(String, Value, Value)>,
    ) -> Vec<(String, &'static str, Text)> {
        let mut rest = Vec::new();
        let texts: Vec<Text> = assigned.iter().map(|(.., end)| end.text()).collect();
        for (k, (variable, _, end)) in assigned.into_iter().enumerate() {
            let mut others = texts.iter().enumerate().filter(|&(other, _)| other != k);
            let is_read = others.any(|(_, text)| text.text.contains(&variable));
            let place = self.out.iter().position(|statement| {
                matches!(statement, Statement::Measure { name, declared: true, .. } if name_of(&end) == Some(name))
            });
            if let Some(place) = place
                && !is_read
                && !self.mentions(place + 1, &variable)
                && self.is_called(&texts[k].text, &variable)
                && let Statement::Measure { name, declared, .. } = &mut self.out[place]
            {
                (*name, *declared) = (variable, false);
            } else {
                rest.push((variable, "bit", texts[k].clone()));
            }
        }
        rest
    }

    /// Whether statements from this one on have a name in them.
    fn mentions(&self, from: usize, name: &str) -> bool {
        let definitions = &mut self.definitions.clone();
        lines(&self.out[from..], 0, true, definitions).contains(name)
    }
}

/// What a loop carries: the values that begin a round and those that a round leaves.
fn carried(then: &Region, otherwise: &Region, again: &Node) -> Vec<Carried> {
    let begins = |head: ValueId| {
        let mut heads = then.nodes.iter().filter(|node| matches!(node.op, Op::Head));
        Some(heads.find(|node| node.outs == [head])?.ins[0])
    };
    let pairs = again.ins[1..].chunks(2).filter_map(|pair| match pair {
        &[head, end] => Some((begins(head)?, end)),
        _ => None,
    });
    let yields = otherwise.yields.iter().copied();
    let yields = yields.zip(then.yields.iter().copied());
    let mut all: Vec<Carried> = Vec::new();
    for (before, end) in pairs.chain(yields) {
        if !all.iter().any(|one| one.before == before && one.end == end) {
            all.push(Carried {
                before,
                end,
                variables: Vec::new(),
            });
        }
    }
    all
}

/// The condition for each round, where what is in variables gives it: what it is before the first one, and after each.
fn condition(first: &Bit, last: &Bit, assigned: &[(String, Value, Value)]) -> Option<Text> {
    for (variable, was, end) in assigned {
        if let (Value::Bit(was), Value::Bit(end)) = (was, end) {
            let named = Bit::measured(variable.clone());
            if (&first.text, &last.text) == (&was.text, &end.text) {
                return Some(named.text);
            }
            let not = |bit: &Bit| bit.clone().not().text;
            if (&first.text, &last.text) == (&not(was), &not(end)) {
                return Some(named.text.not());
            }
        }
    }
    // A name in the one is not one of the other.
    let named = |text: &Text, side: fn(&(String, Value, Value)) -> &Value| {
        let mut text = text.clone();
        for one in assigned {
            if let Some(name) = name_of(side(one)) {
                text.replace(name, &one.0);
            }
        }
        text
    };
    let first = named(&first.text, |one| &one.1);
    let last = named(&last.text, |one| &one.2);
    (first == last).then_some(first)
}

/// The name of a measured bit, or of several.
fn name_of(value: &Value) -> Option<&str> {
    match value {
        Value::Bit(bit) if !bit.literal => Some(&bit.text.text),
        Value::Vector(vector) if vector.element == Element::Bit => Some(&vector.name),
        _ => None,
    }
}

/// The type of a variable for bits.
fn bit_type(value: &Value) -> Option<String> {
    match value {
        Value::Bit(_) => Some(bits(None)),
        Value::Vector(vector) if vector.element == Element::Bit => vector.ty(),
        _ => None,
    }
}

/// Whether a measurement of this list is into what has this name.
fn is_measured(list: &[Statement], own: &str) -> bool {
    list.iter().any(|statement| {
        matches!(statement, Statement::Measure { name, declared: true, .. } if name == own)
    })
}
