//! Matrices as the page writes them.

use std::collections::BTreeMap;

use num_complex::Complex64;
use qkernel_tests::dense::controlled;

pub(crate) type Matrix = qkernel_tests::dense::Matrix;

/// Lines of `name = matrix`; a matrix is `[a, b; c, d]`, `diag(a, b)`, or `C(name)` of one before. `angles` are θ, φ and λ.
pub(crate) fn matrices(text: &'static str, angles: [f64; 3]) -> BTreeMap<&'static str, Matrix> {
    let mut all: BTreeMap<&str, Matrix> = BTreeMap::new();
    for line in text.lines() {
        let (name, matrix) = line.split_once(" = ").expect("a name and a matrix");
        let value = |entry: &str| number(entry, angles);
        let inside = |start: &str, end: &str| matrix.strip_prefix(start)?.strip_suffix(end);
        let matrix = if let Some(rows) = inside("[", "]") {
            let row = |row: &str| row.split(',').map(value).collect();
            rows.split(';').map(row).collect()
        } else if let Some(entries) = inside("diag(", ")") {
            let entries: Vec<Complex64> = entries.split(',').map(value).collect();
            let entry = |i, j| if i == j { entries[i] } else { Complex64::ZERO };
            (0..entries.len())
                .map(|i| (0..entries.len()).map(|j| entry(i, j)).collect())
                .collect()
        } else {
            controlled(&all[inside("C(", ")").expect("a matrix")])
        };
        all.insert(name.trim(), matrix);
    }
    all
}

fn number(text: &str, angles: [f64; 3]) -> Complex64 {
    let signs: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = &signs[..];
    let value = sum(&mut rest, angles);
    assert!(rest.is_empty(), "`{text}` ends with {rest:?}");
    value
}

fn take(rest: &mut &[char], sign: char) -> bool {
    let found = rest.first() == Some(&sign);
    if found {
        *rest = &rest[1..];
    }
    found
}

fn sum(rest: &mut &[char], angles: [f64; 3]) -> Complex64 {
    let first = if take(rest, '-') {
        -product(rest, angles)
    } else {
        product(rest, angles)
    };
    let mut value = first;
    loop {
        if take(rest, '+') {
            value += product(rest, angles);
        } else if take(rest, '-') {
            value -= product(rest, angles);
        } else {
            return value;
        }
    }
}

/// Factors one after the other, and what they are divided by.
fn product(rest: &mut &[char], angles: [f64; 3]) -> Complex64 {
    let mut value = factor(rest, angles);
    while let Some(&next) = rest.first() {
        if take(rest, '/') {
            value /= factor(rest, angles);
        } else if "+-)".contains(next) {
            break;
        } else {
            value *= factor(rest, angles);
        }
    }
    value
}

fn factor(rest: &mut &[char], angles: [f64; 3]) -> Complex64 {
    type Function = fn(Complex64) -> Complex64;
    const FUNCTIONS: [(&str, Function); 4] = [
        ("cos(", Complex64::cos),
        ("sin(", Complex64::sin),
        ("exp(", Complex64::exp),
        ("(", std::convert::identity),
    ];
    for (name, function) in FUNCTIONS {
        let name: Vec<char> = name.chars().collect();
        if let Some(after) = rest.strip_prefix(&name[..]) {
            *rest = after;
            let value = sum(rest, angles);
            assert!(take(rest, ')'), "no `)` before {rest:?}");
            return function(value);
        }
    }
    if take(rest, '√') {
        return factor(rest, angles).sqrt();
    }
    let (&sign, after) = rest.split_first().expect("a factor");
    *rest = after;
    match sign {
        'i' => Complex64::I,
        'π' => std::f64::consts::PI.into(),
        'θ' => angles[0].into(),
        'φ' => angles[1].into(),
        'λ' => angles[2].into(),
        digit => f64::from(digit.to_digit(10).expect("a digit")).into(),
    }
}
