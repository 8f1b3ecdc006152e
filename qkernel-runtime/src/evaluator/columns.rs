//! The numbers of a batch, a column for each: slots, angles, and the values of the parts.
//!
//! A number that all samples share has a column of one. What is a copy of another number has no column of its own: in a circuit whose angles are
//! its arguments, and whose results are its expectation values, numbers go from the arguments to the runs and
//! back, and nothing is computed on the way.

use std::ops::Range;

use super::access::{ColumnSource, Gradients};
use crate::arguments::column::Column;
use crate::engine::columns::{to_columns, to_rows};
use crate::engine::{Angles, Batch, Cost, Precision, Run};
use crate::error::Error;
use crate::exact::{Plan, not_finite};
use crate::program::{DerivedForm, Form};

/// Where a column begins, and whether it has a number for each sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct ColumnLayout {
    start: usize,
    each: bool,
}

/// The columns of one kind of batch, and one after the other the buffers that hold them.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns<R> {
    /// The arguments with a row for each sample, that the rest is for; none before the first batch.
    kind: Option<Vec<bool>>,
    /// For each slot, whether it has a number for each sample.
    varying: Vec<bool>,
    /// For each angle, whether it has one.
    varies: Vec<bool>,
    /// For each angle, the slot whose column it takes as its own: nothing else adds to its derivative before the runs do.
    copies: Vec<Option<usize>>,
    /// The angles that are not arguments as they are.
    computed: Vec<usize>,
    /// The derived slots that have to be computed before the runs, and after them.
    steps: [Vec<usize>; 2],
    /// For each slot, the value whose column it takes.
    aliases: Vec<Option<usize>>,
    /// The slots with columns of their own, whose derivatives are sums; the runs write the others.
    summed: Vec<usize>,
    /// The value that each result is, where all are values and each value is one.
    direct: Option<Vec<usize>>,
    /// How many samples the places are for.
    rows: usize,
    /// For each argument, the place of its first number, and how many numbers a sample has of it.
    given: Vec<(ColumnLayout, usize)>,
    slots: Vec<ColumnLayout>,
    angles: Vec<Range<usize>>,
    /// Where the values of the parts begin; each has a number for each sample.
    values: usize,
    numbers: Vec<R>,
    /// The derivatives by the numbers.
    by: Vec<R>,
    /// One column that is being computed, and another.
    line: Vec<f64>,
    other: Vec<f64>,
}

impl<R: Precision> Columns<R> {
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
        let mut take = |form: &Form| form.terms().for_each(|(slot, _)| taken[slot] = true);
        slots.outputs.iter().for_each(&mut take);
        for (step, _) in slots
            .derived
            .iter()
            .zip(&slots.late)
            .filter(|(_, late)| **late)
        {
            step.operands().for_each(&mut take);
        }
        let copies = plan.angles.iter().map(|angle| {
            let slot = angle.value.copy()?;
            (!std::mem::replace(&mut taken[slot], true)).then_some(slot)
        });
        self.copies = copies.collect();
        let aliases = slots.derived.iter().map(|step| match step {
            DerivedForm::Expectation(number) => plan.products.copy(*number),
            _ => None,
        });
        let arguments = std::iter::repeat_n(None, slots.arguments);
        self.aliases = arguments.chain(aliases).collect();
        let plain = |copy: Option<usize>| copy.is_some_and(|slot| slot < slots.arguments);
        self.computed.clear();
        self.computed
            .extend((0..self.copies.len()).filter(|&angle| !plain(self.copies[angle])));
        for (steps, late) in self.steps.iter_mut().zip([false, true]) {
            let own = (0..slots.derived.len()).filter(|&number| {
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
        let only = |step: &DerivedForm| matches!(step, DerivedForm::Expectation(_));
        let late = slots.derived.iter().zip(&slots.late);
        let simple = late.filter(|(_, late)| **late).all(|(step, _)| only(step));
        self.direct = direct.filter(|values| {
            let mut all = values.clone();
            all.sort_unstable();
            simple && all.into_iter().eq(0..plan.values())
        });
    }

    /// Makes every part ready for a batch of so many samples; none if one does not take it. `each_cost` is given what each costs.
    pub(super) fn ready(
        &self,
        plan: &Plan,
        runs: &mut [Box<dyn Run>],
        rows: usize,
        mut each_cost: impl FnMut(Cost),
    ) -> bool {
        let mut runs = runs.iter_mut().zip(&plan.parts);
        runs.all(|(run, piece)| {
            let each = &self.varies[piece.angles.clone()];
            let cost = run.prepare_batch(rows, each);
            cost.is_ok_and(|cost| {
                each_cost(cost);
                R::batch(&mut **run).is_some()
            })
        })
    }

    /// Finds a place for every column, and makes room.
    fn place(&mut self, plan: &Plan, rows: usize) {
        if self.rows == rows {
            return;
        }
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
        let length = next + plan.values() * rows;
        self.numbers.resize(length, R::default());
        self.by.resize(length, R::default());
    }

    /// How many numbers a column has.
    fn length(&self, place: ColumnLayout) -> usize {
        if place.each { self.rows } else { 1 }
    }

    /// The numbers of an affine form, into `line`.
    fn value(&self, form: &Form, length: usize, line: &mut Vec<f64>) {
        line.clear();
        line.resize(length, form.constant);
        for (slot, c) in form.terms() {
            let ColumnLayout { start, each } = self.slots[slot];
            if each {
                let numbers = &self.numbers[start..][..length];
                line.iter_mut()
                    .zip(numbers)
                    .for_each(|(sum, x)| *sum += c * x.wide());
            } else {
                let x = c * self.numbers[start].wide();
                line.iter_mut().for_each(|sum| *sum += x);
            }
        }
    }

    /// Adds the derivative by each slot of an affine form, times `line`.
    fn pull(&mut self, form: &Form, line: &[f64]) {
        for (slot, c) in form.terms() {
            let ColumnLayout { start, each } = self.slots[slot];
            if each {
                let by = &mut self.by[start..][..line.len()];
                by.iter_mut()
                    .zip(line)
                    .for_each(|(sum, w)| *sum = R::narrow(sum.wide() + c * w));
            } else {
                let sum = self.by[start].wide() + c * line.iter().sum::<f64>();
                self.by[start] = R::narrow(sum);
            }
        }
    }

    /// Writes a column.
    fn store(&mut self, start: usize, line: &[f64]) {
        let column = &mut self.numbers[start..][..line.len()];
        column
            .iter_mut()
            .zip(line)
            .for_each(|(x, &new)| *x = R::narrow(new));
    }

    /// Computes the slots that angles may depend on, or the others.
    fn derive(&mut self, plan: &Plan, late: bool) {
        if self.steps[usize::from(late)].is_empty() {
            return;
        }
        let steps = std::mem::take(&mut self.steps[usize::from(late)]);
        let (mut line, mut other) = (
            std::mem::take(&mut self.line),
            std::mem::take(&mut self.other),
        );
        for &number in &steps {
            let step = &plan.slots.derived[number];
            let place = self.slots[plan.slots.arguments + number];
            let length = self.length(place);
            match step {
                DerivedForm::Product(a, b) => {
                    self.value(a, length, &mut line);
                    self.value(b, length, &mut other);
                    line.iter_mut().zip(&other).for_each(|(a, b)| *a *= b);
                }
                DerivedForm::Apply(function, a) => {
                    self.value(a, length, &mut line);
                    line.iter_mut().for_each(|x| *x = function.value(*x));
                }
                DerivedForm::Combine(function, a, b) => {
                    self.value(a, length, &mut line);
                    self.value(b, length, &mut other);
                    let pairs = line.iter_mut().zip(&other);
                    pairs.for_each(|(a, &b)| *a = function.value(*a, b));
                }
                DerivedForm::Expectation(number) => {
                    let (constant, terms) = plan.products.sum(*number);
                    line.clear();
                    line.resize(length, constant);
                    for (coefficient, factors) in terms {
                        for (row, sum) in line.iter_mut().enumerate() {
                            *sum += self.product(coefficient, factors, row);
                        }
                    }
                }
            }
            self.store(place.start, &line);
        }
        (self.line, self.other) = (line, other);
        self.steps[usize::from(late)] = steps;
    }

    /// A product of values of a sample.
    fn product(&self, coefficient: f64, values: &[usize], row: usize) -> f64 {
        let at = |value: &usize| self.numbers[self.values + value * self.rows + row].wide();
        values
            .iter()
            .fold(coefficient, |product, value| product * at(value))
    }

    /// Whether each sample has derivatives by the slots.
    fn check_slopes(&mut self, plan: &Plan) -> Result<(), Error> {
        for &number in &plan.slots.steep {
            let slot = plan.slots.arguments + number;
            let length = if self.slots[slot].each { self.rows } else { 1 };
            let (mut line, mut other) = (
                std::mem::take(&mut self.line),
                std::mem::take(&mut self.other),
            );
            let mut operands = plan.slots.derived[number].operands();
            if let Some(a) = operands.next() {
                self.value(a, length, &mut line);
                match operands.next() {
                    Some(b) => self.value(b, length, &mut other),
                    None => other.clone_from(&line),
                }
            }
            let checked = line
                .iter()
                .zip(&other)
                .try_for_each(|(&x, &y)| plan.check_slope(number, x, y));
            (self.line, self.other) = (line, other);
            checked?;
        }
        Ok(())
    }

    /// Takes the derivatives by the derived slots on, the late ones or the others.
    fn pull_derived(&mut self, plan: &Plan, late: bool) {
        if self.steps[usize::from(late)].is_empty() {
            return;
        }
        let steps = std::mem::take(&mut self.steps[usize::from(late)]);
        let (mut line, mut other) = (
            std::mem::take(&mut self.line),
            std::mem::take(&mut self.other),
        );
        for &number in steps.iter().rev() {
            let step = &plan.slots.derived[number];
            let ColumnLayout { start, each } = self.slots[plan.slots.arguments + number];
            let length = if each { self.rows } else { 1 };
            // What has no weight adds nothing, even where its derivative is infinite.
            let weighted = |columns: &Columns<R>, line: &mut [f64]| {
                let weights = &columns.by[start..][..length];
                for (x, weight) in line.iter_mut().zip(weights) {
                    let weight = weight.wide();
                    *x = if weight == 0.0 { 0.0 } else { weight * *x };
                }
            };
            match step {
                DerivedForm::Product(a, b) => {
                    self.value(a, length, &mut line);
                    self.value(b, length, &mut other);
                    weighted(self, &mut line);
                    weighted(self, &mut other);
                    self.pull(a, &other);
                    self.pull(b, &line);
                }
                DerivedForm::Apply(function, a) => {
                    self.value(a, length, &mut line);
                    line.iter_mut().for_each(|x| *x = function.derivative(*x));
                    weighted(self, &mut line);
                    self.pull(a, &line);
                }
                DerivedForm::Combine(function, a, b) => {
                    self.value(a, length, &mut line);
                    self.value(b, length, &mut other);
                    let pairs = line.iter_mut().zip(&mut other);
                    pairs.for_each(|(a, b)| (*a, *b) = function.derivatives(*a, *b));
                    weighted(self, &mut line);
                    weighted(self, &mut other);
                    self.pull(a, &line);
                    self.pull(b, &other);
                }
                DerivedForm::Expectation(number) => {
                    for (coefficient, factors) in plan.products.sum(*number).1 {
                        for (i, &own) in factors.iter().enumerate() {
                            for row in 0..length {
                                let weight = coefficient * self.by[start + row].wide();
                                let before = self.product(weight, &factors[..i], row);
                                let d = self.product(before, &factors[i + 1..], row);
                                let sum = &mut self.by[self.values + own * self.rows + row];
                                *sum = R::narrow(sum.wide() + d);
                            }
                        }
                    }
                }
            }
        }
        (self.line, self.other) = (line, other);
        self.steps[usize::from(late)] = steps;
    }

    /// The arguments of some rows of a batch that was checked, and the angles.
    fn load(
        &mut self,
        plan: &Plan,
        arguments: &dyn ColumnSource<R>,
        block: Range<usize>,
    ) -> Result<(), Error> {
        self.place(plan, block.len());
        for (number, &(ColumnLayout { start, .. }, length)) in self.given.iter().enumerate() {
            if length == 0 {
                continue;
            }
            match arguments.column(number) {
                Column::Shared(numbers) => {
                    self.numbers[start..][..length].copy_from_slice(numbers);
                }
                Column::Each(numbers) => {
                    let numbers = &numbers[block.start * length..block.end * length];
                    let to = &mut self.numbers[start..][..numbers.len()];
                    to_columns(numbers, length, |c| c, to);
                }
            }
        }
        self.derive(plan, false);
        if self.computed.is_empty() {
            return Ok(());
        }
        let (computed, mut line) = (
            std::mem::take(&mut self.computed),
            std::mem::take(&mut self.line),
        );
        let done = computed
            .iter()
            .try_for_each(|&number| self.compute(plan, number, &mut line));
        (self.computed, self.line) = (computed, line);
        done
    }

    /// Computes an angle that is no argument, and looks whether it is finite.
    fn compute(&mut self, plan: &Plan, number: usize, line: &mut Vec<f64>) -> Result<(), Error> {
        let (angle, column) = (&plan.angles[number], self.angles[number].clone());
        let wrong = |wrong| not_finite(&plan.program, angle.gate, angle.spot, wrong);
        if self.copies[number].is_some() {
            let mut numbers = self.numbers[column].iter().map(|x| x.wide());
            return match numbers.find(|x| !x.is_finite()) {
                Some(number) => Err(wrong(number)),
                None => Ok(()),
            };
        }
        self.value(&angle.value, column.len(), line);
        if let Some(&number) = line.iter().find(|x| !x.is_finite()) {
            return Err(wrong(number));
        }
        self.store(column.start, line);
        Ok(())
    }

    /// The results of some rows of a batch that was checked, one row of `results` a sample.
    pub(super) fn forward(
        &mut self,
        plan: &Plan,
        runs: &mut [Box<dyn Run>],
        arguments: &dyn ColumnSource<R>,
        block: Range<usize>,
        results: &mut [R],
    ) -> Result<(), Error> {
        self.load(plan, arguments, block)?;
        self.each_part(plan, runs, |batch, angles, numbers, _| {
            batch.expectations(angles, numbers)
        })?;
        self.results(plan, results);
        Ok(())
    }

    /// The results once the runs have given their values.
    fn results(&mut self, plan: &Plan, results: &mut [R]) {
        let rows = self.rows;
        if let Some(values) = &self.direct {
            let columns = &self.numbers[self.values..];
            to_rows(columns, values.len(), |c| values[c], results);
            return;
        }
        self.derive(plan, true);
        let mut line = std::mem::take(&mut self.line);
        let outputs = plan.slots.outputs.len();
        for (output, form) in plan.slots.outputs.iter().enumerate() {
            self.value(form, rows, &mut line);
            for (row, &x) in line.iter().enumerate() {
                results[row * outputs + output] = R::narrow(x);
            }
        }
        self.line = line;
    }

    /// Takes cotangents, one row a sample, back to the values of the parts, and past them to the slots.
    fn weigh(&mut self, plan: &Plan, cotangents: &[R]) {
        let rows = self.rows;
        for &slot in &self.summed {
            let ColumnLayout { start, each } = self.slots[slot];
            self.by[start..][..if each { rows } else { 1 }].fill(R::default());
        }
        let outputs = plan.slots.outputs.len();
        if let Some(values) = &self.direct {
            let columns = &mut self.by[self.values..];
            to_columns(cotangents, values.len(), |c| values[c], columns);
            return;
        }
        self.by[self.values..].fill(R::default());
        let mut line = std::mem::take(&mut self.line);
        for (output, form) in plan.slots.outputs.iter().enumerate() {
            line.clear();
            line.extend((0..rows).map(|row| cotangents[row * outputs + output].wide()));
            self.pull(form, &line);
        }
        self.line = line;
        self.pull_derived(plan, true);
    }

    /// Adds the derivatives for the rows that [`forward`](Columns::forward) was last called with, by the adjoint method;
    /// `cotangents` has one row for each of them, which begin with row `first` of the gradients' rows.
    pub(super) fn backward(
        &mut self,
        plan: &Plan,
        runs: &mut [Box<dyn Run>],
        cotangents: &[R],
        first: usize,
        gradients: (&mut dyn Gradients<R>, &mut [f64]),
    ) -> Result<(), Error> {
        self.check_slopes(plan)?;
        self.weigh(plan, cotangents);
        self.each_part(plan, runs, |batch, angles, _, (weights, by)| {
            batch.adjoint(angles, weights, by)
        })?;
        self.gradients(plan, first, gradients);
        Ok(())
    }

    /// Results and derivatives together, where the cotangents are known.
    pub(super) fn both(
        &mut self,
        plan: &Plan,
        runs: &mut [Box<dyn Run>],
        (arguments, block): (&dyn ColumnSource<R>, Range<usize>),
        results: &mut [R],
        (cotangents, first): (&[R], usize),
        gradients: (&mut dyn Gradients<R>, &mut [f64]),
    ) -> Result<(), Error> {
        if self.direct.is_none() {
            // The weights may depend on the values.
            self.forward(plan, runs, arguments, block, results)?;
            return self.backward(plan, runs, cotangents, first, gradients);
        }
        self.load(plan, arguments, block)?;
        self.check_slopes(plan)?;
        self.weigh(plan, cotangents);
        self.each_part(plan, runs, |batch, angles, values, (weights, by)| {
            batch.vjp(angles, weights, values, by)
        })?;
        self.results(plan, results);
        self.gradients(plan, first, gradients);
        Ok(())
    }

    /// Has every part do something: with its angles, its values and the derivatives.
    fn each_part(
        &mut self,
        plan: &Plan,
        runs: &mut [Box<dyn Run>],
        mut work: impl FnMut(
            &mut dyn Batch<R>,
            Angles<'_, R>,
            &mut [R],
            (&[R], &mut [R]),
        ) -> Result<(), crate::engine::Error>,
    ) -> Result<(), Error> {
        let rows = self.rows;
        let (numbers, values) = self.numbers.split_at_mut(self.values);
        let (by, weights) = self.by.split_at_mut(self.values);
        for (piece, run) in plan.parts.iter().zip(runs) {
            let Some(batch) = R::batch(&mut **run) else {
                continue;
            };
            let angles = Angles {
                rows,
                each: &self.varies[piece.angles.clone()],
                columns: &self.angles[piece.angles.clone()],
                numbers,
            };
            let own = piece.values.start * rows..piece.values.end * rows;
            let done = work(batch, angles, &mut values[own.clone()], (&weights[own], by));
            done.map_err(|error| plan.explained(error))?;
        }
        Ok(())
    }

    /// Takes the derivatives by the angles back to the arguments. Those of arguments with a row for each sample are written, the others
    /// added up.
    fn gradients(
        &mut self,
        plan: &Plan,
        first: usize,
        (gradients, sums): (&mut dyn Gradients<R>, &mut [f64]),
    ) {
        if !self.computed.is_empty() {
            let (computed, mut line) = (
                std::mem::take(&mut self.computed),
                std::mem::take(&mut self.line),
            );
            for &number in &computed {
                let angle = &plan.angles[number];
                if self.copies[number].is_none() {
                    line.clear();
                    line.extend(
                        self.by[self.angles[number].clone()]
                            .iter()
                            .map(|d| d.wide()),
                    );
                    self.pull(&angle.value, &line);
                }
            }
            (self.computed, self.line) = (computed, line);
        }
        self.pull_derived(plan, false);
        let mut sums = sums;
        for (number, &(ColumnLayout { start, each }, length)) in self.given.iter().enumerate() {
            let (own, rest) = sums.split_at_mut(length);
            sums = rest;
            if length == 0 {
                continue;
            }
            if each {
                let numbers = &self.by[start..][..length * self.rows];
                let to = &mut gradients.rows(number)[first * length..][..numbers.len()];
                to_rows(numbers, length, |c| c, to);
            } else {
                let numbers = &self.by[start..][..length];
                let both = own.iter_mut().zip(numbers);
                both.for_each(|(sum, d)| *sum += d.wide());
            }
        }
    }

    /// The arguments of a sample of the last batch.
    pub(super) fn arguments(&self, row: usize, arguments: &mut [f64]) {
        for (number, &ColumnLayout { start, each }) in arguments.iter_mut().zip(&self.slots) {
            *number = self.numbers[start + if each { row } else { 0 }].wide();
        }
    }
}
