//! The examples with data of their own learn what they should.

mod common;

use std::process::Command;

use common::{example, succeeded};

/// What an example prints, and the number after these words in it.
fn printed(name: &str, words: &str) -> (String, f64) {
    let output = Command::new(example(name)).output().expect("it runs");
    let text = succeeded(output);
    let (_, rest) = text.split_once(words).expect("the words are printed");
    let number = rest.split_whitespace().next().expect("a number follows");
    let number = number.parse().expect("a number");
    (text, number)
}

#[test]
fn the_moons_are_told_apart() {
    let (text, accuracy) = printed("two_moons", "Test accuracy:");
    assert!(accuracy > 95.0, "{text}");
}

#[test]
fn the_curve_is_fitted() {
    let (text, r_squared) = printed("curve_fit", "R² on test points:");
    assert!(r_squared > 0.98 && r_squared <= 1.0, "{text}");
}
