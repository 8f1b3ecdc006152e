//! Sizes over the parameters: declared lengths and the results of callees.

use crate::graph::poly::{Poly, Symbol};
use crate::graph::{BinaryOp, Graph, Size, SizeOp, ValueId};

pub(super) const MAX_PARAMS: usize = 32;

/// A declared length over the kernel's own parameters.
pub(super) const fn own_size(size: &Size, args: &[ValueId]) -> Poly {
    let mut polys = [Poly::UNKNOWN; MAX_PARAMS];
    let mut i = 0;
    while i < args.len() && i < MAX_PARAMS {
        polys[i] = Poly::symbol(Symbol::of(args[i]));
        i += 1;
    }
    evaluate(size, &polys)
}

/// A declared length, where the parameters have these values.
pub(super) const fn evaluate(size: &Size, params: &[Poly; MAX_PARAMS]) -> Poly {
    let mut stack = [Poly::UNKNOWN; 16];
    let mut height = 0;
    let mut i = 0;
    while i < size.code.len() {
        if height == stack.len() {
            return Poly::UNKNOWN;
        }
        match size.code[i] {
            SizeOp::Constant(value) => {
                stack[height] = Poly::constant(value as i64);
                height += 1;
            }
            SizeOp::Param(number) => {
                stack[height] = if (number as usize) < MAX_PARAMS {
                    params[number as usize]
                } else {
                    Poly::UNKNOWN
                };
                height += 1;
            }
            SizeOp::Binary(op) => {
                if height < 2 {
                    return Poly::UNKNOWN;
                }
                height -= 1;
                stack[height - 1] = binary(op, &stack[height - 1], &stack[height]);
            }
        }
        i += 1;
    }
    if height == 1 { stack[0] } else { Poly::UNKNOWN }
}

pub(super) const fn binary(op: BinaryOp, left: &Poly, right: &Poly) -> Poly {
    match op {
        BinaryOp::Add => left.plus(right),
        BinaryOp::Sub => left.minus(right),
        BinaryOp::Mul => left.times(right),
        BinaryOp::Div | BinaryOp::Rem => match (left.as_constant(), right.as_constant()) {
            (Some(a), Some(b)) if a >= 0 && b > 0 => {
                Poly::constant(if matches!(op, BinaryOp::Div) {
                    a / b
                } else {
                    a % b
                })
            }
            _ => Poly::UNKNOWN,
        },
        _ => Poly::UNKNOWN,
    }
}

/// A callee's result, over the caller's sizes.
pub(super) const fn translate(result: &Poly, graph: &Graph, params: &[Poly; MAX_PARAMS]) -> Poly {
    result.with_arguments(graph.body.args, params)
}
