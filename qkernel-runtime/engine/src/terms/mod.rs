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

mod coefficients;
mod encoding;
mod kernel;
mod live;
mod plan;
mod propagate;
mod rotations;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::batched::{Batched, Batches};
use crate::choice::Cost;
use crate::wide::widest;
use crate::{Angles, Batch, Engine, Error, Part, Precision, Register, Run, Statevector};
use coefficients::{Coefficients, Evaluate, Pull};
use kernel::{Back, Blocks, Rows};
pub use live::live_angles;
use plan::Plan;
use rotations::By;

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

/// A plan, ready for batches.
#[derive(Debug)]
struct Ready {
    plan: Arc<Plan>,
    coefficients: Coefficients,
    /// Angles with a number for each row that no term depends on.
    unused: Vec<usize>,
}

impl Ready {
    fn new(plan: Arc<Plan>, each: &[bool]) -> Ready {
        let unused = (0..each.len()).filter(|&angle| each[angle] && !plan.turns_by(angle));
        Ready {
            unused: unused.collect(),
            coefficients: Coefficients::new(&plan),
            plan,
        }
    }
}

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

/// Buffers for blocks of many rows, and for the few that are left over.
#[derive(Debug, Default)]
struct Buffers<T, const W: usize, const N: usize, const V: usize> {
    terms: Vec<T>,
    wide: Blocks<T, W>,
    narrow: Blocks<T, N>,
    by_term: Vec<[T; V]>,
    by_link: Vec<f64>,
}

/// How many of some rows go in blocks of `W`; the rest go in small ones.
fn split(rows: usize, wide: usize) -> usize {
    if rows % wide > wide / 2 {
        rows
    } else {
        rows - rows % wide
    }
}

impl<T: Precision, const W: usize, const N: usize, const V: usize> Buffers<T, W, N, V> {
    /// Values, derivatives, or both.
    fn rows(
        &mut self,
        plan: &Plan,
        angles: Angles<'_, T>,
        mut values: Option<&mut [T]>,
        mut back: Option<(&[T], &mut [T])>,
    ) {
        if back.is_some() {
            self.by_term.clear();
            self.by_term.resize(plan.terms.len(), [T::default(); V]);
            self.by_link.clear();
            self.by_link.resize(plan.links(), 0.0);
        }
        let at = split(angles.rows, W);
        let Buffers {
            terms,
            wide,
            narrow,
            by_term,
            by_link,
        } = self;
        macro_rules! go {
            ($range:expr, $blocks:ident) => {
                let range: Range<usize> = $range;
                widest(Rows {
                    plan,
                    terms,
                    angles,
                    range,
                    blocks: $blocks,
                    values: values.as_deref_mut(),
                    back: back.as_mut().map(|(weights, by_angle)| Back {
                        weights: *weights,
                        by_angle: &mut **by_angle,
                        by_term: &mut by_term[..],
                        by_link: &mut by_link[..],
                    }),
                });
            };
        }
        go!(0..at, wide);
        go!(at..angles.rows, narrow);
    }
}

impl<T: Precision, const W: usize, const N: usize, const V: usize> Buffers<T, W, N, V> {
    /// Values, derivatives, or both.
    fn go(
        &mut self,
        kind: &mut Ready,
        angles: Angles<'_, T>,
        values: Option<&mut [T]>,
        back: Option<(&[T], &mut [T])>,
    ) {
        let Ready {
            plan,
            coefficients,
            unused,
        } = kind;
        if values.is_some() {
            self.terms.clear();
            self.terms.resize(plan.terms.len(), T::default());
            widest(Evaluate {
                plan,
                angles: |angle: usize| angles.numbers[angles.columns[angle].start].wide(),
                kept: coefficients,
                terms: &mut self.terms,
            });
        }
        let Some((weights, by_angle)) = back else {
            self.rows(plan, angles, values, None);
            return;
        };
        for (column, &each) in angles.columns.iter().zip(angles.each) {
            if !each {
                by_angle[column.start] = T::default();
            }
        }
        for &angle in &*unused {
            by_angle[angles.columns[angle].clone()].fill(T::default());
        }
        self.rows(plan, angles, values, Some((weights, &mut *by_angle)));
        let mut add = |angle: usize, d: f64| {
            let sum = &mut by_angle[angles.columns[angle].start];
            *sum = T::narrow(sum.wide() + d);
        };
        let mut links = self.by_link.iter();
        for chain in &plan.chains {
            for (link, &d) in chain.links.iter().zip(&mut links) {
                if let By::Angle(angle, _) = link.by
                    && !angles.each[angle]
                {
                    add(angle, d);
                }
            }
        }
        let sums = self.by_term.iter();
        widest(Pull {
            plan,
            kept: coefficients,
            by_term: sums.map(|lanes| lanes.iter().map(|d| d.wide()).sum()),
            by_angle: add,
        });
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
