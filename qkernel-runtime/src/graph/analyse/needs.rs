//! What callees need, and what is left to the callers.

use super::analyser::Analyser;
use super::call::Call;
use super::reach::{Facts, Lowest};
use super::size::own_params;
use crate::graph::needs::GUARDS;
use crate::graph::{Need, Relation, Text, ValueId};
use qkernel_ir::{Poly, each};

impl<const N: usize> Analyser<N> {
    /// `ry_layer(q, w, 0)`: each index that the callee takes is in its vector.
    pub(super) const fn check_needs(&mut self, call: &Call<'_>) {
        each!(i, 0..call.graph.needs.len(), {
            self.check_need(call, &call.graph.needs[i]);
        });
    }

    const fn check_need(&mut self, call: &Call<'_>, need: &Need) {
        let (node, first) = (call.node, call.first);
        let (graph, params, mut facts) = (call.graph, call.params, call.facts);
        let formula = need.formula.with_arguments(graph.body.args, params);
        let vector = match need.vector {
            Some(number) => Some(node.ins[first + number as usize]),
            None => None,
        };
        match need.relation {
            Relation::AtLeast if formula.is_never_negative() => return,
            Relation::Equal if formula.is_zero() => return,
            _ if !formula.is_known() => return,
            _ => {}
        }
        each!(i, 0..need.guarded, {
            facts.add(need.guards[i].with_arguments(graph.body.args, params));
        });
        let at = match need.relation {
            Relation::AtLeast => {
                let lowest = self.lowest(&formula, facts);
                if !lowest.is_negative() {
                    return self.pass_on_lowest(&lowest, vector);
                }
                lowest.value
            }
            Relation::Equal if self.differs(&formula, facts) => formula,
            Relation::Different if self.meets(&formula, facts).is_some() => formula,
            relation => return self.pass_on(relation, &formula, facts, vector),
        };
        let text = match (need.relation, need.vector) {
            (Relation::AtLeast | Relation::Equal, Some(number)) => {
                self.too_short(call, need, number as usize, &at)
            }
            (Relation::Different, _) => {
                let mut text = Text::new("[QK0014] `").with(graph.signature.name);
                need.push_formula(graph, &mut text);
                text.with("`, which is 0 here")
            }
            (_, None) => {
                let mut text = Text::new("[QK0048] `").with(graph.signature.name);
                need.push_formula(graph, &mut text);
                let excess = match at.is_always_negative() {
                    true => Poly::constant(0).minus(&at),
                    false => at,
                };
                excess.write(&self.values.names, &mut text);
                text
            }
        };
        let argument = match need.vector {
            Some(number) => first + number as usize,
            None => node.ins.len(),
        };
        self.analysis.report(node.loc, argument, text);
    }

    /// "`w` has length 3, but `ry_layer` needs `weights` of length at least `base + q.len()` = 4".
    const fn too_short(&self, call: &Call<'_>, need: &Need, number: usize, at: &Poly) -> Text {
        let (node, first, graph, params) = (call.node, call.first, call.graph, call.params);
        let found = params[number];
        let own = own_params(&graph.signature, graph.body.args)[number];
        let mut text = self.length_of(node, first + number, &found);
        text.push(graph.signature.name);
        text.push("` needs `");
        text.push(graph.signature.params[number].name);
        text.push(match need.relation {
            Relation::AtLeast => "` of length at least ",
            _ => "` of length ",
        });
        let (formula, value) = (own.minus(&need.formula), found.minus(at));
        if formula.as_constant().is_none() {
            text.push("`");
            formula.write(&graph.values.names, &mut text);
            text.push("` = ");
        }
        value.write(&self.values.names, &mut text);
        text
    }

    /// What has to be at least 0 in some iteration, and is not decided here, is for the caller to see to.
    pub(super) const fn pass_on_lowest(&mut self, lowest: &Lowest, vector: Option<ValueId>) {
        let Lowest { value, facts } = lowest;
        self.need(Relation::AtLeast, value, facts, vector);
    }

    /// The same for another relation. What differs from iteration to iteration is left out.
    pub(super) const fn pass_on(
        &mut self,
        relation: Relation,
        formula: &Poly,
        facts: Facts,
        vector: Option<ValueId>,
    ) {
        let around = self.lowest(&Poly::constant(0), facts);
        self.need(relation, formula, &around.facts, vector);
    }

    const fn need(
        &mut self,
        relation: Relation,
        formula: &Poly,
        facts: &Facts,
        vector: Option<ValueId>,
    ) {
        if self.branches > 0 || facts.more || facts.count > GUARDS {
            return;
        }
        if formula.is_never_negative() && matches!(relation, Relation::AtLeast)
            || !formula.is_over_first(self.params)
        {
            return;
        }
        let mut need = Need {
            relation,
            formula: *formula,
            vector: match vector {
                Some(vector) => self.parameter(vector),
                None => None,
            },
            guarded: facts.count,
            ..Need::NONE
        };
        each!(i, 0..facts.count, {
            if !facts.list[i].is_over_first(self.params) {
                return;
            }
            need.guards[i] = facts.list[i];
        });
        self.analysis.add_need(need);
    }

    /// The index of the parameter that a vector is, or that it has come from unchanged in length.
    const fn parameter(&self, vector: ValueId) -> Option<u32> {
        if (vector.0 as usize) < self.params {
            return Some(vector.0);
        }
        match self.polys[vector.0 as usize].as_symbol() {
            Some(symbol) if symbol.is_length() && (symbol.value().0 as usize) < self.params => {
                Some(symbol.value().0)
            }
            _ => None,
        }
    }
}
