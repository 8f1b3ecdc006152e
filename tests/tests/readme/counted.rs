//! How many source files are edited for one more of a kind, as `docs/architecture.md` says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What is counted, by its first name in a line of the page, and in how many files it may be.
///
/// Such a line is "Counted: `Tanh`, `tanh` are named in `a.rs`, `b.rs`.", with paths from the root of the repository.
const MOST: [(&str, usize); 6] = [
    ("Tanh", 2),
    ("Rzx", 3),
    ("Reset", 8),
    ("Again", 12),
    ("Match", 6),
    ("UpReversed", 6),
];

#[test]
fn the_files_on_the_page_are_those_that_name_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/architecture.md")).expect("the page is there");
    let mut sources = Vec::new();
    for package in ["qkernel-macros", "qkernel-runtime"] {
        collect(&root, package, &mut sources);
    }
    assert!(sources.len() > 200, "{}", sources.len());
    let mut counted = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("Counted: ")) {
        let (names, files) = line.split_once(" named in ").expect("names and files");
        let (names, files) = (quoted(names), quoted(files));
        let mut found: Vec<&str> = (sources.iter())
            .filter(|(_, code)| names.iter().any(|name| mentions(code, name)))
            .map(|(path, _)| path.as_str())
            .collect();
        found.sort_unstable();
        let listed = BTreeSet::from_iter(files.iter().copied());
        assert_eq!(Vec::from_iter(listed), found, "of {names:?}");
        counted.push((names[0], found.len()));
    }
    for (name, most) in MOST {
        let files = counted.iter().find(|(counted, _)| *counted == name);
        let (_, files) = files.unwrap_or_else(|| panic!("the page does not count {name}"));
        assert!(*files <= most, "{name} is in {files} files, not in {most}");
    }
    assert_eq!(counted.len(), MOST.len(), "{counted:?}");
}

/// What is between backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The files below a folder that are no tests, by their paths, without comments and without tests at their end.
fn collect(root: &Path, folder: &str, sources: &mut Vec<(String, String)>) {
    let entries = fs::read_dir(root.join(folder)).expect("a folder");
    let mut names: Vec<String> = (entries)
        .map(|entry| entry.expect("a name").file_name().into_string())
        .map(|name| name.expect("a plain name"))
        .collect();
    let mut tests: Vec<String> = ["tests", "benches", "examples", "expansions", "target"]
        .map(String::from)
        .to_vec();
    names.sort_unstable();
    let mut files = Vec::new();
    for name in names.iter().filter(|name| name.ends_with(".rs")) {
        let path = format!("{folder}/{name}");
        let text = fs::read_to_string(root.join(&path)).expect("a text");
        let (code, test) = text
            .split_once("#[cfg(test)]\nmod tests")
            .unwrap_or((&text, ""));
        for module in text.split("#[cfg(test)]\nmod ").skip(1) {
            tests.extend(module.split([';', ' ']).next().map(String::from));
        }
        // What comes after a test in a file of its own is code.
        let rest = test.strip_prefix(';').unwrap_or("");
        let lines = code.lines().chain(rest.lines());
        let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
        files.push((path, lines.collect::<Vec<_>>().join("\n")));
    }
    let is_test = |name: &str| tests.iter().any(|test| test == name);
    let stem = |path: &str| Path::new(path).file_stem().map(|stem| stem.to_owned());
    files.retain(|(path, _)| stem(path).is_some_and(|stem| !is_test(&stem.to_string_lossy())));
    sources.append(&mut files);
    for name in names.iter().filter(|name| !is_test(name)) {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            collect(root, &path, sources);
        }
    }
}

/// Whether code has this name, as a word that is no method of something else.
fn mentions(code: &str, name: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + name.len()..].chars().next();
        !before.is_some_and(|c| in_word(c) || c == '.') && !after.is_some_and(in_word)
    })
}
