//! In which order the memory is walked, and what is done on the way.
//!
//! A pass over a state that is larger than the cache costs more than a gate. So the state is walked in pieces that fit there, and as
//! many stages as possible are applied to a piece at once. A piece has all values of some bits of the index, its own ones, and one of
//! the others; what changes only its own bits can be applied to it.

use super::permutation::Permutation;
use super::shape::{PieceShape, mask};
use super::stages::{Axis, Bits, Kind, Stage, stages};
use crate::Part;

/// How large pieces are, in bits of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    /// A block, which lies in one run.
    pub(super) block: usize,
    /// How many higher bits a tile has at most.
    pub(super) rows: usize,
    /// A tile, which has the lowest bits as well, at most as many as a lower table.
    pub(super) tile: usize,
    /// The most bits of a lower table of phases.
    pub(super) low: usize,
}

impl Geometry {
    /// Up to 16 qubits, for a cache of 48 KiB: a piece is 16 or 32 KiB. Above, for one of 512 KiB: a block is 64 KiB, a tile 128 KiB. Smaller
    /// pieces would need two kinds of tiles, which costs more.
    pub(super) fn of(qubits: usize) -> Geometry {
        match qubits {
            13..=16 => Geometry {
                block: 10,
                rows: 6,
                tile: 11,
                low: 10,
            },
            _ => Geometry {
                block: 12,
                rows: 8,
                tile: 13,
                low: 10,
            },
        }
    }
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
    pub(super) shape: PieceShape,
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
    pub(super) copied: usize,
    /// The bits of the largest piece with a permutation; 0 for none.
    pub(super) permuted: usize,
}

/// A sweep that is being put together.
struct Draft {
    shape: PieceShape,
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
        let low = lower(geometry, qubits);
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
                        let small =
                            shape(reach.changed, size).bits() <= geometry.block.max(geometry.tile);
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
            copied: 0,
            permuted: 0,
        };
        let mut touched = 0;
        let mut first = None;
        for draft in drafts {
            let shape = draft.shape;
            let start = plan.actions.len();
            if shape.first < shape.last {
                plan.copied = plan.copied.max(shape.bits());
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
                        plan.copied = plan.copied.max(shape.bits());
                        let primitives = steps.iter().map(|&step| part.steps.primitive(step));
                        Action::Permutation(Box::new(Permutation::new(primitives, shape, qubits)))
                    }
                    DraftAction::Step => Action::Step(steps[0]),
                });
                touched |= bits.all;
            }
            if shape.bits() == qubits {
                // Nothing is gained by doing several things at once, but for what ends in a permutation; a run can stop between them.
                let mut first = start;
                for last in start..plan.actions.len() {
                    let next = plan.actions.get(last + 1);
                    if !matches!(next, Some(Action::Permutation(_))) {
                        plan.sweeps.push(Sweep {
                            shape,
                            actions: first..last + 1,
                        });
                        first = last + 1;
                    }
                }
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

/// How many bits a lower table of phases has.
fn lower(geometry: Geometry, qubits: usize) -> usize {
    (qubits / 2 + 1).clamp(2, geometry.low)
}

/// How many bits the rows of tiles have: alike for all tiles.
fn rows((geometry, qubits): (Geometry, usize)) -> usize {
    let high = qubits - qubits.min(geometry.block);
    high.div_ceil(high.div_ceil(geometry.rows).max(1)).max(1)
}

/// The smallest shape for something that changes these bits.
fn shape(changed: usize, (geometry, qubits): (Geometry, usize)) -> PieceShape {
    let block = PieceShape::block(qubits.min(geometry.block));
    if changed & !block.mask() == 0 {
        return block;
    }
    let rows = rows((geometry, qubits));
    let highest = changed.ilog2() as usize;
    let first = geometry.block + (highest - geometry.block) / rows * rows;
    let tile = PieceShape {
        low: (geometry.tile - rows).min(lower(geometry, qubits)),
        first,
        last: (first + rows).min(qubits),
    };
    if changed & !tile.mask() == 0 {
        tile
    } else {
        PieceShape::block(qubits)
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
