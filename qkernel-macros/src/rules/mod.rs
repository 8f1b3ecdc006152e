//! The rules that the macro itself can decide. A rule is a small fn; each walks the model on its own, those of qubits the graph.

mod angles;
mod casts;
mod names;
mod nesting;
mod obligation;
mod qubits;
mod refused;
mod rounds;
mod sizes;

use crate::error::Errors;
use crate::lower::Graph;
use crate::model::Kernel;

pub(crate) use obligation::{Obligation, Subject};

/// Reports what cannot stay in the function, not even for rustc to judge.
pub(crate) fn refuse(kernel: &mut Kernel, errors: &Errors) {
    refused::check(kernel, errors);
    rounds::check_conditions(kernel, errors);
}

/// Reports what is certainly wrong, and gives what is wrong if a variable holds qubits.
pub(crate) fn check(kernel: &Kernel, graph: &Graph<'_>, errors: &Errors) -> Vec<Obligation> {
    sizes::check_stated(kernel, errors);
    sizes::check_divisors(kernel, errors);
    names::check_recursion(kernel, errors);
    names::check_constants(kernel, errors);
    names::check_loop_variables(kernel, errors);
    casts::check_sizes(kernel, errors);
    casts::check_exponents(kernel, errors);
    casts::check_same(kernel, errors);
    casts::check_functions(kernel, errors);
    angles::check_comparisons(kernel, errors);
    angles::check_measured(kernel, errors);
    nesting::check(&graph.body, errors);
    qubits::check(kernel, graph, errors)
}
