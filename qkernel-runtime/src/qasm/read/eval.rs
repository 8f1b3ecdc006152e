//! Expressions: values, qubits, bits and indices.

use std::f64::consts::{E, PI, TAU};
use std::rc::Rc;

use super::apply::counted;
use super::error::{Read, fault};
use super::reader::{Entry, Reader};
use super::syntax::{Base, Expr, ExprKind, Item, Type};
use super::value::{MEASURED, Value};
use crate::program::{Affine, Condition, MAX_INSTRUCTIONS, QubitId};

/// Qubits or bits, and whether it is one alone, not a register.
pub(super) type Several<T> = (Rc<[T]>, bool);

impl<'t> Reader<'t> {
    pub(super) fn eval(&mut self, expr: &Expr<'t>) -> Read<Value> {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Int(value) => Ok(Value::Int(*value)),
            ExprKind::Float(value) => Ok(Value::Float(Affine::number(*value))),
            ExprKind::Bool(value) => Ok(Value::Bit(Condition::Constant(*value))),
            ExprKind::Bits(digits) => {
                let digits = digits.bytes().rev().filter(|&digit| digit != b'_');
                let bits = digits.map(|digit| Condition::Constant(digit == b'1'));
                Ok(Value::Bits(bits.collect()))
            }
            ExprKind::Time => fault(at, "values of type `duration` are not supported"),
            ExprKind::Physical(name) => {
                fault(at, format!("`{name}` is quantum: its value is not known"))
            }
            ExprKind::Name(name) => self.named(name, at),
            ExprKind::Unary(sign, inner) => {
                let value = self.eval(inner)?;
                self.negated(sign, value, at)
            }
            ExprKind::Chain(first, rest) => {
                let mut value = self.eval(first)?;
                for (op, operand) in rest {
                    let right = self.eval(operand)?;
                    value = self.binary(op, value, right, operand.at)?;
                }
                Ok(value)
            }
            ExprKind::Call(name, values) => match self.called(name, values, at)? {
                Some(value) => Ok(value),
                None => fault(at, format!("`{name}` returns nothing")),
            },
            ExprKind::Index(inner, items) => {
                if let ExprKind::Name(name) = inner.kind
                    && let Some(Entry::Values(values)) = self.look_up(name)
                {
                    let values = Rc::clone(values);
                    let (chosen, single) = self.chosen(&values, items, at)?;
                    return match &chosen[..] {
                        [value] if single => Ok(value.clone()),
                        _ => fault(at, "one element of an array is needed here"),
                    };
                }
                let (bits, single) = match &inner.kind {
                    ExprKind::Name(_) => {
                        let (cells, single) = self.cells_of(expr)?;
                        (self.conditions(&cells, at)?, single)
                    }
                    _ => match self.eval(inner)? {
                        Value::Bits(bits) => self.chosen(&bits, items, at)?,
                        other => return fault(at, format!("{} has no elements", other.kind())),
                    },
                };
                Ok(match &bits[..] {
                    [bit] if single => Value::Bit(bit.clone()),
                    _ => Value::Bits(bits),
                })
            }
            ExprKind::Cast(ty, inner) => {
                let value = self.eval(inner)?;
                let size = self.width(ty)?;
                self.converted(value, ty.base, size, at)
            }
            ExprKind::Measure(operand) => {
                let (qubits, single) = self.qubits(operand)?;
                if self.in_gate {
                    return fault(at, "a gate cannot measure");
                }
                let cells = self.new_cells(qubits.len(), at)?;
                self.measure(&qubits, &cells, at)?;
                let bits = self.conditions(&cells, at)?;
                Ok(if single {
                    Value::Bit(bits[0].clone())
                } else {
                    Value::Bits(bits)
                })
            }
            ExprKind::Set(_) => fault(at, "a list of values is not supported here"),
        }
    }

    fn named(&mut self, name: &str, at: usize) -> Read<Value> {
        match self.look_up(name) {
            Some(Entry::Number { value, .. }) => match value {
                Some(value) => Ok(value.clone()),
                None => fault(at, format!("`{name}` has no value here")),
            },
            Some(Entry::Bits { cells, single, .. }) => {
                let (cells, single) = (Rc::clone(cells), *single);
                let bits = self.conditions(&cells, at)?;
                Ok(match &bits[..] {
                    [bit] if single => Value::Bit(bit.clone()),
                    _ => Value::Bits(bits),
                })
            }
            Some(Entry::Qubits { .. }) => {
                fault(at, format!("`{name}` is quantum: its value is not known"))
            }
            Some(Entry::Duration) => fault(
                at,
                format!("`{name}` is a duration, which only `delay` and `box` take"),
            ),
            Some(Entry::Values(_)) => fault(at, "one element of an array is needed here"),
            Some(Entry::Gate(_) | Entry::Known(_) | Entry::Def(_)) => {
                fault(at, format!("`{name}` is no value"))
            }
            None => {
                let constant = match name {
                    "pi" => PI,
                    "π" if self.version == 3 => PI,
                    "tau" | "τ" if self.version == 3 => TAU,
                    "euler" | "ℇ" if self.version == 3 => E,
                    _ => return self.unknown(name, at),
                };
                Ok(Value::Float(Affine::number(constant)))
            }
        }
    }

    /// The number of bits of a type.
    pub(super) fn width(&mut self, ty: &Type<'t>) -> Read<Option<usize>> {
        let Some(size) = &ty.size else {
            return Ok(None);
        };
        let value = self.eval(size)?;
        match ty.base {
            Base::Bit => self.length(&value, size.at),
            _ => self.count(&value, size.at),
        }
        .map(Some)
    }

    /// A size of a type.
    pub(super) fn count(&mut self, value: &Value, at: usize) -> Read<usize> {
        match self.length(value, at)? {
            0 => fault(at, "a size has to be at least 1, not 0"),
            size => Ok(size),
        }
    }

    /// A size of a register or an array, which may have no elements.
    pub(super) fn length(&mut self, value: &Value, at: usize) -> Read<usize> {
        match self.whole(value, at)? {
            size if size < 0 => fault(at, format!("a size cannot be negative: this is {size}")),
            size => match usize::try_from(size) {
                Ok(size) if size <= MAX_INSTRUCTIONS => Ok(size),
                _ => fault(
                    at,
                    format!("a size of {size} is beyond the limit, {MAX_INSTRUCTIONS}"),
                ),
            },
        }
    }

    /// A value of that type.
    pub(super) fn converted(
        &mut self,
        value: Value,
        base: Base,
        size: Option<usize>,
        at: usize,
    ) -> Read<Value> {
        match (base, size) {
            (Base::Bit, Some(size)) => {
                let bits: Rc<[Condition]> = match value {
                    Value::Bits(bits) => bits,
                    Value::Bit(bit) => Rc::new([bit]),
                    Value::Int(number) if number >= 0 && (size >= 127 || number >> size == 0) => {
                        self.steps(size, at)?;
                        let bit = |k| Condition::Constant(k < 127 && number >> k & 1 == 1);
                        (0..size).map(bit).collect()
                    }
                    Value::Int(number) => {
                        let places = counted(size, "bit");
                        return fault(at, format!("{number} does not fit into {places}"));
                    }
                    Value::Float(_) => return fault(at, "a number cannot be turned into bits"),
                };
                if bits.len() != size {
                    let found = counted(bits.len(), "bit");
                    let needed = counted(size, "bit");
                    return fault(at, format!("{found} cannot be put into {needed}"));
                }
                Ok(Value::Bits(bits))
            }
            (Base::Bit, None) => match value {
                Value::Int(number) if !(0..=1).contains(&number) => {
                    fault(at, format!("{number} does not fit into 1 bit"))
                }
                Value::Bits(bits) if bits.len() != 1 => {
                    let found = bits.len();
                    fault(at, format!("{found} bits cannot be put into 1 bit"))
                }
                value => self.truth(&value, at).map(Value::Bit),
            },
            (Base::Bool, _) => self.truth(&value, at).map(Value::Bit),
            (Base::Int | Base::Uint, size) => {
                let is_signed = base == Base::Int;
                let number = match &value {
                    Value::Float(_) => self.known(value, at)?.trunc() as i128,
                    Value::Bits(bits) if is_signed => {
                        let number = self.whole(&value, at)?;
                        // The most significant bit of `int[n]` is its sign.
                        match size {
                            Some(n) if n == bits.len() && n < 127 && number >> (n - 1) == 1 => {
                                number - (1 << n)
                            }
                            _ => number,
                        }
                    }
                    value => self.whole(value, at)?,
                };
                let size = size.unwrap_or(64).min(126);
                let range = match is_signed {
                    true => -(1_i128 << (size - 1))..1_i128 << (size - 1),
                    false => 0..1_i128 << size,
                };
                if !range.contains(&number) {
                    let name = if is_signed { "int" } else { "uint" };
                    return fault(at, format!("{number} does not fit into `{name}[{size}]`"));
                }
                Ok(Value::Int(number))
            }
            (Base::Float | Base::Angle, _) => match value {
                Value::Bit(Condition::Constant(_)) | Value::Int(_) | Value::Float(_) => {
                    self.real(value, at).map(Value::Float)
                }
                Value::Bit(_) => fault(at, MEASURED),
                Value::Bits(_) => fault(at, "a register of bits is no angle"),
            },
        }
    }

    /// The qubits that an operand names.
    pub(super) fn qubits(&mut self, expr: &Expr<'t>) -> Read<Several<QubitId>> {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Name(name) => match self.look_up(name) {
                Some(Entry::Qubits { ids, single }) => Ok((Rc::clone(ids), *single)),
                Some(_) => fault(at, format!("`{name}` is no qubit")),
                None => self.unknown(name, at),
            },
            ExprKind::Index(inner, items) => {
                let (ids, single) = self.qubits(inner)?;
                if single {
                    return fault(at, "a single qubit has no elements");
                }
                self.chosen(&ids, items, at)
            }
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == "++") => {
                let mut all = self.qubits(first)?.0.to_vec();
                for (_, more) in rest {
                    all.extend_from_slice(&self.qubits(more)?.0);
                }
                self.steps(all.len(), at)?;
                for (k, qubit) in all.iter().enumerate() {
                    if all.len() <= 64 && all[..k].contains(qubit) {
                        return fault(at, "this has a qubit twice");
                    }
                }
                Ok((all.into(), false))
            }
            ExprKind::Physical(name) => match physical(name).and_then(|k| self.physical.get(k)) {
                _ if self.in_gate => fault(at, "a gate acts on the qubits of its own names"),
                Some(&qubit) => Ok((Rc::new([qubit]), true)),
                None => fault(at, format!("`{name}` is no qubit")),
            },
            _ => fault(at, "a qubit or a register of qubits is needed here"),
        }
    }

    /// The bits that a target names.
    pub(super) fn cells_of(&mut self, expr: &Expr<'t>) -> Read<Several<usize>> {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Name(name) => match self.look_up(name) {
                Some(Entry::Bits { cells, single, .. }) => Ok((Rc::clone(cells), *single)),
                Some(_) => fault(at, format!("`{name}` is no bit")),
                None => self.unknown(name, at),
            },
            ExprKind::Index(inner, items) => {
                let (cells, single) = self.cells_of(inner)?;
                if single {
                    return fault(at, "a single bit has no elements");
                }
                self.chosen(&cells, items, at)
            }
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == "++") => {
                let mut all = self.cells_of(first)?.0.to_vec();
                for (_, more) in rest {
                    all.extend_from_slice(&self.cells_of(more)?.0);
                }
                self.steps(all.len(), at)?;
                Ok((all.into(), false))
            }
            _ => fault(at, "a bit or a register of bits is needed here"),
        }
    }

    /// The elements with these indices, and whether there is one without a range.
    fn chosen<T: Clone>(&mut self, all: &[T], items: &[Item<'t>], at: usize) -> Read<Several<T>> {
        let [item] = items else {
            return fault(at, "one index is needed here");
        };
        let length = all.len() as i128;
        let within = |index: i128, at: usize| {
            let found = if index < 0 { index + length } else { index };
            match usize::try_from(found) {
                Ok(found) if found < all.len() => Ok(found),
                _ => fault(
                    at,
                    format!("the index {index} is outside of this register of {length}"),
                ),
            }
        };
        match item {
            Item::One(index) => {
                let value = self.eval(index)?;
                let index = within(self.whole(&value, index.at)?, index.at)?;
                Ok((Rc::new([all[index].clone()]), true))
            }
            Item::Set(indices) => {
                let mut chosen = Vec::with_capacity(indices.len());
                for index in indices {
                    let value = self.eval(index)?;
                    let index = within(self.whole(&value, index.at)?, index.at)?;
                    chosen.push(all[index].clone());
                }
                self.steps(chosen.len(), at)?;
                Ok((chosen.into(), false))
            }
            Item::Range { start, step, stop } => {
                let bounds = self.range(start, step, stop, Some(length), at)?;
                let mut chosen = Vec::new();
                for index in bounds {
                    self.steps(1, at)?;
                    chosen.push(all[within(index, at)?].clone());
                }
                if chosen.is_empty() {
                    return fault(at, "this range has no elements");
                }
                Ok((chosen.into(), false))
            }
        }
    }

    /// The numbers of `start:step:stop`, the last one included. Of a register, negative bounds count from its end.
    pub(super) fn range(
        &mut self,
        start: &Option<Expr<'t>>,
        step: &Option<Expr<'t>>,
        stop: &Option<Expr<'t>>,
        length: Option<i128>,
        at: usize,
    ) -> Read<impl Iterator<Item = i128> + use<>> {
        let mut bound = |bound: &Option<Expr<'t>>, is_step: bool| -> Read<Option<i128>> {
            let Some(bound) = bound else { return Ok(None) };
            let value = self.eval(bound)?;
            let value = self.whole(&value, bound.at)?;
            Ok(Some(match length {
                Some(length) if value < 0 && !is_step => value + length,
                _ => value,
            }))
        };
        let (start, step, stop) = (
            bound(start, false)?,
            bound(step, true)?,
            bound(stop, false)?,
        );
        let step = step.unwrap_or(1);
        if step == 0 {
            return fault(at, "the step of a range cannot be 0");
        }
        let ends = length.map(|length| {
            if step > 0 {
                (0, length - 1)
            } else {
                (length - 1, 0)
            }
        });
        let (Some(start), Some(stop)) = (
            start.or(ends.map(|ends| ends.0)),
            stop.or(ends.map(|ends| ends.1)),
        ) else {
            return fault(at, "a range needs a start and an end here");
        };
        let inside = move |&value: &i128| {
            if step > 0 {
                value <= stop
            } else {
                value >= stop
            }
        };
        Ok(
            std::iter::successors(Some(start), move |value| value.checked_add(step))
                .take_while(inside),
        )
    }
}

/// The number of a physical qubit, such as `$3`.
pub(super) fn physical(name: &str) -> Option<usize> {
    let digits = name.strip_prefix('$').filter(|name| !name.is_empty())?;
    Some(digits.parse().unwrap_or(usize::MAX))
}
