//! Batches whose samples only turn single qubits, before these meet: a few terms a sample.
//!
//! In such a batch a sample's angles make a product state, and all that follows is the same for all samples. So the observables are
//! taken backwards through it [once a batch](coefficients), as sums of products of Pauli operators (the Heisenberg picture), and every
//! output of a sample is a sum of products of 1 and the sines and cosines of its angles:
//!
//! ```text
//! output = Σ coefficient · Π (sin x or cos x)
//! ```
//!
//! Most coefficients are always zero: an output sees only the qubits in its light cone, and of a qubit that was turned about Y only
//! ⟨X⟩ and ⟨Z⟩. What is left is [planned](plan) once for a kind of batch; a sample then costs a few operations, however many gates
//! there are, and its [derivatives](kernel) little more. The derivative by an angle that all samples share goes
//! through the coefficients: their derivatives are summed over the batch, and then taken through the same turns once.
//!
//! Products and sums are fused and rounded once on every machine, so the bits are the same for any processor and any vector width.
//!
//! A batch of another kind is refused, with the [reason](encoding::split).

mod block;
mod buffers;
mod coefficients;
mod encoding;
mod factors;
mod fours;
mod kernel;
mod live;
mod matrix;
mod plan;
mod propagate;
mod ready;
mod rotations;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use crate::Cost;
use crate::batched::{Batched, Batches};
use crate::{Angles, Batch, Engine, Error, Part, Register, Run, Rung, Statevector};
use buffers::Buffers;
pub use live::live_angles;
use plan::Plan;
use ready::Ready;

/// The state vector engine, with batches as terms where every sample only prepares a product state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms;

impl Engine for Terms {
    fn name(&self) -> &'static str {
        "terms"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        Ok(Box::new(Batched {
            alone: Statevector.prepare(part)?,
            batches: Together::new(part),
        }))
    }

    fn explain_single(&self, part: &Arc<Part>) -> Result<Rung, Error> {
        Statevector.explain_single(part)
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Statevector.register(kernel, qubits)
    }
}

impl Batches for Together {
    fn fork(&self) -> Together {
        Together::fork(self)
    }

    fn prepare(
        &mut self,
        _: &mut dyn Run,
        _: usize,
        each: &[bool],
    ) -> Result<Cost, Cow<'static, str>> {
        Together::prepare(self, each).map_err(|reason| reason.to_owned().into())
    }

    fn double<'a>(&'a mut self, _: &'a mut dyn Run) -> Option<&'a mut dyn Batch> {
        Some(self)
    }

    fn single<'a>(&'a mut self, _: &'a mut dyn Run) -> Option<&'a mut dyn Batch<f32>> {
        Some(self)
    }
}

/// The last kind of batch: which angles had a number for each row, and the plan for it.
type Last = Option<(Vec<bool>, Result<Arc<Plan>, String>)>;

/// A part, and what is known of the batches that it had.
#[derive(Debug)]
struct Kinds {
    part: Arc<Part>,
    /// For forks, too.
    last: Arc<Mutex<Last>>,
    own: Option<(Vec<bool>, Result<Ready, String>)>,
}

impl Kinds {
    /// Makes ready for batches of a kind.
    fn get(&mut self, each: &[bool]) -> Result<&mut Ready, &str> {
        if self.own.as_ref().is_none_or(|(own, _)| own != each) {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let plan = match &*last {
                Some((known, plan)) if known == each => plan.clone(),
                _ => {
                    let plan = Plan::new(&self.part, each).map(Arc::new);
                    *last = Some((each.to_vec(), plan.clone()));
                    plan
                }
            };
            let ready = plan.map(|plan| Ready::new(plan, each));
            self.own = Some((each.to_vec(), ready));
        }
        match &mut self.own {
            Some((_, Ok(ready))) => Ok(ready),
            Some((_, Err(reason))) => Err(reason),
            None => Err(""),
        }
    }
}

/// What is ready for a batch, or the error for one that is not taken.
fn ready<'a>(kinds: &'a mut Kinds, each: &[bool]) -> Result<&'a mut Ready, Error> {
    kinds.get(each).map_err(|reason| Error::Refused {
        message: format!("the batch is not taken: {reason}"),
    })
}

/// A part whose batches go as terms.
#[derive(Debug)]
pub(crate) struct Together {
    kinds: Kinds,
    double: Buffers<f64, 32, 4, 4>,
    single: Buffers<f32, 32, 8, 8>,
}

impl Together {
    pub(crate) fn new(part: &Arc<Part>) -> Together {
        Together {
            kinds: Kinds {
                part: Arc::clone(part),
                last: Arc::default(),
                own: None,
            },
            double: Buffers::default(),
            single: Buffers::default(),
        }
    }

    pub(crate) fn fork(&self) -> Together {
        let mut fork = Together::new(&self.kinds.part);
        fork.kinds.last = Arc::clone(&self.kinds.last);
        fork
    }

    /// Makes ready for batches of which these angles have a number for each row, and counts their operations.
    ///
    /// # Errors
    /// Why such batches are not taken.
    pub(crate) fn prepare(&mut self, each: &[bool]) -> Result<Cost, &str> {
        self.kinds.get(each).map(|ready| ready.plan.cost())
    }
}

macro_rules! batch {
    ($t:ident, $buffers:ident) => {
        impl Batch<$t> for Together {
            fn expectations(
                &mut self,
                angles: Angles<'_, $t>,
                values: &mut [$t],
            ) -> Result<(), Error> {
                let (kind, buffers) = (ready(&mut self.kinds, angles.each)?, &mut self.$buffers);
                buffers.go(kind, angles, Some(values), None);
                Ok(())
            }

            fn adjoint(
                &mut self,
                angles: Angles<'_, $t>,
                weights: &[$t],
                by_angle: &mut [$t],
            ) -> Result<(), Error> {
                let (kind, buffers) = (ready(&mut self.kinds, angles.each)?, &mut self.$buffers);
                buffers.go(kind, angles, None, Some((weights, by_angle)));
                Ok(())
            }

            fn vjp(
                &mut self,
                angles: Angles<'_, $t>,
                weights: &[$t],
                values: &mut [$t],
                by_angle: &mut [$t],
            ) -> Result<(), Error> {
                let (kind, buffers) = (ready(&mut self.kinds, angles.each)?, &mut self.$buffers);
                buffers.go(kind, angles, Some(values), Some((weights, by_angle)));
                Ok(())
            }
        }
    };
}

batch!(f64, double);
batch!(f32, single);
