//! Assignments.

use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::Access::Variable;
use super::reader::{Entry, Reader};
use super::syntax::{Base, Expr, ExprKind, Item, Scalar};
use super::value::Value;
use crate::plural::counted;

impl<'t> Reader<'t> {
    pub(super) fn assign_bits(
        &mut self,
        cells: &[usize],
        of: Scalar,
        value: &Expr<'t>,
    ) -> Read<()> {
        let at = value.at;
        if let ExprKind::Measure(operand) = &value.kind {
            let (qubits, _) = self.qubits(operand)?;
            if qubits.len() != cells.len() {
                let found = counted(qubits.len(), "qubit");
                let places = counted(cells.len(), "bit");
                return fault!(at, "the outcomes of {found} cannot be put into {places}");
            }
            return self.measure(&qubits, cells, at);
        }
        // What a subroutine measures is in no bit of the text once it has returned.
        let own = match &value.kind {
            // Of several bits, two may be one.
            ExprKind::Call(name, _)
                if cells.len() == 1 && matches!(self.look_up(name), Some(Entry::Def(_))) =>
            {
                self.cells.len()
            }
            _ => usize::MAX,
        };
        let found = self.eval(value)?;
        let bits = self.converted(found, of, at)?.bits().unwrap_or_default();
        self.steps(bits.len(), at)?;
        self.assign_own(cells, &bits, own, at)
    }

    pub(super) fn assignment(
        &mut self,
        target: &Expr<'t>,
        op: Option<&'static str>,
        value: &Expr<'t>,
        at: usize,
    ) -> Read<()> {
        let inner = match &target.kind {
            ExprKind::Index(inner, _) => &inner.kind,
            other => other,
        };
        let ExprKind::Name(name) = inner else {
            return fault(target.at, "this cannot be assigned to");
        };
        match self.variable(name) {
            Some((_, Entry::Bits(_, Variable))) => {
                let (cells, single) = self.cells_of(target)?;
                let of = Scalar::new(Base::Bit, (!single).then_some(cells.len()));
                let Some(op) = op else {
                    return self.assign_bits(&cells, of, value);
                };
                let (old, new) = (self.eval(target)?, self.eval(value)?);
                let found = self.binary(op, old, new, at)?;
                let bits = self.converted(found, of, at)?.bits().unwrap_or_default();
                self.assign(&cells, &bits, at)
            }
            Some((scope, &Entry::Number(of, _, Variable))) => {
                if !matches!(target.kind, ExprKind::Name(_)) {
                    return fault(target.at, "bits of a number cannot be assigned to");
                }
                let found = self.updated(target, op, value, of, at)?;
                self.set_number(scope, name, found, at);
                Ok(())
            }
            Some((scope, Entry::Array(of, values, Variable))) => {
                let (of, count) = (*of, values.len());
                let ExprKind::Index(_, items) = &target.kind else {
                    if op.is_some() {
                        return fault(at, "one element of an array is needed here");
                    }
                    let found = self.elements(value, of, count)?;
                    if let Some(Entry::Array(_, values, _)) = self.changing(scope, name, at) {
                        *values = found;
                    }
                    return Ok(());
                };
                let [Item::One(index)] = &items[..] else {
                    return fault(target.at, "one element of an array is needed here");
                };
                let index = self.index(index, count)?;
                let found = self.updated(target, op, value, of, at)?;
                let mut copied = 0;
                if let Some(Entry::Array(_, values, _)) = self.changing(scope, name, at) {
                    if Rc::get_mut(values).is_none() {
                        *values = values.iter().cloned().collect();
                        copied = values.len();
                    }
                    if let Some(values) = Rc::get_mut(values) {
                        values[index] = Some(found);
                    }
                }
                self.steps(copied, at)
            }
            // Durations are not kept.
            Some((_, Entry::Duration)) if matches!(target.kind, ExprKind::Name(_)) => Ok(()),
            Some(_) => fault!(target.at, "`{name}` cannot be assigned to"),
            None => self.unknown(name, target.at),
        }
    }

    /// What a number is assigned: the value, or with an operator what it gives with the old one.
    fn updated(
        &mut self,
        target: &Expr<'t>,
        op: Option<&'static str>,
        value: &Expr<'t>,
        of: Scalar,
        at: usize,
    ) -> Read<Value> {
        let mut found = self.eval(value)?;
        if let Some(op) = op {
            let old = self.eval(target)?;
            found = self.binary(op, old, found, at)?;
        }
        self.stored(found, of, value.at)
    }

    /// The elements of an array: values in braces, or those of another array.
    pub(super) fn elements(
        &mut self,
        value: &Expr<'t>,
        of: Scalar,
        count: usize,
    ) -> Read<Rc<[Option<Value>]>> {
        let at = value.at;
        let mut all = Vec::new();
        match &value.kind {
            ExprKind::Set(elements) => {
                for element in elements {
                    let value = self.eval(element)?;
                    all.push(Some(self.stored(value, of, element.at)?));
                }
            }
            ExprKind::Name(name) if let Some(Entry::Array(_, values, _)) = self.look_up(name) => {
                let values = Rc::clone(values);
                self.steps(values.len(), at)?;
                for value in values.iter() {
                    let value = value.clone().map(|value| self.converted(value, of, at));
                    all.push(value.transpose()?);
                }
            }
            _ => {
                return fault(
                    at,
                    "the values of an array are written in braces, or are another array",
                );
            }
        }
        if all.len() != count {
            let found = all.len();
            return fault!(at, "{found} values for an array of {count}");
        }
        Ok(all.into())
    }
}
