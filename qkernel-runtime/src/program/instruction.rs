//! Instructions: each in its forms, and all that is asked of it by those who only go through programs.

use std::borrow::Cow;

use super::{BitId, Condition, Gate, GateOp, Origin, QubitId};

/// A form of instructions, with what it has besides operations and gates.
macro_rules! form {
    ($(#[$about:meta])* $vis:vis enum $name:ident [$($life:lifetime)?] $gate:ty { $($others:tt)* }) => {
        $(#[$about])*
        $vis enum $name $(<$life>)? {
            /// A qubit's life begins, in |0>.
            Allocate {
                /// The qubit.
                qubit: QubitId,
                /// Kernel and place of the call.
                origin: Origin,
            },
            /// A qubit's life ends: what it is by then is forgotten, once the observables have seen it.
            Discard {
                /// The qubit.
                qubit: QubitId,
                /// Kernel and place of the call.
                origin: Origin,
            },
            /// Applies a gate.
            Gate($gate),
            /// Measures a qubit in the computational basis into a bit.
            Measure {
                /// The qubit.
                qubit: QubitId,
                /// The bit that holds the outcome.
                bit: BitId,
                /// Kernel and place of the call.
                origin: Origin,
            },
            /// Brings a qubit to |0>, whatever it was.
            Reset {
                /// The qubit.
                qubit: QubitId,
                /// Kernel and place of the call.
                origin: Origin,
            },
            $($others)*
        }
    };
}

/// The same in another form, where it is an operation.
macro_rules! as_form {
    ($value:expr, $from:ident => $to:ident $(, $other:pat => $form:expr)* $(,)?) => {
        match $value {
            $from::Allocate { qubit, origin } => $to::Allocate { qubit, origin },
            $from::Discard { qubit, origin } => $to::Discard { qubit, origin },
            $from::Measure { qubit, bit, origin } => $to::Measure { qubit, bit, origin },
            $from::Reset { qubit, origin } => $to::Reset { qubit, origin },
            $($other => $form,)*
        }
    };
}

form! {
    /// One step of a circuit.
    ///
    /// # The life of a qubit
    ///
    /// Every allocation is a qubit of its own. A qubit begins in |0> at its [`Allocate`](Instruction::Allocate), of which
    /// there is at most one, and nothing touches it before. It ends at its [`Discard`](Instruction::Discard), at most one on
    /// each way through the branches, and nothing touches it after. In a program that was put together by hand both may be
    /// missing: a qubit that is not allocated is there from the start, and one that is not discarded stays to the end,
    /// unless the last thing done to it is a measurement, which ends its life as well.
    ///
    /// A qubit that is allocated in an arm of a branch belongs to that arm: nothing outside touches it, and it ends with the
    /// arm at the latest. One from outside that is discarded in an arm is gone after the branch. [`Program::check`](super::Program::check) refuses
    /// everything else.
    ///
    /// An observable sees each of its qubits as it is at the end of its life.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Instruction [] GateOp {
        /// Feed-forward: one of two lists, chosen by measured bits.
        Branch {
            /// The condition.
            condition: Condition,
            /// What is done where it holds.
            then: Vec<Instruction>,
            /// What is done where it does not.
            otherwise: Vec<Instruction>,
        },
        /// Goes back to the start of the list that it ends, if the condition holds. Only as the last instruction of the first arm
        /// of a [`Branch`](Instruction::Branch), which then is a loop: `while` with the branch's condition before the first
        /// round, and this one after each.
        ///
        /// How often is known in a shot only. A round begins as the one before it began: no qubit from outside ends in it, and
        /// those that are allocated in it end with it. Bits that are measured in it are those of the last round.
        Again {
            /// The condition for one more round.
            condition: Condition,
            /// Kernel and place of the loop.
            origin: Origin,
        },
    }
}

/// What is done to a qubit that is no gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Allocate,
    Discard,
    Measure,
    Reset,
}

/// Where a qubit is in its [life](Instruction#the-life-of-a-qubit).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum LifeStage {
    /// Its allocation is still to come.
    Unborn,
    Alive,
    /// Measured last: if nothing follows, this was its end.
    Measured,
    Ended,
}

impl LifeStage {
    pub(super) const fn is_end(self) -> bool {
        matches!(self, LifeStage::Measured | LifeStage::Ended)
    }
}

/// What operations are counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Count {
    Measurements,
    Resets,
}

/// What is asked of an operation.
pub(crate) struct About {
    /// The function that it is in kernels.
    pub(crate) name: &'static str,
    /// Where the qubit is in its life after it.
    pub(super) life: LifeStage,
    /// Whether the qubit is in |0> after it.
    pub(crate) clears: bool,
    /// Which count it adds to. What is counted takes a layer.
    pub(crate) count: Option<Count>,
    /// The statement that it is in OpenQASM, but for measurements; of an allocation, where the wire was another qubit's before.
    pub(crate) statement: Option<&'static str>,
    /// What is in its box, where it is drawn as one.
    pub(crate) symbol: Option<&'static str>,
}

impl Operation {
    const ALL: [Operation; 4] = [
        Operation::Allocate,
        Operation::Discard,
        Operation::Measure,
        Operation::Reset,
    ];

    pub(crate) const fn about(self) -> &'static About {
        const NONE: About = About {
            name: "",
            life: LifeStage::Alive,
            clears: false,
            count: None,
            statement: None,
            symbol: None,
        };
        match self {
            Operation::Allocate => &About {
                name: "qubit",
                clears: true,
                statement: Some("reset"),
                ..NONE
            },
            Operation::Discard => &About {
                name: "discard",
                life: LifeStage::Ended,
                ..NONE
            },
            Operation::Measure => &About {
                name: "measure",
                life: LifeStage::Measured,
                count: Some(Count::Measurements),
                ..NONE
            },
            Operation::Reset => &About {
                name: "reset",
                clears: true,
                count: Some(Count::Resets),
                statement: Some("reset"),
                symbol: Some("|0⟩"),
                ..NONE
            },
        }
    }

    /// Whether a qubit's life ends with it.
    pub(crate) const fn ends(self) -> bool {
        self.about().life.is_end()
    }

    /// Whether the qubit is there before it and after it.
    pub(crate) const fn keeps(self) -> bool {
        !self.ends() && !matches!(self, Operation::Allocate)
    }

    /// Whether a bit holds its outcome.
    pub(crate) const fn writes(self) -> bool {
        matches!(self, Operation::Measure)
    }

    /// The one that a statement of OpenQASM does to qubits that are there.
    pub(crate) fn stated(word: &str) -> Option<Operation> {
        let mut all = Operation::ALL.into_iter();
        all.find(|operation| operation.keeps() && operation.about().statement == Some(word))
    }
}

form! {
    /// An instruction that is no branch, as a program keeps it.
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Action ['p] Gate<'p> {
        /// See [`Instruction::Again`].
        Again {
            /// The condition for one more round.
            condition: &'p Condition,
            /// Kernel and place of the loop.
            origin: Origin,
        },
    }
}

impl Instruction {
    /// As a program keeps it; none for a branch.
    pub(crate) fn action(&self) -> Option<Action<'_>> {
        Some(as_form!(*self, Instruction => Action,
            Instruction::Gate(ref gate) => Action::Gate(gate.into()),
            Instruction::Again { ref condition, origin } => Action::Again { condition, origin },
            Instruction::Branch { .. } => return None,
        ))
    }

    /// The qubits that it names, controls before targets; none for a branch and its repetition.
    pub fn qubits(&self) -> impl Iterator<Item = QubitId> + Clone {
        self.action().into_iter().flat_map(|action| action.qubits())
    }

    /// Kernel and place of the call that put it here; none for a branch.
    pub fn origin(&self) -> Option<Origin> {
        self.action().map(|action| action.origin())
    }
}

impl<'p> Action<'p> {
    /// An operation; `bit` is for one that writes.
    pub(crate) fn of(operation: Operation, qubit: QubitId, bit: BitId, origin: Origin) -> Self {
        match operation {
            Operation::Allocate => Action::Allocate { qubit, origin },
            Operation::Discard => Action::Discard { qubit, origin },
            Operation::Measure => Action::Measure { qubit, bit, origin },
            Operation::Reset => Action::Reset { qubit, origin },
        }
    }

    /// Brings a qubit to |0> that is there already.
    pub(crate) fn clear(qubit: QubitId, origin: Origin) -> Self {
        Action::Reset { qubit, origin }
    }

    /// The operation that it is, with its qubit.
    pub(crate) fn operation(&self) -> Option<(Operation, QubitId)> {
        Some(match *self {
            Action::Allocate { qubit, .. } => (Operation::Allocate, qubit),
            Action::Discard { qubit, .. } => (Operation::Discard, qubit),
            Action::Measure { qubit, .. } => (Operation::Measure, qubit),
            Action::Reset { qubit, .. } => (Operation::Reset, qubit),
            Action::Gate(_) | Action::Again { .. } => return None,
        })
    }

    /// What there is to know of it where it is an operation.
    pub(crate) fn about(&self) -> Option<&'static About> {
        self.operation().map(|(operation, _)| operation.about())
    }

    /// Which count it adds to, where it is an operation.
    pub(crate) fn count(&self) -> Option<Count> {
        self.about().and_then(|about| about.count)
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match (self, self.about()) {
            (Action::Gate(gate), _) => gate.name(),
            (_, Some(about)) => about.name.into(),
            (_, None) => "while".into(),
        }
    }

    /// The qubit whose outcome is written, and the bit.
    pub(crate) fn measured(&self) -> Option<(QubitId, BitId)> {
        match *self {
            Action::Measure { qubit, bit, .. } => Some((qubit, bit)),
            _ => None,
        }
    }

    /// The bit that is written.
    pub(crate) fn written(&self) -> Option<BitId> {
        self.measured().map(|(_, bit)| bit)
    }

    /// The statement that it is in OpenQASM, and its qubit, where it is neither a gate nor a measurement.
    pub(crate) fn statement(&self) -> Option<(&'static str, QubitId)> {
        let (operation, qubit) = self.operation()?;
        Some((operation.about().statement?, qubit))
    }

    /// Whether both are the same gate, or the same operation on a qubit that is there before and after, wherever they are from.
    pub(crate) fn is_same(&self, other: &Action<'_>) -> bool {
        let kept = self.operation().is_none_or(|(kind, _)| kind.keeps());
        kept && self.is_like(other) && self.qubits().eq(other.qubits())
    }

    /// Whether both are the same gate or the same operation, on whatever qubits.
    pub(crate) fn is_like(&self, other: &Action<'_>) -> bool {
        match (self, other) {
            (Action::Gate(a), Action::Gate(b)) => {
                (a.kind, a.controls.len(), a.angles) == (b.kind, b.controls.len(), b.angles)
            }
            _ => {
                let kind = |action: &Action<'_>| action.operation().map(|(kind, _)| kind);
                kind(self).is_some() && kind(self) == kind(other)
            }
        }
    }

    /// The condition for one more round, where it is the end of a loop's rounds.
    pub(crate) fn repeats(&self) -> Option<&'p Condition> {
        match *self {
            Action::Again { condition, .. } => Some(condition),
            _ => None,
        }
    }

    /// The qubits that it names, controls before targets; none for the repetition of a loop.
    pub fn qubits(&self) -> impl Iterator<Item = QubitId> + Clone + use<'p> {
        let (controls, targets): (&[QubitId], &[QubitId]) = match *self {
            Action::Gate(gate) => (gate.controls, gate.targets),
            _ => (&[], &[]),
        };
        let one = self.operation().map(|(_, qubit)| qubit);
        one.into_iter()
            .chain(controls.iter().chain(targets).copied())
    }

    /// Kernel and place of the call that put it here.
    pub fn origin(&self) -> Origin {
        match *self {
            Action::Gate(Gate { origin, .. })
            | Action::Measure { origin, .. }
            | Action::Reset { origin, .. }
            | Action::Allocate { origin, .. }
            | Action::Discard { origin, .. }
            | Action::Again { origin, .. } => origin,
        }
    }

    /// The same on another qubit; gates and the repetition of a loop stay as they are.
    pub(crate) fn on(self, qubit: QubitId) -> Action<'p> {
        match self.operation() {
            Some((operation, _)) => {
                let bit = self.written().unwrap_or(BitId::new(0));
                Action::of(operation, qubit, bit, self.origin())
            }
            None => self,
        }
    }

    /// The instruction by itself.
    pub fn to_instruction(&self) -> Instruction {
        as_form!(*self, Action => Instruction,
            Action::Gate(gate) => Instruction::Gate(gate.to_op()),
            Action::Again { condition, origin } => Instruction::Again { condition: condition.clone(), origin },
        )
    }
}

/// What a [`walk`](super::walk()) meets, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'p> {
    /// An instruction that is no branch.
    Do(Action<'p>),
    /// A branch begins, with the arm that is taken where the condition holds.
    If(&'p Condition),
    /// The other arm of the innermost branch begins.
    Else,
    /// The innermost branch ends.
    End,
}

impl<'p> Event<'p> {
    /// The condition that decides here: of a branch, or of one more round.
    pub(crate) fn condition(&self) -> Option<&'p Condition> {
        match self {
            Event::If(condition) => Some(condition),
            Event::Do(action) => action.repeats(),
            Event::Else | Event::End => None,
        }
    }
}

#[cfg(feature = "serde")]
form! {
    /// What programs are written with: an instruction that is no branch, or a part of one.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "snake_case", rename = "Instruction")]
    pub(super) enum Token [] GateOp {
        If(Condition),
        Else,
        End,
        Again {
            condition: Condition,
            origin: Origin,
        },
    }
}

#[cfg(feature = "serde")]
impl Token {
    pub(super) fn of(event: Event<'_>) -> Token {
        let action = match event {
            Event::If(condition) => return Token::If(condition.clone()),
            Event::Else => return Token::Else,
            Event::End => return Token::End,
            Event::Do(action) => action,
        };
        as_form!(action, Action => Token,
            Action::Gate(gate) => Token::Gate(gate.to_op()),
            Action::Again { condition, origin } => Token::Again { condition: condition.clone(), origin },
        )
    }

    pub(super) fn event(&self) -> Event<'_> {
        Event::Do(as_form!(*self, Token => Action,
            Token::Gate(ref gate) => Action::Gate(gate.into()),
            Token::Again { ref condition, origin } => Action::Again { condition, origin },
            Token::If(ref condition) => return Event::If(condition),
            Token::Else => return Event::Else,
            Token::End => return Event::End,
        ))
    }
}
