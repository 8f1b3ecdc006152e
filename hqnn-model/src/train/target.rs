//! What is to be learnt of a sample, and how near a network comes to it.

use crate::metrics::share;
use crate::{Error, Evaluation};

/// What is to be learnt of a sample. `usize` is the number of a class; `[f64; N]` are `N` numbers.
pub trait Target: Clone + std::fmt::Debug {
    /// How good the outputs so far are.
    type Score: Default;
    /// How good a network is on all test samples.
    type Evaluation;

    /// The least value that [`score`](Target::score) can have; the largest is 1.
    const LEAST_SCORE: f64;

    /// Says what is wrong with this target for a network of that many outputs.
    ///
    /// # Errors
    /// Something is.
    fn check(&self, outputs: usize) -> Result<(), String>;

    /// Counts one more sample: what the network made of it.
    fn count(&self, output: &[f64], score: &mut Self::Score);

    /// The score as one number, 1 for a network that makes no mistake: the share of samples that are right, or the share of
    /// the targets' variance that the network explains (R²).
    fn score(score: &Self::Score) -> f64;

    /// The score of an evaluation, as [`score`](Target::score).
    fn overall(evaluation: &Self::Evaluation) -> f64;

    /// Judges a network by its outputs, one row of that width for each target.
    ///
    /// # Errors
    /// Targets and outputs do not fit each other.
    fn evaluate(targets: &[Self], outputs: &[f64], width: usize)
    -> Result<Self::Evaluation, Error>;

    /// The target as bits, to tell data apart.
    fn bits(&self) -> Vec<u64>;
}

/// How many samples were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Samples whose class has the largest output.
    pub right: usize,
    /// All samples so far.
    pub seen: usize,
}

/// A class, numbered from 0: the network has one output, a logit, for each class.
impl Target for usize {
    type Score = Hits;
    type Evaluation = Evaluation;
    const LEAST_SCORE: f64 = 0.0;

    fn check(&self, outputs: usize) -> Result<(), String> {
        if *self < outputs {
            Ok(())
        } else {
            Err(format!(
                "has label {self}, but the network has {outputs} outputs"
            ))
        }
    }

    fn count(&self, output: &[f64], score: &mut Hits) {
        score.right += usize::from(largest(output) == *self);
        score.seen += 1;
    }

    fn score(score: &Hits) -> f64 {
        share(score.right, score.seen)
    }

    fn overall(evaluation: &Evaluation) -> f64 {
        evaluation.accuracy()
    }

    fn evaluate(targets: &[usize], outputs: &[f64], width: usize) -> Result<Evaluation, Error> {
        let predictions = outputs.chunks_exact(width.max(1)).map(largest).collect();
        Evaluation::new(targets.to_vec(), predictions, width)
    }

    fn bits(&self) -> Vec<u64> {
        vec![*self as u64]
    }
}

/// The place of the largest number, the first of equal ones.
fn largest(row: &[f64]) -> usize {
    (1..row.len()).fold(
        0,
        |best, class| if row[class] > row[best] { class } else { best },
    )
}

/// Sums over the samples so far, from which R² follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors<const N: usize> {
    seen: usize,
    mean: [f64; N],
    /// Σ (target - mean)²
    spread: f64,
    /// Σ (target - output)²
    squared: f64,
}

impl<const N: usize> Default for Errors<N> {
    fn default() -> Self {
        Errors {
            seen: 0,
            mean: [0.0; N],
            spread: 0.0,
            squared: 0.0,
        }
    }
}

impl<const N: usize> Errors<N> {
    /// 1 - Σ (target - output)² / Σ (target - mean)². Targets that are all equal count as explained if they are met exactly.
    pub fn r_squared(&self) -> f64 {
        if self.spread > 0.0 {
            1.0 - self.squared / self.spread
        } else if self.squared == 0.0 && self.seen > 0 {
            1.0
        } else {
            0.0
        }
    }

    /// The mean of (target - output)² over samples and outputs; 0 without samples.
    pub fn mean_squared(&self) -> f64 {
        self.squared / (self.seen * N).max(1) as f64
    }
}

/// What a network makes of samples whose targets are `N` numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression<const N: usize> {
    /// The targets.
    pub targets: Vec<[f64; N]>,
    /// What the network gives for each.
    pub outputs: Vec<[f64; N]>,
    errors: Errors<N>,
}

impl<const N: usize> Regression<N> {
    /// The share of the targets' variance that the network explains: 1 is perfect, 0 is no better than the mean of the
    /// targets, and below 0 is worse.
    pub fn r_squared(&self) -> f64 {
        self.errors.r_squared()
    }

    /// The mean of (target - output)² over samples and outputs; 0 without samples.
    pub fn mean_squared_error(&self) -> f64 {
        self.errors.mean_squared()
    }
}

/// Numbers: the network has as many outputs.
impl<const N: usize> Target for [f64; N] {
    type Score = Errors<N>;
    type Evaluation = Regression<N>;
    const LEAST_SCORE: f64 = f64::NEG_INFINITY;

    fn check(&self, outputs: usize) -> Result<(), String> {
        if N != outputs {
            return Err(format!(
                "has {N} numbers as its target, but the network has {outputs} outputs"
            ));
        }
        match self.iter().find(|number| !number.is_finite()) {
            Some(number) => Err(format!("has {number} in its target")),
            None => Ok(()),
        }
    }

    fn count(&self, output: &[f64], score: &mut Errors<N>) {
        score.seen += 1;
        for ((target, output), mean) in self.iter().zip(output).zip(&mut score.mean) {
            // Welford's update: no large sums are subtracted.
            let before = target - *mean;
            *mean += before / score.seen as f64;
            score.spread += before * (target - *mean);
            score.squared += (target - output).powi(2);
        }
    }

    fn score(score: &Errors<N>) -> f64 {
        score.r_squared()
    }

    fn overall(evaluation: &Regression<N>) -> f64 {
        evaluation.r_squared()
    }

    fn evaluate(targets: &[Self], outputs: &[f64], width: usize) -> Result<Regression<N>, Error> {
        let (rows, rest) = outputs.as_chunks::<N>();
        if width != N || rows.len() != targets.len() || !rest.is_empty() {
            return Err(Error::Mismatch(format!(
                "{} targets of {N} numbers and {} outputs in rows of {width}",
                targets.len(),
                outputs.len()
            )));
        }
        let mut errors = Errors::default();
        for (target, row) in targets.iter().zip(rows) {
            target.count(row, &mut errors);
        }
        Ok(Regression {
            targets: targets.to_vec(),
            outputs: rows.to_vec(),
            errors,
        })
    }

    fn bits(&self) -> Vec<u64> {
        self.iter().map(|x| x.to_bits()).collect()
    }
}
