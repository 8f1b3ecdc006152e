//! OpenQASM 2.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::bits::{Bits, Says, known};
use super::condition::Conditions;
use super::expand::{Placed, Said, expand};
use super::gates::{Definitions, statement};
use super::names::Namer;
use super::numbers::{Texts, number};
use super::options::{Version, library};
use super::registers::{Qubits, comment, wires};
use super::results::{observables, results};
use super::statements::{ActionTree, statements};
use crate::error::Error;
use crate::program::{Action, BitId, Condition, Gate, Origin, Program, SlotId, Wires};

/// How many bits may decide together: each statement is written once for each of their values.
const BITS: usize = 8;

pub(super) fn write(program: &Program) -> Result<String, Error> {
    let wires = wires(program);
    let statements = statements(program, &wires);
    let mut groups = Groups::new(program.bits);
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
            if values
                .insert(bit, wanted)
                .is_some_and(|before| before != wanted)
            {
                return None;
            }
        }
    }
    Some(values.into_iter().collect())
}

/// Bits that decide together: OpenQASM 2 compares whole registers, so they share one.
struct Groups {
    parent: Vec<usize>,
    decides: Vec<bool>,
}

impl Groups {
    fn new(bits: usize) -> Groups {
        Groups {
            parent: (0..bits).collect(),
            decides: vec![false; bits],
        }
    }

    fn list<'p>(&mut self, statements: &[ActionTree<'p>], held: &mut Vec<Held<'p>>) {
        for statement in statements {
            if let ActionTree::Branch {
                condition,
                then,
                otherwise,
            } = statement
            {
                for (value, arm) in [(true, then), (false, otherwise)] {
                    held.push((condition, value));
                    if !arm.is_empty() {
                        let bits: Vec<BitId> = held.iter().flat_map(|(c, _)| c.bits()).collect();
                        for bit in &bits {
                            self.join(bits[0], *bit);
                        }
                    }
                    self.list(arm, held);
                    held.pop();
                }
            }
        }
    }

    fn root(&mut self, mut bit: usize) -> usize {
        while self.parent[bit] != bit {
            self.parent[bit] = self.parent[self.parent[bit]];
            bit = self.parent[bit];
        }
        bit
    }

    fn join(&mut self, a: BitId, b: BitId) {
        self.decides[a.index()] = true;
        self.decides[b.index()] = true;
        let (a, b) = (self.root(a.index()), self.root(b.index()));
        self.parent[a.max(b)] = a.min(b);
    }

    fn into_lists(mut self) -> Vec<Vec<BitId>> {
        let mut lists = vec![Vec::new(); self.parent.len()];
        for bit in 0..self.parent.len() {
            if self.decides[bit] {
                lists[self.root(bit)].push(BitId::new(bit));
            }
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
                for said in said {
                    let statement = self.said(said);
                    self.statement(&conditions, &statement);
                }
            }
            Action::Measure { qubit, bit, origin } => {
                if held
                    .iter()
                    .any(|(c, _)| c.bits().any(|decides| decides == bit))
                {
                    return Err(self.error(
                        origin,
                        "a measurement into a bit that decides whether it is done".into(),
                    ));
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
        for angle in gate.angles {
            if let Some((slot, _)) = angle.terms.first() {
                let of = match slot {
                    SlotId::Argument { argument, .. } => self
                        .program
                        .arguments
                        .get(*argument as usize)
                        .map_or_else(String::new, |a| format!(" `{}`", a.name)),
                    SlotId::Derived(_) => "s of the run".into(),
                };
                let name = gate.kind.name();
                return Err(self.error(
                    gate.origin,
                    format!("an angle of `{name}` that depends on the argument{of}, only numbers"),
                ));
            }
        }
        Ok(())
    }

    /// What comes before a statement: a comparison for each value of the deciding register for which all conditions hold.
    fn conditions(&self, held: &[Held], origin: Origin) -> Result<Vec<String>, Error> {
        let decide: BTreeSet<BitId> = held.iter().flat_map(|(c, _)| c.bits()).collect();
        let Some(&first) = decide.first() else {
            let holds = held.iter().all(|(c, value)| known(c, &[]) == Ok(*value));
            return Ok(if holds {
                vec![String::new()]
            } else {
                Vec::new()
            });
        };
        let (register, size) = (self.bits.place(first).0, self.bits.place(first).0.size);
        if let Some(all) = all_of(held)
            && let Some((register, number)) = self.bits.number(&all)
        {
            return Ok(vec![format!("if ({} == {number}) ", register.name)]);
        }
        if size > BITS {
            return Err(self.error(
                origin,
                format!("a condition on several bits (here of {size}), only on a register"),
            ));
        }
        let mut all = Vec::new();
        for value in 0..1usize << size {
            let bits: Vec<(BitId, bool)> = decide
                .iter()
                .map(|&bit| (bit, value >> self.bits.place(bit).1 & 1 == 1))
                .collect();
            if held.iter().all(|(c, value)| known(c, &bits) == Ok(*value)) {
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

    fn said(&mut self, said: Said) -> String {
        let (name, angles, qubits) = match said {
            Said::Gate(Placed {
                kind,
                controls,
                targets,
                angles,
            }) => {
                let names = library(kind, Version::Two);
                let name = names.get(controls.len()).copied().unwrap_or(kind.name());
                (name.to_string(), angles, [controls, targets].concat())
            }
            Said::Borrowing {
                mut controls,
                target,
                borrowed,
            } => {
                let name = self.definitions.borrowing(controls.len());
                controls.extend([target, borrowed]);
                (name, Vec::new(), controls)
            }
        };
        let angles = angles.iter().map(|angle| number(angle.constant));
        statement(
            &name,
            angles,
            qubits.iter().map(|&wire| self.qubits.text(wire)),
        )
    }

    fn error(&self, origin: Origin, what: String) -> Error {
        Error::Inexpressible {
            kernel: self.program.names.get(origin.kernel).unwrap_or("?").into(),
            loc: self.program.place(origin),
            what,
        }
    }
}
