//! A plan, and what a batch needs besides it.

use std::sync::Arc;

use super::coefficients::Coefficients;
use super::plan::Plan;

/// A plan, ready for batches.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) plan: Arc<Plan>,
    pub(super) coefficients: Coefficients,
    /// Angles that all rows share.
    pub(super) shared: Vec<usize>,
    /// Angles with a number for each row that no term depends on.
    pub(super) unused: Vec<usize>,
}

impl Ready {
    pub(super) fn new(plan: Arc<Plan>, each: &[bool]) -> Ready {
        let shared = (0..each.len()).filter(|&angle| !each[angle]);
        let unused = (0..each.len()).filter(|&angle| each[angle] && !plan.turns_by(angle));
        Ready {
            shared: shared.collect(),
            unused: unused.collect(),
            coefficients: Coefficients::new(&plan),
            plan,
        }
    }
}
