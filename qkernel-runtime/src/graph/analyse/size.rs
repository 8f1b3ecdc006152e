//! Sizes over the parameters: stated lengths and the results of callees.

use crate::graph::{Element, Graph, Signature, SizeExpr, Type, ValueId};
use qkernel_ir::{Poly, Symbol, each, lesser};

pub(in crate::graph) const MAX_PARAMS: usize = 32;

/// The values of a kernel's `UInt`s and the lengths of its vectors, by parameter. The lengths that are stated are over the
/// others.
pub(in crate::graph) const fn own_params(
    signature: &Signature,
    args: &[ValueId],
) -> [Poly; MAX_PARAMS] {
    let mut polys = [Poly::UNKNOWN; MAX_PARAMS];
    let (mut i, mut stated) = (0, 0);
    while i < args.len() && i < signature.params.len() && i < MAX_PARAMS {
        let param = &signature.params[i];
        polys[i] = match param.ty {
            Type::Scalar(Element::UInt) => Poly::symbol(Symbol::of(args[i])),
            Type::Vector(_) if param.size.is_some() => {
                stated += 1;
                Poly::UNKNOWN
            }
            Type::Vector(_) => Poly::symbol(Symbol::length_of(args[i])),
            _ => Poly::UNKNOWN,
        };
        i += 1;
    }
    // One length may be stated with another one that is stated later.
    while stated > 0 {
        each!(i, 0..lesser(signature.params.len(), MAX_PARAMS), {
            if let (Some(size), false) = (&signature.params[i].size, polys[i].is_known()) {
                polys[i] = evaluate(&size.value, &polys);
            }
        });
        stated -= 1;
    }
    polys
}

/// A stated length, where the parameters have these values.
pub(super) const fn evaluate(size: &SizeExpr, params: &[Poly; MAX_PARAMS]) -> Poly {
    match *size {
        SizeExpr::Constant(value) => Poly::constant(value as i64),
        // Of a vector, the polynomial is its length.
        SizeExpr::Param(number) | SizeExpr::Length(number) if (number as usize) < MAX_PARAMS => {
            params[number as usize]
        }
        SizeExpr::Param(_) | SizeExpr::Length(_) => Poly::UNKNOWN,
        SizeExpr::Binary(op, left, right) => {
            evaluate(left, params).apply(op, &evaluate(right, params))
        }
    }
}

/// A callee's result, over the caller's sizes.
pub(super) const fn translate(result: &Poly, graph: &Graph, params: &[Poly; MAX_PARAMS]) -> Poly {
    result.with_arguments(graph.body.args, params)
}
