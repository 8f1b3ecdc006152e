//! Branches: of one on sizes both arms are run, each where its condition holds; of one on measured bits the larger one counts.

use super::value::{Bit, Value};
use super::{Arms, CallFrame, Walker};
use crate::formulas::assumptions::Assumptions;
use crate::formulas::condition::Condition;
use crate::formulas::cost::Cost;
use crate::graph::Region;

impl Walker {
    pub(super) fn branch(&mut self, bit: Bit, arms: Arms, frame: &mut CallFrame) -> Vec<Value> {
        let value = self.assumptions.decide(bit.value);
        match self.assumptions.decide(bit.known) {
            Condition::Constant(true) => self.by_size(&value, arms, frame),
            Condition::Constant(false) => self.measured(arms, frame),
            known => {
                let (results, cost) = self.apart(|walker| walker.by_size(&value, arms, frame));
                let (measured, other) = self.apart(|walker| walker.measured(arms, frame));
                self.spend(cost.or(other, &known, &self.assumptions));
                either(results, measured, &known, &self.assumptions)
            }
        }
    }

    /// A branch on sizes.
    fn by_size(
        &mut self,
        condition: &Condition,
        [then, otherwise]: Arms,
        frame: &mut CallFrame,
    ) -> Vec<Value> {
        match condition {
            Condition::Constant(true) => return self.region(then, frame),
            Condition::Constant(false) => return self.region(otherwise, frame),
            _ => {}
        }
        let (first, cost) = self.arm(then, Some(condition), frame);
        let (second, other) = self.arm(otherwise, Some(&condition.clone().not()), frame);
        self.spend(cost.or(other, condition, &self.assumptions));
        either(first, second, condition, &self.assumptions)
    }

    /// A branch on measured bits.
    fn measured(&mut self, [then, otherwise]: Arms, frame: &mut CallFrame) -> Vec<Value> {
        let depth = self.branches;
        self.branches += 1;
        let (first, cost) = self.arm(then, None, frame);
        let (second, other) = self.arm(otherwise, None, frame);
        self.branches -= 1;
        self.spend(cost.branch(other, depth, &self.assumptions));
        (first.into_iter().zip(second))
            .map(|(a, b)| a.merged(b))
            .collect()
    }

    /// What an arm gives and costs; in it the condition holds.
    fn arm(
        &mut self,
        region: &'static Region,
        condition: Option<&Condition>,
        frame: &mut CallFrame,
    ) -> (Vec<Value>, Cost) {
        let before = self.assumptions.mark();
        if let Some(condition) = condition {
            self.assumptions.assume(condition);
        }
        let done = self.apart(|walker| walker.region(region, frame));
        self.assumptions.forget(before);
        done
    }
}

fn either(
    first: Vec<Value>,
    second: Vec<Value>,
    condition: &Condition,
    known: &Assumptions,
) -> Vec<Value> {
    (first.into_iter().zip(second))
        .map(|(a, b)| a.or(b, condition, known))
        .collect()
}
