//! Frames around branches and calls.

use std::collections::{BTreeMap, BTreeSet};

use super::Maker;
use crate::draw::labels::Label;
use crate::draw::picture::{Around, Frame, Read};
use crate::program::{BitId, Condition, QubitId};

impl<'p> Maker<'p> {
    /// Draws a branch around the moments since its start.
    pub(super) fn branch(&mut self, condition: &'p Condition, start: usize, middle: usize) {
        let (has_then, has_else) = (middle > start, self.picture.moments.len() > middle);
        let values = match (condition.values().as_deref(), has_then) {
            (Some(values), true) => BTreeMap::from_iter(values.iter().copied()),
            // That several do not all have their values tells nothing of each.
            (Some(&[(bit, value)]), false) => BTreeMap::from([(bit, !value)]),
            _ => BTreeMap::new(),
        };
        let reads = self.reads(condition, &values);
        let is_single = values.len() == 1;
        if let Some(gate) = self.picture.only_gate(start).filter(|_| is_single) {
            gate.bits = reads;
            return;
        }
        let header = Label::condition(&self.labels, condition, has_then);
        let divide = (has_then && has_else).then_some(middle);
        self.frame(Around::Branch, header, start, divide, reads);
    }

    /// The bits of a condition, some of which have to have these values.
    fn reads(&self, condition: &Condition, values: &BTreeMap<BitId, bool>) -> Vec<Read> {
        let bits: BTreeSet<BitId> = condition.bits().collect();
        let read = |bit| self.read(bit, false, values.get(&bit).copied());
        bits.into_iter().map(read).collect()
    }

    /// A loop: a frame with the condition before the first round, and that after each, where they differ.
    pub(super) fn repeated(&mut self, condition: &Condition, again: &Condition, start: usize) {
        let values = BTreeMap::from_iter(condition.values().unwrap_or_default());
        let reads = self.reads(condition, &values);
        let header = Label::repeated(&self.labels, condition, again);
        self.frame(Around::Branch, header, start, None, reads);
    }

    /// Draws a frame around the moments since its start, if there are any; its second part begins at `divide`.
    pub(super) fn frame(
        &mut self,
        around: Around,
        header: Label,
        start: usize,
        divide: Option<usize>,
        reads: Vec<Read>,
    ) {
        // A qubit that was there before is so to the end of the frame.
        let is_alive = |qubit: QubitId| self.ends[qubit.index()].is_none_or(|end| end >= self.time);
        let frame = Frame::new(around, header);
        self.picture
            .enclose(frame, (start, divide), reads, self.scope, is_alive);
    }
}
