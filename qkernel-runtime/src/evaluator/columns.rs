//! The numbers of a batch, a column for each: slots, angles, and the values of the parts.
//!
//! A number that all samples share has a column of one. What is a copy of another number has no column of its own: in a circuit whose angles are
//! its arguments, and whose results are its expectation values, numbers go from the arguments to the runs and
//! back, and nothing is computed on the way.

use std::ops::Range;

use super::access::{ColumnSource, Gradients};
use super::places::{ColumnLayout, Places};
use crate::arguments::column::Column;
use crate::engine::columns::{to_columns, to_rows};
use crate::engine::{Angles, Batch, Cost, Precision, Run};
use crate::error::Error;
use crate::exact::{Plan, not_finite};
use crate::program::Derived;

/// Where the columns are, and the buffers that hold them.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns<R> {
    places: Places,
    numbers: Vec<R>,
    /// The derivatives by the numbers.
    by: Vec<R>,
    /// One column that is being computed, and another.
    line: Vec<f64>,
    other: Vec<f64>,
}

/// Writes a column.
fn store<R: Precision>(numbers: &mut [R], start: usize, line: &[f64]) {
    let column = numbers[start..].iter_mut().zip(line);
    column.for_each(|(x, &new)| *x = R::narrow(new));
}

/// A product of values of a sample; `values` are the columns of all values of `rows` samples.
fn product<R: Precision>(
    values: &[R],
    rows: usize,
    coefficient: f64,
    factors: &[usize],
    row: usize,
) -> f64 {
    let at = |value: &usize| values[value * rows + row].wide();
    factors
        .iter()
        .fold(coefficient, |product, value| product * at(value))
}

impl<R: Precision> Columns<R> {
    /// Finds out what varies in a batch, given the arguments that have a row for each sample.
    pub(super) fn vary(&mut self, plan: &Plan, each: &[bool]) {
        self.places.vary(plan, each);
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
            let each = &self.places.varies[piece.angles.clone()];
            let cost = run.prepare_batch(rows, each);
            cost.is_ok_and(|cost| {
                each_cost(cost);
                R::batch(&mut **run).is_some()
            })
        })
    }

    /// Computes the slots that angles may depend on, or the others.
    fn derive(&mut self, plan: &Plan, late: bool) {
        let (places, numbers) = (&self.places, &mut self.numbers);
        let (line, other) = (&mut self.line, &mut self.other);
        for &number in places.steps(late) {
            let step = &plan.slots.step(number);
            let place = places.slots[plan.slots.arguments + number];
            let length = places.length(place);
            places.operands(numbers, step, length, [line, other]);
            let pairs = line.iter_mut().zip(&*other);
            match step {
                Derived::Product(..) => pairs.for_each(|(a, b)| *a *= b),
                Derived::Apply(function, _) => {
                    line.iter_mut().for_each(|x| *x = function.value(*x));
                }
                Derived::Combine(function, ..) => {
                    pairs.for_each(|(a, &b)| *a = function.value(*a, b));
                }
                Derived::Expectation(number) => {
                    let (constant, terms) = plan.products.sum(number.index());
                    let values = &numbers[places.values..];
                    line.clear();
                    line.resize(length, constant);
                    for (coefficient, factors) in terms {
                        for (row, sum) in line.iter_mut().enumerate() {
                            *sum += product(values, places.rows, coefficient, factors, row);
                        }
                    }
                }
            }
            store(numbers, place.start, line);
        }
    }

    /// Whether each sample has derivatives by the slots.
    fn check_slopes(&mut self, plan: &Plan) -> Result<(), Error> {
        let (places, numbers) = (&self.places, &mut self.numbers);
        let (line, other) = (&mut self.line, &mut self.other);
        for &number in &plan.slots.steep {
            let step = &plan.slots.step(number);
            let length = places.length(places.slots[plan.slots.arguments + number]);
            places.operands(numbers, step, length, [line, other]);
            if step.operands().count() == 1 {
                other.clone_from(line);
            }
            let mut pairs = line.iter().zip(&*other);
            pairs.try_for_each(|(&x, &y)| plan.check_slope(number, x, y))?;
        }
        Ok(())
    }

    /// Takes the derivatives by the derived slots on, the late ones or the others.
    fn pull_derived(&mut self, plan: &Plan, late: bool) {
        let (places, numbers, by) = (&self.places, &self.numbers, &mut self.by);
        let (line, other) = (&mut self.line, &mut self.other);
        for &number in places.steps(late).iter().rev() {
            let step = &plan.slots.step(number);
            let place = places.slots[plan.slots.arguments + number];
            let length = places.length(place);
            places.operands(numbers, step, length, [line, other]);
            match step {
                // The derivative by each is the other one.
                Derived::Product(..) => std::mem::swap(line, other),
                Derived::Apply(function, _) => {
                    line.iter_mut().for_each(|x| *x = function.derivative(*x));
                }
                Derived::Combine(function, ..) => {
                    let pairs = line.iter_mut().zip(&mut *other);
                    pairs.for_each(|(a, b)| (*a, *b) = function.derivatives(*a, *b));
                }
                Derived::Expectation(number) => {
                    let (values, rows) = (&numbers[places.values..], places.rows);
                    for (coefficient, factors) in plan.products.sum(number.index()).1 {
                        for (i, &own) in factors.iter().enumerate() {
                            for row in 0..length {
                                let weight = coefficient * by[place.start + row].wide();
                                let before = product(values, rows, weight, &factors[..i], row);
                                let d = product(values, rows, before, &factors[i + 1..], row);
                                let sum = &mut by[places.values + own * rows + row];
                                *sum = R::narrow(sum.wide() + d);
                            }
                        }
                    }
                }
            }
            for (form, column) in step.operands().zip([&mut *line, other]) {
                for (x, weight) in column.iter_mut().zip(&by[place.start..]) {
                    // What has no weight adds nothing, even where its derivative is infinite.
                    let weight = weight.wide();
                    *x = if weight == 0.0 { 0.0 } else { weight * *x };
                }
                places.pull(by, form, column);
            }
        }
    }

    /// The arguments of some rows of a batch that was checked, and the angles.
    fn load(
        &mut self,
        plan: &Plan,
        arguments: &dyn ColumnSource<R>,
        block: Range<usize>,
    ) -> Result<(), Error> {
        if self.places.rows != block.len() {
            let length = self.places.place(plan, block.len());
            self.numbers.resize(length, R::default());
            self.by.resize(length, R::default());
        }
        let given = self.places.given.iter().enumerate();
        for (number, &(ColumnLayout { start, .. }, length)) in given {
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
        self.compute(plan)
    }

    /// Computes the angles that are no arguments, and looks whether they are finite.
    fn compute(&mut self, plan: &Plan) -> Result<(), Error> {
        let (places, numbers, line) = (&self.places, &mut self.numbers, &mut self.line);
        for &number in &places.computed {
            let (angle, column) = (&plan.angles[number], places.angles[number].clone());
            let wrong = if places.copies[number].is_some() {
                let mut all = numbers[column].iter().map(|x| x.wide());
                all.find(|x| !x.is_finite())
            } else {
                places.value(numbers, &angle.value, column.len(), line);
                store(numbers, column.start, line);
                line.iter().copied().find(|x| !x.is_finite())
            };
            if let Some(wrong) = wrong {
                return Err(not_finite(&plan.program, angle.gate, angle.spot, wrong));
            }
        }
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
        if let Some(values) = &self.places.direct {
            let columns = &self.numbers[self.places.values..];
            to_rows(columns, values.len(), |c| values[c], results);
            return;
        }
        self.derive(plan, true);
        let (rows, outputs) = (self.places.rows, plan.slots.outputs.len());
        for (output, form) in plan.slots.outputs.iter().enumerate() {
            let line = &mut self.line;
            self.places.value(&self.numbers, form, rows, line);
            for (row, &x) in line.iter().enumerate() {
                results[row * outputs + output] = R::narrow(x);
            }
        }
    }

    /// Takes cotangents, one row a sample, back to the values of the parts, and past them to the slots.
    fn weigh(&mut self, plan: &Plan, cotangents: &[R]) {
        let (places, by, line) = (&self.places, &mut self.by, &mut self.line);
        for &slot in &places.summed {
            let place = places.slots[slot];
            by[place.start..][..places.length(place)].fill(R::default());
        }
        if let Some(values) = &places.direct {
            let columns = &mut by[places.values..];
            to_columns(cotangents, values.len(), |c| values[c], columns);
            return;
        }
        by[places.values..].fill(R::default());
        let outputs = plan.slots.outputs.len();
        for (output, form) in plan.slots.outputs.iter().enumerate() {
            line.clear();
            line.extend((0..places.rows).map(|row| cotangents[row * outputs + output].wide()));
            places.pull(by, form, line);
        }
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
        if self.places.direct.is_none() {
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
        let places = &self.places;
        let (numbers, values) = self.numbers.split_at_mut(places.values);
        let (by, weights) = self.by.split_at_mut(places.values);
        for (piece, run) in plan.parts.iter().zip(runs) {
            let Some(batch) = R::batch(&mut **run) else {
                continue;
            };
            let angles = Angles {
                rows: places.rows,
                each: &places.varies[piece.angles.clone()],
                columns: &places.angles[piece.angles.clone()],
                numbers,
            };
            let own = piece.values.start * places.rows..piece.values.end * places.rows;
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
        let (places, by, line) = (&self.places, &mut self.by, &mut self.line);
        let own = places.computed.iter();
        for &number in own.filter(|&&number| places.copies[number].is_none()) {
            line.clear();
            line.extend(by[places.angles[number].clone()].iter().map(|d| d.wide()));
            places.pull(by, &plan.angles[number].value, line);
        }
        self.pull_derived(plan, false);
        let mut sums = sums;
        let given = self.places.given.iter().enumerate();
        for (number, &(ColumnLayout { start, each }, length)) in given {
            let (own, rest) = sums.split_at_mut(length);
            sums = rest;
            if length == 0 {
                continue;
            }
            if each {
                let numbers = &self.by[start..][..length * self.places.rows];
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
        for (number, &ColumnLayout { start, each }) in arguments.iter_mut().zip(&self.places.slots)
        {
            *number = self.numbers[start + if each { row } else { 0 }].wide();
        }
    }
}
