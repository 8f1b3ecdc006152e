//! Several processes, or threads, that compute together: ranks.
//!
//! A batch is cut into parts, each rank computes some of them, and their sums are added in a tree that follows from the number
//! of parts alone. So the result has the same bits for any number of ranks. [`Trainer::share`](crate::Trainer::share) trains like
//! this. The crate `qkernel-mpi` has the ranks of MPI; [`Threads`] are ranks within one process, for tests of programs that
//! run over ranks, and [`Alone`] is the one rank of a program that does not.
//!
//! ```
//! use hqnn_model::Error;
//! use hqnn_model::ranks::{Alone, Ranks, Threads, agree, add, share, sum};
//!
//! /// The sum of 0.1, 0.2, .. 1.0, one number a part.
//! fn tenths(ranks: &dyn Ranks) -> Result<f64, Error> {
//!     let mine: Vec<f64> = share(10, ranks.rank(), ranks.count()).map(|i| 0.1 * (i + 1) as f64).collect();
//!     Ok(sum(ranks, mine, 1, 10, add)?[0])
//! }
//!
//! let alone = tenths(&Alone)?;
//! for count in 1..=4 {
//!     let sums = Threads::run(count, |ranks| tenths(ranks).unwrap());
//!     assert!(sums.iter().all(|sum| sum.to_bits() == alone.to_bits()));
//! }
//!
//! // What fails on one rank is an error on all of them.
//! let ends = Threads::run(3, |ranks| {
//!     let mine = if ranks.rank() == 1 { Err(Error::Config("no such file".into())) } else { Ok(()) };
//!     agree(ranks, mine).unwrap_err().to_string()
//! });
//! assert_eq!(ends, ["rank 1: no such file"; 3]);
//! # Ok::<(), Error>(())
//! ```

mod threads;

use std::fmt::Debug;
use std::iter;
use std::ops::Range;

use crate::Error;

pub use threads::Threads;

/// The ranks that compute together: processes or threads, numbered from 0. Each calls the same functions in the same order, and
/// none of them returns before the ranks that it needs have called it too.
pub trait Ranks: Debug {
    /// The number of this rank, from 0.
    fn rank(&self) -> usize;

    /// How many ranks there are, at least 1.
    fn count(&self) -> usize;

    /// The numbers of all ranks, in the order of the ranks. `lengths` says how many each brings: `mine` has as many as
    /// `lengths[self.rank()]`, and all ranks pass the same lengths. Every bit of a number is kept.
    ///
    /// # Errors
    /// A rank has ended, or numbers and lengths do not fit.
    fn gather(&self, mine: &[f64], lengths: &[usize]) -> Result<Vec<f64>, Error>;

    /// Gives `mine` to another rank and takes as many numbers from it, into `theirs`, while that one does the same.
    ///
    /// # Errors
    /// The other rank has ended, or lengths do not fit.
    fn exchange(&self, with: usize, mine: &[f64], theirs: &mut [f64]) -> Result<(), Error>;
}

/// One rank: nothing is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alone;

impl Ranks for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn count(&self) -> usize {
        1
    }

    fn gather(&self, mine: &[f64], lengths: &[usize]) -> Result<Vec<f64>, Error> {
        check_lengths(self, mine, lengths)?;
        Ok(mine.to_vec())
    }

    fn exchange(&self, with: usize, _: &[f64], _: &mut [f64]) -> Result<(), Error> {
        Err(Error::Mismatch(format!(
            "there is no rank {with} to exchange numbers with"
        )))
    }
}

macro_rules! pointer {
    ($pointer:ty) => {
        impl<R: Ranks + ?Sized> Ranks for $pointer {
            fn rank(&self) -> usize {
                (**self).rank()
            }

            fn count(&self) -> usize {
                (**self).count()
            }

            fn gather(&self, mine: &[f64], lengths: &[usize]) -> Result<Vec<f64>, Error> {
                (**self).gather(mine, lengths)
            }

            fn exchange(&self, with: usize, mine: &[f64], theirs: &mut [f64]) -> Result<(), Error> {
                (**self).exchange(with, mine, theirs)
            }
        }
    };
}

pointer!(&R);
pointer!(Box<R>);

/// Whether lengths are as [`Ranks::gather`] wants them, for those who implement it.
///
/// # Errors
/// They are not.
pub fn check_lengths(ranks: &dyn Ranks, mine: &[f64], lengths: &[usize]) -> Result<(), Error> {
    let (rank, count) = (ranks.rank(), ranks.count());
    if lengths.len() == count && lengths.get(rank) == Some(&mine.len()) {
        return Ok(());
    }
    Err(Error::Mismatch(format!(
        "rank {rank} of {count} brings {} numbers, but the lengths are {lengths:?}",
        mine.len()
    )))
}

/// The parts that fall to a rank, of so many: neighbours, and to no rank more than one more than to another.
pub fn share(parts: usize, rank: usize, count: usize) -> Range<usize> {
    let start = |rank: usize| (rank * parts).div_ceil(count.max(1));
    start(rank)..start(rank + 1)
}

/// This rank's own result where those of all ranks are `Ok`, and the error of the first rank that has one otherwise.
///
/// # Errors
/// One rank has an error: [`Error::Rank`] on all of them. Its own, where all ranks have the same.
pub fn agree<T>(ranks: &dyn Ranks, mine: Result<T, Error>) -> Result<T, Error> {
    if ranks.count() == 1 {
        return mine;
    }
    let (result, status) = match mine {
        Ok(result) => (Some(result), Ok(Vec::new())),
        Err(error) => (None, Err(error)),
    };
    gather(ranks, status, &vec![0; ranks.count()])?;
    // A rank whose own error did not come back from `gather` cannot be.
    result.ok_or_else(|| Error::Mismatch("an error of this rank was lost".into()))
}

/// [`gather`] of whole numbers, as many from each rank. Hashes of what has to be the same on all ranks are compared so.
///
/// ```
/// use hqnn_model::ranks::{Ranks, Threads, gather_words};
///
/// let all = Threads::run(2, |rank| {
///     gather_words(rank, Ok(vec![u64::MAX - rank.rank() as u64]), 1).unwrap()
/// });
/// assert_eq!(all[0], [u64::MAX, u64::MAX - 1]);
/// ```
///
/// # Errors
/// As [`gather`].
pub fn gather_words(
    ranks: &dyn Ranks,
    mine: Result<Vec<u64>, Error>,
    width: usize,
) -> Result<Vec<u64>, Error> {
    // A `f64` holds 32 bits as a number, whatever they are.
    let halves = |word: u64| [(word >> 32) as f64, f64::from(word as u32)];
    let mine = mine.map(|words| words.into_iter().flat_map(halves).collect());
    let all = gather(ranks, mine, &vec![2 * width; ranks.count()])?;
    let words = all.as_chunks().0.iter();
    Ok(words
        .map(|&[high, low]| (high as u64) << 32 | low as u64)
        .collect())
}

/// [`Ranks::gather`] of numbers that a rank may have failed to compute.
///
/// # Errors
/// As [`agree`], and those of [`Ranks::gather`].
pub fn gather(
    ranks: &dyn Ranks,
    mine: Result<Vec<f64>, Error>,
    lengths: &[usize],
) -> Result<Vec<f64>, Error> {
    if ranks.count() == 1 {
        return mine;
    }
    // Before its numbers each rank says how it is: 0, or how many bytes its error has, and 1.
    let own = lengths.get(ranks.rank()).unwrap_or(&0);
    let (numbers, failed) = match mine {
        Ok(mine) => (iter::once(0.0).chain(mine).collect::<Vec<_>>(), None),
        Err(error) => {
            let mut numbers = vec![0.0; 1 + own];
            numbers[0] = (error.to_string().len() + 1) as f64;
            (numbers, Some(error))
        }
    };
    let longer: Vec<usize> = lengths.iter().map(|length| 1 + length).collect();
    let all = ranks.gather(&numbers, &longer)?;
    let (mut states, mut gathered) = (Vec::<f64>::new(), Vec::with_capacity(all.len()));
    let mut rest = &all[..];
    for &length in &longer {
        let (own, others) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        states.extend(own.first());
        gathered.extend(own.iter().skip(1));
        rest = others;
    }
    let Some(rank) = states.iter().position(|&state| state != 0.0) else {
        return Ok(gathered);
    };
    let lengths = states.iter().map(|&state| (state as usize).max(1) - 1);
    let lengths: Vec<usize> = lengths.collect();
    let text = failed.as_ref().map(ToString::to_string).unwrap_or_default();
    let text: Vec<f64> = text.bytes().map(f64::from).collect();
    let all = ranks.gather(&text, &lengths)?;
    let mut rest = &all[..];
    let mut texts = Vec::new();
    for &length in &lengths {
        let (own, others) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        texts.push(own);
        rest = others;
    }
    match failed {
        // No rank is to blame for what is wrong on all of them.
        Some(error) if states.iter().all(|&s| s != 0.0) && texts.iter().all(|&t| t == text) => {
            Err(error)
        }
        _ => {
            let bytes: Vec<u8> = texts[rank].iter().map(|&byte| byte as u8).collect();
            let message = String::from_utf8_lossy(&bytes).into_owned();
            Err(Error::Rank { rank, message })
        }
    }
}

/// Adds two numbers.
pub fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// The sum of the rows of all parts, `width` numbers each, the same bits on all ranks and for any number of ranks. `mine` has the
/// rows of the parts that [`share`] gives this rank. `add` adds two numbers: [`add`], or that of another precision.
///
/// The parts are halved, each half is halved, and so on; the two sums are added. Where the ranks are a power of 2 that divides
/// the parts, each rank has a subtree of its own, and pairs of ranks exchange sums, so that a rank sends `width` times the
/// logarithm of the number of ranks. Otherwise each rank gets all rows.
///
/// # Errors
/// Those of [`Ranks`].
pub fn sum(
    ranks: &dyn Ranks,
    mut mine: Vec<f64>,
    width: usize,
    parts: usize,
    add: fn(f64, f64) -> f64,
) -> Result<Vec<f64>, Error> {
    let (rank, count) = (ranks.rank(), ranks.count());
    let own = share(parts, rank, count).len();
    if mine.len() != own * width {
        return Err(Error::Mismatch(format!(
            "rank {rank} of {count} has {own} of {parts} parts with {width} numbers each, but brings {} numbers",
            mine.len()
        )));
    }
    if parts == 0 {
        return Ok(vec![0.0; width]);
    }
    if count.is_power_of_two() && parts.is_multiple_of(count) {
        fold(&mut mine, width, add);
        mine.truncate(width);
        let mut theirs = vec![0.0; width];
        let mut step = 1;
        while step < count {
            ranks.exchange(rank ^ step, &mine, &mut theirs)?;
            for (mine, &theirs) in mine.iter_mut().zip(&theirs) {
                let (low, high) = if rank & step == 0 {
                    (*mine, theirs)
                } else {
                    (theirs, *mine)
                };
                *mine = add(low, high);
            }
            step *= 2;
        }
        return Ok(mine);
    }
    let lengths = (0..count).map(|rank| share(parts, rank, count).len() * width);
    let mut all = ranks.gather(&mine, &lengths.collect::<Vec<_>>())?;
    fold(&mut all, width, add);
    all.truncate(width);
    Ok(all)
}

/// Adds rows into the first one: the sum of the first half, the larger one, and that of the others.
fn fold(rows: &mut [f64], width: usize, add: fn(f64, f64) -> f64) {
    let count = rows.len().checked_div(width).unwrap_or(0);
    if count < 2 {
        return;
    }
    let (first, others) = rows.split_at_mut(count.div_ceil(2) * width);
    fold(first, width, add);
    fold(others, width, add);
    for (sum, &other) in first.iter_mut().zip(&others[..width]) {
        *sum = add(*sum, other);
    }
}

#[cfg(test)]
#[path = "tests/ranks.rs"]
mod tests;
