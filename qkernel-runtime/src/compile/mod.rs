//! Graph → [`Program`]: sizes and observables are bound, loops unrolled, calls inlined, angles made affine.
//!
//! The binder runs the graph like an interpreter whose qubits are numbers, whose sizes are known, and whose
//! `Float`s are [`Affine`] forms over the arguments.

pub(crate) mod affine;
mod arithmetic;
mod binder;
mod branch;
pub(crate) mod condition;
mod element;
mod finish;
mod gate;
mod leak;
mod modified;
mod run;
pub(crate) mod scope;
mod sizes;
mod sum;
mod undo;
mod value;

use crate::circuit::Circuit;
use crate::draw::Written;
use crate::error::CompileError;
use crate::graph::{Element, Graph, Loc, Type};
use crate::kernel::{Binding, EntryKernel};
use crate::program::Program;

pub(crate) use arithmetic::OPERATIONS;
use binder::Binder;
use value::Value;

/// Binds a kernel.
pub(crate) fn compile<K: EntryKernel>(kernel: K) -> Result<Circuit<K>, CompileError> {
    let graph = const { &K::GRAPH };
    let bindings = kernel.bindings();
    let mut written = Written::new(graph, &bindings);
    let program = bind(graph, bindings)?;
    written.with_lengths(&program.arguments);
    Ok(Circuit::new(program).written(written))
}

/// The flat program of a graph. `bindings` are the values of its bound parameters, in order.
pub(crate) fn bind(graph: &'static Graph, bindings: Vec<Binding>) -> Result<Program, CompileError> {
    let signature = &graph.signature;
    let mut bindings = bindings.into_iter();
    let mut binder = Binder::new(graph);
    let mut arguments = Vec::new();
    for param in signature.params {
        let value = match param.ty {
            Type::Scalar(Element::Float) => binder.argument(param),
            Type::Vector(Element::Float) => binder.vector_argument(param),
            Type::Matrix(_) => binder.matrix_argument(param),
            _ => match bindings.next() {
                Some(binding) => Value::from(binding),
                None => {
                    return Err(refused(
                        signature.name,
                        param.loc,
                        format!("`{}` is not bound", param.name),
                    ));
                }
            },
        };
        arguments.push(value);
    }
    let results = binder.kernel(graph, arguments)?;
    binder.check_lives()?;
    binder.finish(results)
}

fn refused(kernel: &str, loc: Loc, message: String) -> CompileError {
    CompileError {
        kernel: kernel.into(),
        loc: loc.into(),
        message,
    }
}
