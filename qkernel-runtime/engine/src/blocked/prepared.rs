//! A part, made ready for runs.

use std::sync::Arc;

use super::observed::Observed;
use super::plan::{Action, Geometry, Plan};
use super::tables::Layout;
use super::width::Width;
use crate::{Part, Turn};

/// What all runs of a part share.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) part: Arc<Part>,
    pub(super) plan: Plan,
    pub(super) layouts: Vec<Layout>,
    pub(super) observed: Observed,
    /// Cosine and sine of each step, where its angle is fixed.
    pub(super) fixed: Vec<[f64; 2]>,
    /// The actions before the first that values do not depend on: diagonals at the end, if all observables are diagonal.
    pub(super) seen: usize,
    pub(super) width: Width,
}

impl Prepared {
    pub(super) fn new(part: &Arc<Part>, width: Width, geometry: Geometry) -> Prepared {
        let fixed = part.steps.iter().map(|step| match step.turn {
            Turn::Fixed(turn) => turn,
            Turn::Angle(_) => [1.0, 0.0],
        });
        let plan = Plan::new(part, geometry);
        let observed = Observed::new(&part.observables, plan.qubits, plan.low);
        let diagonal = |action: &Action| matches!(action, Action::Diagonal(_));
        let unseen = match observed.is_diagonal() {
            true => plan
                .actions
                .iter()
                .rev()
                .take_while(|action| diagonal(action))
                .count(),
            false => 0,
        };
        Prepared {
            seen: plan.actions.len() - unseen,
            fixed: fixed.collect(),
            layouts: (plan.diagonals.iter())
                .map(|stage| Layout::new(stage, part, plan.qubits, plan.low))
                .collect(),
            observed,
            plan,
            part: Arc::clone(part),
            width,
        }
    }
}
