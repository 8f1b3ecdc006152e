//! A kernel is a plain function, too: what it gives when it is called is what its graph gives when it is run.

mod branches;
mod calls;
mod layers;
mod loops;
mod measured;
mod registers;
mod values;
