//! OpenQASM 2.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::bits::{Bits, Says};
use super::condition::Conditions;
use super::expand::{Placed, Said, expand};
use super::gates::{Definitions, statement};
use super::names::Namer;
use super::numbers::{Texts, number};
use super::options::Version;
use super::registers::{Qubits, comment, wires};
use super::results::{observables, results};
use super::statements::{ActionTree, statements};
use crate::error::Error;
use crate::exact::Connected;
use crate::program::{Action, BitId, Condition, Gate, Origin, Program, Slot, Wires};

/// How many bits may decide together: each statement is written once for each of their values.
const BITS: usize = 8;

/// A program that is well formed, as OpenQASM 2.
///
/// # Errors
/// With the first thing that OpenQASM 2 cannot say.
pub(crate) fn qasm2(program: &Program) -> Result<String, Error> {
    let wires = wires(program);
    let statements = statements(program, &wires);
    let mut groups = Groups {
        connected: Connected::new(program.bits),
        decides: vec![false; program.bits],
    };
    groups.list(&statements, &mut Vec::new());
    let mut names = Namer::two();
    let says = Says {
        singles: false,
        assigns: false,
    };
    names.reserve(program);
    let qubits = Qubits::new(program, &wires, &mut names, false);
    let bits = Bits::new(program, &groups.into_lists(), &mut names, says);
    let mut writer = Writer {
        program,
        wires: &wires,
        qubits: &qubits,
        bits: &bits,
        definitions: Definitions::default(),
        text: String::new(),
    };
    writer.list(&statements, &mut Vec::new())?;
    let mut text = format!(
        "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n// kernel {}\n",
        comment(&program.kernel)
    );
    text += &writer.definitions.text();
    for register in &qubits.registers {
        text += &register.two("qreg");
    }
    for register in &bits.registers {
        text += &register.two("creg");
    }
    text += &writer.text;
    let arguments = program.arguments.iter().flat_map(|argument| {
        (0..argument.shape.len()).map(|index| format!("{}_{index}", argument.name))
    });
    let (texts, _) = Texts::new(
        program,
        arguments.collect(),
        &observables(program, &wires, &qubits),
        &vec![false; program.derived.len()],
        String::new,
    );
    let written = (&mut Conditions::default(), &mut names);
    Ok(text + &results(program, &texts, &qubits, &bits, written))
}

/// A condition that has to hold, or not to.
type Held<'p> = (&'p Condition, bool);

/// The values that bits have where all conditions hold, if they hold for these only.
fn all_of(held: &[Held]) -> Option<Vec<(BitId, bool)>> {
    let mut values: BTreeMap<BitId, bool> = BTreeMap::new();
    for (condition, value) in held {
        let (bits, holds) = condition.compared()?;
        let is_one = bits.len() == 1;
        if holds != *value && !is_one {
            return None;
        }
        for (bit, wanted) in bits {
            let wanted = wanted == (holds == *value);
            if *values.entry(bit).or_insert(wanted) != wanted {
                return None;
            }
        }
    }
    Some(values.into_iter().collect())
}

/// Bits that decide together: OpenQASM 2 compares whole registers, so they share one.
struct Groups {
    connected: Connected,
    decides: Vec<bool>,
}

impl Groups {
    fn list<'p>(&mut self, statements: &[ActionTree<'p>], held: &mut Vec<Held<'p>>) {
        for statement in statements {
            let ActionTree::Branch {
                condition,
                then,
                otherwise,
            } = statement
            else {
                continue;
            };
            for (value, arm) in [(true, then), (false, otherwise)] {
                held.push((condition, value));
                if !arm.is_empty() {
                    let bits = held.iter().flat_map(|(c, _)| c.bits());
                    let bits: Vec<usize> = bits.map(BitId::index).collect();
                    bits.iter().for_each(|&bit| self.decides[bit] = true);
                    self.connected.join(bits);
                }
                self.list(arm, held);
                held.pop();
            }
        }
    }

    fn into_lists(mut self) -> Vec<Vec<BitId>> {
        let mut lists = vec![Vec::new(); self.decides.len()];
        for bit in (0..lists.len()).filter(|&bit| self.decides[bit]) {
            lists[self.connected.root(bit)].push(BitId::new(bit));
        }
        lists.retain(|list| !list.is_empty());
        lists
    }
}

struct Writer<'a> {
    program: &'a Program,
    wires: &'a Wires,
    qubits: &'a Qubits,
    bits: &'a Bits,
    definitions: Definitions,
    text: String,
}

impl<'a> Writer<'a> {
    fn list(
        &mut self,
        statements: &[ActionTree<'a>],
        held: &mut Vec<Held<'a>>,
    ) -> Result<(), Error> {
        for statement in statements {
            match statement {
                ActionTree::Do(action) => self.action(*action, held)?,
                ActionTree::Branch {
                    condition,
                    then,
                    otherwise,
                } => {
                    for (value, arm) in [(true, then), (false, otherwise)] {
                        held.push((condition, value));
                        self.list(arm, held)?;
                        held.pop();
                    }
                }
            }
        }
        Ok(())
    }

    fn action(&mut self, action: Action<'_>, held: &[Held]) -> Result<(), Error> {
        match action {
            Action::Gate(gate) => {
                self.check_angles(gate)?;
                let mut said = Vec::new();
                expand(Placed::new(gate, self.wires), Version::Two, &mut said);
                let conditions = self.conditions(held, gate.origin)?;
                for said in &said {
                    let statement = self.said(said);
                    self.statement(&conditions, &statement);
                }
            }
            Action::Measure { qubit, bit, origin } => {
                let mut decide = held.iter().flat_map(|(c, _)| c.bits());
                if decide.any(|decides| decides == bit) {
                    let what = "a measurement into a bit that decides whether it is done";
                    return Err(self.error(origin, what.into()));
                }
                let conditions = self.conditions(held, origin)?;
                let (qubit, bit) = (self.wires.wire(qubit), self.bits.text(bit));
                let qubit = self.qubits.text(qubit);
                self.statement(&conditions, &format!("measure {qubit} -> {bit};"));
            }
            _ if action.repeats().is_some() => {
                return Err(self.error(action.origin(), "a loop that measurements end".into()));
            }
            _ => {
                if let Some((statement, qubit)) = action.statement() {
                    let conditions = self.conditions(held, action.origin())?;
                    let qubit = self.qubits.text(self.wires.wire(qubit));
                    self.statement(&conditions, &format!("{statement} {qubit};"));
                }
            }
        }
        Ok(())
    }

    fn check_angles(&self, gate: Gate<'_>) -> Result<(), Error> {
        let mut terms = gate.angles.iter().flat_map(|angle| &angle.terms[..]);
        let Some((slot, _)) = terms.next() else {
            return Ok(());
        };
        let of = match slot.slot() {
            Slot::Argument { argument, .. } => {
                let argument = self.program.arguments.get(argument as usize);
                argument.map_or_else(String::new, |a| format!(" `{}`", a.name))
            }
            Slot::Derived(_) => "s of the run".into(),
        };
        let name = gate.kind.name();
        let what = format!("an angle of `{name}` that depends on the argument{of}, only numbers");
        Err(self.error(gate.origin, what))
    }

    /// What comes before a statement: a comparison for each value of the deciding register for which all conditions hold.
    fn conditions(&self, held: &[Held], origin: Origin) -> Result<Vec<String>, Error> {
        let decide: BTreeSet<BitId> = held.iter().flat_map(|(c, _)| c.bits()).collect();
        let Some(&first) = decide.first() else {
            let holds = held.iter().all(|(c, value)| c.known(&[]) == Ok(*value));
            return Ok(holds.then(String::new).into_iter().collect());
        };
        let (register, size) = (self.bits.place(first).0, self.bits.place(first).0.size);
        if let Some(all) = all_of(held)
            && let Some((register, number)) = self.bits.number(&all)
        {
            return Ok(vec![format!("if ({} == {number}) ", register.name)]);
        }
        if size > BITS {
            let what = format!("a condition on several bits (here of {size}), only on a register");
            return Err(self.error(origin, what));
        }
        let mut all = Vec::new();
        for value in 0..1usize << size {
            let value_of = |&bit: &BitId| (bit, value >> self.bits.place(bit).1 & 1 == 1);
            let bits: Vec<(BitId, bool)> = decide.iter().map(value_of).collect();
            if held.iter().all(|(c, value)| c.known(&bits) == Ok(*value)) {
                all.push(format!("if ({} == {value}) ", register.name));
            }
        }
        Ok(all)
    }

    fn statement(&mut self, conditions: &[String], statement: &str) {
        for condition in conditions {
            let _ = writeln!(self.text, "{condition}{statement}");
        }
    }

    fn said(&mut self, said: &Said) -> String {
        let name = self.definitions.applied(&said.name, Version::Two);
        let angles = said.angles.iter().map(|angle| number(angle.constant));
        let qubits = said.qubits.iter().map(|&wire| self.qubits.text(wire));
        statement(&name, angles, qubits)
    }

    fn error(&self, origin: Origin, what: String) -> Error {
        Error::Inexpressible {
            kernel: self.program.names.get(origin.kernel).unwrap_or("?").into(),
            loc: self.program.place(origin),
            what,
        }
    }
}
