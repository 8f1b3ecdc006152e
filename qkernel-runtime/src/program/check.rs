//! Whether a program is well formed. One that `compile()` made is; one that was put together by hand may not be.

use super::lives::Lives;
use super::slots::Layout;
use super::{
    Affine, CallArgument, Condition, Derived, Event, GateOp, Instruction, NameId, Output, Program,
    Scope, walk,
};
use crate::error::Error;

/// How many qubits a program may have: beyond, a size was most likely mistaken.
pub(crate) const MAX_QUBITS: usize = 1 << 20;

/// How many instructions a program may have, and bits: their list would fill the memory.
pub(crate) const MAX_INSTRUCTIONS: usize = 1 << 22;

/// How many numbers one argument may hold.
pub(crate) const MAX_NUMBERS: usize = 1 << 24;

/// How deep branches may be nested, and operators in a condition: whatever looks at them takes room on the stack for each.
pub(crate) const MAX_BRANCHES: usize = 200;
pub(crate) const MAX_OPERATORS: usize = 1000;

impl Program {
    /// Checks that every qubit, bit, name, scope, slot and observable that is used exists, that a gate's qubits differ and that
    /// it has as many qubits and angles as it takes, that slots depend on earlier ones only, that qubits are used
    /// within their [lives](Instruction#the-life-of-a-qubit) only, and that neither branches nor conditions are nested too deep.
    ///
    /// # Errors
    /// [`Error::Invalid`], with the first fault.
    pub fn check(&self) -> Result<(), Error> {
        self.faults().map_err(|message| Error::Invalid {
            kernel: self.kernel.clone(),
            message,
        })
    }

    fn faults(&self) -> Result<(), String> {
        self.sizes()?;
        let mut known = Known {
            program: self,
            layout: Layout::new(self),
            late: Vec::new(),
        };
        known.late.resize(known.layout.arguments(), false);
        for derived in &self.derived {
            let is_late = match derived {
                Derived::Product(a, b) => known.affine(a)? | known.affine(b)?,
                Derived::Apply(_, a) => known.affine(a)?,
                Derived::Expectation(observable) => {
                    within("observable", observable.index(), self.observables.len())?;
                    true
                }
            };
            known.late.push(is_late);
        }
        for observable in &self.observables {
            observable
                .check(self.qubits)
                .map_err(|fault| fault.to_string())?;
        }
        self.calls_named()?;
        self.scopes_within(&known)?;
        let mut lives = Lives::new(self);
        let mut depth = 0;
        for event in walk(&self.instructions) {
            match event {
                Event::If(condition) => {
                    depth += 1;
                    if depth > MAX_BRANCHES {
                        return Err(too_deep("branches", MAX_BRANCHES));
                    }
                    self.condition(condition)?;
                }
                Event::Do(instruction) => {
                    let checked = match instruction {
                        Instruction::Gate(gate) => known.gate(gate),
                        Instruction::Measure { bit, .. } => within("bit", bit.index(), self.bits),
                        _ => Ok(()),
                    };
                    let checked = checked.and_then(|()| {
                        instruction
                            .qubits()
                            .try_for_each(|qubit| within("qubit", qubit.index(), self.qubits))
                    });
                    checked
                        .and_then(|()| self.names_within(instruction))
                        .map_err(|fault| self.at(instruction, fault))?;
                }
                Event::Else => {}
                Event::End => depth -= 1,
            }
            lives
                .follow(event)
                .map_err(|(instruction, fault)| self.at(instruction, fault))?;
        }
        for output in &self.outputs {
            match output {
                Output::Float(affine) => known.affine(affine).map(drop)?,
                Output::FloatVector(affines) => affines
                    .iter()
                    .try_for_each(|affine| known.affine(affine).map(drop))?,
                Output::Bit(condition) => self.condition(condition)?,
                Output::BitVector(conditions) => {
                    conditions.iter().try_for_each(|c| self.condition(c))?
                }
            }
        }
        Ok(())
    }

    /// What everything else allocates by.
    fn sizes(&self) -> Result<(), String> {
        for (what, count, most) in [
            ("qubits", self.qubits, MAX_QUBITS),
            ("bits", self.bits, MAX_INSTRUCTIONS),
        ] {
            if count > most {
                return Err(format!("there are {count} {what}, more than {most}"));
            }
        }
        for argument in &self.arguments {
            let (rows, columns) = argument.shape.extent();
            if rows.saturating_mul(columns) > MAX_NUMBERS {
                return Err(format!(
                    "`{}` holds {rows} x {columns} numbers, more than {MAX_NUMBERS}",
                    argument.name
                ));
            }
        }
        Ok(())
    }

    fn names_within(&self, instruction: &Instruction) -> Result<(), String> {
        match instruction.origin() {
            Some(origin) => {
                let last = origin.kernel.max(origin.file);
                within("name", last.index(), self.names.len())?;
                within("scope", origin.scope.index(), self.scopes.len() + 1)
            }
            None => Ok(()),
        }
    }

    /// What is called has a name, and is called.
    fn calls_named(&self) -> Result<(), String> {
        for (kernel, &count) in &self.calls {
            within("name", kernel.index(), self.names.len())?;
            if count == 0 {
                return Err(format!("`{}` is called 0 times", &self.names[*kernel]));
            }
        }
        Ok(())
    }

    /// Each scope is inside of an earlier one, and what it names exists.
    fn scopes_within(&self, known: &Known<'_>) -> Result<(), String> {
        let name = |id: NameId| within("name", id.index(), self.names.len());
        for (k, (outer, scope)) in self.scopes.iter().enumerate() {
            if outer.index() > k {
                let id = k + 1;
                return Err(format!(
                    "scope {id} is inside of scope {outer}, which is no earlier one"
                ));
            }
            match scope {
                Scope::Call(call) => {
                    name(call.kernel)?;
                    for (parameter, argument) in &call.arguments {
                        name(*parameter)?;
                        match argument {
                            CallArgument::Qubit(qubit) => {
                                within("qubit", qubit.index(), self.qubits)?;
                            }
                            CallArgument::Register(runs) => {
                                let mut count = 0usize;
                                for run in runs.iter().filter(|run| !run.is_empty()) {
                                    within("qubit", run.end - 1, self.qubits)?;
                                    count += run.len();
                                }
                                if count > self.qubits {
                                    return Err(format!(
                                        "a register of {count} qubits, there are {}",
                                        self.qubits
                                    ));
                                }
                            }
                            CallArgument::Float(affine) => drop(known.affine(affine)?),
                            CallArgument::Argument(argument) => {
                                within("argument", *argument, self.arguments.len())?;
                            }
                            CallArgument::UInt(_) | CallArgument::Other => {}
                        }
                    }
                }
                Scope::Loop(repeated) => name(repeated.variable)?,
                Scope::Round(_) | Scope::Arm(_) => {}
            }
        }
        Ok(())
    }

    /// A fault, with the instruction that has it.
    fn at(&self, instruction: &Instruction, fault: String) -> String {
        let what = match instruction {
            Instruction::Gate(gate) => gate.name(),
            Instruction::Measure { .. } => "measure".into(),
            Instruction::Reset { .. } => "reset".into(),
            Instruction::Allocate { .. } => "qubit".into(),
            Instruction::Discard { .. } => "discard".into(),
            Instruction::Branch { .. } => "if".into(),
        };
        match instruction.origin() {
            Some(origin) => format!("`{what}` at {}: {fault}", self.place(origin)),
            None => fault,
        }
    }

    fn condition(&self, condition: &Condition) -> Result<(), String> {
        let mut rest = vec![(condition, 0)];
        while let Some((condition, depth)) = rest.pop() {
            if depth > MAX_OPERATORS {
                return Err(too_deep("operators of a condition", MAX_OPERATORS));
            }
            rest.extend(condition.operands().map(|operand| (operand, depth + 1)));
        }
        condition
            .bits()
            .try_for_each(|bit| within("bit", bit.index(), self.bits))
    }
}

/// The fault of what is nested too deep.
pub(super) fn too_deep(what: &str, most: usize) -> String {
    format!("{what} are nested more than {most} deep")
}

/// The slots up to some point.
struct Known<'p> {
    program: &'p Program,
    layout: Layout,
    /// For each slot, whether it depends on an expectation value: then it is known too late for an angle.
    late: Vec<bool>,
}

impl Known<'_> {
    /// Whether a number depends on an expectation value.
    fn affine(&self, affine: &Affine) -> Result<bool, String> {
        let mut late = false;
        for &(slot, _) in &affine.terms {
            let position = self
                .layout
                .checked(self.program, slot)
                .filter(|&position| position < self.late.len());
            late |= self.late[position.ok_or_else(|| format!("there is no number {slot}"))?];
        }
        Ok(late)
    }

    fn gate(&self, gate: &GateOp) -> Result<(), String> {
        for (what, found, needed) in [
            ("targets", gate.targets.len(), gate.kind.targets()),
            ("angles", gate.angles.len(), gate.kind.angles()),
        ] {
            if found != needed {
                return Err(format!("{found} {what} where {needed} are needed"));
            }
        }
        for affine in &gate.angles {
            if self.affine(affine)? {
                return Err("an angle depends on an expectation value".into());
            }
            if !affine.constant.is_finite() || affine.terms.iter().any(|(_, c)| !c.is_finite()) {
                return Err("an angle is not finite".into());
            }
        }
        let qubits = || gate.controls.iter().chain(&gate.targets);
        for (i, qubit) in qubits().enumerate() {
            if qubits().take(i).any(|earlier| earlier == qubit) {
                return Err(format!("qubit {qubit} is used twice"));
            }
        }
        Ok(())
    }
}

fn within(what: &str, number: usize, count: usize) -> Result<(), String> {
    if number < count {
        Ok(())
    } else {
        Err(format!("{what} {number} does not exist, there are {count}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::GateKind::{H, Ry, X};
    use crate::observable::Z;
    use crate::program::{Argument, Shape, SlotId};
    use crate::testing::{
        allocate, argument, branch, derived, discard, gate, measure, program, reset, slot,
    };

    /// What is wrong with a program on two qubits and two bits.
    fn fault(instructions: Vec<Instruction>) -> Result<(), String> {
        let mut program = program(2, vec![], instructions, vec![]);
        program.bits = 2;
        program.check().map_err(|error| {
            let text = error.to_string();
            text.strip_prefix("`tested`: ").unwrap_or(&text).to_owned()
        })
    }

    #[test]
    fn a_qubit_lives_from_its_allocation_to_its_end() {
        let h = |qubit| gate(H, &[], &[qubit], &[]);
        for good in [
            vec![],
            // Put together by hand: there from the start, to the end.
            vec![h(0), measure(0, 0), h(0), reset(0)],
            vec![allocate(0), h(0), discard(0), allocate(1), measure(1, 0)],
            // Each arm has a qubit of its own, and each ends a qubit from outside.
            vec![
                measure(0, 0),
                branch(
                    0,
                    vec![allocate(1), gate(X, &[0], &[1], &[]), discard(0)],
                    vec![discard(0)],
                ),
            ],
            vec![branch(0, vec![branch(1, vec![discard(0)], vec![])], vec![])],
            // What ends in one arm is there in the other.
            vec![branch(
                0,
                vec![branch(1, vec![], vec![discard(0)])],
                vec![h(0)],
            )],
        ] {
            assert_eq!(fault(good), Ok(()));
        }
        let at = "at tested.rs:7:3: qubit";
        for (bad, message) in [
            (
                vec![h(0), allocate(0)],
                "`h` {at} 0 is used before it is allocated",
            ),
            (
                vec![allocate(0), allocate(0)],
                "`qubit` {at} 0 is allocated twice",
            ),
            (
                vec![allocate(0), discard(0), allocate(0)],
                "`qubit` {at} 0 is allocated twice",
            ),
            (
                vec![discard(1), measure(1, 0)],
                "`measure` {at} 1 is used after its end",
            ),
            (
                vec![discard(1), discard(1)],
                "`discard` {at} 1 is used after its end",
            ),
            (
                vec![
                    branch(0, vec![discard(1)], vec![]),
                    gate(X, &[0], &[1], &[]),
                ],
                "`cx` {at} 1 is used after its end",
            ),
            (
                vec![branch(0, vec![allocate(1)], vec![]), reset(1)],
                "`reset` {at} 1 is used after its end",
            ),
            (
                vec![branch(0, vec![allocate(1)], vec![h(1)])],
                "`h` {at} 1 is used before it is allocated",
            ),
            (
                vec![branch(0, vec![allocate(1)], vec![allocate(1)])],
                "`qubit` {at} 1 is allocated twice",
            ),
            (
                vec![
                    branch(0, vec![], vec![branch(1, vec![], vec![discard(0)])]),
                    h(0),
                ],
                "`h` {at} 0 is used after its end",
            ),
            (
                vec![
                    branch(0, vec![branch(1, vec![], vec![discard(0)])], vec![]),
                    h(0),
                ],
                "`h` {at} 0 is used after its end",
            ),
        ] {
            assert_eq!(fault(bad), Err(message.replace("{at}", at)));
        }
    }

    #[test]
    fn everything_that_is_named_exists() {
        for (bad, message) in [
            (
                gate(H, &[], &[2], &[]),
                "qubit 2 does not exist, there are 2",
            ),
            (gate(X, &[1], &[1], &[]), "qubit 1 is used twice"),
            (gate(X, &[], &[0, 1], &[]), "2 targets where 1 are needed"),
            (gate(Ry, &[], &[0], &[]), "0 angles where 1 are needed"),
            (measure(0, 2), "bit 2 does not exist, there are 2"),
            (allocate(5), "qubit 5 does not exist, there are 2"),
            (
                gate(Ry, &[], &[0], &[slot(0, 0)]),
                "there is no number 0 of argument 0",
            ),
        ] {
            let found = fault(vec![bad]).unwrap_err();
            assert!(found.ends_with(message), "{found}");
        }
        let mut nameless = measure(0, 0);
        if let Instruction::Measure { origin, .. } = &mut nameless {
            origin.kernel = 9.into();
        }
        assert_eq!(
            fault(vec![nameless]),
            Err("`measure` at tested.rs:7:3: name 9 does not exist, there are 2".into())
        );
        assert_eq!(
            fault(vec![branch(7, vec![], vec![])]),
            Err("bit 7 does not exist, there are 2".into())
        );
    }

    #[test]
    fn slots_depend_on_earlier_ones() {
        let arguments = || -> Vec<Argument> {
            vec![
                argument("m", Shape::Matrix(2, 3)),
                argument("x", Shape::Scalar),
            ]
        };
        let with = |angle: Affine, more: Vec<Derived>| {
            let turn = gate(Ry, &[], &[0], &[angle]);
            let mut program = program(1, arguments(), vec![turn], vec![Z(0)]);
            program.derived.extend(more);
            program.check().map_err(|error| error.to_string())
        };
        assert_eq!(with(SlotId::entry(0, 1, 2).into(), vec![]), Ok(()));
        assert_eq!(with(slot(1, 0), vec![]), Ok(()));
        for missing in [
            SlotId::entry(0, 2, 0),
            SlotId::entry(0, 0, 3),
            SlotId::element(1, 1),
            SlotId::element(2, 0),
            SlotId::derived(1),
            SlotId::element(usize::MAX, 0),
        ] {
            let found = with(missing.into(), vec![]).unwrap_err();
            assert!(
                found.contains(&format!("there is no number {missing}")),
                "{found}"
            );
        }
        let late = with(derived(0), vec![]).unwrap_err();
        assert!(
            late.ends_with("an angle depends on an expectation value"),
            "{late}"
        );
        let itself = Derived::Product(slot(1, 0), derived(1));
        assert!(with(slot(1, 0), vec![itself]).is_err());
    }
}
