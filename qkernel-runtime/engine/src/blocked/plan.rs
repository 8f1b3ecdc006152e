//! In which order the memory is walked, and what is done on the way.
//!
//! A pass over a state that is larger than the cache costs more than a gate. So the state is walked in pieces that fit there, and as
//! many stages as possible are applied to a piece at once. A piece has all values of some bits of the index, its own ones, and one of
//! the others; what changes only its own bits can be applied to it.

use super::permutation::Permutation;
use super::stages::{Axis, Bits, Kind, Stage, stages};
use crate::Part;

/// How large pieces are, in bits of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    /// A block, which lies in one run.
    pub(super) block: usize,
    /// How many higher bits a tile has at most.
    pub(super) rows: usize,
    /// The lowest bits of a tile, which are at most as many as those of a lower table.
    pub(super) run: usize,
    /// The most bits of a lower table of phases.
    pub(super) low: usize,
}

impl Geometry {
    /// For a cache of 512 KiB: a block of a state is 64 KiB, a tile at most 128 KiB, in runs of 512 bytes. Smaller blocks would stay in a
    /// cache of 32 KiB, but states of 19 and 20 qubits would need two kinds of tiles, which costs more.
    pub(super) const CACHE: Geometry = Geometry {
        block: 12,
        rows: 8,
        run: 5,
        low: 10,
    };
}

/// Which bits of the index the pieces of a sweep have: the lowest `low` ones, and those from `first` to before `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) low: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Shape {
    fn block(bits: usize) -> Shape {
        Shape {
            low: bits,
            first: bits,
            last: bits,
        }
    }

    /// How many bits a piece has.
    pub(super) fn bits(self) -> usize {
        self.low + self.last - self.first
    }

    pub(super) fn mask(self) -> usize {
        mask(self.low) | (mask(self.last) & !mask(self.first))
    }

    /// Bits of the index as bits within a piece, without those that it does not have.
    pub(super) fn local(self, bits: usize) -> usize {
        let high = (bits & mask(self.last)) >> self.first;
        (bits & mask(self.low)) | (high << self.low)
    }

    /// Bits of the index that a piece does not have.
    pub(super) fn outer(self, bits: usize) -> usize {
        bits & !self.mask()
    }

    /// How many pieces there are.
    pub(super) fn count(self, qubits: usize) -> usize {
        1 << (qubits.max(self.bits()) - self.bits())
    }

    /// The index of the first amplitude of a piece.
    pub(super) fn base(self, piece: usize) -> usize {
        let between = self.first - self.low;
        ((piece & mask(between)) << self.low) | ((piece >> between) << self.last)
    }
}

pub(super) const fn mask(bits: usize) -> usize {
    (1 << bits) - 1
}

/// What is done to a piece.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// The diagonal with this number.
    Diagonal(usize),
    Turns(Turns),
    Permutation(Box<Permutation>),
    /// The step with this number.
    Step(usize),
}

/// Rotations of one kind, each of another qubit.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    pub(super) axis: Axis,
    /// The number of each step, and its bit in a piece.
    pub(super) steps: Vec<(usize, usize)>,
    /// Whether nothing comes before that acts on the same qubits, so that the state of these is a product.
    pub(super) initial: bool,
}

/// A walk over all pieces of a shape.
#[derive(Clone, Debug)]
pub(super) struct Sweep {
    pub(super) shape: Shape,
    /// Which actions are applied, by their numbers.
    pub(super) actions: std::ops::Range<usize>,
}

/// A part and how it is run.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) qubits: usize,
    /// The bits of the lower tables of phases.
    pub(super) low: usize,
    pub(super) actions: Vec<Action>,
    pub(super) sweeps: Vec<Sweep>,
    /// The stages of the diagonals.
    pub(super) diagonals: Vec<Stage>,
    /// For each step the action that it belongs to.
    pub(super) places: Vec<usize>,
    /// The first action with an angle; as many as there are for none.
    pub(super) first: usize,
    /// The bits of the largest piece that is copied; 0 for none.
    pub(super) tile: usize,
    /// The bits of the largest piece with a permutation; 0 for none.
    pub(super) permuted: usize,
}

/// A sweep that is being put together.
struct Draft {
    shape: Shape,
    reach: Bits,
    actions: Vec<(DraftAction, Vec<usize>)>,
}

#[derive(Clone, Copy, PartialEq)]
enum DraftAction {
    Diagonal,
    Turns(Axis),
    Permutation,
    Step,
}

impl Plan {
    pub(super) fn new(part: &Part, geometry: Geometry) -> Plan {
        let qubits = part.qubits.max(2);
        let low = (qubits / 2 + 1).clamp(2, geometry.low);
        let block = qubits.min(geometry.block);
        let size = (geometry, qubits);
        let mut drafts: Vec<Draft> = Vec::new();
        for stage in stages(part, mask(low)) {
            match stage.kind {
                Kind::Diagonal => place(
                    &mut drafts,
                    DraftAction::Diagonal,
                    &stage.steps,
                    stage.reach,
                    size,
                ),
                Kind::Turns(axis) => {
                    // By the shapes that have them.
                    let mut groups: Vec<Vec<usize>> = Vec::new();
                    let group = |bit: usize| match bit.trailing_zeros() as usize {
                        bit if bit < block => 0,
                        bit => 1 + (bit - block) / rows(size),
                    };
                    for &step in &stage.steps {
                        let group = group(part.steps.primitive(step).low);
                        groups.resize(groups.len().max(group + 1), Vec::new());
                        groups[group].push(step);
                    }
                    for steps in groups.iter_mut().filter(|steps| !steps.is_empty()) {
                        steps.sort_by_key(|&step| part.steps.primitive(step).low);
                        let bits = steps
                            .iter()
                            .map(|&step| Bits::of(part.steps.primitive(step)));
                        let reach = bits.fold(Bits::default(), Bits::and);
                        place(&mut drafts, DraftAction::Turns(axis), steps, reach, size);
                    }
                }
                Kind::Permutation | Kind::Other => {
                    for &step in &stage.steps {
                        let reach = Bits::of(part.steps.primitive(step));
                        // A map needs scratch, so not of the whole of a large state.
                        let small = shape(reach.changed, size).bits()
                            <= geometry.block.max(geometry.run + geometry.rows);
                        let action = match stage.kind {
                            Kind::Permutation if small => DraftAction::Permutation,
                            _ => DraftAction::Step,
                        };
                        place(&mut drafts, action, &[step], reach, size);
                    }
                }
            }
        }
        Plan::from(part, drafts, qubits, low)
    }

    fn from(part: &Part, drafts: Vec<Draft>, qubits: usize, low: usize) -> Plan {
        let mut plan = Plan {
            qubits,
            low,
            actions: Vec::new(),
            sweeps: Vec::new(),
            diagonals: Vec::new(),
            places: vec![0; part.steps.len()],
            first: 0,
            tile: 0,
            permuted: 0,
        };
        let mut touched = 0;
        let mut first = None;
        for draft in drafts {
            let shape = draft.shape;
            let start = plan.actions.len();
            if shape.first < shape.last {
                plan.tile = plan.tile.max(shape.bits());
            }
            for (kind, steps) in draft.actions {
                let number = plan.actions.len();
                let mut bits = Bits::default();
                for &step in &steps {
                    plan.places[step] = number;
                    bits = bits.and(Bits::of(part.steps.primitive(step)));
                    if part.steps.angle(step).is_some() {
                        first.get_or_insert(number);
                    }
                }
                let local = |step: usize| shape.local(part.steps.primitive(step).low);
                plan.actions.push(match kind {
                    DraftAction::Diagonal => {
                        plan.diagonals
                            .push(Stage::diagonal(part, &steps, mask(low)));
                        Action::Diagonal(plan.diagonals.len() - 1)
                    }
                    DraftAction::Turns(axis) => Action::Turns(Turns {
                        axis,
                        steps: steps.iter().map(|&step| (step, local(step))).collect(),
                        initial: bits.all & touched == 0,
                    }),
                    DraftAction::Permutation => {
                        plan.permuted = plan.permuted.max(shape.bits());
                        let primitives = steps.iter().map(|&step| part.steps.primitive(step));
                        Action::Permutation(Box::new(Permutation::new(primitives, shape, qubits)))
                    }
                    DraftAction::Step => Action::Step(steps[0]),
                });
                touched |= bits.all;
            }
            if shape.bits() == qubits {
                // Nothing is gained by doing several things at once; a run can stop between them.
                let each = (start..plan.actions.len()).map(|k| Sweep {
                    shape,
                    actions: k..k + 1,
                });
                plan.sweeps.extend(each);
            } else {
                plan.sweeps.push(Sweep {
                    shape,
                    actions: start..plan.actions.len(),
                });
            }
        }
        plan.first = first.unwrap_or(plan.actions.len());
        plan
    }
}

/// How many bits the rows of tiles have: alike for all tiles.
fn rows((geometry, qubits): (Geometry, usize)) -> usize {
    let high = qubits - qubits.min(geometry.block);
    high.div_ceil(high.div_ceil(geometry.rows).max(1)).max(1)
}

/// The smallest shape for something that changes these bits.
fn shape(changed: usize, (geometry, qubits): (Geometry, usize)) -> Shape {
    let block = Shape::block(qubits.min(geometry.block));
    if changed & !block.mask() == 0 {
        return block;
    }
    let rows = rows((geometry, qubits));
    let highest = changed.ilog2() as usize;
    let first = geometry.block + (highest - geometry.block) / rows * rows;
    let tile = Shape {
        low: geometry.run,
        first,
        last: (first + rows).min(qubits),
    };
    if changed & !tile.mask() == 0 {
        tile
    } else {
        Shape::block(qubits)
    }
}

/// Puts an action into the last sweep that it fits into, if it commutes with all that follows there, or into a new one.
fn place(
    drafts: &mut Vec<Draft>,
    kind: DraftAction,
    steps: &[usize],
    bits: Bits,
    (geometry, qubits): (Geometry, usize),
) {
    for draft in drafts.iter_mut().rev() {
        // What needs the whole of a large state is done by itself.
        let small = qubits <= geometry.block || draft.shape.bits() < qubits;
        if small && bits.changed & !draft.shape.mask() == 0 {
            draft.reach = draft.reach.and(bits);
            match draft.actions.last_mut() {
                Some((DraftAction::Permutation, others)) if kind == DraftAction::Permutation => {
                    others.extend(steps)
                }
                _ => draft.actions.push((kind, steps.to_vec())),
            }
            return;
        }
        if !draft.reach.commute(bits) {
            break;
        }
    }
    drafts.push(Draft {
        shape: shape(bits.changed, (geometry, qubits)),
        reach: bits,
        actions: vec![(kind, steps.to_vec())],
    });
}
