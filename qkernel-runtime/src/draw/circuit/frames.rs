//! Frames around branches and calls.

use std::collections::{BTreeMap, BTreeSet};

use super::Maker;
use crate::draw::labels::Label;
use crate::draw::picture::{Around, Element, Family, Frame, Read, Shape, Step};
use crate::program::{BitId, Condition, QubitId, ScopeId};

impl<'p> Maker<'p> {
    /// Draws a branch around the steps since its start.
    pub(super) fn branch(&mut self, condition: &'p Condition, start: usize, middle: usize) {
        let (has_then, has_else) = (middle > start, self.steps.len() > middle);
        let values = match (condition.values().as_deref(), has_then) {
            (Some(values), true) => BTreeMap::from_iter(values.iter().copied()),
            // That several do not all have their values tells nothing of each.
            (Some(&[(bit, value)]), false) => BTreeMap::from([(bit, !value)]),
            _ => BTreeMap::new(),
        };
        let value = values.first_key_value().filter(|_| values.len() == 1);
        if let (Some((&bit, &value)), [Step { together, .. }]) = (value, &self.steps[start..])
            && let [
                Element {
                    family,
                    shape: Shape::Box | Shape::Plus | Shape::Swap,
                    bits,
                    ..
                },
            ] = together.as_slice()
            && !matches!(family, Family::Measurement | Family::Expectation)
            && bits.is_empty()
        {
            let read = self.read(bit, false, Some(value));
            self.steps[start].together[0].bits.push(read);
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

    /// Draws a frame around the steps since its start, if there are any; its second part begins at `divide`.
    pub(super) fn frame(
        &mut self,
        around: Around,
        header: Label,
        start: usize,
        divide: Option<usize>,
        reads: Vec<Read>,
    ) {
        if self.steps.len() == start {
            return;
        }
        // A qubit that was there before is so to the end of the frame.
        let met = self.steps[start..]
            .iter()
            .flat_map(|step| step.qubits.iter().copied());
        let mut qubits: Vec<QubitId> = met.filter(|&qubit| self.is_alive(qubit)).collect();
        qubits.sort_unstable();
        qubits.dedup();
        let number = self.frames.len();
        self.frames.push(Frame::new(around, header));
        let edge = |shape| Element::on(shape, Family::Measurement, "", []);
        let mut open = edge(Shape::Open(number));
        open.bits = reads;
        let alone = |element| Step {
            together: vec![element],
            qubits: Vec::new(),
            scope: ScopeId::ENTRY,
        };
        if let Some(divide) = divide {
            self.steps.insert(divide, alone(edge(Shape::Else(number))));
        }
        self.steps.insert(start, alone(open));
        self.step(edge(Shape::Close(number)), qubits);
    }
}
