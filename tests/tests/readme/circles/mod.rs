//! Files that use each other in a circle: `docs/architecture.md` says that there are none, but for what the grammars of two languages take.

mod modules;
mod tokens;

use std::collections::VecDeque;
use std::path::Path;

use modules::{Use, Uses};

/// The crates, by their folders.
const CRATES: [&str; 10] = [
    "qkernel-macros/ir",
    "qkernel-macros",
    "qkernel-runtime/engine",
    "qkernel-runtime/png",
    "qkernel-runtime",
    "hqnn-model/kernels",
    "hqnn-model",
    "backends/gpu",
    "backends/mpi",
    "backends/quest",
];

/// Files that may use each other, by the beginnings of their paths, and why.
const MAY: [(&str, &str); 3] = [
    (
        "qkernel-macros/src/model/",
        "types have sizes, which are expressions",
    ),
    (
        "qkernel-macros/src/parse/",
        "statements have expressions, and blocks are expressions",
    ),
    (
        "qkernel-runtime/src/formulas/",
        "a formula has atoms, which have formulas",
    ),
];

#[test]
fn no_file_uses_one_that_uses_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut wrong, mut files) = (String::new(), 0);
    for folder in CRATES {
        let uses = Uses::of(
            &folder.replace(['-', '/'], "_"),
            &root.join(folder).join("src"),
        );
        files += uses.files.len();
        for circle in circles(&uses) {
            let shown = |file: usize| {
                let path = uses.files[file]
                    .strip_prefix(&root)
                    .expect("a file of ours");
                path.display().to_string()
            };
            let within =
                |start: &&str| circle.iter().all(|one| shown(one.from).starts_with(*start));
            if !MAY.iter().any(|(start, _)| within(start)) {
                wrong += &told(&circle, shown);
            }
        }
    }
    assert!(files > 400, "{files} files");
    assert!(wrong.is_empty(), "{wrong}");
}

fn told(circle: &[&Use], shown: impl Fn(usize) -> String) -> String {
    let lines = circle.iter().map(
        |Use {
             from,
             to,
             line,
             path,
         }| {
            format!(
                "  {}:{line} uses `{path}` of {}\n",
                shown(*from),
                shown(*to)
            )
        },
    );
    format!(
        "\nthese files use each other:\n{}",
        lines.collect::<String>()
    )
}

#[test]
fn circles_are_found() {
    let lib = ("lib.rs", "mod a;\npub mod b;\npub use a::{One, two};\n");
    // The other file, and the lines of a circle: the file that uses, the line, and the path.
    type Line = (&'static str, usize, &'static str);
    let one = "use crate::b::Two;\npub struct One;\npub fn two() -> Two { Two }\n";
    let cases: [(&str, &str, &[Line]); 9] = [
        (one, "pub struct Two;\n", &[]),
        (
            one,
            "use super::a::One;\npub struct Two;",
            &[("a.rs", 1, "crate::b::Two"), ("b.rs", 1, "super::a::One")],
        ),
        // Passed on by the root.
        (
            one,
            "pub struct Two;\n\nfn f() { crate::two(); }",
            &[("a.rs", 1, "crate::b::Two"), ("b.rs", 3, "crate::two")],
        ),
        (
            one,
            "use tested::{\n    One as Uno,\n};\npub struct Two;",
            &[("a.rs", 1, "crate::b::Two"), ("b.rs", 2, "tested::One")],
        ),
        (
            one,
            "use super::*;\npub struct Two(One);",
            &[("a.rs", 1, "crate::b::Two"), ("b.rs", 1, "super::One")],
        ),
        // Nothing of it is used.
        (one, "use super::*;\npub struct Two;", &[]),
        (one, "pub use super::a::One;\npub struct Two;", &[]),
        (
            one,
            "pub struct Two; // crate::two\nconst A: &str = \"crate::two\";\n#[cfg(test)]\nmod tests {\n    use crate::two;\n}",
            &[],
        ),
        (
            one,
            "pub struct Two;\nconst A: char = '\"';\nfn f<'a>() { crate::a::two() }",
            &[("a.rs", 1, "crate::b::Two"), ("b.rs", 3, "crate::a::two")],
        ),
    ];
    for (a, b, expected) in cases {
        let texts = [lib, ("a.rs", a), ("b.rs", b)];
        let texts = texts.map(|(file, text)| (file.into(), text.into()));
        let uses = Uses::in_texts("tested", Path::new(""), &texts.into());
        let found = circles(&uses).concat();
        let found = found.iter().map(|one| {
            let file = uses.files[one.from].to_str().expect("a name");
            (file, one.line, one.path.as_str())
        });
        assert_eq!(Vec::from_iter(found), expected, "{b}");
    }
}

/// A shortest circle through each file that is in one; of several through the same files, one.
fn circles(uses: &Uses) -> Vec<Vec<&Use>> {
    let mut after = vec![Vec::new(); uses.files.len()];
    for one in &uses.all {
        after[one.from].push(one);
    }
    let (mut all, mut in_one) = (Vec::new(), vec![false; after.len()]);
    for file in 0..after.len() {
        if in_one[file] {
            continue;
        }
        if let Some(circle) = shortest(&after, file) {
            for one in &circle {
                in_one[one.from] = true;
            }
            all.push(circle);
        }
    }
    all
}

/// A shortest circle from a file to itself.
fn shortest<'u>(after: &[Vec<&'u Use>], file: usize) -> Option<Vec<&'u Use>> {
    let mut by: Vec<Option<&Use>> = vec![None; after.len()];
    let mut next = VecDeque::from([file]);
    while let Some(from) = next.pop_front() {
        for &one in &after[from] {
            if by[one.to].is_none() {
                by[one.to] = Some(one);
                next.push_back(one.to);
            }
        }
    }
    let mut circle = vec![by[file]?];
    while circle[circle.len() - 1].from != file {
        circle.push(by[circle[circle.len() - 1].from]?);
    }
    circle.reverse();
    Some(circle)
}
