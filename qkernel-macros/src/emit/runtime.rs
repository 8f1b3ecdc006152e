//! Where the runtime is: what `#[qkernel(crate = path)]` says, or the name that it has in the user's `Cargo.toml`.

use std::path::Path as File;

use proc_macro_crate::{Error, FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;
use syn::parse::Parser;

use crate::error::{self, Errors};

const PACKAGE: &str = "qkernel-runtime";

/// A package that re-exports the runtime as `qkernel_runtime`.
const FACADE: &str = "hqnn-model";

/// The path of the runtime; `None` where it is not found, which is an error then.
pub(crate) fn path(args: TokenStream, errors: &Errors) -> Option<TokenStream> {
    let mut stated = None;
    let parser = syn::meta::parser(|meta| {
        if meta.path.is_ident("crate") {
            let path: Path = meta.value()?.parse()?;
            stated = Some(path.into_token_stream());
        } else {
            let name = crate::spell::expr(&meta.path);
            errors.push_at(&meta.path, error::unknown_argument(&name));
            // The rest of the argument is of no interest.
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
        }
        Ok(())
    });
    if let Err(error) = parser.parse2(args) {
        errors.push_syn(error);
    }
    stated.or_else(|| {
        let found = in_manifest();
        if found.is_none() {
            errors.push(Span::call_site(), error::runtime_not_found());
        }
        found
    })
}

/// The path of the runtime in the crate that is being compiled. Where no manifest tells, it has its own name.
fn in_manifest() -> Option<TokenStream> {
    let site = Span::mixed_site();
    let usual = quote_spanned!(site=> ::qkernel_runtime);
    if has_usual_name() {
        return Some(usual);
    }
    match crate_name(PACKAGE) {
        Ok(FoundCrate::Name(name)) => {
            let name = ident(&name)?;
            return Some(quote_spanned!(site=> ::#name));
        }
        Err(Error::CrateNotFound { .. }) => {}
        // The runtime itself, which has its own name in scope, or a compiler that was not started by Cargo.
        Ok(FoundCrate::Itself) | Err(_) => return Some(usual),
    }
    match crate_name(FACADE) {
        Ok(FoundCrate::Name(name)) => {
            let name = ident(&name)?;
            Some(quote_spanned!(site=> ::#name::qkernel_runtime))
        }
        Ok(FoundCrate::Itself) => Some(quote_spanned!(site=> crate::qkernel_runtime)),
        Err(_) => None,
    }
}

fn ident(name: &str) -> Option<Ident> {
    let mut name: Ident = syn::parse_str(name).ok()?;
    name.set_span(Span::mixed_site());
    Some(name)
}

/// Whether a line of the manifest makes the package a dependency under its own name. That is the usual case, and this
/// costs nothing; else the manifests are read with care, that of the workspace included.
fn has_usual_name() -> bool {
    let Some(folder) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        return true;
    };
    std::fs::read_to_string(File::new(&folder).join("Cargo.toml"))
        .is_ok_and(|manifest| manifest.lines().any(names_the_package))
}

/// `qkernel-runtime = ..`, `qkernel-runtime.workspace = ..`, `[dependencies.qkernel-runtime]`.
fn names_the_package(line: &str) -> bool {
    let key = match line.trim().strip_prefix('[') {
        Some(table) => table
            .split(']')
            .next()
            .and_then(|path| path.rsplit('.').next()),
        None => line.trim().split(['=', '.', ' ']).next(),
    };
    key.is_some_and(|key| key.trim_matches(['"', '\'', ' ']).replace('_', "-") == PACKAGE)
}

#[cfg(test)]
mod tests {
    use super::names_the_package;

    #[test]
    fn lines_that_name_the_package() {
        for line in [
            "qkernel-runtime = \"0.1\"",
            "qkernel-runtime.workspace = true",
            "  \"qkernel-runtime\" = { path = \"..\" }",
            "[dependencies.qkernel-runtime]",
            "[target.'cfg(unix)'.dev-dependencies.qkernel-runtime]",
            "qkernel_runtime = \"0.1\"",
        ] {
            assert!(names_the_package(line), "{line}");
        }
        for line in [
            "qk = { package = \"qkernel-runtime\", version = \"0.1\" }",
            "# qkernel-runtime = \"0.1\"",
            "name = \"qkernel-runtime\"",
            "qkernel-runtime-extras = \"0.1\"",
            "[dependencies.qk]",
            "[dependencies]",
            "",
        ] {
            assert!(!names_the_package(line), "{line}");
        }
    }
}
