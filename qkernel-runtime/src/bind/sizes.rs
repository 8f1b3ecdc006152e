//! The lengths that a kernel states, and what it needs of its arguments.

use super::binder::Binder;
use super::list::{Done, Stop, get};
use super::value::*;
use crate::graph::{Axis, Of, Offset, Size, SizeExpr, Sizes, Text};
use qkernel_ir::{each, lesser};

/// Something that has a size.
#[derive(Clone, Copy)]
struct Sized {
    frame: CallFrame,
    of: Of<'static>,
    value: Value,
    loc: Offset,
}

impl Binder<'_> {
    /// Every argument has the sizes that the signature states.
    pub(super) const fn check_sizes(&mut self, frame: CallFrame) -> Done {
        let (signature, args) = (&frame.graph.signature, frame.graph.body.args);
        each!(k, 0..lesser(signature.params.len(), args.len()), {
            let param = &signature.params[k];
            if let Some(size) = &param.size {
                let value = self.get(frame, args[k]);
                let sized = Sized {
                    frame,
                    of: signature.param(k),
                    value,
                    loc: param.loc,
                };
                get!(self.check_length(sized, size));
            }
        });
        self.check_stated(frame, false)
    }

    /// The results have the sizes that the signature states.
    pub(super) const fn check_results(&mut self, frame: CallFrame) -> Done {
        self.check_stated(frame, true)
    }

    const fn check_stated(&mut self, frame: CallFrame, results: bool) -> Done {
        let (signature, body) = (&frame.graph.signature, &frame.graph.body);
        let mut k = 0;
        while k < signature.stated.len() {
            let stated = &signature.stated[k];
            k += 1;
            let (id, fields, loc) = match stated.param {
                Some(number) if !results => {
                    let number = number as usize;
                    (
                        body.args[number],
                        stated.fields,
                        signature.params[number].loc,
                    )
                }
                None if results => {
                    let (result, fields) = stated.yielded(&signature.result);
                    if result >= body.yields.len() {
                        continue;
                    }
                    (body.yields[result], fields, Offset::NAME)
                }
                _ => continue,
            };
            let value = self.part(self.get(frame, id), fields);
            let sized = Sized {
                frame,
                of: stated.of(signature),
                value,
                loc,
            };
            match &stated.sizes {
                Sizes::Vector(length) => get!(self.check_length(sized, length)),
                Sizes::Matrix(rows, columns) => get!(self.check_shape(sized, rows, columns)),
            }
        }
        Ok(())
    }

    /// The part of a value that some fields lead to.
    const fn part(&self, mut value: Value, fields: &[u32]) -> Value {
        each!(k, 0..fields.len(), {
            value = match value {
                Value::Tuple(parts) if fields[k] < parts.count => {
                    self.items.items[parts.start() + fields[k] as usize]
                }
                _ => return Value::Nothing,
            };
        });
        value
    }

    const fn check_length(&mut self, sized: Sized, size: &Size) -> Done {
        let expected = get!(self.size(sized, size));
        if let Value::Angles(number) = sized.value
            && !self.extents.items[number as usize].stated
        {
            let extent = self.extents.items[number as usize];
            if extent.columns > expected {
                let text = size.used_before(sized.of, Axis::Length, extent.columns, expected);
                return Err(self.wrong_size(sized, text));
            }
            self.extents.items[number as usize] = ArgumentSize {
                stated: true,
                columns: expected,
                ..extent
            };
        }
        match self.length(sized.value) {
            Some(found) if found != expected => {
                let text = size.differs(sized.of, Axis::Length, found, expected);
                Err(self.wrong_size(sized, text))
            }
            _ => Ok(()),
        }
    }

    const fn check_shape(&mut self, sized: Sized, rows: &Size, columns: &Size) -> Done {
        let expected_rows = get!(self.size(sized, rows));
        let expected_columns = get!(self.size(sized, columns));
        let Value::Matrix(number) = sized.value else {
            return Ok(());
        };
        let extent = self.extents.items[number as usize];
        if !extent.stated {
            let text = if extent.rows > expected_rows {
                rows.used_before(sized.of, Axis::Rows, extent.rows, expected_rows)
            } else if extent.columns > expected_columns {
                columns.used_before(sized.of, Axis::Columns, extent.columns, expected_columns)
            } else {
                self.extents.items[number as usize] = ArgumentSize {
                    stated: true,
                    rows: expected_rows,
                    columns: expected_columns,
                    ..extent
                };
                return Ok(());
            };
            return Err(self.wrong_size(sized, text));
        }
        let text = if extent.rows != expected_rows {
            rows.differs(sized.of, Axis::Rows, extent.rows, expected_rows)
        } else if extent.columns != expected_columns {
            columns.differs(sized.of, Axis::Columns, extent.columns, expected_columns)
        } else {
            return Ok(());
        };
        Err(self.wrong_size(sized, text))
    }

    /// A wrong size of an argument is the caller's fault, one of a result is the kernel's.
    const fn wrong_size(&mut self, sized: Sized, text: Text) -> Stop {
        match sized.of.param {
            Some(_) => self.fail_argument(sized.frame, sized.loc, text),
            None => self.fail(sized.frame, sized.loc, text),
        }
    }

    /// A callee gets what it needs. Its arguments are the last of the node's inputs.
    pub(super) const fn check_needs(&mut self, at: At<'_>, callee: CallFrame) -> Done {
        let needs = callee.graph.needs;
        if needs.is_empty() {
            return Ok(());
        }
        let first = self.known.len;
        let args = callee.graph.body.args;
        each!(k, 0..args.len(), {
            let number = match self.get(callee, args[k]) {
                Value::UInt(value) => Some(value),
                value => self.length(value),
            };
            get!(self.known.push(match number {
                Some(number) if number <= i64::MAX as usize => Some(number as i64),
                _ => None,
            }));
        });
        each!(k, 0..needs.len(), {
            let params = self.known.since(first).of(self.known.items);
            if let Some(value) = needs[k].unmet(params) {
                let argument = match needs[k].vector() {
                    Some(number) => {
                        let number = at.node.ins.len() - args.len() + number;
                        self.describe(Text::EMPTY, at, number, "this value")
                    }
                    None => Text::EMPTY,
                };
                let text = needs[k].text(callee.graph, params, value, argument.as_str());
                return Err(self.wrong(at, text));
            }
        });
        self.known.cut(first);
        Ok(())
    }

    /// A stated size.
    const fn size(&mut self, sized: Sized, size: &Size) -> Done<usize> {
        match get!(self.size_value(sized, &size.value)) {
            Some(value) => Ok(value),
            None => self.no_size_of(sized, size),
        }
    }

    const fn size_value(&mut self, sized: Sized, expr: &SizeExpr) -> Done<Option<usize>> {
        let Sized { frame, of, loc, .. } = sized;
        Ok(match *expr {
            SizeExpr::Constant(value) if value <= usize::MAX as u64 => Some(value as usize),
            SizeExpr::Constant(_) => None,
            SizeExpr::Param(number) => {
                match self.get(frame, frame.graph.body.args[number as usize]) {
                    Value::UInt(value) => Some(value),
                    _ => None,
                }
            }
            SizeExpr::Length(number) => Some(get!(self.size_of(frame, number as usize, of, loc))),
            SizeExpr::Binary(op, left, right) => {
                let left = get!(self.size_value(sized, left));
                let right = get!(self.size_value(sized, right));
                match (left, right) {
                    (Some(left), Some(right)) => op.of_sizes(left, right),
                    _ => None,
                }
            }
        })
    }

    /// The length of a parameter that occurs in the stated length of another one.
    const fn size_of(
        &mut self,
        frame: CallFrame,
        number: usize,
        of: Of<'static>,
        at: Offset,
    ) -> Done<usize> {
        let signature = &frame.graph.signature;
        let param = &signature.params[number];
        let value = self.get(frame, frame.graph.body.args[number]);
        match (self.length(value), &param.size) {
            (Some(length), _) => Ok(length),
            (None, Some(size)) => {
                let sized = Sized {
                    frame,
                    of: signature.param(number),
                    value,
                    loc: param.loc,
                };
                self.size(sized, size)
            }
            (None, None) => {
                let text = Text::around("[QK0078] the length of `", param.name, "`, which ");
                let text = of
                    .write(text)
                    .with(" needs, is not stated: write `Vector<Float, { n }>`");
                Err(self.wrong_size(
                    Sized {
                        frame,
                        of,
                        value,
                        loc: at,
                    },
                    text,
                ))
            }
        }
    }

    const fn no_size_of(&mut self, sized: Sized, size: &Size) -> Done<usize> {
        let (signature, args) = (&sized.frame.graph.signature, sized.frame.graph.body.args);
        let first = self.known.len;
        each!(k, 0..args.len(), {
            get!(self.known.push(match self.get(sized.frame, args[k]) {
                Value::UInt(value) => Some(value as i64),
                _ => None,
            }));
        });
        let known = self.known.since(first).of(self.known.items);
        let text = size.impossible(sized.of, signature, known);
        Err(self.wrong_size(sized, text))
    }
}
