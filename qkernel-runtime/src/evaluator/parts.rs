//! A batch in parts of some rows each, which several threads may compute.
//!
//! Which parts a batch has depends on the circuit and the batch alone, and derivatives that are summed over the batch are summed part
//! by part, from the first to the last: so they have the same bits for any number of threads. Each part has an evaluator of its own,
//! which keeps its buffers for the next batch.
//!
//! The caller's thread computes its parts where the batch is. Parts that another thread may take are copied to it and back, so that it
//! borrows nothing; few are copied before another thread has time for them. Which ones are copied differs from call to call, so the
//! first call makes room for the copies of all of them: later ones allocate nothing.

use std::any::Any;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::access::{ColumnSource, Gradients};
use super::kept::Parts;
use super::serial::Serial;
use crate::arguments::column::Column;
use crate::engine::{Crew, Pieces, Precision, is_warm, threads};
use crate::error::Error;
use crate::exact::Plan;
use crate::gradient::GradientMethod;

/// What a batch must be worth to be parted, in nanoseconds, and what a call for it to wake a thread. Such a thread may come too late to help
/// with this call, but it is awake for the next one.
const WORTH: f64 = 50e3;
/// What a call must be worth for a thread that is awake: it copies what that takes, and waits for what it began.
const WARM: f64 = 15e3;
/// What a part must be worth.
const PART: f64 = 12.5e3;
/// How long an operation of [`Cost`] takes, in nanoseconds.
const OPERATION: f64 = 0.25;
/// The most parts, each of which has buffers of its own.
const MOST: usize = 64;
/// Rows of a part that run together are a multiple of this one or that one, so that no lanes are idle.
const ROWS: [usize; 2] = [8, 32];
/// How many amplitudes all parts may have together where each sample has a state of its own.
const AMPLITUDES: usize = 1 << 20;
/// The share of the values alone in the time of values and derivatives.
const FORWARD: f64 = 0.3;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Work {
    Evaluate,
    Forward,
    Backward(GradientMethod),
    Vjp(GradientMethod),
}

impl Work {
    fn has_derivatives(self) -> bool {
        matches!(self, Work::Backward(_) | Work::Vjp(_))
    }
}

/// A batch that was checked, and how it is parted; what the work does not have is empty.
pub(super) struct CheckedBatch<'a, 'b, R> {
    pub(super) work: Work,
    pub(super) parts: Parts,
    pub(super) columns: &'a [Column<'a, R>],
    pub(super) cotangents: &'a [R],
    pub(super) values: &'a mut [R],
    pub(super) gradients: &'a mut [&'b mut [R]],
}

/// The gradients of a batch that is not parted.
struct Whole<'a, 'b, R>(&'a mut [&'b mut [R]]);

impl<R> Gradients<R> for Whole<'_, '_, R> {
    fn rows(&mut self, argument: usize) -> &mut [R] {
        self.0[argument]
    }
}

/// The rows of a part among those of the batch.
struct Within<'a, 'b, R> {
    gradients: &'a mut [&'b mut [R]],
    rows: Range<usize>,
    all: usize,
}

impl<R> Gradients<R> for Within<'_, '_, R> {
    fn rows(&mut self, argument: usize) -> &mut [R] {
        let gradient = &mut self.gradients[argument];
        let width = gradient.len() / self.all.max(1);
        &mut gradient[self.rows.start * width..self.rows.end * width]
    }
}

/// A part of a batch, with what it is computed with.
#[derive(Debug)]
struct BatchPart<R> {
    evaluator: Serial,
    rows: usize,
    work: Work,
    /// Whether it is computed from copies.
    copied: bool,
    copy: Copy<R>,
    cotangents: Vec<R>,
    values: Vec<R>,
    by: Lists<R>,
    done: Result<(), Error>,
}

/// Numbers of each argument.
#[derive(Debug, Default)]
struct Lists<R> {
    numbers: Vec<R>,
    /// Where those of each argument begin, and the last one ends.
    starts: Vec<usize>,
}

impl<R> Lists<R> {
    fn of(&self, argument: usize) -> Range<usize> {
        self.starts[argument]..self.starts[argument + 1]
    }
}

/// Copies of the arguments.
#[derive(Debug, Default)]
struct Copy<R> {
    each: Vec<bool>,
    lists: Lists<R>,
}

impl<R> ColumnSource<R> for Copy<R> {
    fn column(&self, argument: usize) -> Column<'_, R> {
        let numbers = &self.lists.numbers[self.lists.of(argument)];
        if self.each[argument] {
            Column::Each(numbers)
        } else {
            Column::Shared(numbers)
        }
    }
}

/// The derivatives by arguments with a row for each sample.
impl<R> Gradients<R> for Lists<R> {
    fn rows(&mut self, argument: usize) -> &mut [R] {
        let own = self.of(argument);
        &mut self.numbers[own]
    }
}

/// The parts of a batch.
#[derive(Debug)]
struct All<R>(Vec<Arc<Mutex<BatchPart<R>>>>);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: Precision> Pieces for All<R> {
    fn run(&self, piece: usize) {
        let part = &mut *locked(&self.0[piece]);
        let (evaluator, rows, by) = (&mut part.evaluator, 0..part.rows, &mut part.by);
        let (cotangents, values) = (&part.cotangents, &mut part.values);
        part.done = evaluator.part(part.work, &part.copy, rows, cotangents, values, by);
    }
}

/// Who computes parts, in both precisions. A clone begins anew.
#[derive(Debug, Default)]
pub(super) struct Crews {
    double: Option<Crew<All<f64>>>,
    single: Option<Crew<All<f32>>>,
}

impl Clone for Crews {
    fn clone(&self) -> Crews {
        Crews::default()
    }
}

impl Crews {
    /// That of one precision; there are no others than the two.
    fn of<R: Precision>(&mut self) -> Option<&mut Option<Crew<All<R>>>> {
        let Crews { double, single } = self;
        let both: [&mut dyn Any; 2] = [double, single];
        both.into_iter().find_map(|crew| crew.downcast_mut())
    }

    /// Computes a batch part by part, by several threads where it is worth it.
    pub(super) fn compute<R: Precision>(
        &mut self,
        serial: &mut Serial,
        call: CheckedBatch<'_, '_, R>,
    ) -> Result<(), Error> {
        let CheckedBatch {
            work,
            parts,
            columns,
            cotangents,
            values,
            gradients,
        } = call;
        if parts.is_one() {
            let mut all = Whole(gradients);
            return serial.part(work, &columns, 0..parts.rows, cotangents, values, &mut all);
        }
        let (count, outputs) = (parts.count(), serial.outputs());
        let Some(crew) = self.of::<R>() else {
            return Ok(());
        };
        let crew = grown(crew, serial, count);
        // A thread that is woken for values alone helps with their derivatives.
        let is_worth = |values: f64| match work {
            Work::Evaluate => values >= WORTH || values >= WARM && is_warm(),
            Work::Forward | Work::Backward(_) | Work::Vjp(_) => true,
        };
        let most = threads().clamp(1, count);
        let threads = match is_worth(parts.worth * FORWARD) {
            true => most,
            false => 1,
        };
        // Also where this call is done alone: the next one may find a thread awake.
        if most > 1 {
            crew.ready(most);
        }
        let numbers = |part: usize| {
            let rows = parts.range(part);
            rows.start * outputs..rows.end * outputs
        };
        for (number, part) in crew.pieces().0.iter().enumerate().take(count) {
            let part = &mut *locked(part);
            (part.work, part.rows) = (work, parts.range(number).len());
            part.evaluator.batch.each.clone_from(&serial.batch.each);
            part.evaluator.batch.most = AMPLITUDES / count;
            part.copied = false;
            if most > 1 {
                part.make_room(&serial.plan);
            }
        }
        let copy = |all: &All<R>, number: usize| {
            let cotangents = cotangents.get(numbers(number)).unwrap_or_default();
            let part = &mut *locked(&all.0[number]);
            part.take_over(&serial.plan, columns, parts.range(number), cotangents);
        };
        let own = |all: &All<R>, number: usize| {
            let part = &mut *locked(&all.0[number]);
            let cotangents = cotangents.get(numbers(number)).unwrap_or_default();
            let values = values.get_mut(numbers(number)).unwrap_or_default();
            let (rows, all) = (parts.range(number), parts.rows);
            let mut within = Within {
                gradients: &mut *gradients,
                rows: rows.clone(),
                all,
            };
            let evaluator = &mut part.evaluator;
            part.done = evaluator.part(work, &columns, rows, cotangents, values, &mut within);
        };
        crew.run(threads, count, own, copy);
        let mut done = Ok(());
        serial.scratch.by_shared.fill(0.0);
        for (number, part) in crew.pieces().0.iter().enumerate().take(count) {
            let part = &mut *locked(part);
            done = done.and(std::mem::replace(&mut part.done, Ok(())));
            if part.copied {
                if let Some(values) = values.get_mut(numbers(number)) {
                    values.copy_from_slice(&part.values);
                }
                part.give_back(work, parts, number, gradients);
            }
            if work.has_derivatives() {
                let sums = serial.scratch.by_shared.iter_mut();
                sums.zip(&part.evaluator.scratch.by_shared)
                    .for_each(|(sum, d)| *sum += d);
            }
        }
        done
    }
}

/// A crew for so many parts at least.
fn grown<'a, R: Precision>(
    crew: &'a mut Option<Crew<All<R>>>,
    of: &Serial,
    count: usize,
) -> &'a mut Crew<All<R>> {
    let known = crew.as_ref().map_or(0, |crew| crew.pieces().0.len());
    if known < count {
        let mut all = crew
            .take()
            .map_or(Vec::new(), |crew| crew.pieces().0.clone());
        all.resize_with(count, || Arc::new(Mutex::new(BatchPart::new(of))));
        *crew = Some(Crew::new(All(all)));
    }
    crew.get_or_insert_with(|| Crew::new(All(Vec::new())))
}

impl Serial {
    /// How a batch is parted whose arguments were checked, for derivatives by this method.
    pub(super) fn parts<R: Precision>(&mut self, rows: usize, method: GradientMethod) -> Parts {
        let costs = match method {
            GradientMethod::Adjoint => self.joined::<R>(rows),
            _ => None,
        };
        let together = costs.is_some();
        let [once, all] = match costs {
            // Twice as many numbers fit in a vector.
            Some(costs) if size_of::<R>() == 4 => costs.map(|cost| cost / 2.0),
            Some(costs) => costs,
            None => {
                let alone: f64 = self.runs[0].iter().map(|run| run.cost()).sum();
                [0.0, alone * self.runs_of(method) * rows as f64]
            }
        };
        let (once, worth) = (once * OPERATION, all * OPERATION);
        let one = Parts {
            rows,
            size: rows,
            worth,
        };
        if worth < WORTH || worth.is_nan() {
            return one;
        }
        let most = match together {
            true => MOST,
            false => MOST.min(AMPLITUDES / self.plan.amplitudes().max(1)),
        };
        let count = (worth / PART.max(4.0 * once)).min(most as f64) as usize;
        // What is done once is done once a part: two of them take little longer than one where it is a small share.
        let least = if 4.0 * once <= worth { 2 } else { 1 };
        let count = count.max(least.min(most));
        if count < 2 {
            return one;
        }
        // A power of two, so that two threads, or four, have the same number of them.
        let size = rows.div_ceil(1 << count.ilog2());
        let multiple = match together {
            true if size < 2 * ROWS[1] => ROWS[0],
            true => ROWS[1],
            false => 1,
        };
        Parts {
            size: size.next_multiple_of(multiple),
            ..one
        }
    }

    /// How many times as long as by the adjoint method values and derivatives of a sample take.
    fn runs_of(&self, method: GradientMethod) -> f64 {
        let runs = match method {
            GradientMethod::Adjoint => return 1.0,
            GradientMethod::ParameterShift => 1 + 2 * self.plan.angles.len(),
            GradientMethod::FiniteDifference { .. } => 1 + 2 * self.inputs(),
            GradientMethod::Spsa { samples, .. } => 1 + samples.saturating_mul(2),
        };
        runs as f64 * FORWARD
    }

    /// Computes a part of a batch.
    fn part<R: Precision>(
        &mut self,
        work: Work,
        arguments: &dyn ColumnSource<R>,
        rows: Range<usize>,
        cotangents: &[R],
        values: &mut [R],
        gradients: &mut dyn Gradients<R>,
    ) -> Result<(), Error> {
        match work {
            Work::Evaluate => self.evaluate_rows(arguments, rows, values),
            Work::Forward => self.forward_rows(arguments, rows, values),
            Work::Backward(method) => self.backward_rows(cotangents, method, gradients),
            Work::Vjp(method) => {
                self.vjp_rows(arguments, rows, (cotangents, method), values, gradients)
            }
        }
    }
}

impl<R: Precision> BatchPart<R> {
    fn new(of: &Serial) -> BatchPart<R> {
        let mut evaluator = of.clone();
        evaluator.runs.truncate(1);
        evaluator.samples.truncate(1);
        BatchPart {
            evaluator,
            rows: 0,
            work: Work::Evaluate,
            copied: false,
            copy: Copy::default(),
            cotangents: Vec::new(),
            values: Vec::new(),
            by: Lists::default(),
            done: Ok(()),
        }
    }

    /// Makes room for all that is copied for this work.
    fn make_room(&mut self, plan: &Plan) {
        fn room<T>(numbers: &mut Vec<T>, length: usize) {
            numbers.reserve_exact(length.saturating_sub(numbers.len()));
        }
        let arguments = &plan.program.arguments;
        let (mut copied, mut by) = (0, 0);
        for (argument, each) in arguments.iter().zip(&self.evaluator.batch.each) {
            let length = argument.shape.len();
            let all = if *each { self.rows * length } else { 0 };
            copied += length.max(all);
            by += all;
        }
        let results = self.rows * plan.slots.outputs.len();
        room(&mut self.values, results);
        room(&mut self.copy.each, arguments.len());
        room(&mut self.copy.lists.numbers, copied);
        for starts in [&mut self.copy.lists.starts, &mut self.by.starts] {
            room(starts, arguments.len() + 1);
        }
        room(&mut self.by.numbers, by);
        if self.work.has_derivatives() {
            room(&mut self.cotangents, results);
        }
    }

    /// Copies what the part needs of the batch, and makes room for what it gives.
    fn take_over(
        &mut self,
        plan: &Plan,
        columns: &[Column<'_, R>],
        rows: Range<usize>,
        cotangents: &[R],
    ) {
        self.copied = true;
        let outputs = plan.slots.outputs.len();
        let each = &self.evaluator.batch.each;
        self.cotangents.clear();
        self.cotangents.extend_from_slice(cotangents);
        self.values.resize(rows.len() * outputs, R::default());
        self.copy.each.clone_from(each);
        self.copy.lists.numbers.clear();
        for starts in [&mut self.copy.lists.starts, &mut self.by.starts] {
            starts.clear();
            starts.push(0);
        }
        let mut end = 0;
        for (number, argument) in plan.program.arguments.iter().enumerate() {
            let width = argument.shape.len();
            match columns.get(number) {
                Some(Column::Shared(numbers)) => self.copy.lists.numbers.extend_from_slice(numbers),
                Some(Column::Each(numbers)) => {
                    let numbers = &numbers[rows.start * width..rows.end * width];
                    self.copy.lists.numbers.extend_from_slice(numbers);
                }
                None => {}
            }
            self.copy.lists.starts.push(self.copy.lists.numbers.len());
            end += if each[number] { rows.len() * width } else { 0 };
            self.by.starts.push(end);
        }
        self.by.numbers.resize(end, R::default());
    }

    /// Copies the derivatives back.
    fn give_back(&mut self, work: Work, parts: Parts, number: usize, gradients: &mut [&mut [R]]) {
        if !work.has_derivatives() {
            return;
        }
        let mut within = Within {
            gradients,
            rows: parts.range(number),
            all: parts.rows,
        };
        for (argument, each) in self.copy.each.iter().enumerate() {
            if *each {
                let to = within.rows(argument);
                to.copy_from_slice(self.by.rows(argument));
            }
        }
    }
}
