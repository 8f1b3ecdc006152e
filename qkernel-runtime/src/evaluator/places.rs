//! Which columns a kind of batch has, and where they are.

use std::ops::Range;

use crate::engine::Precision;
use crate::exact::Plan;
use crate::program::{Derived, Form, Located, Positioned};

/// Where a column begins, and whether it has a number for each sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ColumnLayout {
    pub(super) start: usize,
    pub(super) each: bool,
}

/// The columns of one kind of batch, in buffers that hold one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// The arguments with a row for each sample, that the rest is for; none before the first batch.
    kind: Option<Vec<bool>>,
    /// For each slot, whether it has a number for each sample.
    varying: Vec<bool>,
    /// For each angle, whether it has one.
    pub(super) varies: Vec<bool>,
    /// For each angle, the slot whose column it takes as its own: nothing else adds to its derivative before the runs do.
    pub(super) copies: Vec<Option<usize>>,
    /// The angles that are not arguments as they are.
    pub(super) computed: Vec<usize>,
    /// The derived slots that have to be computed before the runs, and after them.
    steps: [Vec<usize>; 2],
    /// For each slot, the value whose column it takes.
    aliases: Vec<Option<usize>>,
    /// The slots with columns of their own, whose derivatives are sums; the runs write the others.
    pub(super) summed: Vec<usize>,
    /// The value that each result is, where all are values and each value is one.
    pub(super) direct: Option<Vec<usize>>,
    /// How many samples the places are for.
    pub(super) rows: usize,
    /// For each argument, the place of its first number, and how many numbers a sample has of it.
    pub(super) given: Vec<(ColumnLayout, usize)>,
    pub(super) slots: Vec<ColumnLayout>,
    pub(super) angles: Vec<Range<usize>>,
    /// Where the values of the parts begin; each has a number for each sample.
    pub(super) values: usize,
}

impl Places {
    /// Finds out what varies in a batch, given the arguments that have a row for each sample.
    pub(super) fn vary(&mut self, plan: &Plan, each: &[bool]) {
        if self.kind.as_deref() == Some(each) {
            return;
        }
        self.kind = Some(each.to_vec());
        self.rows = 0;
        let slots = &plan.slots;
        plan.mark(each, &mut self.varying);
        self.varies.clear();
        let varies = plan
            .angles
            .iter()
            .map(|angle| angle.value.reads(&self.varying));
        self.varies.extend(varies);
        // What the results depend on without the runs, and what has an angle already.
        let mut taken = vec![false; slots.len()];
        let outputs = slots.outputs.iter().flat_map(Form::terms);
        outputs.for_each(|(slot, _)| taken[slot] = true);
        for (step, _) in slots.derived().zip(&slots.late).filter(|(_, late)| **late) {
            let operands = step.operands().flat_map(Positioned::terms);
            operands.for_each(|(slot, _)| taken[slot] = true);
        }
        let copies = plan.angles.iter().map(|angle| {
            let slot = angle.value.copy()?;
            (!std::mem::replace(&mut taken[slot], true)).then_some(slot)
        });
        self.copies = copies.collect();
        let aliases = slots.derived().map(|step| match step {
            Derived::Expectation(number) => plan.products.copy(number.index()),
            _ => None,
        });
        let arguments = std::iter::repeat_n(None, slots.arguments);
        self.aliases = arguments.chain(aliases).collect();
        let plain = |copy: Option<usize>| copy.is_some_and(|slot| slot < slots.arguments);
        self.computed.clear();
        self.computed
            .extend((0..self.copies.len()).filter(|&angle| !plain(self.copies[angle])));
        for (steps, late) in self.steps.iter_mut().zip([false, true]) {
            let own = (0..slots.late.len()).filter(|&number| {
                slots.late[number] == late && self.aliases[slots.arguments + number].is_none()
            });
            steps.clear();
            steps.extend(own);
        }
        let mut own: Vec<bool> = self.aliases.iter().map(Option::is_none).collect();
        self.copies
            .iter()
            .flatten()
            .for_each(|&slot| own[slot] = false);
        self.summed.clear();
        self.summed.extend((0..own.len()).filter(|&slot| own[slot]));
        let results = slots.outputs.iter();
        let direct: Option<Vec<usize>> = results.map(|form| self.aliases[form.copy()?]).collect();
        let mut late = slots.derived().zip(&slots.late).filter(|(_, late)| **late);
        let simple = late.all(|(step, _)| matches!(step, Derived::Expectation(_)));
        self.direct = direct.filter(|values| {
            let mut all = values.clone();
            all.sort_unstable();
            simple && all.into_iter().eq(0..plan.values())
        });
    }

    /// Finds a place for every column of a batch of so many samples; gives how long the buffers are.
    pub(super) fn place(&mut self, plan: &Plan, rows: usize) -> usize {
        self.rows = rows;
        let mut next = 0;
        let mut place = |each: bool| {
            let start = next;
            next += if each { rows } else { 1 };
            ColumnLayout { start, each }
        };
        self.slots.clear();
        for (alias, &each) in self.aliases.iter().zip(&self.varying) {
            self.slots.push(match alias {
                Some(_) => ColumnLayout { start: 0, each },
                None => place(each),
            });
        }
        self.angles.clear();
        for (copy, &each) in self.copies.iter().zip(&self.varies) {
            let ColumnLayout { start, .. } = match *copy {
                Some(slot) => self.slots[slot],
                None => place(each),
            };
            self.angles.push(start..start + if each { rows } else { 1 });
        }
        self.values = next;
        for (alias, slot) in self.aliases.iter().zip(&mut self.slots) {
            if let Some(value) = alias {
                slot.start = next + value * rows;
            }
        }
        self.given.clear();
        let mut first = 0;
        for argument in &plan.program.arguments {
            let length = argument.shape.len();
            let place = self.slots.get(first).copied().unwrap_or_default();
            self.given.push((place, length));
            first += length;
        }
        next + plan.values() * rows
    }

    /// How many numbers a column has.
    pub(super) fn length(&self, place: ColumnLayout) -> usize {
        if place.each { self.rows } else { 1 }
    }

    /// The derived slots that have to be computed before the runs, or after them.
    pub(super) fn steps(&self, late: bool) -> &[usize] {
        &self.steps[usize::from(late)]
    }

    /// The numbers of an affine form, a column of this length, into `line`.
    pub(super) fn value<R: Precision>(
        &self,
        numbers: &[R],
        form: &impl Positioned,
        length: usize,
        line: &mut Vec<f64>,
    ) {
        line.clear();
        line.resize(length, form.constant());
        for (slot, c) in form.terms() {
            let ColumnLayout { start, each } = self.slots[slot];
            if each {
                let column = &numbers[start..][..length];
                line.iter_mut()
                    .zip(column)
                    .for_each(|(sum, x)| *sum += c * x.wide());
            } else {
                let x = c * numbers[start].wide();
                line.iter_mut().for_each(|sum| *sum += x);
            }
        }
    }

    /// The numbers of the operands of a derived slot, a column of this length for each.
    pub(super) fn operands<R: Precision>(
        &self,
        numbers: &[R],
        step: &Derived<Located<'_>>,
        length: usize,
        columns: [&mut Vec<f64>; 2],
    ) {
        for (form, column) in step.operands().zip(columns) {
            self.value(numbers, form, length, column);
        }
    }

    /// Adds the derivative by each slot of an affine form, times `line`.
    pub(super) fn pull<R: Precision>(&self, by: &mut [R], form: &impl Positioned, line: &[f64]) {
        for (slot, c) in form.terms() {
            let ColumnLayout { start, each } = self.slots[slot];
            if each {
                let by = &mut by[start..][..line.len()];
                by.iter_mut()
                    .zip(line)
                    .for_each(|(sum, w)| *sum = R::narrow(sum.wide() + c * w));
            } else {
                let sum = by[start].wide() + c * line.iter().sum::<f64>();
                by[start] = R::narrow(sum);
            }
        }
    }
}
