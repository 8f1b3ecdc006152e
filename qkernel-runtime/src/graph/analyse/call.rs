//! Calls of kernels.

use super::analyser::{Analyser, LastCall};
use super::reach::Facts;
use super::size::{MAX_PARAMS, translate};
use crate::graph::op::Rule;
use crate::graph::{Graph, Node};
use qkernel_ir::{Poly, all, each, lesser};

/// A call of a kernel.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) node: &'a Node,
    /// The index of the input that is the first argument.
    pub(super) first: usize,
    pub(super) graph: &'a Graph,
    /// The values and the lengths of the arguments.
    pub(super) params: &'a [Poly; MAX_PARAMS],
    /// What holds where the kernel runs.
    pub(super) facts: Facts,
}

impl<const N: usize> Analyser<N> {
    pub(super) const fn call(&mut self, node: &Node, graph: &Graph) {
        let signature = &graph.signature;
        let mut params = [Poly::UNKNOWN; MAX_PARAMS];
        each!(k, 0..lesser(signature.params.len(), MAX_PARAMS), {
            params[k] = self.get(node, k);
        });
        if !self.is_like_last(&params, signature.params.len()) {
            let before = self.analysis.count;
            self.check_call(&Call {
                node,
                first: 0,
                graph,
                params: &params,
                facts: Facts::NONE,
            });
            let is_right = self.analysis.count == before;
            self.last = LastCall {
                shape: if is_right { Some(self.shape) } else { None },
                params,
            };
        }
        self.check_matrices(node, 0, graph, &params);
        each!(k, 0..node.outs.len(), {
            let result = match graph.rule() {
                Some(Rule {
                    like: Some(like), ..
                }) => params[*like],
                _ if k < graph.results.len() && node.outs.len() == graph.body.yields.len() => {
                    translate(&graph.results[k], graph, &params)
                }
                _ => Poly::UNKNOWN,
            };
            self.set(node.outs[k], result);
        });
    }

    /// The arguments have the lengths that the callee states, and what it needs of them.
    pub(super) const fn check_call(&mut self, call: &Call<'_>) {
        let mut k = 0;
        while k < call.graph.signature.params.len() && call.first + k < call.node.ins.len() {
            self.check_length(call, k);
            k += 1;
        }
        self.check_needs(call);
    }

    /// Whether a call in the same region, of the same kernel with the same sizes, was found to be right.
    const fn is_like_last(&self, params: &[Poly; MAX_PARAMS], count: usize) -> bool {
        matches!(self.last.shape, Some(shape) if shape == self.shape)
            && all!(k, 0..lesser(count, MAX_PARAMS), {
                params[k].is_written_like(&self.last.params[k])
            })
    }
}
