//! The table of gates: the runtime's matrices, those on the page, and those of the other columns.

use std::collections::BTreeMap;

use num_complex::Complex64;
use qkernel_runtime::prelude::*;
use qkernel_tests::python;

use super::formula::{self, Matrix};
use super::{blocks, sections};

/// θ, φ and λ.
const ANGLES: [f64; 3] = [0.7, -1.3, 2.1];

/// The matrix of each gate, column by column from the states of a circuit.
macro_rules! matrices {
    ($($name:ident($($q:literal),*; $($angle:literal),*);)*) => {
        BTreeMap::from([$((stringify!($name), {
            const QUBITS: usize = <[usize]>::len(&[$($q),*]);

            #[qkernel]
            fn column(n: UInt, bits: Vector<UInt, { n }>, angles: Vector<Float, 3>) -> Vector<Bit> {
                let mut q = qubit_array(n);
                for i in range(n) {
                    if bits[i] == 1 {
                        q[i] = x(q[i]);
                    }
                }
                ($(q[$q]),*) = $name($(q[$q],)* $(angles[$angle]),*);
                measure(q)
            }

            let columns: Vec<Vec<Complex64>> = (0..1 << QUBITS)
                .map(|index: usize| {
                    let bits: Vec<usize> = (0..QUBITS).map(|i| index >> i & 1).collect();
                    let circuit = column { n: QUBITS, bits: bits.into() }.compile().unwrap();
                    circuit.state(&ANGLES).unwrap()
                })
                .collect();
            (0..1 << QUBITS).map(|i| columns.iter().map(|column| column[i]).collect()).collect()
        })),*])
    };
}

// Most gates have no angles.
#[allow(unused_variables)]
fn ours() -> BTreeMap<&'static str, Matrix> {
    matrices! {
        id(0;); h(0;); x(0;); y(0;); z(0;); s(0;); sdg(0;); t(0;); tdg(0;); sx(0;); sxdg(0;);
        rx(0; 0); ry(0; 0); rz(0; 0); p(0; 0); u(0; 0, 1, 2);
        cx(0, 1;); cy(0, 1;); cz(0, 1;); ch(0, 1;);
        cp(0, 1; 0); crx(0, 1; 0); cry(0, 1; 0); crz(0, 1; 0);
        swap(0, 1;); iswap(0, 1;); rxx(0, 1; 0); ryy(0, 1; 0); rzz(0, 1; 0); rzx(0, 1; 0);
        ccx(0, 1, 2;); ccz(0, 1, 2;); cswap(0, 1, 2;);
        global_phase(; 0);
    }
}

/// The gates as they are declared: name, qubits, angles.
fn declared() -> Vec<(&'static str, Vec<&'static str>, Vec<&'static str>)> {
    let source = include_str!("../../../qkernel-runtime/src/gates.rs");
    let (_, list) = source.split_once("\ngates! {").expect("the list is there");
    list.lines()
        .filter_map(|line| {
            let (call, _) = line.trim().strip_suffix(';')?.split_once(") = ")?;
            let (name, arguments) = call.split_once('(')?;
            let (qubits, angles) = arguments.split_once(';').unwrap_or((arguments, ""));
            let names = |list: &'static str| -> Vec<&'static str> {
                list.split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                    .collect()
            };
            Some((name, names(qubits), names(angles)))
        })
        .collect()
}

fn section() -> &'static str {
    sections()
        .find(|(heading, _)| *heading == "Gates")
        .expect("the section is there")
        .1
}

/// The columns of the table, without the marks of code.
fn rows() -> Vec<[&'static str; 4]> {
    let cell = |cell: &'static str| cell.trim().trim_matches('`');
    section()
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(cell).collect();
            cells.try_into().expect("a row has four cells")
        })
        .collect()
}

#[track_caller]
fn same(what: &str, found: &Matrix, expected: &Matrix) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!(
            (a - b).norm() < 1e-12,
            "{what}: {found:?} instead of {expected:?}"
        );
    }
}

#[test]
fn each_gate_has_a_row() {
    let written: Vec<&str> = rows().iter().map(|row| row[0]).collect();
    let calls: Vec<String> = declared()
        .into_iter()
        .map(|(name, qubits, angles)| format!("{name}({})", [qubits, angles].concat().join(", ")))
        .collect();
    assert_eq!(written, calls);
}

#[test]
fn the_matrices_on_the_page_are_those_of_the_runtime() {
    let [printed] = blocks(section(), "text")[..] else {
        panic!("not one block of matrices");
    };
    let (mut printed, ours) = (formula::matrices(printed, ANGLES), ours());
    for (name, ..) in declared() {
        let matrix = printed
            .remove(name)
            .unwrap_or_else(|| panic!("`{name}` has no matrix"));
        same(name, &ours[name], &matrix);
    }
    assert!(printed.is_empty(), "{:?}", printed.keys());
}

/// What a package makes of a column.
fn column(test: &str, package: &str, column: usize) {
    let Some(python) = python::python(test, &[package]) else {
        return;
    };
    let gates: Vec<_> = (declared().into_iter().zip(rows()))
        .map(|((name, qubits, _), row)| (name, qubits, row[column]))
        .collect();
    let script = format!("PACKAGE = {package:?}\n{}", include_str!("gates.py"));
    let input = serde_json::to_string(&(gates, ANGLES)).expect("texts and numbers are JSON");
    let (printed, ours) = (python::run(&python, &script, &input), ours());
    assert_eq!(printed.lines().count(), ours.len());
    for line in printed.lines() {
        let (name, numbers) = line.split_once(' ').expect("a name and numbers");
        let numbers: Vec<f64> = numbers.split(' ').map(|x| x.parse().unwrap()).collect();
        let entries: Vec<Complex64> = (numbers.chunks(2))
            .map(|z| Complex64::new(z[0], z[1]))
            .collect();
        let matrix: Matrix = entries
            .chunks(ours[name].len())
            .map(<[_]>::to_vec)
            .collect();
        same(&format!("{package}: {name}"), &matrix, &ours[name]);
    }
}

#[test]
fn qiskit_has_the_same_matrices() {
    column("qiskit_has_the_same_matrices", "qiskit", 1);
}

#[test]
fn pennylane_has_the_same_matrices() {
    column("pennylane_has_the_same_matrices", "pennylane", 2);
}

#[test]
fn openqasm_has_the_same_matrices() {
    column("openqasm_has_the_same_matrices", "qiskit_qasm3_import", 3);
}
