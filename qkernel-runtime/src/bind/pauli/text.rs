//! Sums of Pauli operators as text: how it is read, how it is written, and why a sum is no observable.

use super::super::binder::Binder;
use super::super::list::{Done, Span, get};
use super::super::number;
use super::super::value::Factor;
use crate::graph::Text;
use crate::observable::{Coefficient, Fault, Item, Pauli, Reader};
use qkernel_ir::{each, sign_of_term};

impl Binder<'_> {
    /// Why a sum is no observable.
    pub(in super::super) const fn no_observable(&self, sum: Span) -> Option<Text> {
        each!(k, sum.start()..sum.end(), {
            let term = self.sums.items[k];
            let value = term.coefficient.value();
            if !term.coefficient.is_finite() {
                let wrong = if value.re.is_finite() {
                    value.im
                } else {
                    value.re
                };
                let text = Text::new("[QK0087] the observable has the coefficient ");
                let text = self.write(term.factors, number::write(text, wrong).with(" at "));
                return Some(text.with(", but every coefficient must be finite"));
            }
            if !term.coefficient.is_real() {
                let text = Text::new("[QK0087] the observable has the term ");
                let text = self.write_term(Span::new(k, 1), 0, text);
                return Some(text.with(", which is not Hermitian: a coefficient must be real"));
            }
        });
        None
    }

    /// A sum as it is displayed; of a long one, the first terms.
    pub(in super::super) const fn write_sum(&self, sum: Span, mut text: Text) -> Text {
        if sum.count == 0 {
            return text.with("0");
        }
        each!(k, 0..sum.len(), {
            if k == 16 {
                return text.with(" + ..");
            }
            text = self.write_term(sum, k, text);
        });
        text
    }

    /// Term number `k` with its sign.
    const fn write_term(&self, sum: Span, k: usize, text: Text) -> Text {
        let term = self.sums.items[sum.start() + k];
        let value = term.coefficient.value();
        // Of a complex number that is not on an axis the sign stays inside the brackets.
        let on_axis = value.re == 0.0 || value.im == 0.0;
        let (axis, unit) = if value.im == 0.0 {
            (value.re, "")
        } else {
            (value.im, "i")
        };
        let negative = on_axis && axis.is_sign_negative() && !axis.is_nan();
        let text = text.with(sign_of_term(k == 0, negative));
        let text = if !on_axis {
            let text = number::write(text.with("("), value.re);
            let text = text.with(if value.im < 0.0 { " - " } else { " + " });
            imaginary(text, value.im.abs()).with(")")
        } else if axis.abs() == 1.0 && (!unit.is_empty() || term.factors.count > 0) {
            text.with(unit)
        } else if unit.is_empty() {
            number::write(text, axis.abs())
        } else {
            imaginary(text, axis.abs())
        };
        if term.factors.count == 0 {
            return text;
        }
        let bare = on_axis && unit.is_empty() && axis.abs() == 1.0;
        self.write(term.factors, if bare { text } else { text.with(" ") })
    }

    pub(in super::super) const fn write(&self, factors: Span, mut text: Text) -> Text {
        if factors.count == 0 {
            return text.with("I");
        }
        each!(k, factors.start()..factors.end(), {
            let Factor { qubit, pauli } = self.factors.items[k];
            let letter = match pauli {
                Pauli::X => "X",
                Pauli::Y => "Y",
                Pauli::Z => "Z",
            };
            text.push(if k > factors.start() { " " } else { "" });
            text.push(letter);
            text.push_number(qubit as u64);
        });
        text
    }

    /// The observable that a text describes.
    pub(in super::super) const fn text(&mut self, text: &str) -> Done<Result<Span, Fault>> {
        let mut sum = Span::EMPTY;
        let mut reader = Reader::new(text);
        let (mut start, mut coefficient, mut factors) = (None, Coefficient::ONE, Span::EMPTY);
        loop {
            let item = match reader.next() {
                Ok(item) => item,
                Err(fault) => return Ok(Err(fault)),
            };
            match item {
                Item::Number(number) => coefficient = coefficient.times(Coefficient::real(number)),
                Item::Minus => coefficient = coefficient.negated(),
                Item::Identity => {}
                Item::Pauli(pauli, qubit) => {
                    let factor = get!(self.factor(pauli, qubit));
                    let (power, product) = get!(self.multiply(factors, factor));
                    coefficient = coefficient.times_i(power);
                    factors = product;
                }
                Item::Term { .. } | Item::End => {
                    if let Some(at) = start {
                        if !coefficient.is_real() {
                            return Ok(Err(Fault::not_hermitian(at)));
                        }
                        let term = get!(self.one_term(coefficient, factors));
                        sum = get!(self.plus(sum, term));
                    }
                    match item {
                        Item::Term { at, negative } => {
                            (start, coefficient, factors) =
                                (Some(at), Coefficient::ONE, Span::EMPTY);
                            if negative {
                                coefficient = coefficient.negated();
                            }
                        }
                        _ => return Ok(Ok(sum)),
                    }
                }
            }
        }
    }
}

const fn imaginary(text: Text, size: f64) -> Text {
    if size == 1.0 {
        return text.with("i");
    }
    number::write(text, size).with(if size.is_finite() { "i" } else { " i" })
}
