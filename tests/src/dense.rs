//! A slow simulator that shares nothing with the engine: every gate is written out as a matrix.

use num_complex::Complex64;

type Amplitude = Complex64;

/// A square matrix, row by row.
pub type Matrix = Vec<Vec<Amplitude>>;

fn c(re: f64, im: f64) -> Amplitude {
    Complex64::new(re, im)
}

fn real<const N: usize>(rows: [[f64; N]; N]) -> Matrix {
    rows.iter()
        .map(|row| row.iter().map(|&x| c(x, 0.0)).collect())
        .collect()
}

fn diagonal(entries: &[Amplitude]) -> Matrix {
    let entry = |i, j| if i == j { entries[i] } else { c(0.0, 0.0) };
    (0..entries.len())
        .map(|i| (0..entries.len()).map(|j| entry(i, j)).collect())
        .collect()
}

/// The matrix product: `b` acts first.
pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let entry = |i: usize, j: usize| (0..b.len()).map(|k| a[i][k] * b[k][j]).sum();
    (0..a.len())
        .map(|i| (0..a.len()).map(|j| entry(i, j)).collect())
        .collect()
}

/// exp(-i t P / 2) = cos(t/2) - i sin(t/2) P, for a P whose square is 1.
fn rotation(p: &Matrix, t: f64) -> Matrix {
    let entry = |i: usize, j: usize| {
        let one = if i == j {
            c((t / 2.0).cos(), 0.0)
        } else {
            c(0.0, 0.0)
        };
        one - c(0.0, (t / 2.0).sin()) * p[i][j]
    };
    (0..p.len())
        .map(|i| (0..p.len()).map(|j| entry(i, j)).collect())
        .collect()
}

/// The Kronecker product; the bits of `low` are the lower ones of an index.
fn kron(high: &Matrix, low: &Matrix) -> Matrix {
    let n = low.len();
    let entry = |i: usize, j: usize| high[i / n][j / n] * low[i % n][j % n];
    (0..high.len() * n)
        .map(|i| (0..high.len() * n).map(|j| entry(i, j)).collect())
        .collect()
}

/// The conjugate of the transpose: what undoes a gate.
pub fn adjoint(gate: &Matrix) -> Matrix {
    (0..gate.len())
        .map(|i| gate.iter().map(|row| row[i].conj()).collect())
        .collect()
}

/// The gate, that many times.
pub fn power(gate: &Matrix, count: usize) -> Matrix {
    let one = diagonal(&vec![c(1.0, 0.0); gate.len()]);
    (0..count).fold(one, |all, _| product(gate, &all))
}

/// The gate on one more qubit, the lowest of an index: it acts where that is 1.
pub fn controlled(gate: &Matrix) -> Matrix {
    let entry = |i: usize, j: usize| match (i % 2, j % 2) {
        (1, 1) => gate[i / 2][j / 2],
        (0, 0) if i == j => c(1.0, 0.0),
        _ => c(0.0, 0.0),
    };
    (0..2 * gate.len())
        .map(|i| (0..2 * gate.len()).map(|j| entry(i, j)).collect())
        .collect()
}

/// The matrix of a gate. The first qubit is the lowest bit of an index.
///
/// # Panics
/// If there is no gate of that name.
pub fn matrix(name: &str, angles: &[f64]) -> Matrix {
    let (x, z) = (
        real([[0.0, 1.0], [1.0, 0.0]]),
        real([[1.0, 0.0], [0.0, -1.0]]),
    );
    let y = vec![
        vec![c(0.0, 0.0), c(0.0, -1.0)],
        vec![c(0.0, 1.0), c(0.0, 0.0)],
    ];
    let phase = |t: f64| diagonal(&[c(1.0, 0.0), Complex64::from_polar(1.0, t)]);
    let swap = |on_differing: Amplitude| {
        let mut m = diagonal(&[c(1.0, 0.0), c(0.0, 0.0), c(0.0, 0.0), c(1.0, 0.0)]);
        (m[1][2], m[2][1]) = (on_differing, on_differing);
        m
    };
    let root = |sign: f64| {
        vec![
            vec![c(0.5, 0.5 * sign), c(0.5, -0.5 * sign)],
            vec![c(0.5, -0.5 * sign), c(0.5, 0.5 * sign)],
        ]
    };
    let quarter = std::f64::consts::FRAC_PI_4;
    match name {
        "id" => diagonal(&[c(1.0, 0.0); 2]),
        "h" => {
            let s = std::f64::consts::FRAC_1_SQRT_2;
            real([[s, s], [s, -s]])
        }
        "x" => x,
        "y" => y,
        "z" => z,
        "s" => phase(2.0 * quarter),
        "sdg" => phase(-2.0 * quarter),
        "t" => phase(quarter),
        "tdg" => phase(-quarter),
        "sx" => root(1.0),
        "sxdg" => root(-1.0),
        "rx" => rotation(&x, angles[0]),
        "ry" => rotation(&y, angles[0]),
        "rz" => rotation(&z, angles[0]),
        "p" => phase(angles[0]),
        "u" => product(
            &phase(angles[1]),
            &product(&rotation(&y, angles[0]), &phase(angles[2])),
        ),
        "cx" | "cy" | "cz" | "ch" | "cp" | "crx" | "cry" | "crz" => {
            controlled(&matrix(&name[1..], angles))
        }
        "ccx" | "ccz" | "cswap" => controlled(&matrix(&name[1..], angles)),
        "swap" => swap(c(1.0, 0.0)),
        "iswap" => swap(c(0.0, 1.0)),
        "rxx" => rotation(&kron(&x, &x), angles[0]),
        "ryy" => rotation(&kron(&y, &y), angles[0]),
        "rzz" => rotation(&kron(&z, &z), angles[0]),
        "rzx" => rotation(&kron(&x, &z), angles[0]),
        "global_phase" => diagonal(&[Complex64::from_polar(1.0, angles[0])]),
        _ => panic!("no gate `{name}`"),
    }
}

/// Applies a gate to some of the qubits of a state.
pub fn apply(state: &mut [Amplitude], gate: &Matrix, qubits: &[usize]) {
    let inside = |index: usize| {
        qubits
            .iter()
            .enumerate()
            .map(|(k, &q)| (index >> q & 1) << k)
            .sum::<usize>()
    };
    let outside = |index: usize| qubits.iter().fold(index, |index, &q| index & !(1 << q));
    let place = |k: usize| {
        qubits
            .iter()
            .enumerate()
            .map(|(b, &q)| (k >> b & 1) << q)
            .sum::<usize>()
    };
    let old = state.to_vec();
    for (index, amplitude) in state.iter_mut().enumerate() {
        let row = &gate[inside(index)];
        *amplitude = row
            .iter()
            .enumerate()
            .map(|(k, entry)| entry * old[outside(index) | place(k)])
            .sum();
    }
}

/// <state| P |state> for the product of Pauli matrices on some of the qubits.
pub fn expectation(state: &[Amplitude], paulis: &[(&str, usize)]) -> f64 {
    let mut image = state.to_vec();
    for &(name, qubit) in paulis {
        apply(&mut image, &matrix(name, &[]), &[qubit]);
    }
    state
        .iter()
        .zip(&image)
        .map(|(a, b)| (a.conj() * b).re)
        .sum()
}
