//! Kernels with their loops: what is read again does the same as the compiled circuit.

use std::cell::RefCell;

use qkernel_runtime::Circuit as Read;
use qkernel_runtime::prelude::*;
use qkernel_runtime::qasm::Export;
use qkernel_tests::circuits::{teleport, variational_ansatz};
use qkernel_tests::python::{python, run};

use crate::dense_program::{Numbered, same};
use crate::formulas::*;

thread_local! {
    /// All texts, for the reference parser.
    static TEXTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// How many qubits are multiplied out.
const MOST: usize = 11;

fn agree(text: &str, own: &qkernel_runtime::program::Program) -> bool {
    TEXTS.with_borrow_mut(|texts| texts.push(text.to_owned()));
    let found = match Read::from_qasm(text) {
        Ok(circuit) => circuit.program().clone(),
        Err(error) => panic!("{error}\n{text}"),
    };
    let lengths = |program: &qkernel_runtime::program::Program| {
        let names = program
            .arguments
            .iter()
            .map(|a| (a.name.trim_end_matches('_').to_owned(), a.shape.len()));
        Vec::from_iter(names)
    };
    assert_eq!(lengths(&found), lengths(own), "{text}");
    if found.qubits > MOST || own.qubits > MOST {
        return false;
    }
    let count = own.arguments.iter().map(|a| a.shape.len()).sum::<usize>();
    let numbers: Vec<f64> = (0..count).map(|k| 0.3 + 0.7 * k as f64).collect();
    let chances = |program| Numbered::new(program, &numbers).chances();
    same(&chances(&found), &chances(own), text);
    true
}

/// Compares a kernel's texts with its compiled circuit.
macro_rules! written {
    ($kernel:ident { $($size:ident: $value:expr),* } $($rest:ident: $other:expr),*) => {
        match ($kernel { $($size: $value,)* $($rest: $other),* }).compile() {
            Ok(circuit) => {
                let sizes = [$((stringify!($size), usize::from($value))),*];
                let export = Export::new().sizes(&sizes);
                let all = [
                    export.clone(),
                    export.clone().without_modifiers(),
                    export.clone().without_calls(),
                    export.clone().without_loops(),
                    export.without_calls().without_loops(),
                ];
                all.iter().filter(|export| {
                    let text = $kernel::to_qasm3_with(export).unwrap();
                    agree(&text, circuit.program())
                }).count()
            }
            Err(_) => 0,
        }
    };
}

#[qkernel]
fn chain(q: Vector<Qubit>, angles: Vector<Float>, base: UInt) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len() - 1) {
        (q[i], q[i + 1]) = crx(q[i], q[i + 1], angles[base + i] / 2.0);
    }
    q
}

#[qkernel]
fn checked(q: Qubit) -> (Qubit, Bit) {
    let mut q = q;
    let seen = measure(h(qubit()));
    if seen {
        q = x(q);
    }
    (q, seen)
}

/// A Fourier transform, whose angle is halved in the loop, and its inverse under a control.
#[qkernel]
fn transform(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    let n = q.len();
    for i in range(n).rev() {
        q[i] = h(q[i]);
        let mut angle = PI / 2.0;
        for step in range(1, i + 1) {
            (q[i], q[i - step]) = cp(q[i], q[i - step], angle);
            angle /= 2.0;
        }
    }
    q
}

#[qkernel]
fn several(
    n: UInt,
    k: UInt,
    x: Vector<Float, { n * 2 }>,
    m: Matrix<Float, { n }, { k }>,
    y: Float,
) -> (Vector<Bit>, Bit, Bit) {
    let mut q = qubit_array(n + 1);
    q = ry_layer(q, x, 0);
    for i in range(k) {
        q = chain(q, x, i);
        q[i % (n + 1)] = rx(q[i % (n + 1)], m[(0, i)] * y - (i as Float) / 4.0);
    }
    let mut c = h(qubit());
    (c, q) = control(inverse(transform))(c, q);
    (c, q) = control(power(chain, k))(c, q, x, 0);
    q = transform(q);
    let odd = k % 2 == 1;
    let (a, seen) = checked(q[0]);
    q[0] = a;
    if seen != odd {
        q[0] = y_turned(q[0], y);
    }
    (measure(q), measure(c), seen == odd)
}

#[qkernel]
fn y_turned(q: Qubit, angle: Float) -> Qubit {
    global_phase(angle / 3.0);
    ry(q, angle)
}

/// Qubits that change places.
#[qkernel]
fn moved(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n + 1);
    q[0] = x(q[0]);
    for i in range(n) {
        (q[i], q[i + 1]) = (q[i + 1], q[i]);
    }
    measure(q)
}

#[test]
fn kernels_are_read_again() {
    let mut compared = 0;
    for (a, b, c) in [(1, 1, 1), (2, 1, 0), (2, 3, 2), (3, 2, 1), (4, 1, 3)] {
        compared += written!(ghz { n: a });
        compared += written!(fourier_twice { n: a });
        compared += written!(pairs { n: a });
        compared += written!(stepped { a: a, b: b, s: c });
        compared += written!(carried { n: a, m: b });
        compared += written!(exchanged { n: a, a: b, b: c });
        compared += written!(calls { n: a, k: b });
        compared += written!(kept { n: a, k: b });
        compared += written!(ended { n: a, k: b });
        compared += written!(modified { n: a, k: b });
        compared += written!(several { n: a, k: b });
        compared += written!(moved { n: a });
        for flag in [false, true] {
            compared += written!(branches {
                n: a,
                k: b,
                flag: flag
            });
            compared += written!(rounds {
                n: a,
                k: b,
                flag: flag
            });
        }
    }
    compared += written!(teleport {});
    assert!(compared > 200, "{compared}");
    TEXTS.with_borrow(|texts| {
        for text in texts {
            assert!(!text.contains('?'), "{text}");
        }
        if let Some(python) = python("the reference parser", &["openqasm3.parser"]) {
            let script = "import json, sys, openqasm3\ntexts = json.load(sys.stdin)\nfor text in texts: openqasm3.parse(text)\nprint(len(texts), 'texts parsed')";
            let mut distinct = texts.clone();
            distinct.sort();
            distinct.dedup();
            distinct.truncate(60);
            let unbound = [
                ghz::to_qasm3(),
                fourier::to_qasm3(),
                pairs::to_qasm3(),
                stepped::to_qasm3(),
                carried::to_qasm3(),
                branches::to_qasm3(),
                layers::to_qasm3(),
                calls::to_qasm3(),
                modified::to_qasm3(),
                y_turned::to_qasm3(),
            ];
            distinct.extend(unbound.map(Result::unwrap));
            println!("{}", run(&python, script, &serde_json::to_string(&distinct).unwrap()));
        }
    });
}

#[qkernel]
fn backwards(a: UInt, b: UInt) -> Vector<Bit> {
    let mut q = qubit_array(b);
    for i in range(a, b).rev() {
        q[i] = h(q[i]);
    }
    for i in (0..b).rev() {
        q[i] = t(q[i]);
    }
    for i in range(a, b).step_by(2).rev() {
        q[i] = sx(q[i]);
    }
    for i in (a..b).rev().step_by(a + 2).rev() {
        q[i] = s(q[i]);
    }
    measure(q)
}

#[qkernel]
fn cases(n: UInt) -> Bit {
    let mut q = qubit();
    for i in range(n) {
        q = match i % 4 {
            0 => h(q),
            1 | 2 => t(q),
            _ => sx(q),
        };
    }
    measure(q)
}

#[qkernel]
fn halved(n: UInt) -> Bit {
    measure(h(power(t, n / 2)(h(qubit()))))
}

/// A division within a power is one of whole numbers, and is written as such.
#[test]
fn powers_of_quotients_are_read_again() {
    let text = halved::to_qasm3().unwrap();
    assert!(text.contains("pow(int(n/2)) @ t "), "{text}");
    for n in [0, 1, 3, 5] {
        assert_eq!(written!(halved { n: n }), 5);
    }
}

#[test]
fn cases_are_branches() {
    let text = cases::to_qasm3().unwrap();
    assert!(text.contains("if (i % 4 == 0) {"), "{text}");
    for n in 0..6 {
        let text = cases::to_qasm3_with(&Export::new().sizes(&[("n", n)])).unwrap();
        assert!(agree(&text, cases { n }.compile().unwrap().program()));
        let gates = cases { n }.compile().unwrap().resources().gates;
        assert_eq!(cases::resources().at(&[("n", n)]).unwrap().gates, gates);
    }
}

#[test]
fn loops_from_the_last_number_on() {
    let text = backwards::to_qasm3().unwrap();
    let loops: Vec<&str> = text.lines().filter(|line| line.contains("for")).collect();
    assert_eq!(
        loops,
        [
            "for int i in [b - 1:-1:a] {",
            "for int i in [b - 1:-1:0] {",
            "for int i in [a + 2*((b + 3 - a)/2) - 4:-2:a] {",
            "for int i in [a + b + 1 - a*((b + 1)/(a + 2)) - 2*((b + 1)/(a + 2)):a + 2:b - 1] {",
        ],
        "{text}"
    );
    for (a, b) in [(0, 1), (0, 4), (1, 3), (1, 8), (2, 2), (3, 1)] {
        let text = backwards::to_qasm3_with(&Export::new().sizes(&[("a", a), ("b", b)])).unwrap();
        assert!(agree(
            &text,
            backwards { a, b }.compile().unwrap().program()
        ));
    }
}

#[test]
fn the_tutorial_with_its_loops() {
    assert_eq!(
        variational_ansatz::to_qasm3().unwrap(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel variational_ansatz
input int n_qubits;
input int n_layers;
input array[float[64], n_qubits] inputs;
input array[float[64], 3*n_layers*n_qubits] weights;
def rz_layer(qubit[n_qubits] q, readonly array[float[64], 3*n_layers*n_qubits] weights, int base) {
  for int i in [0:n_qubits - 1] {
    rz(weights[base + i]) q[i];
  }
}
def ry_layer(qubit[n_qubits] q, readonly array[float[64], 3*n_layers*n_qubits] weights, int base) {
  for int i in [0:n_qubits - 1] {
    ry(weights[base + i]) q[i];
  }
}
def cz_entangling_layer(qubit[n_qubits] q) {
  for int i in [1:n_qubits - 1] {
    cz q[i - 1], q[i];
  }
}
qubit[n_qubits] q;
for int i in [0:n_qubits - 1] {
  ry(inputs[i]) q[i];
}
for int layer in [0:n_layers - 1] {
  rz_layer(q, weights, 3*layer*n_qubits);
  ry_layer(q, weights, 3*layer*n_qubits + n_qubits);
  rz_layer(q, weights, 3*layer*n_qubits + 2*n_qubits);
  cz_entangling_layer(q);
}
// result = <hamiltonian>
"#
    );
    let text = variational_ansatz::to_qasm3_with(
        &Export::new().sizes(&[("n_qubits", 3), ("n_layers", 2)]),
    )
    .unwrap();
    let circuit = variational_ansatz {
        n_qubits: 3,
        n_layers: 2,
        hamiltonian: Z(0) * X(2),
    }
    .compile()
    .unwrap();
    let numbers: Vec<f64> = (0..21).map(|k| 0.3 + 0.7 * f64::from(k)).collect();
    let read = Read::from_qasm(&text)
        .unwrap()
        .with_observables(&[Z(0) * X(2)])
        .unwrap();
    let (a, b) = (
        read.run(&numbers).unwrap()[0],
        circuit.untyped().run(&numbers).unwrap()[0],
    );
    assert!((a - b).abs() < 1e-12, "{text}");
    // Kernels that become subroutines are called as often.
    assert_eq!(read.resources().calls, circuit.resources().calls);
}

#[test]
fn what_cannot_be_said_is_an_error() {
    let error = moved::to_qasm3().unwrap_err().to_string();
    assert!(
        error.contains("with loops cannot say") && error.contains("Export::sizes"),
        "{error}"
    );
    let error = ghz::to_qasm3_with(&Export::new().sizes(&[("m", 1)]))
        .unwrap_err()
        .to_string();
    assert_eq!(error, "`ghz`: there is no size `m`: the sizes are `n`");
}

#[qkernel]
fn half() -> (Qubit, Qubit) {
    let (first, second) = cx(h(qubit()), qubit());
    (first, second)
}

/// Qubits with names that are given after their first gate, by whom they are made for, and one that is a gate's.
#[qkernel]
fn told(theta: Float) -> (Bit, Bit, Vector<Bit>) {
    let message = ry(qubit(), theta);
    let (alice, mut bob) = half();
    let x = h(qubit());
    let pair = h_layer(qubit_array(2));
    let (message, alice) = cx(message, alice);
    let seen = measure(alice);
    if seen {
        bob = z(bob);
    }
    let (x, bob) = cx(x, bob);
    discard(x);
    (measure(message), measure(bob), measure(pair))
}

/// The qubits get the names of loops that are over.
#[qkernel]
fn late() -> (Bit, Bit) {
    let mut both = (qubit(), h(qubit()));
    for i in range(3) {
        for j in range(2) {
            both = (rx(both.0, (i + j) as Float), both.1);
        }
    }
    let (i, j) = both;
    let (i, j) = cx(i, j);
    (measure(i), measure(j))
}

#[test]
fn qubits_have_the_names_that_drawings_have() {
    let (text, picture) = (told::to_qasm3().unwrap(), told::draw().to_string());
    for name in ["message", "alice", "bob"] {
        assert!(text.contains(&format!("\nqubit {name};\n")), "{text}");
        assert!(picture.contains(&format!("{name}: ")), "{picture}");
    }
    assert!(
        picture.contains("x: ") && picture.contains("pair: 2"),
        "{picture}"
    );
    // A gate has that name.
    assert!(text.contains("\nqubit x_;\nqubit[2] pair;\n"), "{text}");
    // Results are as those of the compiled circuit, other bits as the variables.
    assert!(
        text.contains("output bit c0;\noutput bit c1;\noutput bit[2] c2;\n"),
        "{text}"
    );
    assert!(
        text.contains("\nbit seen = measure alice;\nif (seen) {\n"),
        "{text}"
    );
    assert!(text.contains("\nc0 = measure message;\n"), "{text}");
    assert!(agree(&text, told {}.compile().unwrap().program()));

    let text = late::to_qasm3().unwrap();
    assert!(
        text.contains("for int i in") && text.contains("\nqubit i_;\nqubit j_;\n"),
        "{text}"
    );
    assert!(agree(&text, late {}.compile().unwrap().program()));
}
