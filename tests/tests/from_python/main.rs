//! The page for those who come from Qiskit and PennyLane. Our programs on it are compiled and run as doctests of
//! `hqnn-model`; theirs are run here, where a Python has the packages.

mod formula;
mod gates;
mod programs;

const PAGE: &str = include_str!("../../../docs/from-qiskit-and-pennylane.md");

/// The sections of the page: heading and text.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGE.split("\n## ")
        .skip(1)
        .map(|section| section.split_once('\n').expect("a section has a text"))
}

/// The blocks of a text that begin with such a fence.
fn blocks(text: &'static str, language: &str) -> Vec<&'static str> {
    text.split(&format!("\n```{language}\n"))
        .skip(1)
        .map(|block| block.split_once("```").expect("the block ends").0)
        .collect()
}
