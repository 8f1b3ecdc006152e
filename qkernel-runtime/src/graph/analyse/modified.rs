//! Calls of modified kernels: whether the kernel can be modified, and the sizes of what comes back.

use super::analyser::Analyser;
use super::call::Call;
use super::reach::Facts;
use super::size::MAX_PARAMS;
use crate::graph::{Element, Modified, Node, Type};
use qkernel_ir::{Poly, each, lesser};

impl<const N: usize> Analyser<N> {
    pub(super) const fn modified(&mut self, node: &Node, modified: &Modified) {
        let graph = modified.graph;
        // The kernel itself is the operand after the last argument.
        if let Some(text) = modified.fault() {
            self.analysis.report(node.loc, node.ins.len(), text);
            return;
        }
        let first = modified.first_argument();
        let mut params = [Poly::UNKNOWN; MAX_PARAMS];
        each!(k, 0..lesser(graph.signature.params.len(), MAX_PARAMS), {
            params[k] = self.get(node, first + k);
        });
        // A power of 0 does not run it.
        let mut facts = Facts::NONE;
        each!(k, 0..modified.powers(), {
            facts.add(self.get(node, k).minus(&Poly::constant(1)));
        });
        self.check_call(&Call {
            node,
            first,
            graph,
            params: &params,
            facts,
        });
        self.check_matrices(node, first, graph, &params);
        self.give_back(node, modified, &params);
    }

    /// Each register comes back with its length.
    const fn give_back(&mut self, node: &Node, modified: &Modified, params: &[Poly; MAX_PARAMS]) {
        if node.outs.len() != modified.results.len() {
            return;
        }
        let mut out = modified.controls();
        each!(
            k,
            0..lesser(modified.graph.signature.params.len(), MAX_PARAMS),
            {
                match modified.graph.signature.params[k].ty {
                    Type::Scalar(Element::Qubit) => out += 1,
                    Type::Vector(Element::Qubit) => {
                        self.set(node.outs[out], params[k]);
                        out += 1;
                    }
                    // Which results are its parts is not told apart.
                    Type::Tuple(_) => return,
                    _ => {}
                }
            }
        );
    }
}
