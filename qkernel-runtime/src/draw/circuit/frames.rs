//! Frames around branches and calls.

use std::collections::{BTreeMap, BTreeSet};

use super::Maker;
use crate::draw::labels::Label;
use crate::draw::picture::{Around, Family, Frame, Glyph, Mark, Moment, Read};
use crate::program::{BitId, Condition, QubitId, ScopeId};

impl<'p> Maker<'p> {
    /// Draws a branch around the moments since its start.
    pub(super) fn branch(&mut self, condition: &'p Condition, start: usize, middle: usize) {
        let (has_then, has_else) = (middle > start, self.moments.len() > middle);
        let values = match (condition.values().as_deref(), has_then) {
            (Some(values), true) => BTreeMap::from_iter(values.iter().copied()),
            // That several do not all have their values tells nothing of each.
            (Some(&[(bit, value)]), false) => BTreeMap::from([(bit, !value)]),
            _ => BTreeMap::new(),
        };
        let value = values.first_key_value().filter(|_| values.len() == 1);
        if let (Some((&bit, &value)), [Moment { together, .. }]) = (value, &self.moments[start..])
            && let [
                Mark {
                    family,
                    glyph: Glyph::Box | Glyph::Plus | Glyph::Swap,
                    bits,
                    ..
                },
            ] = together.as_slice()
            && !matches!(family, Family::Measurement | Family::Expectation)
            && bits.is_empty()
        {
            let read = self.read(bit, false, Some(value));
            self.moments[start].together[0].bits.push(read);
            return;
        }
        let mut bits: Vec<BitId> = condition.bits().collect();
        bits.sort_unstable();
        bits.dedup();
        let reads = bits
            .into_iter()
            .map(|bit| self.read(bit, false, values.get(&bit).copied()))
            .collect();
        let header = Label::condition(&self.labels, condition, has_then);
        let divide = (has_then && has_else).then_some(middle);
        self.frame(Around::Branch, header, start, divide, reads);
    }

    /// A loop: a frame with the condition before the first round, and that after each, where they differ.
    pub(super) fn repeated(&mut self, condition: &Condition, again: &Condition, start: usize) {
        let bits: BTreeSet<BitId> = condition.bits().collect();
        let values = BTreeMap::from_iter(condition.values().unwrap_or_default());
        let reads = bits.into_iter();
        let reads = reads.map(|bit| self.read(bit, false, values.get(&bit).copied()));
        let reads = reads.collect();
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
        if self.moments.len() == start {
            return;
        }
        // A qubit that was there before is so to the end of the frame.
        let met = self.moments[start..]
            .iter()
            .flat_map(|moment| moment.qubits.iter().copied());
        let mut qubits: Vec<QubitId> = met.filter(|&qubit| self.is_alive(qubit)).collect();
        qubits.sort_unstable();
        qubits.dedup();
        let number = self.frames.len();
        self.frames.push(Frame::new(around, header));
        let edge = |glyph| Mark::on(glyph, Family::Measurement, "", []);
        let mut open = edge(Glyph::Open(number));
        open.bits = reads;
        let alone = |mark| Moment {
            together: vec![mark],
            qubits: Vec::new(),
            scope: ScopeId::ENTRY,
        };
        if let Some(divide) = divide {
            self.moments
                .insert(divide, alone(edge(Glyph::Else(number))));
        }
        self.moments.insert(start, alone(open));
        self.moment(edge(Glyph::Close(number)), qubits);
    }
}
