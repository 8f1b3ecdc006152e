//! The ways through a kernel: branches, loops, and where ways meet.

use crate::model::{Block, ByVariable};

/// A pass that follows what is so of each variable.
pub(crate) trait Flow: Sized {
    /// What is so of one; the default where it is not in scope.
    type Fact: Clone + Default;

    fn facts(&mut self) -> &mut ByVariable<Self::Fact>;

    /// The end of a block.
    fn leave(&mut self, block: &Block) {
        for id in block.own.ids() {
            self.facts()[id] = Self::Fact::default();
        }
    }

    /// Goes both ways of a branch, from what is so before it. The facts are then those of the second way; what the ways give is
    /// returned, with the facts of the first.
    fn ways<A, B>(
        &mut self,
        then: impl FnOnce(&mut Self) -> A,
        otherwise: impl FnOnce(&mut Self) -> B,
    ) -> (A, B, ByVariable<Self::Fact>) {
        let before = self.facts().clone();
        let result = then(self);
        let after_then = std::mem::replace(self.facts(), before);
        (result, otherwise(self), after_then)
    }

    /// Goes through the body of a loop until what it starts with is what it ends with; `join` puts that together with what was so
    /// before.
    fn repeat(
        &mut self,
        mut body: impl FnMut(&mut Self),
        join: impl Fn(&mut Self, ByVariable<Self::Fact>),
    ) where
        Self::Fact: PartialEq,
    {
        loop {
            let before = self.facts().clone();
            body(self);
            join(self, before.clone());
            if *self.facts() == before {
                return;
            }
        }
    }
}
