//! `docs/errors.md`: a section for every code, and in it the programs of `ui/` and `pass/` with the message as it is.
//!
//! The words are written by hand, what is in fences is copied from the files:
//! `ERRORS_MD=overwrite cargo test -p qkernel-tests --test reference` brings them up to date.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = "../docs/errors.md";

/// Longer messages are cut off: rustc tells a cycle of kernels step by step.
const MESSAGE_LINES: usize = 24;

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|end| end == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn codes_in(text: &str) -> BTreeSet<String> {
    let starts = text.match_indices("QK").map(|(at, _)| at);
    let codes = starts.filter_map(|at| text.get(at..at + 6));
    codes
        .filter(|code| code[2..].bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

/// The codes of all messages: those of the table in the macro's `error/messages.rs` are numbers after an equals sign.
fn codes() -> BTreeSet<String> {
    let table = read("../qkernel-macros/src/error/messages.rs");
    let numbers = table.lines().filter_map(|line| {
        let number = line.split_once(") = ")?.1.split_once(", \"")?.0;
        number
            .parse::<u32>()
            .ok()
            .map(|number| format!("QK{number:04}"))
    });
    let mut codes: BTreeSet<String> = numbers.collect();
    // Leaks of parameters have a number of their own.
    codes.extend(["QK0005".into(), "QK0006".into()]);
    for folder in [
        "../qkernel-macros/src",
        "../qkernel-runtime/src",
        "../hqnn-model/src",
    ] {
        for file in files(Path::new(folder), "rs") {
            if !file.ends_with("fuzz.rs") {
                codes.extend(codes_in(&read(&file)));
            }
        }
    }
    codes
}

/// Where the wrong programs and their legal neighbours are. Those with dfdx are in a package of their own.
const FOLDERS: [[&str; 2]; 2] = [["ui", "pass"], ["model/ui_model", "model/pass_model"]];

/// The programs of a section that starts with `## QK0012`: their folders, and their common name.
fn program(heading: &str) -> Option<([&'static str; 2], String)> {
    let start = heading.strip_prefix("## ")?.get(..6)?.to_lowercase();
    let name = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    FOLDERS.into_iter().find_map(|folders| {
        files(Path::new(folders[0]), "rs")
            .into_iter()
            .filter_map(name)
            .find(|name| name.starts_with(&start))
            .map(|name| (folders, name))
    })
}

/// A program without what all programs have.
fn snippet(path: String) -> String {
    let text = read(path);
    let text = text
        .strip_prefix("use qkernel_runtime::prelude::*;\n\n")
        .unwrap_or(&text);
    let end = text.find("\nfn main() {").unwrap_or(text.len());
    text[..end].trim().to_owned()
}

fn message(path: String) -> String {
    let text = read(path);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    if lines.len() <= MESSAGE_LINES {
        return lines.join("\n");
    }
    format!("{}\n..", lines[..MESSAGE_LINES].join("\n"))
}

/// The page with its fences as they should be.
fn expected(page: &str) -> String {
    let mut sections: Vec<String> = Vec::new();
    for line in page.lines() {
        if line.starts_with("## ") || sections.is_empty() {
            sections.push(String::new());
        }
        let section = sections.last_mut().expect("a section");
        section.push_str(line);
        section.push('\n');
    }
    let whole = sections.iter().map(|section| {
        let heading = section.lines().next().unwrap_or_default();
        let Some(([ui, pass], name)) = program(heading) else {
            return section.clone();
        };
        let words = section.split("\n```").next().unwrap_or_default().trim_end();
        let wrong = snippet(format!("{ui}/{name}.rs"));
        let mended = snippet(format!("{pass}/{name}.rs"));
        let message = message(format!("{ui}/{name}.stderr"));
        format!("{words}\n\n```rust\n{wrong}\n```\n\n```text\n{message}\n```\n\n```rust\n{mended}\n```\n\n")
    });
    whole.collect::<String>().trim_end().to_owned() + "\n"
}

#[test]
fn the_page_shows_the_programs() {
    let page = read(PAGE);
    let expected = expected(&page);
    if std::env::var_os("ERRORS_MD").is_some_and(|value| value == "overwrite") {
        fs::write(PAGE, expected).expect("the page is written");
        return;
    }
    for (number, (found, expected)) in page.lines().zip(expected.lines()).enumerate() {
        assert_eq!(
            found,
            expected,
            "{PAGE}, line {}: ERRORS_MD=overwrite updates it",
            number + 1
        );
    }
    assert_eq!(page.lines().count(), expected.lines().count());
}

#[test]
fn every_code_has_a_section() {
    let page = read(PAGE);
    let sections: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## ")?.get(..6).map(str::to_owned))
        .collect();
    let unique: BTreeSet<String> = sections.iter().cloned().collect();
    assert_eq!(
        sections,
        unique.iter().cloned().collect::<Vec<_>>(),
        "sections are sorted, each once"
    );
    let missing: Vec<_> = codes()
        .into_iter()
        .filter(|code| !unique.contains(code))
        .collect();
    assert!(missing.is_empty(), "no section for {missing:?}");
}

#[test]
fn every_wrong_program_has_a_section() {
    let page = read(PAGE);
    for [ui, pass] in FOLDERS {
        for path in files(Path::new(ui), "rs") {
            let name = path
                .file_stem()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let Some(code) = name.get(..6).filter(|start| start.starts_with("qk")) else {
                continue;
            };
            let heading = format!("## {}", code.to_uppercase());
            assert!(
                page.lines().any(|line| line.starts_with(&heading)),
                "no section for {name}"
            );
            assert!(
                Path::new(pass).join(format!("{name}.rs")).exists(),
                "no legal neighbour for {name}"
            );
        }
    }
}
