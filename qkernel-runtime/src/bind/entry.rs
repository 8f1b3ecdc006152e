//! Where binding begins: the values of a kernel's fields, and what is checked of its arguments and results.

use super::binder::Binder;
use super::list::{Done, get};
use super::value::*;
use crate::graph::{Element, Graph, Offset, Text, Type};
use crate::observable::Coefficient;
use crate::program::MAX_NUMBERS;
use qkernel_ir::{each, is_same};

/// The value of a bound parameter.
#[derive(Clone, Copy, Debug)]
pub enum BindingRef<'a> {
    /// A size.
    UInt(usize),
    /// A bit.
    Bit(bool),
    /// Several sizes.
    UInts(&'a [usize]),
    /// Several bits.
    Bits(&'a [bool]),
    /// An observable as text.
    Text(&'a str),
    /// Several of them.
    Texts(&'a [&'a str]),
    #[doc(hidden)]
    Observable(Terms<'a>),
    #[doc(hidden)]
    Observables(&'a [Terms<'a>]),
}

/// The terms of an observable, in canonical order.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a>(pub(super) &'a [(Coefficient, &'a [Factor])]);

/// The value of the parameter with a name.
pub(super) const fn find<'f>(
    fields: &[(&str, BindingRef<'f>)],
    name: &str,
) -> Option<BindingRef<'f>> {
    each!(k, 0..fields.len(), {
        if is_same(fields[k].0, name) {
            return Some(fields[k].1);
        }
    });
    None
}

impl Binder<'_> {
    /// Binds a graph to the values of its bound parameters. The lists are the circuit then.
    pub(super) const fn entry(
        &mut self,
        graph: &'static Graph,
        fields: &[(&str, BindingRef<'_>)],
    ) -> Done {
        let base = get!(self.values.reserve(graph.values.len()));
        let frame = CallFrame { graph, base };
        get!(self.condition(Condition::Constant(false)));
        get!(self.condition(Condition::Constant(true)));
        let params = graph.signature.params;
        each!(k, 0..params.len(), {
            let value = match params[k].ty {
                Type::Scalar(Element::Float) => {
                    let number = get!(self.free_parameter(k, true, 1, 1));
                    Value::Float(get!(self.slot(Slot::argument(number as usize, 0, 0))))
                }
                Type::Vector(Element::Float) => {
                    Value::Angles(get!(self.free_parameter(k, false, 1, 0)))
                }
                Type::Matrix(_) => Value::Matrix(get!(self.free_parameter(k, false, 0, 0))),
                _ => get!(self.binding(frame, k, fields)),
            };
            self.set(frame, graph.body.args[k], value);
        });
        get!(self.kernel(frame));
        get!(self.check_lives());
        get!(self.check_arguments(frame));
        each!(k, 0..graph.body.yields.len(), {
            get!(self.check_output(frame, self.get(frame, graph.body.yields[k])));
        });
        Ok(())
    }

    /// The sizes of a free parameter, whose value is an argument of each run.
    const fn free_parameter(
        &mut self,
        param: usize,
        stated: bool,
        rows: usize,
        columns: usize,
    ) -> Done<u32> {
        get!(self.extents.push(ArgumentSize {
            param,
            stated,
            rows,
            columns
        }));
        Ok(self.extents.len as u32 - 1)
    }

    const fn check_arguments(&mut self, frame: CallFrame) -> Done {
        each!(k, 0..self.extents.len, {
            let extent = self.extents.items[k];
            let (rows, columns) = (extent.rows, extent.columns);
            if rows.saturating_mul(columns) > MAX_NUMBERS {
                let param = &frame.graph.signature.params[extent.param];
                let text = Text::new("[QK0082] `")
                    .with(param.name)
                    .with("` would hold ")
                    .with_number(rows as u64);
                let text = text
                    .with(" x ")
                    .with_number(columns as u64)
                    .with(" numbers, more than ");
                let text = text
                    .with_number(MAX_NUMBERS as u64)
                    .with(": is a size or an index too large?");
                return Err(self.fail(frame, param.loc, text));
            }
        });
        Ok(())
    }

    const fn check_output(&mut self, frame: CallFrame, value: Value) -> Done {
        match value {
            Value::Float(_)
            | Value::Floats(_)
            | Value::Angles(_)
            | Value::Bit(_)
            | Value::Bits(_) => Ok(()),
            Value::Tuple(parts) => {
                each!(k, parts.start()..parts.end(), {
                    get!(self.check_output(frame, self.items.items[k]));
                });
                Ok(())
            }
            value => {
                let text =
                    Text::around("a kernel that is run cannot return a `", value.kind(), "`");
                Err(self.fail(frame, Offset::NAME, text))
            }
        }
    }

    const fn binding(
        &mut self,
        frame: CallFrame,
        param: usize,
        fields: &[(&str, BindingRef<'_>)],
    ) -> Done<Value> {
        let param = &frame.graph.signature.params[param];
        let Some(binding) = find(fields, param.name) else {
            let text = Text::around("`", param.name, "` is not bound");
            return Err(self.fail(frame, param.loc, text));
        };
        let first = self.items.len;
        Ok(match binding {
            BindingRef::UInt(value) => Value::UInt(value),
            BindingRef::Bit(value) => Value::Bit(value as u32),
            BindingRef::UInts(all) => {
                each!(k, 0..all.len(), {
                    get!(self.items.push(Value::UInt(all[k])));
                });
                Value::UInts(self.items.since(first))
            }
            BindingRef::Bits(all) => {
                each!(k, 0..all.len(), {
                    get!(self.items.push(Value::Bit(all[k] as u32)));
                });
                Value::Bits(self.items.since(first))
            }
            BindingRef::Text(text) => get!(self.read(frame, param.name, None, text)),
            BindingRef::Texts(all) => {
                each!(k, 0..all.len(), {
                    let value = get!(self.read(frame, param.name, Some(k), all[k]));
                    get!(self.items.push(value));
                });
                Value::Observables(self.items.since(first))
            }
            BindingRef::Observable(terms) => get!(self.copied(terms)),
            BindingRef::Observables(all) => {
                each!(k, 0..all.len(), {
                    let value = get!(self.copied(all[k]));
                    get!(self.items.push(value));
                });
                Value::Observables(self.items.since(first))
            }
        })
    }

    /// The observable that a text describes, element `index` of the parameter with that name.
    const fn read(
        &mut self,
        frame: CallFrame,
        name: &str,
        index: Option<usize>,
        text: &str,
    ) -> Done<Value> {
        let wrong = match get!(self.text(text)) {
            Ok(sum) => return Ok(Value::Observable(sum)),
            Err(wrong) => wrong,
        };
        let message = Text::new("[QK0088] `").with(name);
        let message = match index {
            Some(index) => message.with("[").with_number(index as u64).with("]"),
            None => message,
        };
        let message = message.with("` is not an observable such as \"0.5 X0 X1 - Z2\": character ");
        let [before, quoted, after] = wrong.message(text);
        let message = message.with_number(wrong.position(text) as u64).with(": ");
        let message = message.with(before).with(quoted).with(after);
        Err(self.fail(frame, Offset::NAME, message))
    }

    const fn copied(&mut self, Terms(terms): Terms<'_>) -> Done<Value> {
        let first = self.sums.len;
        each!(k, 0..terms.len(), {
            let (coefficient, factors) = terms[k];
            let start = self.factors.len;
            get!(self.factors.extend(factors));
            let factors = self.factors.since(start);
            get!(self.sums.push(PauliTerm {
                coefficient,
                factors
            }));
        });
        Ok(Value::Observable(get!(self.one_part(first))))
    }
}
