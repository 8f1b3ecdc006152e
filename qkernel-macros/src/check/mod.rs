//! The rules that the macro itself can decide. A rule is a small fn; each walks the model on its own, those of qubits the graph.

mod angles;
mod casts;
mod names;
mod qubits;
mod refused;
mod rounds;
mod sizes;

use proc_macro2::{Ident, TokenStream};

use crate::error::{Errors, Leak};
use crate::lower::Graph;
use crate::model::Kernel;

/// A variable that may not hold qubits at this place; rustc decides by its type whether it does.
pub(crate) struct Obligation {
    /// The token that defines or assigns the variable; the check comes after that statement, where the variable is whole.
    pub(crate) name: Ident,
    /// The fields that lead to the part of it that is asked about: `[1, 0]` for `name.1.0`.
    pub(crate) fields: Vec<u32>,
    pub(crate) subject: Subject,
    /// Where the error is shown, if not at that token.
    pub(crate) at: Option<TokenStream>,
    pub(crate) leak: Leak,
}

/// What may not hold qubits.
pub(crate) enum Subject {
    Whole,
    /// These fields, as far as there are so many; messages call the number of one `{K}`.
    Fields(Vec<u32>),
}

/// Reports what cannot stay in the function, not even for rustc to judge.
pub(crate) fn refuse(kernel: &Kernel, errors: &Errors) {
    refused::check(kernel, errors);
}

/// Reports what is certainly wrong, and gives what is wrong if a variable holds qubits.
pub(crate) fn check(kernel: &Kernel, graph: &Graph<'_>, errors: &Errors) -> Vec<Obligation> {
    sizes::check_declared(kernel, errors);
    sizes::check_divisors(kernel, errors);
    names::check_recursion(kernel, errors);
    names::check_constants(kernel, errors);
    names::check_loop_variables(kernel, errors);
    casts::check_sizes(kernel, errors);
    casts::check_exponents(kernel, errors);
    casts::check_same(kernel, errors);
    casts::check_functions(kernel, errors);
    rounds::check_conditions(kernel, errors);
    angles::check_comparisons(kernel, errors);
    angles::check_measured(kernel, errors);
    qubits::check(kernel, graph, errors)
}
