//! A part, lowered for a batch: neighbouring diagonal gates as one table, qubits from when they leave |0> on.

use std::sync::Arc;

use num_complex::{Complex, Complex64};

use super::signs::Signs;
use crate::statevector::PauliSums;
use crate::{Angles, Part, PauliTerm, Precision, Primitive, PrimitiveKind, Step, Turn};

/// What is applied at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Apply {
    /// The step with this number, by a cosine and sine that all rows share.
    Shared(usize),
    /// Two such steps, rotations about Y on different qubits.
    Pair(usize, usize),
    /// The step with this number, by the turns of this column of a group.
    Each(usize, usize),
    /// The table with this number.
    Diagonal(usize),
}

/// What is applied at once, and to how many amplitudes.
///
/// Qubits are numbered in the order that gates move them, so those that are still |0> are the highest ones, and all amplitudes
/// from some index on are 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stage {
    pub(super) apply: Apply,
    /// How many amplitudes may differ from 0 before it.
    pub(super) from: usize,
    /// How many after it.
    pub(super) to: usize,
}

/// Neighbouring diagonal gates.
#[derive(Clone, Debug)]
struct Table {
    steps: Vec<usize>,
    /// Whether one of them has an angle.
    turns: bool,
}

/// A part and how its batches are run.
#[derive(Clone, Debug)]
pub(super) struct Stages<R> {
    /// With the qubits in another order.
    pub(super) part: Arc<Part>,
    pub(super) observables: PauliSums,
    /// For the products of `observables` that are diagonal.
    pub(super) signs: Signs,
    pub(super) stages: Vec<Stage>,
    /// The steps whose angle has a number for each row, with the angle's number.
    pub(super) each: Vec<(Primitive, usize)>,
    /// For which kinds of angles the stages are; empty before the first batch.
    kinds: Option<Vec<bool>>,
    tables: Vec<Table>,
    /// For each step, how many stages there are up to the one that it is in; none for a step that changes no value.
    places: Vec<Option<usize>>,
    /// For each table a phase for each amplitude.
    phases: Vec<Complex<R>>,
    /// Cosine and sine of the steps that all rows share.
    pub(super) turns: Vec<[R; 2]>,
    scratch: Vec<Complex64>,
    /// For the derivatives of a table.
    ones: Vec<Complex64>,
}

/// The part with its qubits in the order that gates move them.
fn ordered(part: &Part) -> Part {
    let moving = part.steps.iter().map(|step| step.primitive);
    let moving = moving.filter(|primitive| !primitive.kind.is_diagonal());
    let moved = moving.flat_map(|p| [p.low, p.high, p.controls]);
    let mut order: Vec<usize> = Vec::with_capacity(part.qubits);
    // The last ones are those that no gate moves.
    for bits in moved.chain([usize::MAX]) {
        for qubit in 0..part.qubits {
            if bits >> qubit & 1 == 1 && !order.contains(&qubit) {
                order.push(qubit);
            }
        }
    }
    let bits = |old: usize| {
        let kept = order.iter().enumerate().filter(|&(_, q)| old >> q & 1 == 1);
        kept.fold(0, |bits, (new, _)| bits | 1 << new)
    };
    let primitive = |old: Primitive| {
        let (low, high) = (bits(old.low), bits(old.high));
        let (low, high) = if high == 0 {
            (low, high)
        } else {
            (low.min(high), low.max(high))
        };
        Primitive {
            controls: bits(old.controls),
            low,
            high,
            ..old
        }
    };
    let term = |old: &PauliTerm| PauliTerm {
        x: bits(old.x),
        z: bits(old.z),
        ..*old
    };
    let step = |old: Step| Step {
        primitive: primitive(old.primitive),
        ..old
    };
    let observables = part.observables.iter();
    Part {
        steps: part.steps.iter().map(step).collect(),
        observables: observables
            .map(|terms| terms.iter().map(term).collect())
            .collect(),
        ..part.clone()
    }
}

impl<R: Precision> Stages<R> {
    pub(super) fn new(part: &Part) -> Stages<R> {
        let part = Arc::new(ordered(part));
        let turns = part.steps.iter().map(|step| match step.turn {
            Turn::Fixed(turn) => turn.map(R::narrow),
            Turn::Angle(_) => [1.0, 0.0].map(R::narrow),
        });
        let observables = PauliSums::new(&part.observables, part.qubits);
        let diagonal = observables.strings[..observables.diagonal].iter();
        let products: Vec<usize> = diagonal.map(|masks| masks.z).collect();
        Stages {
            signs: Signs::new(&products, part.qubits),
            observables,
            turns: turns.collect(),
            stages: Vec::new(),
            each: Vec::new(),
            kinds: None,
            tables: Vec::new(),
            places: Vec::new(),
            phases: Vec::new(),
            scratch: vec![Complex64::ONE; 1 << part.qubits],
            ones: vec![Complex64::ONE; 1 << part.qubits],
            part,
        }
    }

    pub(super) fn size(&self) -> usize {
        1 << self.part.qubits
    }

    /// How many amplitudes all tables have.
    pub(super) fn table_size(&self) -> usize {
        self.phases.len()
    }

    /// The phases of a table.
    #[inline(always)]
    pub(super) fn phases(&self, table: usize) -> &[Complex<R>] {
        &self.phases[table * self.size()..][..self.size()]
    }

    /// The angle of a step, if it has one.
    #[inline(always)]
    pub(super) fn angle(&self, step: usize) -> Option<usize> {
        self.part.steps.angle(step)
    }

    /// Whether a derivative is asked of a stage.
    #[inline(always)]
    pub(super) fn turned(&self, stage: Stage) -> bool {
        match stage.apply {
            Apply::Shared(step) => self.angle(step).is_some(),
            Apply::Pair(first, second) => {
                self.angle(first).is_some() || self.angle(second).is_some()
            }
            Apply::Each(..) => true,
            Apply::Diagonal(table) => self.tables[table].turns,
        }
    }

    /// Takes over the angles that all rows share.
    pub(super) fn turn(&mut self, angles: Angles<'_, R>) {
        if self.kinds.as_deref() != Some(angles.each) {
            self.lower(angles.each);
        }
        let steps = &self.part.steps;
        let kinds = angles.each.iter().zip(&self.part.angles);
        for ((each, &step), column) in kinds.zip(angles.columns) {
            if !each {
                let angle = angles.numbers[column.start].wide();
                self.turns[step] = steps.primitive(step).turn(angle).map(R::narrow);
            }
        }
        let size = 1 << self.part.qubits;
        for (table, phases) in self.tables.iter().zip(self.phases.chunks_exact_mut(size)) {
            self.scratch.fill(Complex64::ONE);
            for &step in &table.steps {
                let turn = self.turns[step].map(R::wide);
                steps.primitive(step).apply(&mut self.scratch, turn);
            }
            for (phase, wide) in phases.iter_mut().zip(&self.scratch) {
                *phase = Complex::new(R::narrow(wide.re), R::narrow(wide.im));
            }
        }
    }

    fn lower(&mut self, each: &[bool]) {
        self.kinds = Some(each.to_vec());
        self.stages.clear();
        self.each.clear();
        self.tables.clear();
        let part = Arc::clone(&self.part);
        let mut count = part.steps.len();
        // What is diagonal at the end changes no probability of a basis state.
        if self.observables.diagonal == self.observables.strings.len() {
            while count > 0 && part.steps.primitive(count - 1).kind.is_diagonal() {
                count -= 1;
            }
        }
        let mut shared = Vec::new();
        for (number, step) in part.steps.within(0..count).enumerate() {
            let own = match step.turn {
                Turn::Angle(angle) if each[angle] => Some(angle),
                _ => None,
            };
            let diagonal = step.primitive.kind.is_diagonal();
            if diagonal && own.is_none() {
                shared.push(number);
                continue;
            }
            // Diagonal gates of one row commute with the table, which may grow on.
            if !diagonal {
                self.close(&mut shared);
            }
            match own {
                Some(angle) => {
                    self.each.push((step.primitive, angle));
                    self.push(Apply::Each(number, self.each.len() - 1));
                }
                None => self.push_shared(number),
            }
        }
        self.close(&mut shared);
        self.phases
            .resize(self.tables.len() * self.size(), Complex::default());
        self.places.clear();
        self.places.resize(part.steps.len(), None);
        for (number, stage) in self.stages.iter().enumerate() {
            let place = Some(number + 1);
            match stage.apply {
                Apply::Shared(step) | Apply::Each(step, _) => self.places[step] = place,
                Apply::Pair(first, second) => {
                    (self.places[first], self.places[second]) = (place, place);
                }
                Apply::Diagonal(table) => {
                    let steps = &self.tables[table].steps;
                    steps.iter().for_each(|&step| self.places[step] = place);
                }
            }
        }
    }

    /// How many stages there are up to the one that has a step; all, if it changes no value.
    pub(super) fn place(&self, step: usize) -> usize {
        self.places[step].unwrap_or(self.stages.len())
    }

    /// Whether the step is in a stage.
    pub(super) fn applies(&self, step: usize) -> bool {
        self.places[step].is_some()
    }

    /// How many amplitudes may differ from 0 after so many stages.
    pub(super) fn live_after(&self, stages: usize) -> usize {
        match stages {
            0 => 1,
            _ => self.stages[stages - 1].to,
        }
    }

    /// How many amplitudes may differ from 0 at the end of the stages there are.
    pub(super) fn live(&self) -> usize {
        self.live_after(self.stages.len())
    }

    fn push(&mut self, apply: Apply) {
        let from = self.live();
        let needs = |step: usize| reach(self.part.steps.primitive(step));
        let to = match apply {
            // It changes nothing where all amplitudes are 0.
            Apply::Diagonal(_) => 1,
            Apply::Shared(step) | Apply::Each(step, _) => needs(step),
            Apply::Pair(first, second) => needs(first).max(needs(second)),
        };
        let to = to.max(from);
        self.stages.push(Stage { apply, from, to });
    }

    /// Adds a step that is not diagonal, in a pair with the last one where that can be.
    fn push_shared(&mut self, step: usize) {
        let new = self.part.steps.primitive(step);
        let plain = |p: Primitive| p.kind == PrimitiveKind::Ry && p.controls == 0;
        if let Some(&Stage {
            apply: Apply::Shared(last),
            from,
            to,
        }) = self.stages.last()
        {
            let old = self.part.steps.primitive(last);
            if plain(old) && plain(new) && old.low != new.low && from == to && new.low < to {
                self.stages.pop();
                self.push(if old.low < new.low {
                    Apply::Pair(last, step)
                } else {
                    Apply::Pair(step, last)
                });
                return;
            }
        }
        self.push(Apply::Shared(step));
    }

    /// Ends a run of diagonal gates.
    fn close(&mut self, steps: &mut Vec<usize>) {
        match **steps {
            [] => {}
            [one] => self.push(Apply::Shared(one)),
            [..] => {
                let turns = steps.iter().any(|&step| self.angle(step).is_some());
                self.push(Apply::Diagonal(self.tables.len()));
                self.tables.push(Table {
                    turns,
                    steps: std::mem::take(steps),
                });
            }
        }
        steps.clear();
    }

    /// Adds the derivatives by the angles of a table: `products` has i Im(bra* ket) of each amplitude, summed over the rows.
    pub(super) fn pull(&self, table: usize, products: &[Complex64], by_angle: &mut [f64]) {
        for &step in &self.tables[table].steps {
            if let Some(angle) = self.angle(step) {
                let primitive = self.part.steps.primitive(step);
                by_angle[angle] += primitive.slope(&self.ones, products);
            }
        }
    }
}

/// How many amplitudes there are of the qubits up to the highest one of a primitive.
pub(super) fn reach(primitive: Primitive) -> usize {
    let Primitive {
        controls,
        low,
        high,
        ..
    } = primitive;
    ((controls | low | high) + 1).next_power_of_two()
}
