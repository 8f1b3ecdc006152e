//! Tables of numbers, as tokens.

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote_spanned;

/// Numbers as a byte string.
pub(super) fn table(numbers: impl IntoIterator<Item = u32>) -> TokenStream {
    let bytes = Literal::byte_string(&qkernel_ir::bytes(numbers));
    quote_spanned!(Span::mixed_site()=> *#bytes)
}
