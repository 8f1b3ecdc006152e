//! Branches on sizes and on measured bits.

use super::frame::{CallFrame, Done, fault};
use super::statement::Statement;
use super::value::{Bit, Register, Value};
use super::walk::Walker;
use crate::graph::{Follow, Node, Region, ValueId};

impl Walker {
    pub(super) fn branch(
        &mut self,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
        frame: &mut CallFrame,
    ) -> Done<Vec<Value>> {
        let Value::Bit(bit) = frame.input(node, 0) else {
            return fault("this condition");
        };
        if then.repeats() {
            return match bit.known {
                Some(false) if bit.literal => self.region(otherwise, frame),
                _ => self.rounds(&bit, [then, otherwise], frame),
            };
        }
        let arm = |value: bool| if value { then } else { otherwise };
        if let Some(value) = bit.known
            && (bit.literal || self.unrolled)
        {
            return self.region(arm(value), frame);
        }
        let arms = [then, otherwise];
        match bit.known {
            None => self.decided(&bit, arms, frame),
            Some(value) => {
                let decided =
                    self.attempt(frame, |walker, frame| walker.decided(&bit, arms, frame));
                decided.or_else(|_| self.region(arm(value), frame))
            }
        }
    }

    fn decided(
        &mut self,
        bit: &Bit,
        [then, otherwise]: [&'static Region; 2],
        frame: &mut CallFrame,
    ) -> Done<Vec<Value>> {
        let outer = std::mem::take(&mut self.out);
        let before = self.registers.clone();
        let first = self.region(then, frame)?;
        let mut then_list = std::mem::take(&mut self.out);
        let after: Vec<Register> = self.registers[..before.len()].to_vec();
        self.registers[..before.len()].clone_from_slice(&before);
        let second = self.region(otherwise, frame)?;
        let mut else_list = std::mem::replace(&mut self.out, outer);
        self.in_place(&after)?;
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
                    self.push(Statement::Plain(format!("{ty} {name};")))?;
                    then_list.push(Statement::Plain(format!("{name} = {};", a.text())));
                    else_list.push(Statement::Plain(format!("{name} = {};", b.text())));
                    merged.push(a.named(&name));
                } else {
                    return fault("qubits that a condition puts in other places");
                }
            }
            results.push(whole.with_leaves(&mut merged.into_iter()));
        }
        let statement = Statement::If {
            condition: bit.text.clone(),
            then: then_list,
            otherwise: else_list,
        };
        self.push(statement)?;
        Ok(results)
    }
}

/// The user's names for what the arms give.
fn region_names(then: &Region, otherwise: &Region, frame: &CallFrame) -> Vec<String> {
    let name = |(a, b): (&ValueId, &ValueId)| {
        let names = [*a, *b].map(|id| frame.name(id));
        let name = names.into_iter().find(|name| !name.is_empty());
        name.unwrap_or("value").to_owned()
    };
    then.yields.iter().zip(otherwise.yields).map(name).collect()
}
