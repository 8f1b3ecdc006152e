//! Programs as data for `serde`.
//!
//! Instructions and conditions are flat lists, so that deep ones can be read again: a branch is `if`, its first arm,
//! `else`, its second arm, `end`; a condition is written operands first (`bit 0`, `bit 1`, `and`),
//! and a part that is there several times is written once (`same 0` is what the first operator gives).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, SerializeStruct, Serializer};

use super::check::too_deep;
use super::instruction::Token;
use super::limits::MAX_BRANCHES;
use super::{
    Argument, BitId, Condition, Derived, Event, Instructions, NameId, Names, Operator, Output,
    Program, QubitId, Registers, Scope, ScopeId, Scopes, SlotId, walk,
};
use crate::observable::Observable;

/// The version of the format. It grows when an older reader would read something else.
const VERSION: u32 = 4;

/// The first field of a program: a version that is known.
struct Version;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
        match u32::deserialize(deserializer)? {
            VERSION => Ok(Version),
            other => Err(D::Error::custom(format!(
                "this is a program in version {other} of the format, and only version {VERSION} is known"
            ))),
        }
    }
}

impl Serialize for Program {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Program", 14)?;
        fields.serialize_field("version", &Version)?;
        fields.serialize_field("kernel", &self.kernel)?;
        fields.serialize_field("names", &self.names)?;
        fields.serialize_field("scopes", &self.scopes)?;
        fields.serialize_field("calls", &self.calls)?;
        fields.serialize_field("qubits", &self.qubits)?;
        fields.serialize_field("bits", &self.bits)?;
        fields.serialize_field("qubit_registers", &self.qubit_registers)?;
        fields.serialize_field("bit_registers", &self.bit_registers)?;
        fields.serialize_field("arguments", &self.arguments)?;
        fields.serialize_field("derived", &self.derived)?;
        fields.serialize_field("instructions", &Flat(&self.instructions))?;
        fields.serialize_field("observables", &self.observables)?;
        fields.serialize_field("outputs", &self.outputs)?;
        fields.end()
    }
}

/// What a program is read from.
#[derive(serde::Deserialize)]
#[serde(rename = "Program", deny_unknown_fields)]
struct Stored {
    #[serde(rename = "version")]
    _version: Version,
    kernel: String,
    names: Names,
    scopes: Scopes,
    calls: BTreeMap<NameId, usize>,
    qubits: usize,
    bits: usize,
    qubit_registers: Registers<QubitId>,
    bit_registers: Registers<BitId>,
    arguments: Vec<Argument>,
    derived: Vec<Derived>,
    instructions: Vec<Token>,
    observables: Vec<Observable>,
    outputs: Vec<Output>,
}

/// A program that is not well formed is refused.
impl<'de> Deserialize<'de> for Program {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Program, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let program = Program {
            kernel: stored.kernel,
            names: stored.names,
            scopes: stored.scopes,
            calls: stored.calls,
            qubits: stored.qubits,
            bits: stored.bits,
            qubit_registers: stored.qubit_registers,
            bit_registers: stored.bit_registers,
            instructions: listed(stored.instructions).map_err(D::Error::custom)?,
            arguments: stored.arguments,
            derived: stored.derived,
            observables: stored.observables,
            outputs: stored.outputs,
        };
        program.check().map_err(D::Error::custom)?;
        Ok(program)
    }
}

/// A list of instructions, branches spread out.
struct Flat<'p>(&'p Instructions);

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(walk(self.0).map(Token::of))
    }
}

/// The instructions, if each branch has its middle and its end.
fn listed(tokens: Vec<Token>) -> Result<Instructions, String> {
    let mut list = Instructions::default();
    // For each branch around, whether its second arm has begun.
    let mut open: Vec<bool> = Vec::new();
    for token in tokens {
        let event = token.event();
        match event {
            Event::If(_) if open.len() == MAX_BRANCHES => {
                return Err(too_deep("branches", MAX_BRANCHES));
            }
            Event::If(_) => open.push(false),
            Event::Else => match open.last_mut() {
                Some(second) if !*second => *second = true,
                _ => return Err("an `else` without its `if`".into()),
            },
            Event::End => match open.pop() {
                Some(true) => {}
                Some(false) => return Err("an `if` without its `else`".into()),
                None => return Err("an `end` without its `if`".into()),
            },
            Event::Do(_) => {}
        }
        list.add(event);
    }
    match open.is_empty() {
        true => Ok(list),
        false => Err("an `if` without its `end`".into()),
    }
}

/// An operand or an operator of a condition.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", rename = "Condition")]
enum Operand {
    Bit(BitId),
    Constant(bool),
    Not,
    And,
    Or,
    Equal,
    /// What the operator that was written as the one with this number, from 0, gives.
    Same(usize),
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = self.parts();
        let mut list = Vec::with_capacity(parts.len());
        // Which operator each part was written as.
        let (mut written, mut operators) = (vec![None; parts.len()], 0);
        let mut open = vec![(parts.len().saturating_sub(1), false)];
        while let Some((number, is_ready)) = open.pop() {
            let part = parts[number];
            if let Some(same) = written[number] {
                list.push(Operand::Same(same));
                continue;
            }
            if !is_ready && part.operands().next().is_some() {
                open.push((number, true));
                let operands = part.operands().rev();
                open.extend(operands.map(|&operand| (operand as usize, false)));
                continue;
            }
            list.push(match part {
                Operator::Bit(bit) => Operand::Bit(bit),
                Operator::Constant(value) => Operand::Constant(value),
                Operator::Not(_) => Operand::Not,
                Operator::And(..) => Operand::And,
                Operator::Or(..) => Operand::Or,
                Operator::Equal(..) => Operand::Equal,
            });
            if is_ready {
                written[number] = Some(operators);
                operators += 1;
            }
        }
        serializer.collect_seq(list)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Condition, D::Error> {
        let (mut stack, mut operators): (Vec<Arc<Condition>>, Vec<Arc<Condition>>) =
            Default::default();
        for operand in Vec::<Operand>::deserialize(deserializer)? {
            let mut pop = || {
                let last = stack.pop();
                last.ok_or_else(|| D::Error::custom("a condition with too few operands"))
            };
            let next = match operand {
                Operand::Bit(bit) => Condition::Bit(bit),
                Operand::Constant(value) => Condition::Constant(value),
                Operand::Not => Condition::Not(pop()?),
                Operand::And | Operand::Or | Operand::Equal => {
                    let (right, left) = (pop()?, pop()?);
                    match operand {
                        Operand::And => Condition::And(left, right),
                        Operand::Or => Condition::Or(left, right),
                        _ => Condition::Equal(left, right),
                    }
                }
                Operand::Same(number) => {
                    let same = operators.get(number).ok_or_else(|| {
                        D::Error::custom("a condition with a part that is not defined before it")
                    })?;
                    stack.push(Arc::clone(same));
                    continue;
                }
            };
            let is_operator = next.operator().operands().next().is_some();
            stack.push(Arc::new(next));
            operators.extend(stack.last().filter(|_| is_operator).cloned());
        }
        drop(operators);
        match (stack.pop(), stack.is_empty()) {
            (Some(condition), true) => Ok(Condition::clone(&condition)),
            (Some(_), false) => Err(D::Error::custom("a condition with too many operands")),
            (None, _) => Err(D::Error::custom("a condition without operands")),
        }
    }
}

/// A register as it is written.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Register", deny_unknown_fields)]
struct Named {
    name: NameId,
    single: bool,
    elements: Vec<Range<usize>>,
}

impl<I: From<usize>> Serialize for Registers<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|register| Named {
            name: register.name,
            single: register.is_single,
            elements: register.runs.to_vec(),
        }))
    }
}

impl<'de, I> Deserialize<'de> for Registers<I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut registers = Registers::default();
        for named in Vec::<Named>::deserialize(deserializer)? {
            registers.push_runs(named.name, named.single, named.elements);
        }
        Ok(registers)
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scopes, D::Error> {
        let mut scopes = Scopes::default();
        for (outer, scope) in Vec::<(ScopeId, Scope)>::deserialize(deserializer)? {
            scopes.push(outer, scope);
        }
        Ok(scopes)
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
        let list = Vec::<String>::deserialize(deserializer)?;
        let names: Names = list.iter().collect();
        match names.len() == list.len() {
            true => Ok(names),
            false => Err(D::Error::custom("a name that occurs twice")),
        }
    }
}

/// Formats like JSON have no other numbers, and would write something else in silence.
pub(super) fn finite<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match number.is_finite() {
        true => serializer.serialize_f64(*number),
        false => Err(S::Error::custom(format!(
            "the program has the number {number}, and only finite ones can be written"
        ))),
    }
}

pub(super) fn finite_terms<S: Serializer>(
    terms: &[(SlotId, f64)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match terms.iter().find(|(_, c)| !c.is_finite()) {
        Some((_, c)) => finite(c, serializer),
        None => serializer.collect_seq(terms),
    }
}
