//! Buffers of a batch, and rows in lanes.

use num_complex::{Complex, Complex64};

use super::stages::Stages;
use crate::Precision;
use crate::real::Lane;

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

impl<R: Precision, const L: usize> Kept<R, L> {
    /// Makes room for some groups; what is there does not matter.
    pub(super) fn make_room(&mut self, stages: &Stages<R>, groups: usize, slopes: bool) {
        let size = stages.size();
        grow(&mut self.kets, groups * size);
        grow(&mut self.turns, groups * stages.each.len());
        grow(&mut self.numbers, size);
        grow(&mut self.flips, stages.observables.strings.len());
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
