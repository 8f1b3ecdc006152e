//! Indices and lengths that cannot be right.

use super::analyser::Analyser;
use super::call::Call;
use super::reach::{Facts, Lowest};
use super::size::evaluate;
use crate::graph::{Node, Op, Param, Relation, Text, ValueId};
use qkernel_ir::{Poly, Symbol, each};

impl<const N: usize> Analyser<N> {
    /// `layers(q, n, d, weights)`: the argument with number `k` has the length that the callee states.
    pub(super) const fn check_length(&mut self, call: &Call<'_>, k: usize) {
        let (node, first) = (call.node, call.first);
        let (graph, params, facts) = (call.graph, call.params, call.facts);
        let param: &Param = &graph.signature.params[k];
        let Some(size) = &param.size else { return };
        let (found, expected) = (params[k], evaluate(&size.value, params));
        let difference = found.minus(&expected);
        if !difference.is_known() || difference.is_zero() {
            return;
        }
        if !self.differs(&difference, facts) {
            return self.pass_on(
                Relation::Equal,
                &difference,
                facts,
                Some(node.ins[first + k]),
            );
        }
        let text = self.length_of(node, first + k, &found);
        let mut text = text
            .with(graph.signature.name)
            .with("` needs `")
            .with(param.name)
            .with("` of length ");
        expected.write(&self.values.names, &mut text);
        self.analysis.report(node.loc, first + k, text);
    }

    /// "`w` has length 3, but `": the beginning of a message about an argument of that length.
    pub(super) const fn length_of(&self, node: &Node, k: usize, length: &Poly) -> Text {
        let name = self.name(node.ins[k]);
        let mut text = match name.is_empty() {
            true => Text::new("[QK0049] this result"),
            false => Text::new("[QK0044] `").with(name).with("`"),
        };
        text.push(" has length ");
        length.write(&self.values.names, &mut text);
        text.with(", but `")
    }

    /// Whether the difference of two lengths is certainly not 0 in some iteration. Sizes are taken to be at least 1: where
    /// there is nothing, all lengths are the same. Under a condition, only numbers are known to differ.
    pub(super) const fn differs(&self, difference: &Poly, mut facts: Facts) -> bool {
        if self.branches > 0 {
            return difference.as_constant().is_some();
        }
        let mut place = 0;
        while let Some(symbol) = difference.symbol_at(place) {
            if !symbol.is_none() && (symbol.value().0 as usize) < self.params {
                facts.add(Poly::symbol(symbol).minus(&Poly::constant(1)));
            }
            place += 1;
        }
        let opposite = Poly::constant(0).minus(difference);
        self.lowest(difference, facts).is_negative() || self.lowest(&opposite, facts).is_negative()
    }

    /// The same where nothing more is known.
    pub(super) const fn is_no_zero(&self, difference: &Poly) -> bool {
        difference.is_known() && !difference.is_zero() && self.differs(difference, Facts::NONE)
    }

    /// `q[i + 1]` in `range(n)`: the index stays in the vector.
    pub(super) const fn check_index(&mut self, node: &Node) {
        if node.ins.len() < 2 {
            return;
        }
        if let (Op::Take, [_, row, column]) = (node.op, node.ins) {
            if !self.starts_too_early(node, *row) && !self.starts_too_early(node, *column) {
                self.check_matrix_index(node, [*row, *column]);
            }
            return;
        }
        let (vector, number) = (node.ins[0], node.ins[1]);
        let length = &self.polys[vector.0 as usize];
        let index = &self.polys[number.0 as usize];
        // `q[3]` is the most frequent, and most often only a caller can tell.
        if let Some(index @ 0..) = index.as_constant()
            && (!length.is_known() || length.grows())
            && (!length.is_known() || self.branches > 0 || self.is_reached(vector, index))
        {
            return;
        }
        if self.starts_too_early(node, number) {
            return;
        }
        let (length, index) = (self.polys[vector.0 as usize], self.polys[number.0 as usize]);
        let last = length.minus(&Poly::constant(1));
        let room = self.lowest(&last.minus(&index), Facts::NONE);
        if room.value.is_never_negative() {
            return;
        }
        if !room.is_negative() {
            return self.pass_on_lowest(&room, Some(vector));
        }
        let highest = last.minus(&room.value);
        let mut text = Text::EMPTY;
        let fixed = index.as_constant().is_some() && length.as_constant().is_some();
        text.push(if fixed {
            "[QK0046] index "
        } else {
            "[QK0045] index `"
        });
        index.write(&self.values.names, &mut text);
        if fixed {
            text.push(" is out of range for `");
            text.push(self.name(vector));
            text.push("` of length ");
            length.write(&self.values.names, &mut text);
        } else {
            text.push(if highest.equals(&index) {
                "` is past the end: `"
            } else {
                "` reaches "
            });
            if !highest.equals(&index) {
                highest.write(&self.values.names, &mut text);
                text.push(", but `");
            }
            text.push(self.name(vector));
            text.push("` has length ");
            length.write(&self.values.names, &mut text);
            text.push(" (last index ");
            last.write(&self.values.names, &mut text);
            text.push(")");
        }
        self.analysis.report(node.loc, 0, text);
    }

    /// Whether an index below zero is certain, and then reports it.
    const fn starts_too_early(&mut self, node: &Node, number: ValueId) -> bool {
        let index = self.polys[number.0 as usize];
        if !index.is_known() || index.is_never_negative() {
            return false;
        }
        let lowest = self.lowest(&index, Facts::NONE);
        if !lowest.is_negative() {
            self.pass_on_lowest(&lowest, None);
            return false;
        }
        let mut text = Text::new("[QK0047] index `");
        index.write(&self.values.names, &mut text);
        text.push("` is ");
        lowest.value.write(&self.values.names, &mut text);
        text.push(if lowest.value.equals(&index) {
            ", but an index starts at 0"
        } else {
            match self.begins_low(&index) {
                (true, false) => {
                    " on the first iteration\n\nhelp: start the loop later: `range(1, n)`"
                }
                (true, true) => {
                    " on the first iteration\n\nhelp: start the loop later: `range(n - 1).rev()`"
                }
                (false, false) => {
                    " on the last iteration\n\nhelp: end the loop earlier: `range(n - 1)`"
                }
                (false, true) => {
                    " on the last iteration\n\nhelp: end the loop earlier: `range(1, n).rev()`"
                }
            }
        });
        self.analysis.report(node.loc, 0, text);
        true
    }

    /// Whether an index grows from one iteration to the next, of the innermost loop that it depends on, and whether that counts down.
    const fn begins_low(&self, index: &Poly) -> (bool, bool) {
        let mut depth = self.depth;
        while depth > 0 {
            depth -= 1;
            let symbol = Symbol::of(self.nest[depth]);
            if let Some(grows) = index.grows_with(symbol) {
                let down = self.loops[self.nest[depth].0 as usize].down;
                return (grows != down, down);
            }
        }
        (true, false)
    }

    /// Whether a vector is indexed with a number where no larger one was before. What is outside of loops is left for
    /// the end.
    const fn is_reached(&mut self, vector: ValueId, index: i64) -> bool {
        let reach = &mut self.reach[vector.0 as usize];
        if index < *reach {
            return true;
        }
        if self.depth == 0 {
            *reach = index + 1;
        }
        self.depth == 0
    }

    /// What the numbers used as indices need, outside of loops.
    pub(super) const fn pass_on_reached(&mut self) {
        each!(id, 0..N, {
            if self.reach[id] > 0 {
                let room = self.polys[id].minus(&Poly::constant(self.reach[id]));
                let room = Lowest {
                    value: room,
                    facts: Facts::NONE,
                };
                self.pass_on_lowest(&room, Some(ValueId(id as u32)));
            }
        });
    }
}
