//! A kernel is a plain function, too: what it gives when it is called is what its graph gives when it is run.

// Kernels are written here in every way that the language allows.
#![allow(
    clippy::assign_op_pattern,
    clippy::eq_op,
    clippy::needless_late_init,
    clippy::nonminimal_bool,
    clippy::needless_return,
    unused_braces,
    unused_parens
)]

mod branches;
mod calls;
mod conditions;
mod derivatives;
mod functions;
mod layers;
mod loops;
mod measured;
mod observables;
mod registers;
mod rounds;
mod spelling;
mod traced;
mod values;
