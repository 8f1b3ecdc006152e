//! The kernel run once with polynomials for numbers.

use super::analyser::{Analyser, Loop};
use crate::graph::{Constant, Element, Graph, Node, NodeShape, Op, Order, Region, Type, ValueId};
use qkernel_ir::{Poly, Symbol, each, lesser};

/// The bit of a carried value. From the 64th on they share one bit, which only loses precision.
const fn bit(k: usize) -> u64 {
    1 << if k < 63 { k } else { 63 }
}

const fn is_gate(graph: &Graph) -> bool {
    matches!(
        graph.body.nodes.shapes,
        [NodeShape {
            op: Op::Gate { .. },
            ..
        }]
    )
}

impl<const N: usize> Analyser<N> {
    pub(super) const fn get(&self, node: &Node, k: usize) -> Poly {
        if k < node.ins.len() {
            self.polys[node.ins[k].0 as usize]
        } else {
            Poly::UNKNOWN
        }
    }

    pub(super) const fn set(&mut self, id: ValueId, poly: Poly) {
        self.polys[id.0 as usize] = poly;
    }

    pub(super) const fn name(&self, id: ValueId) -> &'static str {
        self.values.name(id)
    }

    pub(super) const fn region(&mut self, region: &Region) {
        let nodes = &region.nodes;
        self.last.shape = None;
        each!(i, 0..nodes.sized.len(), {
            let number = nodes.sized[i] as usize;
            let shape = nodes.records[number].shape;
            self.shape = shape;
            match nodes.shapes[shape as usize].op {
                // It has no lengths. This is asked here because a call costs more than the question.
                Op::Call(graph) if is_gate(graph) => {}
                Op::Modified(modified) if is_gate(modified.graph) => {}
                _ => self.node(&nodes.get(number)),
            }
        });
        self.last.shape = None;
        each!(i, 0..nodes.apart.len(), {
            self.check_apart(&nodes.get(nodes.apart[i] as usize));
        });
    }

    const fn node(&mut self, node: &Node) {
        let result = match node.op {
            Op::For { body, order } => return self.repeat(node, body, order),
            Op::If { then, otherwise } => return self.branch(node, then, otherwise),
            Op::Call(graph) => return self.call(node, graph),
            Op::Modified(modified) => return self.modified(node, modified),
            Op::Take => {
                self.check_index(node);
                if let ([vector, index], [element]) = (node.ins, node.outs)
                    && matches!(self.values.ty(*element), Type::Scalar(Element::Qubit))
                {
                    self.homes[element.0 as usize] = vector.0 + 1;
                    self.set(*element, self.polys[index.0 as usize]);
                }
                return;
            }
            Op::Put => {
                self.check_index(node);
                return;
            }
            Op::Constant(Constant::UInt(value)) => Poly::constant(value as i64),
            Op::Len | Op::Head => self.get(node, 0),
            Op::Binary(op) => self.get(node, 0).apply(op, &self.get(node, 1)),
            _ => return,
        };
        if node.outs.len() == 1 {
            self.set(node.outs[0], result);
        }
    }

    /// What a loop carries keeps its size, or nothing is known of it: a first pass tells which, and another one follows only where
    /// something changes. What was found to change is noted, so that loops in loops are not passed through again and again.
    const fn repeat(&mut self, node: &Node, body: &Region, order: Order) {
        let variable = body.args[0];
        let one = Poly::constant(1);
        let (start, end, step) = (self.get(node, 0), self.get(node, 1), self.get(node, 2));
        let mut changes = self.loops[variable.0 as usize].changes;
        self.set(variable, Poly::symbol(Symbol::of(variable)));
        self.loops[variable.0 as usize] = Loop {
            reach: order.reach(&start, &end, &step),
            down: order.is_down(),
            by_one: step.equals(&one),
            more: end.minus(&start).minus(&one),
            branches: self.branches,
            changes,
        };
        if self.depth < self.nest.len() {
            self.nest[self.depth] = variable;
        }
        self.depth += 1;
        let mut k = 1;
        while k < body.args.len() && k + 2 < node.ins.len() {
            let initial = self.get(node, k + 2);
            if changes & bit(k) == 0 && initial.is_known() {
                self.set(body.args[k], initial);
            } else {
                self.forget(body.args[k]);
            }
            k += 1;
        }
        // What it finds is right if nothing that is carried changes.
        let before = self.analysis;
        self.region(body);
        let mut changed = false;
        let mut k = 1;
        while k < body.args.len() && k <= body.yields.len() {
            let before = self.polys[body.args[k].0 as usize];
            let after = self.polys[body.yields[k - 1].0 as usize];
            if changes & bit(k) == 0 && before.is_known() && !before.equals(&after) {
                changed = true;
                changes |= bit(k);
                self.forget(body.args[k]);
            }
            k += 1;
        }
        self.loops[variable.0 as usize].changes = changes;
        if changed {
            self.analysis = before;
            self.region(body);
        }
        self.depth -= 1;
        each!(k, 0..lesser(node.outs.len(), body.yields.len()), {
            let initial = self.get(node, k + 3);
            let after = self.polys[body.yields[k].0 as usize];
            self.set(
                node.outs[k],
                if initial.equals(&after) {
                    initial
                } else {
                    Poly::UNKNOWN
                },
            );
        });
    }

    /// It has some value, the same everywhere in one iteration.
    const fn forget(&mut self, id: ValueId) {
        let is_size = matches!(self.values.ty(id), Type::Scalar(Element::UInt));
        self.set(
            id,
            if is_size {
                Poly::symbol(Symbol::of(id))
            } else {
                Poly::UNKNOWN
            },
        );
    }

    const fn branch(&mut self, node: &Node, then: &Region, otherwise: &Region) {
        self.branches += 1;
        self.region(then);
        self.region(otherwise);
        self.branches -= 1;
        let mut k = 0;
        while k < node.outs.len() && k < then.yields.len() && k < otherwise.yields.len() {
            let a = self.polys[then.yields[k].0 as usize];
            let b = self.polys[otherwise.yields[k].0 as usize];
            self.set(node.outs[k], if a.equals(&b) { a } else { Poly::UNKNOWN });
            k += 1;
        }
    }
}
