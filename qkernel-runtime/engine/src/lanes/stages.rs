//! A part, lowered for a batch: neighbouring diagonal gates as one table.

use std::sync::Arc;

use num_complex::Complex64;

use crate::statevector::Measured;
use crate::{Angles, Op, Part, Primitive, Turn};

/// What is applied at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stage {
    /// The step with this number, by a cosine and sine that all rows share.
    Shared(usize),
    /// The step with this number, by the turns of this column of a group.
    Each(usize, usize),
    /// The table with this number.
    Diagonal(usize),
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
pub(super) struct Stages {
    pub(super) part: Arc<Part>,
    pub(super) measured: Measured,
    pub(super) stages: Vec<Stage>,
    /// The steps whose angle has a number for each row, with the angle's number.
    pub(super) each: Vec<(Primitive, usize)>,
    /// For which kinds of angles the stages are; empty before the first batch.
    kinds: Option<Vec<bool>>,
    tables: Vec<Table>,
    /// For each table a phase for each amplitude.
    phases: Vec<Complex64>,
    /// Cosine and sine of the steps that all rows share.
    pub(super) turns: Vec<[f64; 2]>,
    /// Scratch for the derivatives of a table.
    ones: Vec<Complex64>,
}

impl Stages {
    pub(super) fn new(part: &Arc<Part>) -> Stages {
        let turns = part.steps.iter().map(|step| match step.turn {
            Turn::Fixed(turn) => turn,
            Turn::Angle(_) => [1.0, 0.0],
        });
        Stages {
            measured: Measured::new(&part.observables, part.qubits),
            turns: turns.collect(),
            stages: Vec::new(),
            each: Vec::new(),
            kinds: None,
            tables: Vec::new(),
            phases: Vec::new(),
            ones: vec![Complex64::ONE; 1 << part.qubits],
            part: Arc::clone(part),
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
    pub(super) fn phases(&self, table: usize) -> &[Complex64] {
        &self.phases[table * self.size()..][..self.size()]
    }

    /// Whether a derivative is asked of a stage.
    #[inline(always)]
    pub(super) fn turned(&self, stage: Stage) -> bool {
        match stage {
            Stage::Shared(step) => matches!(self.part.steps[step].turn, Turn::Angle(_)),
            Stage::Each(..) => true,
            Stage::Diagonal(table) => self.tables[table].turns,
        }
    }

    /// Takes over the angles that all rows share.
    pub(super) fn turn(&mut self, angles: Angles<'_>) {
        if self.kinds.as_deref() != Some(angles.each) {
            self.lower(angles.each);
        }
        let steps = &self.part.steps;
        let kinds = angles.each.iter().zip(&self.part.angles);
        for ((each, &step), column) in kinds.zip(angles.columns) {
            if !each {
                self.turns[step] = steps[step].primitive.turn(angles.numbers[column.start]);
            }
        }
        self.phases.fill(Complex64::ONE);
        let size = self.size();
        for (table, phases) in self.tables.iter().zip(self.phases.chunks_exact_mut(size)) {
            for &step in &table.steps {
                steps[step].primitive.apply(phases, self.turns[step]);
            }
        }
    }

    fn lower(&mut self, each: &[bool]) {
        self.kinds = Some(each.to_vec());
        self.stages.clear();
        self.each.clear();
        self.tables.clear();
        let part = Arc::clone(&self.part);
        let mut steps = &*part.steps;
        // What is diagonal at the end changes no probability of a basis state.
        if self.measured.diagonal == self.measured.strings.len() {
            while let [rest @ .., last] = steps
                && is_diagonal(last.primitive.op)
            {
                steps = rest;
            }
        }
        let mut shared = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            let own = match step.turn {
                Turn::Angle(angle) if each[angle] => Some(angle),
                _ => None,
            };
            let diagonal = is_diagonal(step.primitive.op);
            if diagonal && own.is_none() {
                shared.push(number);
                continue;
            }
            // Diagonal gates of one row commute with the table, which may grow on.
            if !diagonal {
                self.close(&mut shared);
            }
            self.stages.push(match own {
                Some(angle) => {
                    self.each.push((step.primitive, angle));
                    Stage::Each(number, self.each.len() - 1)
                }
                None => Stage::Shared(number),
            });
        }
        self.close(&mut shared);
        self.phases
            .resize(self.tables.len() * self.size(), Complex64::ONE);
    }

    /// Ends a run of diagonal gates.
    fn close(&mut self, steps: &mut Vec<usize>) {
        match **steps {
            [] => {}
            [one] => self.stages.push(Stage::Shared(one)),
            [..] => {
                let angle = |&step: &usize| matches!(self.part.steps[step].turn, Turn::Angle(_));
                self.stages.push(Stage::Diagonal(self.tables.len()));
                self.tables.push(Table {
                    turns: steps.iter().any(angle),
                    steps: std::mem::take(steps),
                });
            }
        }
        steps.clear();
    }

    /// Adds the derivatives by the angles of a table: `products` has i Im(bra* ket) of each amplitude, summed over the rows.
    pub(super) fn pull(
        &self,
        table: usize,
        products: &[Complex64],
        angles: Angles<'_>,
        by_angle: &mut [f64],
    ) {
        for &step in &self.tables[table].steps {
            let step = self.part.steps[step];
            if let Turn::Angle(angle) = step.turn {
                by_angle[angles.columns[angle].start] += step.primitive.slope(&self.ones, products);
            }
        }
    }
}

fn is_diagonal(op: Op) -> bool {
    matches!(op, Op::Phase | Op::Rz | Op::Rzz)
}
