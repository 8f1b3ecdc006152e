//! Operands: qubits, bits, their indices and ranges.

use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::{Entry, Reader, Several};
use super::syntax::{Expr, ExprKind, Item};
use crate::program::QubitId;

impl<'t> Reader<'t> {
    /// The qubits that an operand names.
    pub(super) fn qubits(&mut self, expr: &Expr<'t>) -> Read<Several<QubitId>> {
        let at = expr.at;
        if let ExprKind::Physical(name) = &expr.kind {
            return match physical(name).and_then(|k| self.physical.get(k)) {
                _ if self.in_gate => fault(at, "a gate acts on the qubits of its own names"),
                Some(&qubit) => Ok((Rc::new([qubit]), true)),
                None => fault!(at, "`{name}` is not a qubit"),
            };
        }
        let own = |entry: &Entry<'t>| match entry {
            Entry::Qubits(qubits) => Some(qubits.clone()),
            _ => None,
        };
        let found = self.operand(expr, "qubit", own, Self::qubits)?;
        if let ExprKind::Chain(..) = expr.kind {
            let all = &found.0;
            for (k, qubit) in all.iter().enumerate() {
                if all.len() <= 64 && all[..k].contains(qubit) {
                    return fault(at, "this has a qubit twice");
                }
            }
        }
        Ok(found)
    }

    /// The bits that a target names.
    pub(super) fn cells_of(&mut self, expr: &Expr<'t>) -> Read<Several<usize>> {
        let own = |entry: &Entry<'t>| match entry {
            Entry::Bits(cells, _) => Some(cells.clone()),
            _ => None,
        };
        self.operand(expr, "bit", own, Self::cells_of)
    }

    /// What a name, some of its elements, or several after each other are: of each entry what it is of these, of a part all that it is.
    fn operand<T: Clone>(
        &mut self,
        expr: &Expr<'t>,
        what: &str,
        own: impl Fn(&Entry<'t>) -> Option<Several<T>>,
        part: impl Fn(&mut Self, &Expr<'t>) -> Read<Several<T>>,
    ) -> Read<Several<T>> {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Name(name) => match self.look_up(name) {
                Some(entry) => match own(entry) {
                    Some(found) => Ok(found),
                    None => fault!(at, "`{name}` is not a {what}"),
                },
                None => self.unknown(name, at),
            },
            ExprKind::Index(inner, items) => {
                let (all, single) = part(self, inner)?;
                if single {
                    return fault!(at, "a single {what} has no elements");
                }
                self.chosen(&all, items, at)
            }
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == "++") => {
                let mut all = part(self, first)?.0.to_vec();
                for (_, more) in rest {
                    all.extend_from_slice(&part(self, more)?.0);
                }
                self.steps(all.len(), at)?;
                Ok((all.into(), false))
            }
            _ => fault!(at, "a {what} or a register of {what}s is needed here"),
        }
    }

    /// The elements with these indices, and whether there is one without a range.
    pub(super) fn chosen<T: Clone>(
        &mut self,
        all: &[T],
        items: &[Item<'t>],
        at: usize,
    ) -> Read<Several<T>> {
        let [item] = items else {
            return fault(at, "one index is needed here");
        };
        let length = all.len() as i128;
        match item {
            Item::One(index) => {
                let index = self.index(index, all.len())?;
                Ok((Rc::new([all[index].clone()]), true))
            }
            Item::Set(indices) => {
                let mut chosen = Vec::with_capacity(indices.len());
                for index in indices {
                    let index = self.index(index, all.len())?;
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
                    chosen.push(all[within(index, all.len(), at)?].clone());
                }
                if chosen.is_empty() {
                    return fault(at, "this range has no elements");
                }
                Ok((chosen.into(), false))
            }
        }
    }

    /// The index of an element of that many.
    pub(super) fn index(&mut self, index: &Expr<'t>, length: usize) -> Read<usize> {
        within(self.whole_of(index)?, length, index.at)
    }

    /// The numbers of `start:step:stop`, the last one included. Of a register, negative bounds count from its end.
    pub(super) fn range(
        &mut self,
        start: &Option<Expr<'t>>,
        step: &Option<Expr<'t>>,
        stop: &Option<Expr<'t>>,
        length: Option<i128>,
        at: usize,
    ) -> Read<Span> {
        let mut bound = |bound: &Option<Expr<'t>>, is_step: bool| -> Read<Option<i128>> {
            let Some(bound) = bound else { return Ok(None) };
            let value = self.whole_of(bound)?;
            Ok(Some(match length {
                Some(length) if value < 0 && !is_step => value + length,
                _ => value,
            }))
        };
        let (start, step) = (bound(start, false)?, bound(step, true)?.unwrap_or(1));
        let stop = bound(stop, false)?;
        if step == 0 {
            return fault(at, "the step of a range cannot be 0");
        }
        let (first, last) = match (length, step > 0) {
            (None, _) => (None, None),
            (Some(length), true) => (Some(0), Some(length - 1)),
            (Some(length), false) => (Some(length - 1), Some(0)),
        };
        match (start.or(first), stop.or(last)) {
            (Some(start), Some(stop)) => Ok(Span::new(start, step, stop)),
            _ => fault(at, "a range needs a start and an end here"),
        }
    }
}

/// The numbers of a range, the last one included.
pub(super) struct Span {
    next: Option<i128>,
    step: i128,
    stop: i128,
}

impl Span {
    pub(super) fn new(start: i128, step: i128, stop: i128) -> Span {
        Span {
            next: Some(start),
            step,
            stop,
        }
    }

    /// How many there are; `usize::MAX` for more.
    pub(super) fn size(&self) -> usize {
        let Some(start) = self.next else { return 0 };
        let (from, to) = match self.step > 0 {
            true => (start, self.stop),
            false => (self.stop, start),
        };
        if from > to {
            return 0;
        }
        let more = from.abs_diff(to) / self.step.unsigned_abs().max(1);
        usize::try_from(more).map_or(usize::MAX, |more| more.saturating_add(1))
    }
}

impl Iterator for Span {
    type Item = i128;

    fn next(&mut self) -> Option<i128> {
        let is_inside = |value: &i128| match self.step > 0 {
            true => *value <= self.stop,
            false => *value >= self.stop,
        };
        let value = self.next.filter(is_inside)?;
        self.next = value.checked_add(self.step);
        Some(value)
    }
}

/// The number of a physical qubit, such as `$3`.
pub(super) fn physical(name: &str) -> Option<usize> {
    let digits = name.strip_prefix('$').filter(|name| !name.is_empty())?;
    Some(digits.parse().unwrap_or(usize::MAX))
}

/// The place of an element; a negative index counts from the end.
fn within(index: i128, length: usize, at: usize) -> Read<usize> {
    let found = match index < 0 {
        true => index + length as i128,
        false => index,
    };
    match usize::try_from(found) {
        Ok(found) if found < length => Ok(found),
        _ => fault!(
            at,
            "the index {index} is outside of this register of {length}"
        ),
    }
}
