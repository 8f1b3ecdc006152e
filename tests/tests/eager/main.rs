//! A kernel is a plain function, too: what it gives when it is called is what its graph gives when it is run.

// Kernels are written here in every way that the language allows.
#![allow(
    clippy::assign_op_pattern,
    clippy::needless_late_init,
    clippy::nonminimal_bool
)]

mod branches;
mod calls;
mod layers;
mod loops;
mod measured;
mod registers;
mod values;
