//! The rules that the macro itself can decide. A rule is a small fn; each walks the model on its own.

mod leak;
mod measured;
mod names;
mod sizes;
mod slots;
mod walk;

use proc_macro2::Ident;

use crate::error::{Errors, Leak};
use crate::model::Kernel;

pub(crate) use leak::leaks;

/// A variable that may not hold qubits at this place; rustc decides by its type whether it does.
pub(crate) struct Obligation {
    /// The token at which the error stands: where the variable is bound or assigned.
    pub(crate) name: Ident,
    /// Whether the check stands before the statement (an assignment) or behind it.
    pub(crate) before: bool,
    pub(crate) leak: Leak,
}

pub(crate) fn check(kernel: &Kernel, errors: &Errors) {
    sizes::check_declared(kernel, errors);
    names::check_recursion(kernel, errors);
    names::check_loop_variables(kernel, errors);
    measured::check(kernel, errors);
    slots::check_elements(kernel, errors);
}
