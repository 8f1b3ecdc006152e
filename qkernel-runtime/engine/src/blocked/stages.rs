//! The steps of a part, put together: what is applied at once.

use crate::{Part, Primitive, PrimitiveKind, Step, Turn};

/// How many conditions on its higher bits a diagonal may have, see [`Condition`]; each doubles its tables.
const CONDITIONS: usize = 3;

/// How far a step may move to the front.
const REACH: usize = 64;

/// What a stage is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Diagonal steps, which become one phase for each amplitude.
    Diagonal,
    /// Rotations of different qubits, all of one kind, without controls.
    Turns(Axis),
    /// X, CX and exchanges of qubits: a map of the indices.
    Permutation,
    /// A step by itself.
    Other,
}

/// What a qubit is turned by without controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Axis {
    Y,
    X,
    /// The Hadamard gate.
    Hadamard,
}

/// Steps that are applied at once.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) kind: Kind,
    /// The numbers of the steps, in an order in which they may be applied.
    pub(super) steps: Vec<usize>,
    pub(super) reach: Bits,
    conditions: Vec<Condition>,
}

/// The bits that something acts on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits {
    /// All of them.
    pub(super) all: usize,
    /// Those that it changes; on the others it is diagonal.
    pub(super) changed: usize,
}

impl Bits {
    pub(super) fn of(primitive: Primitive) -> Bits {
        let targets = primitive.low | primitive.high;
        Bits {
            all: primitive.controls | targets,
            changed: primitive.changed(),
        }
    }

    pub(super) fn and(self, other: Bits) -> Bits {
        Bits {
            all: self.all | other.all,
            changed: self.changed | other.changed,
        }
    }

    /// Whether the two surely commute: none changes a bit that the other acts on.
    pub(super) fn commute(self, other: Bits) -> bool {
        self.changed & other.all == 0 && other.changed & self.all == 0
    }
}

/// What the factor of a diagonal step depends on among the higher bits of the index, where it also depends on lower ones: whether
/// all of some bits are 1, or whether an odd number of them is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    All(usize),
    Odd(usize),
}

impl Condition {
    /// Whether the condition holds.
    pub(super) fn holds(self, bits: usize) -> bool {
        match self {
            Condition::All(mask) => bits & mask == mask,
            Condition::Odd(mask) => (bits & mask).count_ones() % 2 == 1,
        }
    }
}

/// A diagonal primitive: where all bits of `all` are 1, it multiplies by c + i s if it is a phase, and else by c - i s, or where
/// an odd number of the bits of `odd` is 1 by c + i s.
#[derive(Clone, Copy, Debug)]
pub(super) struct Diagonal {
    pub(super) all: usize,
    pub(super) odd: usize,
    pub(super) phase: bool,
}

impl Diagonal {
    pub(super) fn of(primitive: Primitive) -> Diagonal {
        Diagonal {
            all: primitive.controls,
            odd: primitive.low | primitive.high,
            phase: primitive.kind == PrimitiveKind::Phase,
        }
    }

    /// What it depends on above the lowest bits, which `low` has; none if it does not depend on both.
    pub(super) fn conditions(self, low: usize) -> [Option<Condition>; 2] {
        let bits = self.all | self.odd;
        if bits & low == 0 || bits & !low == 0 {
            return [None; 2];
        }
        let some = |mask: usize| (mask != 0).then_some(mask);
        [
            some(self.all & !low).map(Condition::All),
            some(self.odd & !low).map(Condition::Odd),
        ]
    }
}

fn kind(step: Step) -> Kind {
    let Primitive { kind, controls, .. } = step.primitive;
    match kind {
        _ if kind.is_diagonal() => Kind::Diagonal,
        PrimitiveKind::Ry if controls == 0 => Kind::Turns(Axis::Y),
        PrimitiveKind::Rx if controls == 0 => Kind::Turns(Axis::X),
        PrimitiveKind::Hadamard if controls == 0 => Kind::Turns(Axis::Hadamard),
        PrimitiveKind::Flip if controls.count_ones() <= 1 => Kind::Permutation,
        PrimitiveKind::Swap if controls == 0 && step.turn == Turn::Fixed([1.0, 0.0]) => {
            Kind::Permutation
        }
        _ => Kind::Other,
    }
}

impl Stage {
    /// Whether the stage takes a step in, to be applied after the others. `low` has the bits below those that conditions are on.
    fn accepts(&self, of: Kind, primitive: Primitive, low: usize) -> bool {
        self.kind == of
            && match of {
                Kind::Other => false,
                Kind::Turns(_) => self.reach.all & Bits::of(primitive).all == 0,
                Kind::Permutation => true,
                Kind::Diagonal => {
                    let own = Diagonal::of(primitive).conditions(low).into_iter();
                    let new = own.flatten().filter(|own| !self.conditions.contains(own));
                    self.conditions.len() + new.count() <= CONDITIONS
                }
            }
    }

    fn push(&mut self, number: usize, primitive: Primitive, low: usize) {
        self.steps.push(number);
        self.reach = self.reach.and(Bits::of(primitive));
        if self.kind == Kind::Diagonal {
            for own in Diagonal::of(primitive)
                .conditions(low)
                .into_iter()
                .flatten()
            {
                if !self.conditions.contains(&own) {
                    self.conditions.push(own);
                }
            }
        }
    }

    fn new(kind: Kind) -> Stage {
        Stage {
            kind,
            steps: Vec::new(),
            reach: Bits::default(),
            conditions: Vec::new(),
        }
    }

    /// Diagonal steps that one stage had.
    pub(super) fn diagonal(part: &Part, steps: &[usize], low: usize) -> Stage {
        let mut stage = Stage::new(Kind::Diagonal);
        for &step in steps {
            stage.push(step, part.steps.primitive(step), low);
        }
        stage
    }

    /// The conditions on the higher bits, for a diagonal.
    pub(super) fn conditions(&self) -> &[Condition] {
        &self.conditions
    }
}

/// Puts the steps of a part together: each goes as far to the front as there are only steps on the way that it commutes with, if
/// there is a stage there that takes it.
pub(super) fn stages(part: &Part, low: usize) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for (number, step) in part.steps.iter().enumerate() {
        let (primitive, of) = (step.primitive, kind(step));
        let bits = Bits::of(primitive);
        let mut place = None;
        for (at, stage) in stages.iter().enumerate().rev().take(REACH) {
            if stage.accepts(of, primitive, low) {
                place = Some(at);
            }
            if !stage.reach.commute(bits) {
                break;
            }
        }
        let at = place.unwrap_or_else(|| {
            stages.push(Stage::new(of));
            stages.len() - 1
        });
        stages[at].push(number, primitive, low);
    }
    stages
}

/// Whether enough steps of a part can be put together; each of the others is a pass by itself, as on the plain state.
pub(super) fn gains(part: &Part) -> bool {
    let alone = |step: &Step| kind(*step) == Kind::Other;
    4 * part.steps.iter().filter(alone).count() <= part.steps.len()
}
