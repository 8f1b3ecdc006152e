//! What rustc has to decide.

use proc_macro2::{Ident, TokenStream};

use crate::error::Leak;

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
