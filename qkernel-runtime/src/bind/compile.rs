//! The binder at run time, in lists on the heap.

use super::binder::{Lengths, Lists};
use super::constant::stack;
use super::entry::{BindingRef, Terms};
use super::list::Stop;
use super::program;
use super::value::Factor;
use crate::binding::Binding;
use crate::error::CompileError;
use crate::graph::Graph;
use crate::observable::{Coefficient, Observable};
use crate::program::Program;

/// The flat program of a graph. `bindings` are the values of its bound parameters, in order.
pub(crate) fn bind(graph: &'static Graph, bindings: Vec<Binding>) -> Result<Program, CompileError> {
    let bound = graph
        .signature
        .params
        .iter()
        .filter(|param| !param.ty.is_free());
    let observables: Vec<Vec<Owned>> = bindings.iter().map(owned).collect();
    let observables: Vec<Vec<Vec<_>>> = observables
        .iter()
        .map(|all| {
            all.iter()
                .map(|one| one.iter().map(|(c, factors)| (*c, &**factors)).collect())
                .collect()
        })
        .collect();
    let observables: Vec<Vec<Terms<'_>>> = observables
        .iter()
        .map(|all| all.iter().map(|one: &Vec<_>| Terms(one)).collect())
        .collect();
    let fields: Vec<(&str, BindingRef<'_>)> = (bound.zip(&bindings).zip(&observables))
        .map(|((param, binding), observables)| {
            let value = match binding {
                Binding::UInt(value) => BindingRef::UInt(*value),
                Binding::Bit(value) => BindingRef::Bit(*value),
                Binding::UInts(all) => BindingRef::UInts(all),
                Binding::Bits(all) => BindingRef::Bits(all),
                Binding::Observable(_) => BindingRef::Observable(observables[0]),
                Binding::Observables(_) => BindingRef::Observables(observables),
            };
            (param.name, value)
        })
        .collect();
    let mut lengths = Lengths::first(stack(graph));
    loop {
        let mut lists = Lists::new(&lengths);
        let mut binder = lists.binder();
        match (binder.entry(graph, &fields), binder.state.fault) {
            (Ok(()), _) => return Ok(program::of(graph, &binder)),
            (Err(Stop::Fault), Some(fault)) => {
                let (mut message, mut after) = (String::new(), None);
                while let Some((text, next)) = binder.message(&fault, after) {
                    message += text.as_str();
                    after = Some(next);
                }
                return Err(CompileError {
                    kernel: fault.kernel.into(),
                    loc: fault.loc.into(),
                    message,
                });
            }
            _ => lengths = binder.more(),
        }
    }
}

/// The terms of an observable.
type Owned = Vec<(Coefficient, Vec<Factor>)>;

fn owned(binding: &Binding) -> Vec<Owned> {
    let factor = |&(qubit, pauli): &(usize, _)| Factor { qubit, pauli };
    let terms = |observable: &Observable| {
        let terms = observable.coefficients();
        terms
            .map(|(string, c)| (c, string.factors().iter().map(factor).collect()))
            .collect()
    };
    match binding {
        Binding::Observable(one) => vec![terms(one)],
        Binding::Observables(all) => all.iter().map(terms).collect(),
        _ => Vec::new(),
    }
}
