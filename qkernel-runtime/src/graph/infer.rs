//! The types of a graph's values. The macro sees no types but those of the kernel's own signature; what a call
//! gives is in the callee's, which constant evaluation can read.

use qkernel_ir::{TypeRule, each};

use super::op::Rule;
use super::{Constant, Element, Graph, Op, Signature, Type, UnaryOp};

/// The types that follow from the signature and the operations, by the number of their rule.
///
/// Where the kernel has type errors (rustc reports them) a type stays [`Type::Unknown`].
#[doc(hidden)]
pub const fn infer<const N: usize>(
    signature: &Signature,
    ops: &[Op],
    rules: &[TypeRule; N],
) -> [Type; N] {
    let mut types = [Type::Unknown; N];
    each!(i, 0..N, {
        let rule = &rules[i];
        let out = rule.out as usize;
        types[i] = match rule.op {
            TypeRule::PARAM if out < signature.params.len() => signature.params[out].ty,
            TypeRule::PARAM => Type::Unknown,
            TypeRule::LOOP => Type::Scalar(Element::UInt),
            op => {
                let inputs = [known(&types, rule.ins[0]), known(&types, rule.ins[1])];
                match (result(&ops[op as usize], inputs), rule.outs) {
                    (ty, 1) => ty,
                    (Type::Tuple(parts), _) if out < parts.len() => parts[out],
                    _ => Type::Unknown,
                }
            }
        };
    });
    types
}

const fn known(types: &[Type], number: u32) -> Type {
    match number {
        0 => Type::Unknown,
        _ => types[number as usize - 1],
    }
}

const fn result(op: &Op, inputs: [Type; 2]) -> Type {
    use Element::*;
    match op {
        Op::Call(graph) => call(graph, inputs),
        Op::Modified(modified) => modified.result(),
        Op::Constant(Constant::UInt(_)) | Op::Len => Type::Scalar(UInt),
        Op::Constant(Constant::Float(_))
        | Op::ToFloat
        | Op::Function(_)
        | Op::BinaryFunction(_) => Type::Scalar(Float),
        Op::Constant(Constant::Bit(_)) | Op::Unary(UnaryOp::Not) => Type::Scalar(Bit),
        Op::Take => match inputs[0] {
            Type::Vector(element) | Type::Matrix(element) => Type::Scalar(element),
            _ => Type::Unknown,
        },
        Op::Unary(_) | Op::Head => inputs[0],
        Op::Binary(op) => match (op.is_arithmetic(), inputs[1]) {
            (false, _) => Type::Scalar(Bit),
            // A number times an observable is an observable.
            (true, observable @ Type::Scalar(Observable)) => observable,
            (true, _) => inputs[0],
        },
        Op::Pack => Type::Tuple(&[]),
        Op::Field(k) => match inputs[0] {
            Type::Tuple(parts) if (*k as usize) < parts.len() => parts[*k as usize],
            _ => Type::Unknown,
        },
        Op::For { .. } | Op::If { .. } => Type::Tuple(&[]),
        // Others give nothing, or are in no graph that the macro makes.
        _ => Type::Unknown,
    }
}

/// The type of what a kernel gives. Where that is [`Type::Either`], it is decided by the type of the argument that it is
/// like: the qubits of `measure`, the observables of `expval`.
const fn call(graph: &Graph, inputs: [Type; 2]) -> Type {
    let element = match graph.signature.result {
        Type::Either(element) => element,
        // Most are: each step costs rustc a microsecond.
        ty => return ty,
    };
    match graph.rule() {
        Some(Rule { like: Some(k), .. }) => match inputs[*k] {
            Type::Scalar(_) => Type::Scalar(element),
            Type::Vector(_) => Type::Vector(element),
            _ => Type::Unknown,
        },
        _ => Type::Unknown,
    }
}
