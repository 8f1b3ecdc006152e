//! The types of a graph's values. The macro sees no types but those of the kernel's own signature; what a call
//! gives is in the callee's, which constant evaluation can read.

use super::{
    BinaryOp, Constant, Element, Graph, Node, Op, Region, Signature, Type, UnaryOp, Value, ValueId,
};

/// The values of a graph: their names, and the types that follow from the signature and the nodes.
///
/// Where the kernel has type errors (rustc reports them) a value stays [`Type::Unknown`].
pub const fn infer<const N: usize>(
    signature: &Signature,
    body: &Region,
    names: [&'static str; N],
) -> [Value; N] {
    let mut values = [Value {
        name: "",
        ty: Type::Unknown,
    }; N];
    let mut i = 0;
    while i < N {
        values[i].name = names[i];
        i += 1;
    }
    let mut i = 0;
    while i < body.args.len() && i < signature.params.len() {
        set(&mut values, body.args[i], signature.params[i].ty);
        i += 1;
    }
    region(body, &mut values);
    values
}

const fn set(values: &mut [Value], id: ValueId, ty: Type) {
    values[id.0 as usize].ty = ty;
}

const fn get(values: &[Value], id: ValueId) -> Type {
    values[id.0 as usize].ty
}

const fn input(values: &[Value], node: &Node, k: usize) -> Type {
    if k < node.ins.len() {
        get(values, node.ins[k])
    } else {
        Type::Unknown
    }
}

const fn region(region: &Region, values: &mut [Value]) {
    let mut i = 0;
    while i < region.nodes.len() {
        node(&region.nodes[i], values);
        i += 1;
    }
}

const fn node(node: &Node, values: &mut [Value]) {
    match node.op {
        Op::For { body, .. } => {
            if !body.args.is_empty() {
                set(values, body.args[0], Type::Scalar(Element::UInt));
            }
            let mut k = 1;
            while k < body.args.len() && k + 2 < node.ins.len() {
                let ty = get(values, node.ins[k + 2]);
                set(values, body.args[k], ty);
                k += 1;
            }
            region(body, values);
            yielded(node, body, values);
        }
        Op::If { then, otherwise } => {
            region(then, values);
            region(otherwise, values);
            yielded(node, then, values);
        }
        _ => {
            let ty = result(node, values);
            if node.outs.len() == 1 {
                set(values, node.outs[0], ty);
            } else if let Type::Tuple(parts) = ty {
                let mut k = 0;
                while k < node.outs.len() && k < parts.len() {
                    set(values, node.outs[k], parts[k]);
                    k += 1;
                }
            }
        }
    }
}

const fn yielded(node: &Node, from: &Region, values: &mut [Value]) {
    let mut k = 0;
    while k < node.outs.len() && k < from.yields.len() {
        let ty = get(values, from.yields[k]);
        set(values, node.outs[k], ty);
        k += 1;
    }
}

const fn result(node: &Node, values: &[Value]) -> Type {
    use Element::*;
    match node.op {
        Op::Call(graph) => {
            let argument = input(values, node, if is_expval(graph) { 1 } else { 0 });
            result_type(graph, argument)
        }
        Op::Modified(modified) => modified.result(),
        Op::Qubit => Type::Scalar(Qubit),
        Op::QubitArray => Type::Vector(Qubit),
        Op::Constant(Constant::UInt(_)) | Op::Len => Type::Scalar(UInt),
        Op::Constant(Constant::Float(_)) | Op::ToFloat | Op::Function(_) => Type::Scalar(Float),
        Op::Constant(Constant::Bit(_)) | Op::Unary(UnaryOp::Not) => Type::Scalar(Bit),
        Op::Take => match input(values, node, 0) {
            Type::Vector(element) | Type::Matrix(element) => Type::Scalar(element),
            _ => Type::Unknown,
        },
        Op::Unary(UnaryOp::Neg) => input(values, node, 0),
        Op::Binary(op) => match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => {
                // A number times an observable is an observable.
                match input(values, node, 1) {
                    observable @ Type::Scalar(Observable) => observable,
                    _ => input(values, node, 0),
                }
            }
            _ => Type::Scalar(Bit),
        },
        Op::Pack => Type::Tuple(&[]),
        Op::Field(k) => match input(values, node, 0) {
            Type::Tuple(parts) if (k as usize) < parts.len() => parts[k as usize],
            _ => Type::Unknown,
        },
        // Only in graphs that are not made by the macro.
        Op::Pauli(_) | Op::Identity => Type::Scalar(Observable),
        Op::Gate { .. } | Op::Measure | Op::Reset | Op::Discard | Op::Expval => Type::Unknown,
        Op::Put | Op::For { .. } | Op::If { .. } => Type::Tuple(&[]),
    }
}

const fn is_expval(graph: &Graph) -> bool {
    matches!(graph.body.nodes, [Node { op: Op::Expval, .. }])
}

/// The type of what a kernel gives. Where that is [`Type::Either`], it is decided by the type of the argument that
/// is an `Either` too: the qubits of `measure`, the observables of `expval`.
pub const fn result_type(graph: &Graph, argument: Type) -> Type {
    match graph.signature.result {
        Type::Either(element) => match argument {
            Type::Scalar(_) => Type::Scalar(element),
            Type::Vector(_) => Type::Vector(element),
            _ => Type::Unknown,
        },
        ty => ty,
    }
}
