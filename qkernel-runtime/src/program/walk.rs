//! One way through the instructions of a program, branches included.

use std::borrow::Cow;

use super::{BitId, Condition, GateOp, Instruction, Origin, Output, Program, QubitId};

/// What a [`walk`] meets, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'p> {
    /// An instruction that is no branch.
    Do(&'p Instruction),
    /// A branch begins, with the arm that is taken where the condition holds.
    If(&'p Condition),
    /// The other arm of the innermost branch begins.
    Else,
    /// The innermost branch ends.
    End,
}

/// For each event of the [`walk`], whether it is in a loop.
pub(crate) fn in_loops(instructions: &[Instruction]) -> Vec<bool> {
    let (mut inside, mut open) = (Vec::new(), Vec::new());
    for event in walk(instructions) {
        match event {
            Event::If(_) => open.push(inside.len()),
            Event::End => _ = open.pop(),
            Event::Do(Instruction::Again { .. }) => {
                let start = open.last().copied().unwrap_or_default();
                inside[start..].fill(true);
            }
            _ => {}
        }
        inside.push(false);
    }
    inside
}

/// All instructions in order: for a branch [`Event::If`], its first arm, [`Event::Else`], its second arm, [`Event::End`].
///
/// ```
/// use qkernel_runtime::program::{BitId, Condition, Event, Instruction, walk};
///
/// let branch = Instruction::Branch { condition: BitId::new(0).into(), then: vec![], otherwise: vec![] };
/// assert_eq!(walk(&[branch]).filter(|event| matches!(event, Event::If(_))).count(), 1);
/// ```
pub fn walk(instructions: &[Instruction]) -> Walk<'_> {
    Walk {
        current: instructions.iter(),
        outer: Vec::new(),
    }
}

/// The iterator that [`walk`] returns.
#[derive(Clone, Debug)]
pub struct Walk<'p> {
    current: std::slice::Iter<'p, Instruction>,
    /// What is left to do after the current list: the second arms of branches, and what comes after them.
    outer: Vec<Rest<'p>>,
}

#[derive(Clone, Debug)]
enum Rest<'p> {
    /// The second arm.
    Otherwise(&'p [Instruction]),
    /// What comes after a branch.
    After(std::slice::Iter<'p, Instruction>),
}

impl<'p> Iterator for Walk<'p> {
    type Item = Event<'p>;

    fn next(&mut self) -> Option<Event<'p>> {
        match self.current.next() {
            Some(Instruction::Branch {
                condition,
                then,
                otherwise,
            }) => {
                let after = std::mem::replace(&mut self.current, then.iter());
                self.outer.push(Rest::After(after));
                self.outer.push(Rest::Otherwise(otherwise));
                Some(Event::If(condition))
            }
            Some(instruction) => Some(Event::Do(instruction)),
            None => match self.outer.pop()? {
                Rest::Otherwise(arm) => {
                    self.current = arm.iter();
                    Some(Event::Else)
                }
                Rest::After(rest) => {
                    self.current = rest;
                    Some(Event::End)
                }
            },
        }
    }
}

impl Program {
    /// Drops a program that may be nested deeper than the stack allows.
    pub(crate) fn dismantle(self) {
        for output in self.outputs {
            match output {
                Output::Bit(condition) => condition.dismantle(),
                Output::BitVector(all) => all.into_iter().for_each(Condition::dismantle),
                Output::Float(_) | Output::FloatVector(_) => {}
            }
        }
        let mut lists = vec![self.instructions];
        while let Some(list) = lists.pop() {
            for instruction in list {
                match instruction {
                    Instruction::Branch {
                        condition,
                        then,
                        otherwise,
                    } => {
                        condition.dismantle();
                        lists.extend([then, otherwise]);
                    }
                    Instruction::Again { condition, .. } => condition.dismantle(),
                    _ => {}
                }
            }
        }
    }
}

impl GateOp {
    /// What the gate is called with its controls: `h`, `cx`, `ccz`, `x with 3 controls`.
    pub fn name(&self) -> Cow<'static, str> {
        let name = self.kind.name();
        match self.controls.len() {
            0 => name.into(),
            controls @ 1..=2 => format!("{}{name}", &"cc"[..controls]).into(),
            controls => format!("{name} with {controls} controls").into(),
        }
    }
}

impl Instruction {
    /// The qubits that it names, controls before targets; none for a branch and its repetition.
    pub fn qubits(&self) -> impl Iterator<Item = QubitId> + Clone {
        let (one, gate): (&[QubitId], &[QubitId]) = match self {
            Instruction::Gate(gate) => (&gate.controls, &gate.targets),
            Instruction::Measure { qubit, .. }
            | Instruction::Reset { qubit, .. }
            | Instruction::Allocate { qubit, .. }
            | Instruction::Discard { qubit, .. } => (std::slice::from_ref(qubit), &[]),
            Instruction::Branch { .. } | Instruction::Again { .. } => (&[], &[]),
        };
        one.iter().chain(gate).copied()
    }

    /// The same on other qubits; a branch stays as it is.
    pub(crate) fn on(&self, qubits: impl Fn(QubitId) -> QubitId) -> Instruction {
        let mut instruction = self.clone();
        match &mut instruction {
            Instruction::Gate(gate) => {
                for qubit in gate.controls.iter_mut().chain(&mut gate.targets) {
                    *qubit = qubits(*qubit);
                }
            }
            Instruction::Measure { qubit, .. }
            | Instruction::Reset { qubit, .. }
            | Instruction::Allocate { qubit, .. }
            | Instruction::Discard { qubit, .. } => *qubit = qubits(*qubit),
            Instruction::Branch { .. } | Instruction::Again { .. } => {}
        }
        instruction
    }

    /// Kernel and place of the call that put it here; none for a branch.
    pub fn origin(&self) -> Option<Origin> {
        match self {
            Instruction::Gate(GateOp { origin, .. })
            | Instruction::Measure { origin, .. }
            | Instruction::Reset { origin, .. }
            | Instruction::Allocate { origin, .. }
            | Instruction::Discard { origin, .. }
            | Instruction::Again { origin, .. } => Some(*origin),
            Instruction::Branch { .. } => None,
        }
    }
}

impl Condition {
    /// The bits that it depends on, in order; one that occurs twice comes twice.
    pub fn bits(&self) -> impl Iterator<Item = BitId> {
        let mut rest = vec![self];
        std::iter::from_fn(move || {
            loop {
                let condition = rest.pop()?;
                if let Condition::Bit(bit) = condition {
                    return Some(*bit);
                }
                rest.extend(condition.operands().rev());
            }
        })
    }

    /// What its operator takes, in order.
    pub(crate) fn operands(&self) -> impl DoubleEndedIterator<Item = &Condition> {
        let (left, right) = match self {
            Condition::Not(inner) => (Some(inner), None),
            Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
                (Some(a), Some(b))
            }
            Condition::Bit(_) | Condition::Constant(_) => (None, None),
        };
        left.into_iter().chain(right).map(|operand| &**operand)
    }

    /// Takes apart what `Drop` would take apart by recursion.
    fn dismantle(self) {
        let mut rest = vec![self];
        while let Some(condition) = rest.pop() {
            match condition {
                Condition::Not(inner) => rest.push(*inner),
                Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
                    rest.extend([*a, *b]);
                }
                Condition::Bit(_) | Condition::Constant(_) => {}
            }
        }
    }

    /// Whether it holds for these bits, by number.
    pub fn holds(&self, bits: &[bool]) -> bool {
        self.holds_where(&|bit| bits[bit.index()])
    }

    /// Whether it holds, `bit` giving the value of each bit.
    pub(crate) fn holds_where(&self, bit: &dyn Fn(BitId) -> bool) -> bool {
        match self {
            Condition::Bit(id) => bit(*id),
            Condition::Not(inner) => !inner.holds_where(bit),
            Condition::And(a, b) => a.holds_where(bit) && b.holds_where(bit),
            Condition::Or(a, b) => a.holds_where(bit) || b.holds_where(bit),
            Condition::Equal(a, b) => a.holds_where(bit) == b.holds_where(bit),
            Condition::Constant(value) => *value,
        }
    }
}
