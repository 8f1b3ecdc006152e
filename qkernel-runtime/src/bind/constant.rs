//! The binder in constants, in arrays.

use super::binder::{Arrays, Binder};
use super::entry::{BindingRef, find};
use super::list::Stop;
use super::value::Value;
use crate::graph::{Element, Graph, Op, Region, Text, Type};
use qkernel_ir::{all, each};

/// How many items each list has in a constant: first, and where that is not enough.
const ITEMS: usize = 1 << 14;
const MORE_ITEMS: usize = 1 << 18;

/// How many values a kernel and all that it calls have at a time.
pub const fn stack(graph: &Graph) -> usize {
    graph.values.len() + deepest(&graph.body)
}

const fn deepest(region: &Region) -> usize {
    let mut most = 0;
    each!(i, 0..region.nodes.shapes.len(), {
        let depth = match region.nodes.shapes[i].op {
            Op::Call(graph) => stack(graph),
            Op::Modified(modified) => stack(modified.graph),
            Op::For { body, .. } => deepest(body),
            Op::If { then, otherwise } => {
                let (a, b) = (deepest(then), deepest(otherwise));
                if a > b { a } else { b }
            }
            _ => 0,
        };
        if depth > most {
            most = depth;
        }
    });
    most
}

/// How many loops, branches and calls are inside of each other at most in a constant. rustc evaluates it in 128 frames, of which
/// each takes up to five.
const LEVELS: usize = 22;

const fn levels(region: &Region) -> usize {
    let mut most = 0;
    each!(i, 0..region.nodes.shapes.len(), {
        let inside = match region.nodes.shapes[i].op {
            Op::Call(graph) if graph.builtin().is_none() => 1 + levels(&graph.body),
            Op::Modified(modified) if modified.graph.builtin().is_none() => {
                2 + levels(&modified.graph.body)
            }
            Op::For { body, .. } => 1 + levels(body),
            Op::If { then, otherwise } => {
                let (a, b) = (levels(then), levels(otherwise));
                1 + if a > b { a } else { b }
            }
            _ => 0,
        };
        if inside > most {
            most = inside;
        }
    });
    most
}

/// What is wrong with a kernel for these values of its fields, if anything is.
pub const fn check<const N: usize>(
    graph: &'static Graph,
    fields: &[(&str, BindingRef<'_>)],
) -> Option<Text> {
    match lengths::<N, 0>(graph, fields) {
        Ok(_) => None,
        Err(text) => text,
    }
}

/// The lengths of a kernel's arguments, in signature order, and then that of its result; `None` for one that is not
/// stated.
///
/// # Errors
/// What [`check`] says, or `None` where a field is missing or the kernel has errors, which rustc reports.
#[expect(clippy::result_large_err, reason = "constants have no heap")]
pub const fn lengths<const N: usize, const L: usize>(
    graph: &'static Graph,
    fields: &[(&str, BindingRef<'_>)],
) -> Result<[Option<usize>; L], Option<Text>> {
    if graph.effects.is_wrong() || !are_bound(graph, fields) {
        return Err(None);
    }
    if levels(&graph.body) > LEVELS {
        let text = Text::new("[QK0082] loops, branches and calls are nested more than ");
        let text = text.with_number(LEVELS as u64);
        return Err(Some(
            text.with(" deep, too deep to be checked here; use `compile()`"),
        ));
    }
    match within::<N, ITEMS, L>(graph, fields) {
        Ok(lengths) => return Ok(lengths),
        Err(Some(text)) => return Err(Some(text)),
        Err(None) => {}
    }
    match within::<N, MORE_ITEMS, L>(graph, fields) {
        Err(None) => {
            let text = Text::new(
                "[QK0082] the circuit is too large to be checked here: a list of what is in it has more than ",
            );
            Err(Some(
                text.with_number(MORE_ITEMS as u64)
                    .with(" items; use `compile()`"),
            ))
        }
        known => known,
    }
}

/// `Err(None)` where the memory is not enough.
#[expect(clippy::result_large_err, reason = "constants have no heap")]
const fn within<const N: usize, const M: usize, const L: usize>(
    graph: &'static Graph,
    fields: &[(&str, BindingRef<'_>)],
) -> Result<[Option<usize>; L], Option<Text>> {
    let mut arrays: Arrays<N, M> = Arrays::new();
    let mut binder = arrays.binder();
    match (binder.entry(graph, fields), binder.state.fault) {
        (Ok(()), _) => Ok(binder.numbers(graph)),
        (Err(Stop::Full), _) | (_, None) => Err(None),
        (_, Some(fault)) => {
            let (mut message, mut after) = (Text::EMPTY, None);
            while let Some((text, next)) = binder.message(&fault, after) {
                message.push(text.as_str());
                if after.is_none() {
                    message = message
                        .with("\nin `")
                        .with(fault.kernel)
                        .with("` at ")
                        .with_loc(fault.loc);
                }
                after = Some(next);
            }
            Err(Some(message))
        }
    }
}

impl Binder<'_> {
    const fn numbers<const L: usize>(&self, graph: &Graph) -> [Option<usize>; L] {
        let mut lengths = [None; L];
        let (mut at, mut k) = (0, 0);
        while k < graph.signature.params.len() && at < L {
            if let Type::Scalar(Element::Float) | Type::Vector(Element::Float) =
                graph.signature.params[k].ty
            {
                lengths[at] = self.numbers_of(self.values.items[graph.body.args[k].0 as usize]);
                at += 1;
            }
            k += 1;
        }
        if let ([result], true) = (graph.body.yields, at < L) {
            lengths[at] = self.numbers_of(self.values.items[result.0 as usize]);
        }
        lengths
    }

    const fn numbers_of(&self, value: Value) -> Option<usize> {
        match value {
            Value::Float(_) => Some(1),
            value => self.length(value),
        }
    }
}

/// Whether every bound parameter has a value.
const fn are_bound(graph: &Graph, fields: &[(&str, BindingRef<'_>)]) -> bool {
    let params = graph.signature.params;
    all!(k, 0..params.len(), {
        params[k].ty.is_free() || find(fields, params[k].name).is_some()
    })
}
