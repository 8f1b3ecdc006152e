//! A batch, a group of rows at a time.

use num_complex::{Complex, Complex64};

use super::backward::{back, finish, weigh};
use super::forward::{forward, measure};
use super::stages::Stages;
use crate::real::Lane;
use crate::wide::Work;
use crate::{Angles, Precision};

/// How many numbers the states of a batch may hold from the forward to the backward pass: 8 MiB.
const KEPT: usize = 1 << 20;

pub(super) type State<R, const L: usize> = [Complex<Lane<R, L>>];

/// Buffers for groups of `L` rows.
#[derive(Debug, Default)]
pub(super) struct Kept<R: Precision, const L: usize> {
    /// The final state of each group, or of the last one alone.
    pub(super) kets: Vec<Complex<Lane<R, L>>>,
    /// Cosines and sines for each group, or the last one alone.
    pub(super) turns: Vec<[Lane<R, L>; 2]>,
    pub(super) ket: Vec<Complex<Lane<R, L>>>,
    pub(super) bra: Vec<Complex<Lane<R, L>>>,
    /// For each amplitude its probability, or what it is weighted with.
    pub(super) numbers: Vec<Lane<R, L>>,
    /// For each product that is not diagonal its value or weight.
    pub(super) flips: Vec<Lane<R, L>>,
    /// The derivative by each angle that all rows share.
    pub(super) by_angle: Vec<Lane<R, L>>,
    /// For each amplitude of each table Im(bra* ket).
    pub(super) products: Vec<Lane<R, L>>,
    /// The same, summed over the rows.
    pub(super) summed: Vec<Complex64>,
    pub(super) sums: Vec<f64>,
}

/// The rows of a batch.
pub(super) struct Rows<'a, R: Precision, const L: usize> {
    pub(super) stages: &'a Stages<R>,
    pub(super) angles: Angles<'a, R>,
    pub(super) kept: &'a mut Kept<R, L>,
    /// Where the expectation values go, if they are asked for.
    pub(super) values: Option<&'a mut [R]>,
    /// The weights, and where the derivatives go. Without values the states are those of the last call.
    pub(super) slopes: Option<(&'a [R], &'a mut [R])>,
}

impl<R: Precision, const L: usize> Kept<R, L> {
    /// Makes room for some groups; what is there does not matter.
    fn make_room(&mut self, stages: &Stages<R>, groups: usize, slopes: bool) {
        let size = stages.size();
        grow(&mut self.kets, groups * size);
        grow(&mut self.turns, groups * stages.each.len());
        grow(&mut self.numbers, size);
        grow(&mut self.flips, stages.measured.strings.len());
        if slopes {
            grow(&mut self.ket, size);
            grow(&mut self.bra, size);
            grow(&mut self.by_angle, stages.part.angles.len());
            grow(&mut self.products, stages.table_size());
            grow(&mut self.summed, size);
            grow(&mut self.sums, stages.part.angles.len());
        }
    }
}

pub(super) fn grow<T: Clone + Default>(buffer: &mut Vec<T>, length: usize) {
    if buffer.len() < length {
        buffer.resize(length, T::default());
    }
}

/// The numbers of a group's rows, filled up with zeros.
#[inline(always)]
pub(super) fn load<R: Precision, const L: usize>(numbers: &[R]) -> Lane<R, L> {
    let mut lane = [R::default(); L];
    if let Some(all) = numbers.first_chunk() {
        lane = *all;
    } else {
        lane[..numbers.len()].copy_from_slice(numbers);
    }
    Lane(lane)
}

/// Writes the lanes that have a row.
#[inline(always)]
pub(super) fn store<R: Precision, const L: usize>(lane: Lane<R, L>, numbers: &mut [R]) {
    if let Some(all) = numbers.first_chunk_mut() {
        *all = lane.0;
    } else {
        numbers.copy_from_slice(&lane.0[..numbers.len()]);
    }
}

impl<R: Precision, const L: usize> Work for Rows<'_, R, L> {
    #[inline(always)]
    fn run(self) {
        let Rows {
            stages,
            angles,
            kept,
            mut values,
            mut slopes,
        } = self;
        let (size, each) = (stages.size(), stages.each.len());
        let groups = angles.rows.div_ceil(L);
        // States are kept from one way to the other, if they are not too large together.
        let keep = !(values.is_some() && slopes.is_some())
            && (groups == 1 || groups * L * 2 * size <= KEPT);
        kept.make_room(stages, if keep { groups } else { 1 }, slopes.is_some());
        let first = stages.stages.iter().position(|&s| stages.turned(s));
        if let Some((_, by_angle)) = &mut slopes {
            for column in angles.columns {
                by_angle[column.clone()].fill(R::default());
            }
            kept.by_angle.fill(Lane::default());
            kept.products.fill(Lane::default());
        }
        for (group, start) in (0..angles.rows).step_by(L).enumerate() {
            let rows = start..(start + L).min(angles.rows);
            let group = if keep { group } else { 0 };
            let ket = group * size..(group + 1) * size;
            let turns = group * each..(group + 1) * each;
            if values.is_some() || !keep {
                let ket = &mut kept.kets[ket.clone()];
                forward(
                    stages,
                    angles,
                    rows.clone(),
                    &mut kept.turns[turns.clone()],
                    ket,
                );
            }
            if let Some(values) = &mut values {
                let Kept {
                    kets,
                    numbers,
                    flips,
                    ..
                } = &mut *kept;
                measure(
                    stages,
                    &kets[ket.clone()],
                    numbers,
                    flips,
                    |observable, value| {
                        let column = &mut values[observable * angles.rows..];
                        store(value, &mut column[rows.clone()]);
                    },
                );
            }
            if let (Some((weights, by_angle)), Some(first)) = (&mut slopes, first) {
                // The kept states may be asked for once more.
                if keep {
                    kept.ket[..size].copy_from_slice(&kept.kets[ket]);
                } else {
                    std::mem::swap(&mut kept.ket, &mut kept.kets);
                }
                weigh(stages, angles.rows, rows.clone(), kept, weights);
                for &stage in stages.stages[first..].iter().rev() {
                    back(
                        stages,
                        stage,
                        angles,
                        rows.clone(),
                        kept,
                        turns.start,
                        by_angle,
                    );
                }
                if !keep {
                    std::mem::swap(&mut kept.ket, &mut kept.kets);
                }
            }
        }
        if let Some((_, by_angle)) = &mut slopes {
            finish(stages, angles, kept, by_angle);
        }
    }
}
