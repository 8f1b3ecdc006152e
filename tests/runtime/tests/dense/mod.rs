//! Dense matrices from textbook definitions: a second opinion on everything the engines do.

#![allow(dead_code)]

use num_complex::Complex64;
use proptest::prelude::*;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::observable::{Observable, Pauli};

/// Rows of a square matrix.
pub(crate) type Dense = Vec<Vec<Complex64>>;

const I: Complex64 = Complex64::I;

pub(crate) fn c(re: f64) -> Complex64 {
    Complex64::new(re, 0.0)
}

fn rows<const N: usize>(matrix: [[Complex64; N]; N]) -> Dense {
    matrix.iter().map(|row| row.to_vec()).collect()
}

pub(crate) fn identity(size: usize) -> Dense {
    (0..size)
        .map(|i| (0..size).map(|j| c(f64::from(u8::from(i == j)))).collect())
        .collect()
}

pub(crate) fn multiply(a: &Dense, b: &Dense) -> Dense {
    let entry = |row: &Vec<Complex64>, j: usize| row.iter().zip(b).map(|(a, b)| a * b[j]).sum();
    a.iter()
        .map(|row| (0..b.len()).map(|j| entry(row, j)).collect())
        .collect()
}

/// The conjugate of the transpose.
pub(crate) fn adjoint(a: &Dense) -> Dense {
    let column = |i: usize| a.iter().map(|row| row[i].conj()).collect();
    (0..a.len()).map(column).collect()
}

pub(crate) fn apply(a: &Dense, x: &[Complex64]) -> Vec<Complex64> {
    a.iter()
        .map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum())
        .collect()
}

pub(crate) fn combine(a: &Dense, x: Complex64, b: &Dense, y: Complex64) -> Dense {
    let row = |(a, b): (&Vec<Complex64>, &Vec<Complex64>)| {
        a.iter().zip(b).map(|(a, b)| x * a + y * b).collect()
    };
    a.iter().zip(b).map(row).collect()
}

/// The Kronecker product; `low` takes the least significant bits.
pub(crate) fn kron(high: &Dense, low: &Dense) -> Dense {
    let n = low.len();
    let entry = |i: usize, j: usize| high[i / n][j / n] * low[i % n][j % n];
    let size = high.len() * n;
    (0..size)
        .map(|i| (0..size).map(|j| entry(i, j)).collect())
        .collect()
}

pub(crate) fn pauli(pauli: Pauli) -> Dense {
    let (o, l) = (c(0.0), c(1.0));
    match pauli {
        Pauli::X => rows([[o, l], [l, o]]),
        Pauli::Y => rows([[o, -I], [I, o]]),
        Pauli::Z => rows([[l, o], [o, -l]]),
    }
}

/// exp(-i θ G / 2) = cos(θ/2) - i sin(θ/2) G for G² = 1.
fn rotation(generator: &Dense, theta: f64) -> Dense {
    let (sin, cos) = (theta / 2.0).sin_cos();
    combine(&identity(generator.len()), c(cos), generator, -I * sin)
}

/// The matrix of a gate without controls; the first target is the least significant bit.
pub(crate) fn gate(kind: GateKind, angles: &[f64]) -> Dense {
    use GateKind::*;
    let (o, l) = (c(0.0), c(1.0));
    let phase = |theta: f64| rows([[l, o], [o, Complex64::cis(theta)]]);
    let pi = std::f64::consts::PI;
    let twice = |p: Pauli| kron(&pauli(p), &pauli(p));
    match kind {
        Id => identity(2),
        H => combine(
            &pauli(Pauli::X),
            c(0.5f64.sqrt()),
            &pauli(Pauli::Z),
            c(0.5f64.sqrt()),
        ),
        X => pauli(Pauli::X),
        Y => pauli(Pauli::Y),
        Z => pauli(Pauli::Z),
        S => phase(pi / 2.0),
        Sdg => phase(-pi / 2.0),
        T => phase(pi / 4.0),
        Tdg => phase(-pi / 4.0),
        Sx => rows([[l + I, l - I], [l - I, l + I]].map(|row| row.map(|x| x / 2.0))),
        Sxdg => rows([[l - I, l + I], [l + I, l - I]].map(|row| row.map(|x| x / 2.0))),
        Rx => rotation(&pauli(Pauli::X), angles[0]),
        Ry => rotation(&pauli(Pauli::Y), angles[0]),
        Rz => rotation(&pauli(Pauli::Z), angles[0]),
        P => phase(angles[0]),
        U => {
            let [theta, phi, lambda] = angles[..] else {
                panic!()
            };
            let (sin, cos) = (theta / 2.0).sin_cos();
            rows([
                [c(cos), -Complex64::cis(lambda) * sin],
                [
                    Complex64::cis(phi) * sin,
                    Complex64::cis(phi + lambda) * cos,
                ],
            ])
        }
        Swap => rows([[l, o, o, o], [o, o, l, o], [o, l, o, o], [o, o, o, l]]),
        Iswap => rows([[l, o, o, o], [o, o, I, o], [o, I, o, o], [o, o, o, l]]),
        Rxx => rotation(&twice(Pauli::X), angles[0]),
        Ryy => rotation(&twice(Pauli::Y), angles[0]),
        Rzz => rotation(&twice(Pauli::Z), angles[0]),
        Rzx => rotation(&kron(&pauli(Pauli::X), &pauli(Pauli::Z)), angles[0]),
        GlobalPhase => vec![vec![Complex64::cis(angles[0])]],
        other => panic!("no matrix for `{}`", other.name()),
    }
}

/// The matrix of a gate on a register: column k goes where the gate takes the targets' bits of k.
pub(crate) fn on_register(
    qubits: usize,
    small: &Dense,
    controls: &[usize],
    targets: &[usize],
) -> Dense {
    let size = 1 << qubits;
    let mut matrix = vec![vec![c(0.0); size]; size];
    // Column by column, and each column meets many rows.
    #[allow(clippy::needless_range_loop)]
    for k in 0..size {
        if controls.iter().any(|q| k >> q & 1 == 0) {
            matrix[k][k] = c(1.0);
            continue;
        }
        let from: usize = targets
            .iter()
            .enumerate()
            .map(|(i, q)| (k >> q & 1) << i)
            .sum();
        for (to, row) in small.iter().enumerate() {
            let cleared = targets.iter().fold(k, |k, q| k & !(1 << q));
            let index = targets
                .iter()
                .enumerate()
                .fold(cleared, |k, (i, q)| k | (to >> i & 1) << q);
            matrix[index][k] += row[from];
        }
    }
    matrix
}

pub(crate) fn sum(qubits: usize, sum: &Observable) -> Dense {
    let size = 1 << qubits;
    let mut total = vec![vec![c(0.0); size]; size];
    for (coefficient, string) in sum.complex_terms() {
        let mut product = identity(1);
        for qubit in 0..qubits {
            let factor = string.factors().iter().find(|(q, _)| *q == qubit);
            let small = factor.map_or(identity(2), |(_, p)| pauli(*p));
            product = kron(&small, &product);
        }
        total = combine(&total, c(1.0), &product, coefficient);
    }
    total
}

pub(crate) fn expectation(qubits: usize, observable: &Observable, state: &[Complex64]) -> f64 {
    let image = apply(&sum(qubits, observable), state);
    state
        .iter()
        .zip(image)
        .map(|(a, b)| (a.conj() * b).re)
        .sum()
}

pub(crate) fn distance(a: &Dense, b: &Dense) -> f64 {
    a.iter()
        .flatten()
        .zip(b.iter().flatten())
        .map(|(a, b)| (a - b).norm())
        .fold(0.0, f64::max)
}

/// A gate on different qubits of a register, the first `kind.targets()` of them its targets, the others controls.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) kind: GateKind,
    pub(crate) targets: Vec<usize>,
    pub(crate) controls: Vec<usize>,
}

pub(crate) fn placed(qubits: usize) -> impl Strategy<Value = Placed> {
    let kinds: Vec<_> = GateKind::ALL
        .into_iter()
        .filter(|kind| kind.targets() <= qubits)
        .collect();
    let order = Just((0..qubits).collect::<Vec<_>>()).prop_shuffle();
    (prop::sample::select(kinds), order, 0..=3usize).prop_map(|(kind, order, controls)| {
        let (targets, rest) = order.split_at(kind.targets());
        Placed {
            kind,
            targets: targets.to_vec(),
            controls: rest[..controls.min(rest.len())].to_vec(),
        }
    })
}

/// A product of Pauli operators on a register.
pub(crate) fn string(qubits: usize) -> impl Strategy<Value = Vec<(Pauli, usize)>> {
    let one = prop::sample::select(vec![None, Some(Pauli::X), Some(Pauli::Y), Some(Pauli::Z)]);
    prop::collection::vec(one, qubits).prop_map(|factors| {
        factors
            .into_iter()
            .enumerate()
            .filter_map(|(qubit, pauli)| Some((pauli?, qubit)))
            .collect()
    })
}

pub(crate) fn observable(qubits: usize) -> impl Strategy<Value = Observable> {
    prop::collection::vec((-2.0..2.0, string(qubits)), 0..5).prop_map(Observable::from_terms)
}
