//! The signature fn: the user's own function, with the few edits that make it legal Rust.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::visit_mut::VisitMut;
use syn::{ItemFn, Stmt, parse_quote_spanned};

use crate::emit::edits::{Edits, observables, same_token};
use crate::emit::ignored::Ignored;
use crate::emit::obligations;
use crate::emit::salvage::Salvage;
use crate::emit::stated;
use crate::error::{Errors, Position, Warning};
use crate::model::Kernel;
use crate::parse::StripSizes;
use crate::reader::Reader;
use crate::rules::Obligation;

/// The function of a kernel that was understood, with the checks that rustc does by type.
pub(crate) fn emit(
    kernel: &Kernel,
    obligations: &[Obligation],
    unused: &BTreeSet<Position>,
    errors: &Errors,
    rt: &TokenStream,
) -> TokenStream {
    let mut function: ItemFn = kernel.function.clone();
    Ignored {
        rt,
        may_hold: kernel.reads(|id| !kernel.variables[id].inferred.has_no_qubits()),
    }
    .visit_block_mut(&mut function.block);
    // The other faults are reported; what they leave unused is not worth a word.
    let quiet = (!errors.is_empty()).then(|| quote!(#[allow(unused, unconditional_recursion)]));
    self::function(
        function,
        kernel,
        obligations,
        unused,
        errors.take_warnings(),
        quiet,
        rt,
    )
}

/// The function of a kernel of which a part is not in the language. The errors for that part are enough.
pub(crate) fn after_errors(
    kernel: &Kernel,
    refused: HashSet<Position>,
    rt: &TokenStream,
) -> TokenStream {
    let mut function: ItemFn = kernel.function.clone();
    Salvage::new(rt, refused).block(&mut function.block);
    let quiet = Some(quote!(#[allow(unused, unreachable_code)]));
    self::function(
        function,
        kernel,
        &[],
        &BTreeSet::new(),
        Vec::new(),
        quiet,
        rt,
    )
}

fn function(
    mut function: ItemFn,
    kernel: &Kernel,
    obligations: &[Obligation],
    unused: &BTreeSet<Position>,
    warnings: Vec<Warning>,
    quiet: Option<TokenStream>,
    rt: &TokenStream,
) -> TokenStream {
    StripSizes.visit_item_fn_mut(&mut function);
    make_plain(&mut function);
    let mut edits = Edits {
        rt,
        reader: Reader::Rustc,
        obligations,
        unused,
        observables: observables(kernel),
    };
    edits.visit_block_mut(&mut function.block);
    let at_start: Vec<Stmt> = obligations
        .iter()
        .filter(|obligation| {
            kernel
                .params
                .iter()
                .any(|param| same_token(&param.name, &obligation.name))
        })
        .map(|obligation| obligations::emit(obligation, rt))
        .collect();
    function.block.stmts.splice(0..0, at_start);
    let site = Span::mixed_site();
    let import: Stmt = parse_quote_spanned!(site=> #[allow(unused_imports)] use #rt::Take as _;);
    function.block.stmts.insert(0, import);
    let import: Stmt =
        parse_quote_spanned!(site=> #[allow(unused_imports)] use ::core::ops::IndexMut as _;);
    function.block.stmts.insert(0, import);
    function
        .block
        .stmts
        .splice(1..1, warnings.iter().map(warning));
    if quiet.is_none() {
        stated::check(&mut function, kernel, rt);
    }
    quote! {
        #[deny(unused_must_use)]
        #[allow(dead_code, clippy::needless_range_loop, clippy::too_many_arguments, clippy::let_and_return, clippy::let_unit_value, unknown_lints, clippy::manual_is_multiple_of, clippy::manual_swap)]
        // What they offer instead is not in the language, or what they see the macro has put there.
        #[allow(clippy::bool_to_int_with_if, clippy::cast_lossless, clippy::cast_precision_loss, clippy::imprecise_flops, clippy::missing_const_for_fn, clippy::must_use_candidate, clippy::needless_pass_by_value, clippy::suboptimal_flops, clippy::used_underscore_binding)]
        #quiet
        #[track_caller]
        #function
    }
}

/// A macro cannot warn; the use of something deprecated can.
fn warning(warning: &Warning) -> Stmt {
    let (code, note) = warning.message.note();
    let marker = Ident::new(&code, Span::mixed_site());
    let used = Ident::new(&code, warning.span);
    let used = quote_spanned!(warning.span=> let _ = #used;);
    parse_quote_spanned! {Span::mixed_site()=>
        {
            #[deprecated(note = #note)]
            const #marker: u8 = 0;
            #used
        }
    }
}

/// Without the `const`, the `where` and the like that were refused.
pub(crate) fn make_plain(function: &mut ItemFn) {
    let signature = &mut function.sig;
    signature.constness = None;
    signature.asyncness = None;
    signature.abi = None;
    signature.variadic = None;
    signature.generics.where_clause = None;
    signature.safety = syn::Safety::Default;
}
