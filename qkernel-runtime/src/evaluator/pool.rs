//! Evaluators that wait for the next call, so that their buffers are made once.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use super::Evaluator;
use crate::error::Error;
use crate::exact::Plan;
use crate::sample::Shots;

/// How many amplitudes a waiting evaluator may hold on to: 16 MiB a state.
const KEPT: usize = 1 << 20;

/// The evaluators of one circuit.
#[derive(Debug)]
pub(crate) struct Pool {
    shots: Arc<Shots>,
    /// Whether evaluators are kept; those with a large state are not.
    keeps: bool,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// Has never run, so that a clone of it is cheap: the plan is prepared for the engine only once. As it is large, it is in a box, like the others.
    first: Option<Box<Evaluator>>,
    /// Have run, and keep their buffers. They go to and fro at each call.
    #[allow(clippy::vec_box)]
    others: Vec<Box<Evaluator>>,
}

impl Pool {
    pub(crate) fn new(shots: Shots) -> Arc<Pool> {
        Arc::new(Pool {
            keeps: shots.plan().amplitudes() <= KEPT,
            shots: Arc::new(shots),
            waiting: Mutex::default(),
        })
    }

    pub(crate) fn plan(&self) -> &Plan {
        self.shots.plan()
    }

    pub(crate) fn shots(&self) -> &Shots {
        &self.shots
    }

    /// An evaluator that no one else uses.
    pub(crate) fn lease(self: &Arc<Pool>) -> Result<Lease, Error> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let evaluator = match (waiting.others.pop(), &waiting.first) {
            (Some(evaluator), _) => evaluator,
            (None, Some(first)) => first.clone(),
            (None, None) => {
                let first = Evaluator::with_shots(&self.shots)?;
                waiting.first.insert(Box::new(first)).clone()
            }
        };
        Ok(Lease {
            evaluator: Some(evaluator),
            pool: Arc::clone(self),
        })
    }

    /// The evaluator of an earlier call where it is one of these, or another one.
    pub(crate) fn lease_again(self: &Arc<Pool>, last: Option<Lease>) -> Result<Lease, Error> {
        match last {
            Some(lease) if Arc::ptr_eq(&lease.pool, self) => Ok(lease),
            _ => self.lease(),
        }
    }
}

/// An evaluator that goes back to its circuit when it is dropped, with its buffers, for the next call.
#[derive(Debug)]
pub struct Lease {
    /// There until it is dropped.
    evaluator: Option<Box<Evaluator>>,
    pool: Arc<Pool>,
}

impl Lease {
    /// Whether the evaluator is kept for the next call. One with a large state is not: its memory goes back to the system.
    pub fn is_kept(&self) -> bool {
        self.pool.keeps
    }
}

impl Deref for Lease {
    type Target = Evaluator;

    fn deref(&self) -> &Evaluator {
        self.evaluator.as_ref().expect("there until it is dropped")
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Evaluator {
        self.evaluator.as_mut().expect("there until it is dropped")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(evaluator) = self.evaluator.take() else {
            return;
        };
        if self.pool.keeps {
            self.pool
                .waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .others
                .push(evaluator);
        }
    }
}
