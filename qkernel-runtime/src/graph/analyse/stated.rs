//! Stated sizes of results and of matrices.

use super::analyser::Analyser;
use super::reach::Facts;
use super::size::{MAX_PARAMS, evaluate};
use crate::graph::{Graph, Node, Offset, Region, Signature, Sizes, Text, ValueId};
use qkernel_ir::{Poly, each, lesser};

impl<const N: usize> Analyser<N> {
    /// `fn double(n: UInt, ..) -> Vector<Qubit, { 2 * n }>`: the results have the lengths that the signature states.
    pub(super) const fn check_results(&mut self, signature: &Signature, body: &Region) {
        if signature.stated.is_empty() {
            return;
        }
        let params = self.params();
        each!(number, 0..signature.stated.len(), {
            let stated = &signature.stated[number];
            if let (None, Sizes::Vector(size), (result, [])) = (
                stated.param,
                &stated.sizes,
                stated.yielded(&signature.result),
            ) && result < body.yields.len()
            {
                let found = self.polys[body.yields[result].0 as usize];
                let expected = evaluate(&size.value, &params);
                if self.is_no_zero(&found.minus(&expected)) {
                    let mut text = Text::new("[QK0044] the result has length ");
                    found.write(&self.values.names, &mut text);
                    text.push(", but `");
                    text.push(signature.name);
                    text.push("` states ");
                    expected.write(&self.values.names, &mut text);
                    self.analysis.report(Offset::NAME, number, text);
                }
            }
        });
    }

    /// A matrix that is an argument has the rows and columns that the callee states.
    pub(super) const fn check_matrices(
        &mut self,
        node: &Node,
        first: usize,
        graph: &Graph,
        params: &[Poly; MAX_PARAMS],
    ) {
        each!(i, 0..graph.signature.stated.len(), {
            let stated = &graph.signature.stated[i];
            if let (Some(k), Sizes::Matrix(rows, columns), []) =
                (stated.param, &stated.sizes, stated.fields)
                && first + (k as usize) < node.ins.len()
                && let Some([own_rows, own_columns]) =
                    self.own_matrix(node.ins[first + k as usize].0)
            {
                let k = k as usize;
                let axes = [(own_rows, rows, "rows"), (own_columns, columns, "columns")];
                each!(axis, 0..axes.len(), {
                    let (found, expected, what) = axes[axis];
                    let expected = evaluate(&expected.value, params);
                    if self.is_no_zero(&found.minus(&expected)) {
                        let mut text = Text::new("[QK0044] `");
                        text.push(self.name(node.ins[first + k]));
                        text.push("` has ");
                        found.write(&self.values.names, &mut text);
                        text.push(" ");
                        text.push(what);
                        text.push(", but `");
                        text.push(graph.signature.name);
                        text.push("` needs `");
                        text.push(graph.signature.params[k].name);
                        text.push("` with ");
                        expected.write(&self.values.names, &mut text);
                        text.push(" ");
                        text.push(what);
                        self.analysis.report(node.loc, first + k, text);
                    }
                });
            }
        });
    }

    /// `m[(i, j)]`: the row and the column are in a matrix whose sizes are stated.
    pub(super) const fn check_matrix_index(&mut self, node: &Node, indices: [ValueId; 2]) {
        let Some([rows, columns]) = self.own_matrix(node.ins[0].0) else {
            return;
        };
        let axes = [(rows, "row", "rows"), (columns, "column", "columns")];
        each!(axis, 0..axes.len(), {
            let (size, one, several) = axes[axis];
            let index = self.polys[indices[axis].0 as usize];
            let last = size.minus(&Poly::constant(1));
            let room = self.lowest(&last.minus(&index), Facts::NONE);
            if room.is_negative() {
                let mut text = Text::new("[QK0045] ").with(one).with(" `");
                index.write(&self.values.names, &mut text);
                text.push("` reaches ");
                last.minus(&room.value).write(&self.values.names, &mut text);
                let mut text = text.with(", but `").with(self.name(node.ins[0]));
                text.push("` has ");
                size.write(&self.values.names, &mut text);
                text.push(" ");
                text.push(several);
                self.analysis.report(node.loc, 0, text);
                return;
            }
            self.pass_on_lowest(&room, None);
        });
    }

    /// The stated rows and columns of a value that is a parameter.
    const fn own_matrix(&self, value: u32) -> Option<[Poly; 2]> {
        each!(i, 0..self.stated.len(), {
            let stated = &self.stated[i];
            if let (Some(k), Sizes::Matrix(rows, columns), []) =
                (stated.param, &stated.sizes, stated.fields)
                && k == value
            {
                let params = self.params();
                return Some([
                    evaluate(&rows.value, &params),
                    evaluate(&columns.value, &params),
                ]);
            }
        });
        None
    }

    /// The values of the kernel's own sizes. Parameters are the first values.
    const fn params(&self) -> [Poly; MAX_PARAMS] {
        let mut params = [Poly::UNKNOWN; MAX_PARAMS];
        each!(k, 0..lesser(self.params, MAX_PARAMS), {
            params[k] = self.polys[k];
        });
        params
    }
}
