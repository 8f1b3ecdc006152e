//! What the macro writes: each kernel in the folder `expansions` beside what it becomes.
//!
//! `EXPANSIONS=overwrite cargo test -p qkernel-macros expansions` brings those files up to date.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::expand::expand;
use crate::reader::Reader;

const NAMES: [&str; 6] = ["gate", "layer", "branch", "rounds", "modified", "refused"];

fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    folder.join(format!("{name}.rs"))
}

fn expanded(kernel: &str) -> String {
    let kernel: TokenStream = kernel.parse().expect("tokens");
    let items = expand(quote::quote!(crate = rt), kernel, Reader::Rustc);
    prettyplease::unparse(&syn::parse2(items).expect("items"))
}

fn is_expanded(name: &str) {
    let text = expanded(&std::fs::read_to_string(file(name)).expect("a kernel"));
    let path = file(&format!("{name}.expanded"));
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
    NAMES.into_iter().for_each(is_expanded);
}

/// rustc computes a constant anew where a number in it has changed: an edit above a kernel changes one.
#[test]
fn a_kernel_that_moves_stays_the_same_but_for_its_place() {
    for name in NAMES {
        let kernel = std::fs::read_to_string(file(name)).expect("a kernel");
        let (here, below) = (expanded(&kernel), expanded(&format!("\n\n{kernel}")));
        let lines = here.lines().zip(below.lines());
        let changed: Vec<_> = lines.filter(|(a, b)| a != b).collect();
        assert_eq!(changed.len(), 1, "{name}: {changed:?}");
        assert!(changed[0].0.trim().starts_with("line: "), "{changed:?}");
    }
}
