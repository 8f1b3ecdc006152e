//! A kernel as it is written, with what it was bound to.

use std::rc::Rc;

use crate::binding::Binding;
use crate::graph::{Constant, Element, Graph, Type};
use crate::program::{Argument, Shape};

/// A kernel, and what is known of its parameters.
#[derive(Clone, Debug)]
pub(crate) struct WrittenKernel {
    pub(super) graph: &'static Graph,
    /// Of each parameter.
    pub(super) known: Vec<ParamValue>,
}

/// What is known of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ParamValue {
    Nothing,
    Value(Constant),
    /// A list of that length.
    Length(usize),
    List(Vec<Constant>),
}

impl WrittenKernel {
    /// A kernel that is bound to nothing.
    pub(super) fn unbound(graph: &'static Graph) -> WrittenKernel {
        WrittenKernel {
            graph,
            known: vec![ParamValue::Nothing; graph.signature.params.len()],
        }
    }

    /// A kernel with the values of its bound parameters, in order.
    pub(crate) fn new(graph: &'static Graph, bindings: &[Binding]) -> WrittenKernel {
        let mut bindings = bindings.iter();
        let number = |&value: &usize| Constant::UInt(value as u64);
        let params = graph.signature.params.iter();
        let known = params.map(|param| {
            use Element::Float;
            // Those of a run are no bindings.
            if let Type::Scalar(Float) | Type::Vector(Float) | Type::Matrix(_) = param.ty {
                return ParamValue::Nothing;
            }
            match bindings.next() {
                Some(Binding::UInt(value)) => ParamValue::Value(number(value)),
                Some(Binding::Bit(value)) => ParamValue::Value(Constant::Bit(*value)),
                Some(Binding::UInts(values)) => {
                    ParamValue::List(values.iter().map(number).collect())
                }
                Some(Binding::Bits(values)) => {
                    ParamValue::List(values.iter().copied().map(Constant::Bit).collect())
                }
                Some(Binding::Observables(values)) => ParamValue::Length(values.len()),
                Some(Binding::Observable(_)) | None => ParamValue::Nothing,
            }
        });
        let known = known.collect();
        WrittenKernel { graph, known }
    }

    /// The lengths of the arguments of a run.
    pub(crate) fn with_lengths(&mut self, arguments: &[Argument]) {
        for (param, known) in self.graph.signature.params.iter().zip(&mut self.known) {
            let own = arguments.iter().find(|own| own.name == param.name);
            if let Some(Shape::Vector(length)) = own.map(|own| own.shape) {
                *known = ParamValue::Length(length);
            }
        }
    }
}

/// The items of a list, where they are known.
pub(super) type Items = Rc<[Constant]>;
