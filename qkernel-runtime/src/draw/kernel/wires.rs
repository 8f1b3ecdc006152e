//! Qubits and registers while a kernel is followed.

use super::expr::{Expr, label};
use super::lines::{Lane, Strand};
use super::{Maker, Value};
use crate::draw::labels::Label;
use crate::draw::picture::{Family, Glyph, Mark, Moment};
use crate::graph::{Graph, ValueId};
use crate::program::{QubitId, ScopeId};

impl Maker {
    pub(super) fn strand(&mut self, name: &str, length: Option<Expr>) -> usize {
        let begins = self.depth > 0;
        self.strands.push(Strand {
            name: name.into(),
            variable: None,
            named_at: match name {
                "" => usize::MAX,
                _ => self.calls,
            },
            length,
            of: None,
            begins,
            ends: false,
            is_drawn: false,
            is_silent: self.silent > 0,
        });
        self.strands.len() - 1
    }

    /// A line has the name of the first variable that holds it, in the outermost kernel that has one for it.
    pub(super) fn name_strand(&mut self, strand: usize, graph: &Graph, id: ValueId, at: usize) {
        let (name, own) = (graph.values.name(id), &mut self.strands[strand]);
        if own.of.is_none() && at < own.named_at && !name.is_empty() {
            own.name = name.into();
            (own.variable, own.named_at) = (Some(graph.variable(id)), at);
        }
    }

    /// Takes an element out of a register, on a line of its own.
    pub(super) fn take_qubit(&mut self, register: usize, index: &Expr) -> Value {
        let known = self.lanes.iter_mut().find(|lane| {
            lane.register == register && !lane.is_out && lane.index.whole() == index.whole()
        });
        if let Some(lane) = known {
            lane.is_out = true;
            return Value::Qubit(lane.strand);
        }
        // What may be the same qubit is put back before.
        self.put_back(|lane| lane.register == register && !lane.index.differs(index));
        let taken: Vec<usize> = (self.lanes.iter())
            .filter(|lane| lane.register == register)
            .map(|lane| lane.slot)
            .collect();
        let slot = (0..).find(|slot| !taken.contains(slot)).unwrap_or(0);
        let strand = self.strand("", None);
        let label = element_label(index);
        let own = &mut self.strands[strand];
        own.name.clone_from(&label.name);
        (own.of, own.begins, own.ends) = (Some((register, slot)), true, true);
        let split = Mark::on(Glyph::Split, Family::Measurement, label, [register, strand]);
        self.moment(split, &[register, strand]);
        self.lanes.push(Lane {
            register,
            index: index.clone(),
            strand,
            slot,
            is_out: true,
            depth: self.depth,
        });
        Value::Qubit(strand)
    }

    /// Puts a qubit into a register.
    pub(super) fn put_qubit(&mut self, register: usize, index: &Expr, strand: usize) {
        let own = self.lanes.iter_mut().find(|lane| {
            lane.register == register
                && lane.strand == strand
                && lane.index.whole() == index.whole()
        });
        if let Some(lane) = own {
            lane.is_out = false;
            return;
        }
        // Another qubit than the one that was there.
        self.lanes.retain(|lane| lane.strand != strand);
        self.strands[strand].ends = true;
        let label = element_label(index);
        let join = Mark::on(Glyph::Join, Family::Measurement, label, [register, strand]);
        self.moment(join, &[register, strand]);
    }

    /// Ends the lines of elements that are in their register, where that is asked.
    pub(super) fn put_back(&mut self, which: impl Fn(&Lane) -> bool) {
        let (back, kept) = std::mem::take(&mut self.lanes)
            .into_iter()
            .partition(|lane| !lane.is_out && which(lane));
        self.lanes = kept;
        for lane in back as Vec<Lane> {
            let rows = [lane.register, lane.strand];
            let join = Mark::on(Glyph::Join, Family::Measurement, "", rows);
            self.moment(join, &rows);
        }
    }

    /// A qubit is gone: the place in its register is free.
    pub(super) fn gone(&mut self, strand: usize) {
        self.strands[strand].ends = true;
        self.lanes.retain(|lane| lane.strand != strand);
    }

    /// Before a frame, and at its end.
    pub(super) fn put_all_back(&mut self) {
        let depth = self.depth;
        self.put_back(|lane| lane.depth <= depth);
    }

    /// Adds a mark that is alone in its column.
    pub(super) fn moment(&mut self, mark: Mark, strands: &[usize]) {
        if self.silent > 0 {
            return;
        }
        for &strand in strands {
            self.strands[strand].is_drawn = true;
        }
        let qubits = strands.iter().copied().map(QubitId::new);
        let moment = Moment::alone(mark, qubits, ScopeId::ENTRY);
        self.picture.moments.push(moment);
    }
}

/// `[i]`: the register may get its name later.
fn element_label(index: &Expr) -> Label {
    label(|side| format!("[{}]", side(index)))
}
