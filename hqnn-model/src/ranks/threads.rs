//! Ranks that are threads of one process.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::{Ranks, check_lengths};
use crate::Error;

/// A thread that is one of several ranks. Tests of a program that runs over ranks need no MPI with these; to compute faster, leave
/// a batch to the threads that a circuit has of its own.
#[derive(Debug)]
pub struct Threads {
    rank: usize,
    /// To each rank.
    to: Vec<Sender<Vec<f64>>>,
    /// From each rank.
    from: Vec<Receiver<Vec<f64>>>,
}

impl Threads {
    /// So many ranks, each to be moved to a thread of its own.
    pub fn new(count: usize) -> Vec<Threads> {
        let mut all: Vec<Threads> = (0..count)
            .map(|rank| Threads {
                rank,
                to: Vec::new(),
                from: Vec::new(),
            })
            .collect();
        for from in 0..count {
            for to in 0..count {
                let (sender, receiver) = channel();
                all[from].to.push(sender);
                all[to].from.push(receiver);
            }
        }
        all
    }

    /// Calls a function on so many ranks at once. Gives the results in the order of the ranks.
    ///
    /// # Panics
    /// The function panics on one of them.
    pub fn run<T: Send>(count: usize, rank: impl Fn(&Threads) -> T + Sync) -> Vec<T> {
        thread::scope(|scope| {
            let rank = &rank;
            let start = |ranks: Threads| scope.spawn(move || rank(&ranks));
            let threads: Vec<_> = Threads::new(count).into_iter().map(start).collect();
            let join = |thread: thread::ScopedJoinHandle<'_, T>| thread.join();
            let results: Vec<_> = threads.into_iter().map(join).collect();
            let fail = |panic| std::panic::resume_unwind(panic);
            results
                .into_iter()
                .map(|r| r.unwrap_or_else(fail))
                .collect()
        })
    }

    fn send(&self, rank: usize, numbers: &[f64]) -> Result<(), Error> {
        let sent = self.to.get(rank).map(|to| to.send(numbers.to_vec()));
        sent.and_then(Result::ok).ok_or_else(|| ended(rank))
    }

    fn receive(&self, rank: usize, length: usize) -> Result<Vec<f64>, Error> {
        let numbers = self.from.get(rank).and_then(|from| from.recv().ok());
        match numbers {
            None => Err(ended(rank)),
            Some(numbers) if numbers.len() == length => Ok(numbers),
            Some(numbers) => Err(Error::Mismatch(format!(
                "rank {rank} sent {} numbers, but rank {} waits for {length}",
                numbers.len(),
                self.rank
            ))),
        }
    }
}

fn ended(rank: usize) -> Error {
    Error::Rank {
        rank,
        message: "has ended before the others".into(),
    }
}

impl Ranks for Threads {
    fn rank(&self) -> usize {
        self.rank
    }

    fn count(&self) -> usize {
        self.to.len()
    }

    fn gather(&self, mine: &[f64], lengths: &[usize]) -> Result<Vec<f64>, Error> {
        check_lengths(self, mine, lengths)?;
        for rank in 0..self.count() {
            self.send(rank, mine)?;
        }
        let mut all = Vec::with_capacity(lengths.iter().sum());
        for (rank, &length) in lengths.iter().enumerate() {
            all.extend(self.receive(rank, length)?);
        }
        Ok(all)
    }

    fn exchange(&self, with: usize, mine: &[f64], theirs: &mut [f64]) -> Result<(), Error> {
        self.send(with, mine)?;
        theirs.copy_from_slice(&self.receive(with, theirs.len())?);
        Ok(())
    }
}
