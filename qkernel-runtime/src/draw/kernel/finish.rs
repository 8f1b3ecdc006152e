//! Rows for what was met.

use std::collections::{BTreeMap, BTreeSet};

use super::names::with_names;
use super::{MOST_ELEMENTS, Maker, Value};
use crate::draw::picture::{Glyph, Kind, Lifeline, Picture, Row};
use crate::graph::{Follow, Graph};
use crate::program::{BitId, Taken};

impl Maker {
    /// The picture, once the kernel has given its results.
    pub(super) fn finish(mut self, graph: &Graph, results: Vec<Value>) -> Picture {
        self.put_all_back();
        let mut taken = Taken::default();
        let names = self.tell_apart(&mut taken);
        let mut picture = std::mem::take(&mut self.picture);
        let frames = picture.frames.iter_mut().map(|frame| &mut frame.header);
        let marks = (picture.moments.iter_mut()).flat_map(|moment| &mut moment.together);
        let labels = frames.chain(marks.map(|mark| &mut mark.label));
        (labels.chain(&mut picture.notes)).for_each(|label| with_names(label, &names));
        let mut rows: Vec<Row> = Vec::new();
        let mut place = vec![None; self.strands.len()];
        for (k, strand) in self.strands.iter().enumerate() {
            if !strand.is_drawn || strand.of.is_some() {
                continue;
            }
            place[k] = Some(rows.len());
            let name = self.shown_name(k);
            let (name, kind) = match &strand.length {
                Some(length) => (format!("{name}: {}", length.short()), Kind::Register),
                None => (name, Kind::Wire),
            };
            rows.push(Row::new(name, kind));
            let lanes: Vec<(usize, usize)> = (self.strands.iter().enumerate())
                .filter_map(|(lane, own)| match own.of {
                    Some((register, slot)) if register == k && own.is_drawn => Some((lane, slot)),
                    _ => None,
                })
                .collect();
            let below = rows.len();
            for &(lane, slot) in &lanes {
                place[lane] = Some(below + slot);
            }
            let slots = lanes.iter().map(|(_, slot)| slot + 1).max().unwrap_or(0);
            rows.extend((0..slots).map(|_| Row::new(String::new(), Kind::Wire)));
        }
        // Measured bits that nothing reads are on one row, as are results.
        let returned: BTreeSet<usize> = (results.into_iter().flat_map(Value::into_leaves))
            .flat_map(|leaf| match leaf {
                Value::Expr(_, bits) => bits,
                _ => BTreeSet::new(),
            })
            .collect();
        let written: BTreeSet<usize> = (picture.moments.iter())
            .flat_map(|moment| &moment.together)
            .flat_map(|mark| mark.bits.iter().map(|read| read.bit.index()))
            .collect();
        let mut bits = BTreeMap::new();
        for &bit in written.iter().filter(|&&bit| self.bits[bit].is_read) {
            let lifeline = Lifeline {
                row: rows.len(),
                begins: true,
                ends: !returned.contains(&bit),
                ..Lifeline::default()
            };
            bits.insert(BitId::new(bit), lifeline);
            rows.push(Row::new(names[bit].clone(), Kind::Bits));
        }
        let unread: Vec<usize> = (written.iter().copied())
            .filter(|&bit| !self.bits[bit].is_read)
            .collect();
        if let [first, rest @ ..] = unread.as_slice() {
            let name = match rest {
                [] => names[*first].clone(),
                _ => taken.free("c"),
            };
            for &bit in &unread {
                let lifeline = Lifeline {
                    row: rows.len(),
                    ..Lifeline::default()
                };
                bits.insert(BitId::new(bit), lifeline);
            }
            rows.push(Row::new(name, Kind::Bits));
        }
        let row = |strand: usize| place.get(strand).copied().flatten().unwrap_or(0);
        let together = picture.moments.iter_mut();
        for mark in together.flat_map(|moment| &mut moment.together) {
            if let (Glyph::Split | Glyph::Join, false) = (mark.glyph, mark.label.name.is_empty()) {
                let mut both = mark.targets.iter().copied();
                let register = both.find(|&strand| self.strands[strand].length.is_some());
                let name = register.map_or(String::new(), |register| self.shown_name(register));
                mark.label.name.insert_str(0, &name);
                mark.label.whole.insert_str(0, &name);
            }
            let all = mark.targets.iter_mut().chain(&mut mark.controls);
            all.for_each(|target| *target = row(*target));
            mark.targets.sort_unstable();
            for (port, _) in &mut mark.ports {
                *port = row(*port);
            }
            for read in &mut mark.bits {
                read.row = bits.get(&read.bit).map_or(0, |lifeline| lifeline.row);
                let name = &names[read.bit.index()];
                read.name = (rows[read.row].name != *name).then(|| name.clone());
            }
            let is_numbered = |bit: BitId| names[bit.index()] == format!("c{bit}");
            mark.name_bits_together(|bit, next| {
                bit.index() + 1 == next.index() && is_numbered(bit) && is_numbered(next)
            });
        }
        let lifelines = (self.strands.iter().zip(&place))
            .map(|(strand, row)| {
                row.map(|row| Lifeline {
                    row,
                    name: match strand.of {
                        Some((register, _)) => self.shown_name(register) + &strand.name,
                        None => String::new(),
                    },
                    begins: strand.begins,
                    ends: strand.ends,
                })
            })
            .collect();
        if self.is_cut {
            let note =
                format!("after {MOST_ELEMENTS} elements, loops are folded and calls are boxes");
            picture.notes.push(note.into());
        }
        let mut picture = Picture {
            rows,
            lifelines,
            bits,
            title: graph.signature.name.into(),
            ..picture
        };
        picture.finish_frames();
        picture
    }

    /// The user's name for a line, or one that tells it from others.
    fn shown_name(&self, strand: usize) -> String {
        match self.strands[strand].name.as_str() {
            "" => format!("q{strand}"),
            name => name.to_owned(),
        }
    }
}
