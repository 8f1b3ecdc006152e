//! Lengths and indices that cannot be right.

use super::run::State;
use super::size::{MAX_PARAMS, evaluate};
use crate::graph::poly::{Poly, Symbol};
use crate::graph::{Graph, Node, Param, Text};

impl<const N: usize> State<N> {
    /// `layers(q, n, d, weights)`: the argument has the length that the callee states. Its arguments begin with the node's
    /// input number `first`.
    pub(super) const fn check_length(
        &mut self,
        node: &Node,
        first: usize,
        graph: &Graph,
        k: usize,
        params: &[Poly; MAX_PARAMS],
    ) {
        let param: &Param = &graph.signature.params[k];
        let Some(size) = &param.size else { return };
        let (found, expected) = (params[k], evaluate(size, params));
        let difference = found.minus(&expected);
        if self.silent || !difference.is_known() || difference.is_zero() {
            return;
        }
        // Two formulas over sizes of the kernel are the same or they are not. A length that is not stated, or
        // a variable of a loop, may turn out to fit, and so may anything that a condition guards.
        if difference.as_constant().is_none()
            && (self.branches > 0 || self.mentions_open(&difference))
        {
            return;
        }
        let mut text = Text::EMPTY;
        let name = self.name(node.ins[first + k]);
        if name.is_empty() {
            text.push("[QK0049] this result");
        } else {
            text.push("[QK0044] `");
            text.push(name);
            text.push("`");
        }
        text.push(" has length ");
        found.write(&self.values.names, &mut text);
        text.push(", but `");
        text.push(graph.signature.name);
        text.push("` needs `");
        text.push(param.name);
        text.push("` of length ");
        expected.write(&self.values.names, &mut text);
        self.analysis.report(node.loc, first + k, text);
    }

    /// Whether anything but a `UInt` parameter is in it.
    const fn mentions_open(&self, poly: &Poly) -> bool {
        let mut place = 0;
        while let Some(symbol) = poly.symbol_at(place) {
            if !symbol.is_none() && (symbol.is_length() || symbol.value().0 as usize >= self.params)
            {
                return true;
            }
            place += 1;
        }
        false
    }

    /// `q[i + 1]` in `range(n)`: the index stays in the vector.
    pub(super) const fn check_index(&mut self, node: &Node) {
        if self.silent || node.ins.len() < 2 {
            return;
        }
        let (length, index) = (
            &self.polys[node.ins[0].0 as usize],
            &self.polys[node.ins[1].0 as usize],
        );
        // `q[3]` is the most frequent, and most often nothing can be said.
        if let Some(0..) = index.as_constant()
            && (!length.is_known() || length.grows())
        {
            return;
        }
        let (length, index) = (*length, *index);
        if !index.is_known() {
            return;
        }
        let lowest = self.extreme(&index, false);
        if Poly::constant(-1).minus(&lowest).is_never_negative() {
            let mut text = Text::EMPTY;
            text.push("[QK0047] index `");
            index.write(&self.values.names, &mut text);
            text.push("` is ");
            lowest.write(&self.values.names, &mut text);
            text.push(if lowest.equals(&index) {
                ", but an index starts at 0"
            } else {
                " on the first iteration\n\nhelp: start the loop later: `range(1, n)`"
            });
            self.analysis.report(node.loc, 0, text);
            return;
        }
        let highest = self.extreme(&index, true);
        if !highest.minus(&length).is_never_negative() {
            return;
        }
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
            text.push(self.name(node.ins[0]));
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
            text.push(self.name(node.ins[0]));
            text.push("` has length ");
            length.write(&self.values.names, &mut text);
            text.push(" (last index ");
            length
                .minus(&Poly::constant(1))
                .write(&self.values.names, &mut text);
            text.push(")");
        }
        self.analysis.report(node.loc, 0, text);
    }

    /// The highest or the lowest value of an index over the loops around it, as far as one is reached for
    /// certain: a condition between the loop and the index may keep its variable from its ends.
    const fn extreme(&self, index: &Poly, highest: bool) -> Poly {
        let mut poly = *index;
        let mut rounds = 0;
        while rounds < 8 {
            let Some(symbol) = self.loop_variable(&poly) else {
                break;
            };
            let around = &self.loops[symbol.value().0 as usize];
            let coefficient = poly.coefficient_of(symbol);
            let grows = coefficient.is_never_negative();
            let falls = Poly::constant(0).minus(&coefficient).is_never_negative();
            if !grows && !falls {
                return Poly::UNKNOWN;
            }
            // Where the index grows with the variable, its highest value is at the variable's highest.
            let at_last = (grows == highest) != around.down;
            let end = if at_last { &around.last } else { &around.first };
            poly = poly.substitute(symbol, end);
            rounds += 1;
        }
        poly
    }

    /// A loop variable in the polynomial that takes all of its values; the innermost one.
    const fn loop_variable(&self, poly: &Poly) -> Option<Symbol> {
        let mut found: Option<Symbol> = None;
        let mut place = 0;
        while let Some(symbol) = poly.symbol_at(place) {
            if !symbol.is_none() && !symbol.is_length() {
                let id = symbol.value().0;
                let around = &self.loops[id as usize];
                let is_loop = around.first.is_known() && around.branches == self.branches;
                let is_inner = match found {
                    Some(other) => id > other.value().0,
                    None => true,
                };
                if is_loop && is_inner {
                    found = Some(symbol);
                }
            }
            place += 1;
        }
        found
    }
}
