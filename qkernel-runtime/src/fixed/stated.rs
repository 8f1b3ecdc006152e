//! Declared sizes of matrices, of parts of tuples and of results.

use super::machine::{Machine, Value};
use super::step::Frame;
use crate::graph::{Loc, Size, Sizes, Stated, Text};

impl<const N: usize> Machine<N> {
    pub(super) const fn check_stated_arguments(&mut self, frame: Frame) {
        let signature = &frame.graph.signature;
        let mut i = 0;
        while i < signature.stated.len() {
            let stated = &signature.stated[i];
            if let Some(k) = stated.param {
                let value = self.get(frame, frame.graph.body.args[k as usize]);
                let value = self.part(value, stated.fields);
                self.check_stated(frame, stated, value, signature.params[k as usize].loc);
            }
            i += 1;
        }
    }

    pub(super) const fn check_stated_results(&mut self, frame: Frame) {
        let (signature, yields) = (&frame.graph.signature, frame.graph.body.yields);
        let mut i = 0;
        while i < signature.stated.len() {
            let stated = &signature.stated[i];
            let (result, fields) = stated.yielded(&signature.result);
            if stated.param.is_none() && result < yields.len() {
                let value = self.get(frame, yields[result]);
                let value = self.part(value, fields);
                self.check_stated(frame, stated, value, signature.loc);
            }
            i += 1;
        }
    }

    /// The part of a value that fields lead to.
    const fn part(&self, mut value: Value, fields: &[u32]) -> Value {
        let mut i = 0;
        while i < fields.len() {
            value = match value {
                Value::Tuple { first, count } if (fields[i] as usize) < count => {
                    self.parts[first + fields[i] as usize]
                }
                _ => return Value::Nothing,
            };
            i += 1;
        }
        value
    }

    const fn check_stated(&mut self, frame: Frame, stated: &Stated, value: Value, loc: Loc) {
        match &stated.sizes {
            Sizes::Vector(size) => {
                let Some(expected) = self.stated_size(frame, size, loc) else {
                    return;
                };
                match (self.length(&value), value) {
                    (Some(found), _) => self.same(frame, stated, "", found, expected, loc),
                    (None, Value::Angles(argument)) => {
                        let used = self.extents[argument].columns;
                        self.not_used_beyond(frame, used, expected, loc);
                        self.extents[argument].stated = Some(expected);
                    }
                    _ => {}
                }
            }
            Sizes::Matrix(rows, columns) => {
                let Value::Matrix(argument) = value else {
                    return;
                };
                let rows = self.stated_size(frame, rows, loc);
                let columns = self.stated_size(frame, columns, loc);
                let (Some(rows), Some(columns)) = (rows, columns) else {
                    return;
                };
                let extent = self.extents[argument];
                match extent.shape {
                    Some((found_rows, found_columns)) => {
                        self.same(frame, stated, "rows", found_rows, rows, loc);
                        self.same(frame, stated, "columns", found_columns, columns, loc);
                    }
                    None => {
                        self.not_used_beyond(frame, extent.rows, rows, loc);
                        self.not_used_beyond(frame, extent.columns, columns, loc);
                        self.extents[argument].shape = Some((rows, columns));
                    }
                }
            }
        }
    }

    const fn stated_size(&mut self, frame: Frame, size: &Size, loc: Loc) -> Option<usize> {
        let value = self.size(frame, size);
        if value.is_none() {
            let text = Text::new("[QK0080] the length `").with(size.text);
            self.wrong(frame, loc, text.with("` cannot be computed"));
        }
        value
    }

    const fn same(
        &mut self,
        frame: Frame,
        stated: &Stated,
        what: &'static str,
        found: usize,
        expected: usize,
        loc: Loc,
    ) {
        if found == expected {
            return;
        }
        let signature = &frame.graph.signature;
        let (text, verb) = match stated.param {
            Some(k) => {
                let text = Text::new("[QK0078] `").with(signature.params[k as usize].name);
                (text.with("` has "), "` needs ")
            }
            None => (Text::new("[QK0078] the result has "), "` states "),
        };
        let text = match what.as_bytes() {
            [] => text.with("length ").with_number(found as u64),
            _ => text.with_number(found as u64).with(" ").with(what),
        };
        let text = text.with(", but `").with(signature.name).with(verb);
        self.wrong(frame, loc, text.with_number(expected as u64));
    }

    const fn not_used_beyond(&mut self, frame: Frame, used: usize, expected: usize, loc: Loc) {
        if used > expected {
            let text = Text::new("[QK0078] an argument was used up to index ");
            let text = text.with_number(used as u64 - 1).with(" before, but `");
            let text = text.with(frame.graph.signature.name).with("` states ");
            self.wrong(frame, loc, text.with_number(expected as u64));
        }
    }
}
