//! What the macro writes: each kernel in the folder `expansions` beside what it becomes.
//!
//! `EXPANSIONS=overwrite cargo test -p qkernel-macros expansions` brings those files up to date.

use std::path::Path;

use proc_macro2::TokenStream;

use crate::expand::expand;
use crate::reader::Reader;

fn is_expanded(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    let kernel = std::fs::read_to_string(folder.join(format!("{name}.rs"))).expect("a kernel");
    let kernel: TokenStream = kernel.parse().expect("tokens");
    let items =
        syn::parse2(expand(quote::quote!(crate = rt), kernel, Reader::Rustc)).expect("items");
    let text = prettyplease::unparse(&items);
    let path = folder.join(format!("{name}.expanded.rs"));
    if std::env::var_os("EXPANSIONS").is_some_and(|value| value == "overwrite") {
        std::fs::write(&path, text).expect("a file");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let line = (text.lines().zip(expected.lines())).find(|(a, b)| a != b);
    assert!(
        text == expected,
        "{name} differs; EXPANSIONS=overwrite writes it, to be looked at: {line:?}"
    );
}

#[test]
fn expansions() {
    for name in ["gate", "layer", "branch", "rounds", "modified", "refused"] {
        is_expanded(name);
    }
}
