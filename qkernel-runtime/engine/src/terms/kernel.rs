//! A batch, some rows at a time, forwards and backwards.

use std::ops::Range;

use super::block::{Back, Block, load, store};
use super::plan::Plan;
use crate::real::Lane;
use crate::wide::Work;
use crate::{Angles, Precision};

/// How many bytes of numbers are kept from the forward to the backward pass: more would not stay in the second cache.
const KEPT: usize = 1 << 19;

/// The numbers of samples, `S` side by side.
#[derive(Clone, Debug)]
pub(super) struct Blocks<T, const S: usize> {
    /// For each block that is kept: all 1, the factors, the products.
    rows: Vec<Lane<T, S>>,
    /// Cosines and sines of the links of chains.
    links: Vec<[Lane<T, S>; 2]>,
    /// <X>, <Y>, <Z> of chains.
    states: Vec<[Lane<T, S>; 3]>,
    by_row: Vec<Lane<T, S>>,
    weights: Vec<Lane<T, S>>,
}

impl<T, const S: usize> Default for Blocks<T, S> {
    fn default() -> Self {
        Blocks {
            rows: Vec::new(),
            links: Vec::new(),
            states: Vec::new(),
            by_row: Vec::new(),
            weights: Vec::new(),
        }
    }
}

impl<T, const S: usize> Blocks<T, S> {
    /// Whether there is room for a block.
    pub(super) fn has_room(&self, plan: &Plan) -> bool {
        let needed = [plan.rows(), plan.links, plan.chains.len(), plan.outputs];
        let room = [
            self.rows.len().min(self.by_row.len()),
            self.links.len(),
            self.states.len(),
            self.weights.len(),
        ];
        needed
            .iter()
            .zip(room)
            .all(|(&needed, room)| needed <= room)
    }
}

/// Some rows of a batch.
pub(super) struct Rows<'a, T: Precision, const S: usize, const V: usize> {
    pub(super) plan: &'a Plan,
    /// The coefficients of the terms.
    pub(super) terms: &'a [T],
    pub(super) angles: Angles<'a, T>,
    pub(super) range: Range<usize>,
    pub(super) blocks: &'a mut Blocks<T, S>,
    /// Where the values go; none where they are known.
    pub(super) values: Option<&'a mut [T]>,
    pub(super) back: Option<Back<'a, T, V>>,
}

/// Makes the buffer at least that long.
fn grow<A: Clone>(buffer: &mut Vec<A>, length: usize, filler: A) {
    if buffer.len() < length {
        buffer.resize(length, filler);
    }
}

/// How many blocks of all are kept.
fn kept<T, const S: usize>(plan: &Plan, blocks: usize) -> usize {
    if blocks * S * plan.rows() * size_of::<T>() <= KEPT {
        blocks
    } else {
        1
    }
}

impl<T: Precision, const S: usize, const V: usize> Work for Rows<'_, T, S, V> {
    #[inline(always)]
    fn run(self) {
        let Rows {
            plan,
            terms,
            angles,
            range,
            blocks,
            mut values,
            mut back,
        } = self;
        let zero = Lane::default();
        let count = range.len().div_ceil(S);
        // Room for one block also without rows, so that a later batch with some allocates nothing.
        let kept = if values.is_some() && back.is_some() {
            1
        } else {
            kept::<T, S>(plan, count).max(1)
        };
        let (rows, chains) = (plan.rows(), plan.chains.len());
        let links = plan.links;
        grow(&mut blocks.rows, kept * rows, zero);
        grow(&mut blocks.links, kept * links, [zero; 2]);
        grow(&mut blocks.states, kept * chains, [zero; 3]);
        grow(&mut blocks.by_row, rows, zero);
        grow(&mut blocks.weights, plan.outputs, zero);
        for (number, start) in range.clone().step_by(S).enumerate() {
            let own = start..(start + S).min(range.end);
            let number = if kept == count { number } else { 0 };
            let mut block = Block {
                rows: &mut blocks.rows[number * rows..][..rows],
                links: &mut blocks.links[number * links..][..links],
                states: &mut blocks.states[number * chains..][..chains],
            };
            if values.is_some() || kept != count {
                block.fill(plan, angles, own.clone());
            }
            if let Some(values) = &mut values {
                block.values::<V>(plan, terms, |output, sum| {
                    store(&mut values[output * angles.rows..][own.clone()], sum);
                });
            }
            if let Some(back) = &mut back {
                let weights = &mut blocks.weights[..plan.outputs];
                for (output, weights) in weights.iter_mut().enumerate() {
                    *weights = load(&back.weights[output * angles.rows..][own.clone()]);
                }
                let by_row = &mut blocks.by_row[..rows];
                block.pull(plan, terms, weights, by_row, back.by_term);
                block.angles(plan, angles, own, by_row, back);
            }
        }
    }
}
