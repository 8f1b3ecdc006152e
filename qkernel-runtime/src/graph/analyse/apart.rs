//! Two elements of one register in one call.

use super::analyser::Analyser;
use super::reach::Facts;
use crate::graph::{Node, Op, Relation, Text, ValueId};
use qkernel_ir::{Poly, Reach, Symbol, each};

impl<const N: usize> Analyser<N> {
    /// `cx(q[i], q[j])`: the indices are not the same in any iteration.
    pub(super) const fn check_apart(&mut self, node: &Node) {
        each!(b, 1..node.ins.len(), {
            each!(a, 0..b, {
                let (first, second) = (node.ins[a].0 as usize, node.ins[b].0 as usize);
                if self.homes[first] != 0 && self.homes[first] == self.homes[second] {
                    self.check_pair(node, a, b);
                }
            });
        });
    }

    const fn check_pair(&mut self, node: &Node, a: usize, b: usize) {
        let (first, second) = (node.ins[a].0 as usize, node.ins[b].0 as usize);
        let vector = ValueId(self.homes[first] - 1);
        let (one, other) = (self.polys[first], self.polys[second]);
        let distance = one.minus(&other);
        let Some((symbol, value)) = self.meets(&distance, Facts::NONE) else {
            return self.pass_on(Relation::Different, &distance, Facts::NONE, None);
        };
        let name = self.name(vector);
        let mut text = Text::new("[QK0014] `");
        match node.op {
            Op::Call(graph) => text.push(graph.signature.name),
            Op::Modified(modified) => text.push(modified.name().as_str()),
            _ => {}
        }
        text.push("` needs two different qubits, but `");
        text.push(name);
        text.push("[");
        other.write(&self.values.names, &mut text);
        text.push("]` is `");
        text.push(name);
        text.push("[");
        one.write(&self.values.names, &mut text);
        text.push("]`");
        if !symbol.is_none() {
            text.push(" where `");
            text.push(self.name(symbol.value()));
            text.push("` is ");
            value.write(&self.values.names, &mut text);
        }
        self.analysis.report(node.loc, b, text);
    }

    /// The value of a loop's variable, in some iteration, for which a formula is certainly 0; no variable, where it always is.
    pub(super) const fn meets(&self, formula: &Poly, facts: Facts) -> Option<(Symbol, Poly)> {
        if !formula.is_known() || self.depth > self.nest.len() {
            return None;
        }
        // What is never reached is not reported.
        if !self.lowest(&Poly::constant(-1), facts).is_negative() {
            return None;
        }
        if formula.is_zero() {
            return Some((Symbol::NONE, Poly::UNKNOWN));
        }
        let (mut inside, mut depth) = (facts, self.depth);
        while depth > 0 {
            depth -= 1;
            let variable = self.nest[depth];
            let (symbol, around) = (Symbol::of(variable), &self.loops[variable.0 as usize]);
            if !formula.mentions(symbol) {
                inside.add(around.more);
                continue;
            }
            if around.branches != self.branches || inside.more {
                return None;
            }
            let value = formula.root(symbol);
            let Reach { low, high, .. } = &around.reach;
            let is_an_end = around.reach.has_low && value.equals(low)
                || around.reach.has_high && value.equals(high);
            let is_between = around.by_one
                && value.minus(low).is_never_negative()
                && high.minus(&value).is_never_negative();
            // The loops inside run in that iteration, too.
            let runs = inside.hold_at(symbol, &value);
            return match (is_an_end || is_between) && runs {
                true => Some((symbol, value)),
                false => None,
            };
        }
        None
    }
}
