//! Values and derivatives of a circuit that ranks share.

use std::ops::Range;

use hqnn_model::Error;
use hqnn_model::ranks::{self, Ranks, add, share};
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::gradient::GradientMethod;

/// An [`Evaluator`] whose batches and parameter shifts are shared by [ranks](hqnn_model::ranks). All ranks make it from the same
/// program and call the same methods with the same numbers, and all get all results.
///
/// ```
/// use hqnn_model::Error;
/// use hqnn_model::ranks::Threads;
/// use qkernel_mpi::SharedEvaluator;
/// use qkernel_runtime::evaluator::Column;
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn model(x: Float, w: Float, h: Observable) -> Float {
///     expval(rx(ry(qubit(), x), w), h)
/// }
///
/// let circuit = model { h: Z(0) }.compile().unwrap();
/// let (xs, ws) = ([0.1, 0.5, -0.3, 0.8, 1.1], [0.4]);
/// // Threads in place of processes; with MPI, `qkernel_mpi::run` gives the ranks.
/// let gradients = Threads::run(3, |ranks| {
///     let mut shared = SharedEvaluator::new(circuit.evaluator()?.clone(), ranks, 2);
///     let (mut values, mut by_x, mut by_w) = ([0.0; 5], [0.0; 5], [0.0]);
///     let columns = [Column::Each(&xs[..]), Column::Shared(&ws)];
///     let gradients = &mut [&mut by_x[..], &mut by_w];
///     shared.vjp_batch(&columns, &[1.0; 5], GradientMethod::Adjoint, &mut values, gradients)?;
///     Ok::<_, Error>(by_w[0])
/// });
/// let expected: f64 = xs.iter().map(|x| -x.cos() * ws[0].sin()).sum();
/// for gradient in gradients {
///     assert!((gradient? - expected).abs() < 1e-12);
/// }
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct SharedEvaluator<R> {
    evaluator: Evaluator,
    ranks: R,
    part: usize,
}

/// A batch that was checked: how many samples it has, and the parts of this rank.
struct Batch {
    rows: usize,
    part: usize,
    parts: usize,
    count: usize,
}

impl Batch {
    /// The samples of a part.
    fn part(&self, part: usize) -> Range<usize> {
        part * self.part..((part + 1) * self.part).min(self.rows)
    }

    /// The samples of a rank.
    fn samples(&self, rank: usize) -> Range<usize> {
        let parts = share(self.parts, rank, self.count);
        let end = |part: usize| (part * self.part).min(self.rows);
        end(parts.start)..end(parts.end)
    }

    /// How many numbers each rank has, of so many a sample.
    fn lengths(&self, width: usize) -> Vec<usize> {
        let ranks = 0..self.count;
        ranks.map(|rank| self.samples(rank).len() * width).collect()
    }
}

impl<R: Ranks> SharedEvaluator<R> {
    /// Batches are shared in parts of `part` samples, at least 1: sums over samples depend on it in their last bits, and on the
    /// number of ranks they do not.
    pub fn new(evaluator: Evaluator, ranks: R, part: usize) -> Self {
        SharedEvaluator {
            evaluator,
            ranks,
            part: part.max(1),
        }
    }

    /// The evaluator of this rank.
    pub fn evaluator(&mut self) -> &mut Evaluator {
        &mut self.evaluator
    }

    /// The results for a batch, as [`Evaluator::evaluate_batch`] gives them.
    ///
    /// # Errors
    /// Those of [`Evaluator::evaluate_batch`], on one rank or more: all of them get the error of the first one.
    pub fn evaluate_batch(
        &mut self,
        columns: &[Column<'_>],
        values: &mut [f64],
    ) -> Result<(), Error> {
        let outputs = self.evaluator.outputs();
        let batch = self.begin(columns, &[], |rows| {
            expect("values have", values.len(), rows * outputs)
        })?;
        let mine = self.own(&batch).try_fold(Vec::new(), |mut mine, part| {
            let samples = batch.part(part);
            let start = extend(&mut mine, samples.len() * outputs);
            self.evaluator
                .evaluate_batch(&rows(columns, &samples, batch.rows), &mut mine[start..])
                .map_err(Error::Circuit)?;
            Ok(mine)
        });
        let all = ranks::gather(&self.ranks, mine, &batch.lengths(outputs))?;
        values.copy_from_slice(&all);
        Ok(())
    }

    /// The results for a batch, and the derivatives of Σ cotangent · result over all samples and results, as
    /// [`Evaluator::vjp_batch`] gives them: summed for shared arguments, a row for each sample for the others.
    ///
    /// # Errors
    /// Those of [`Evaluator::vjp_batch`], on one rank or more: all of them get the error of the first one.
    pub fn vjp_batch(
        &mut self,
        columns: &[Column<'_>],
        cotangents: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        gradients: &mut [&mut [f64]],
    ) -> Result<(), Error> {
        let outputs = self.evaluator.outputs();
        let batch = self.begin(columns, cotangents, |rows| {
            expect("values have", values.len(), rows * outputs)?;
            expect("cotangents have", cotangents.len(), rows * outputs)?;
            expect("gradients have", gradients.len(), columns.len())?;
            let mut pairs = columns.iter().zip(gradients.iter());
            pairs.try_for_each(|(column, gradient)| {
                expect("a gradient has", gradient.len(), column.numbers().len())
            })
        })?;
        // Numbers a sample: its values, and the derivatives by its own arguments.
        let widths: Vec<usize> = columns
            .iter()
            .map(|column| match column {
                Column::Each(numbers) => numbers.len() / batch.rows.max(1),
                _ => 0,
            })
            .collect();
        let own_width = outputs + widths.iter().sum::<usize>();
        let shared_width = columns.iter().zip(&widths);
        let shared_width = shared_width.map(|(column, _)| shared(column)).sum();
        let (mut mine, mut sums) = (Vec::new(), Vec::new());
        let computed = self.own(&batch).try_for_each(|part| {
            let samples = batch.part(part);
            let count = samples.len();
            let start = extend(&mut mine, count * own_width);
            let end = extend(&mut sums, shared_width);
            let (values, mut each) = mine[start..].split_at_mut(count * outputs);
            let mut all = &mut sums[end..];
            let mut into = Vec::with_capacity(columns.len());
            for (column, width) in columns.iter().zip(&widths) {
                let (from, length) = match column {
                    Column::Each(_) => (&mut each, count * width),
                    _ => (&mut all, shared(column)),
                };
                let (own, rest) = std::mem::take(from).split_at_mut(length);
                *from = rest;
                into.push(own);
            }
            let computed = self.evaluator.vjp_batch(
                &rows(columns, &samples, batch.rows),
                &cotangents[samples.start * outputs..samples.end * outputs],
                method,
                values,
                &mut into,
            );
            computed.map_err(Error::Circuit)
        });
        let mine = computed.map(|()| mine);
        let all = ranks::gather(&self.ranks, mine, &batch.lengths(own_width))?;
        let sums = ranks::sum(&self.ranks, sums, shared_width, batch.parts, add)?;

        let mut rest = &all[..];
        let mut take = |to: &mut [f64]| {
            let (own, others) = rest.split_at(to.len());
            to.copy_from_slice(own);
            rest = others;
        };
        for part in 0..batch.parts {
            let samples = batch.part(part);
            take(&mut values[samples.start * outputs..samples.end * outputs]);
            for (gradient, width) in gradients.iter_mut().zip(&widths) {
                if *width > 0 {
                    take(&mut gradient[samples.start * width..samples.end * width]);
                }
            }
        }
        let mut sums = &sums[..];
        for (gradient, column) in gradients.iter_mut().zip(columns) {
            let (own, others) = sums.split_at(shared(column));
            if let Column::Shared(_) = column {
                gradient.copy_from_slice(own);
            }
            sums = others;
        }
        Ok(())
    }

    /// The results for one sample, and the derivative of Σ cotangent · result by each argument, as [`Evaluator::vjp`] gives them by
    /// parameter shift, with the same bits. The ranks share the angles: each runs the circuit for some of them, twice or four times an
    /// angle.
    ///
    /// # Errors
    /// Those of [`Evaluator::vjp`], on one rank or more: all of them get the error of the first one.
    pub fn vjp_by_shift(
        &mut self,
        arguments: &[f64],
        cotangent: &[f64],
        values: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<(), Error> {
        let (rank, count) = (self.ranks.rank(), self.ranks.count());
        let angles = self.evaluator.angles();
        let mut batch = Ok([1, 1]);
        if !is_finite(arguments) {
            let mut values = vec![0.0; self.evaluator.outputs()];
            let refused = self.evaluator.evaluate(arguments, &mut values);
            batch = refused.map(|()| [1, 1]).map_err(Error::Circuit);
        }
        self.compare(batch, &[Column::Shared(arguments)], cotangent)?;
        let own = share(angles, rank, count);
        let mine = self.evaluator.slopes(arguments, own);
        let lengths = (0..count).map(|rank| self.evaluator.slopes_len(share(angles, rank, count)));
        let lengths: Vec<usize> = lengths.collect();
        let slopes = ranks::gather(&self.ranks, mine.map_err(Error::Circuit), &lengths)?;
        // Each rank for itself: nothing here takes long.
        let pulled = self
            .evaluator
            .vjp_by_slopes(arguments, cotangent, &slopes, values, gradient);
        ranks::agree(&self.ranks, pulled.map_err(Error::Circuit))
    }

    /// The parts of this rank.
    fn own(&self, batch: &Batch) -> Range<usize> {
        share(batch.parts, self.ranks.rank(), batch.count)
    }

    /// Checks a batch, and that all ranks have the same one.
    fn begin(
        &mut self,
        columns: &[Column<'_>],
        cotangents: &[f64],
        check: impl FnOnce(usize) -> Result<(), Error>,
    ) -> Result<Batch, Error> {
        let (count, part) = (self.ranks.count(), self.part);
        let rows = self.evaluator.rows(columns).map_err(Error::Circuit);
        let batch = rows.and_then(|rows| {
            check(rows)?;
            if columns.iter().any(|column| !is_finite(column.numbers())) {
                // Whichever rank has the sample. The error names the argument.
                let mut values = vec![0.0; rows * self.evaluator.outputs()];
                let refused = self.evaluator.evaluate_batch(columns, &mut values);
                refused.map_err(Error::Circuit)?;
            }
            Ok([rows, part])
        });
        let rows = self.compare(batch, columns, cotangents)?;
        Ok(Batch {
            rows,
            part,
            parts: rows.div_ceil(part),
            count,
        })
    }

    /// Checks that all ranks have the same samples, parts, circuit and numbers. Gives the number of samples.
    fn compare(
        &self,
        batch: Result<[usize; 2], Error>,
        columns: &[Column<'_>],
        cotangents: &[f64],
    ) -> Result<usize, Error> {
        const WIDTH: usize = 4;
        let mine = batch.map(|[rows, part]| {
            let (angles, outputs) = (self.evaluator.angles(), self.evaluator.outputs());
            let mut form = mixed(0, [angles as u64, outputs as u64]);
            let mut numbers = 0;
            for column in columns {
                let each = u64::from(matches!(column, Column::Each(_)));
                form = mixed(form, [each, column.numbers().len() as u64]);
                numbers = mixed(numbers, column.numbers().iter().map(|x| x.to_bits()));
            }
            let numbers = mixed(numbers, cotangents.iter().map(|x| x.to_bits()));
            vec![rows as u64, part as u64, form, numbers]
        });
        let all = ranks::gather_words(&self.ranks, mine, WIDTH)?;
        let (first, others) = all.split_at(WIDTH.min(all.len()));
        for (rank, other) in (1..).zip(others.chunks_exact(WIDTH)) {
            let what = match (other[..2] == first[..2], other[..3] == first[..3]) {
                (false, _) => format!(
                    "{} samples in parts of {}, but rank 0 has {} in parts of {}",
                    other[0], other[1], first[0], first[1]
                ),
                (_, false) => {
                    "another circuit than rank 0, or other lengths of arguments".to_owned()
                }
                _ if other != first => "other numbers than rank 0".to_owned(),
                _ => continue,
            };
            return Err(Error::Mismatch(format!(
                "rank {rank} has {what}: all ranks have to make the same calls with the same numbers"
            )));
        }
        Ok(first[0] as usize)
    }
}

/// A hash with some more numbers.
fn mixed(hash: u64, numbers: impl IntoIterator<Item = u64>) -> u64 {
    numbers.into_iter().fold(hash, |hash, number| {
        (hash.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

fn is_finite(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| number.is_finite())
}

/// How many derivatives by a column are summed over the samples.
fn shared(column: &Column<'_>) -> usize {
    match column {
        Column::Shared(numbers) => numbers.len(),
        _ => 0,
    }
}

/// Some samples of a batch of so many.
fn rows<'a>(columns: &[Column<'a>], samples: &Range<usize>, all: usize) -> Vec<Column<'a>> {
    let some = |column: &Column<'a>| match *column {
        Column::Each(numbers) => {
            let width = numbers.len() / all.max(1);
            Column::Each(&numbers[samples.start * width..samples.end * width])
        }
        other => other,
    };
    columns.iter().map(some).collect()
}

/// Appends zeros. Gives where they begin.
fn extend(numbers: &mut Vec<f64>, count: usize) -> usize {
    let start = numbers.len();
    numbers.resize(start + count, 0.0);
    start
}

fn expect(what: &str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Mismatch(format!(
        "{what} room for {found} numbers, but {expected} are needed"
    )))
}
