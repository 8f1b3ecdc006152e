//! Kernels that apply whatever gates a list names, so that any circuit can be run through `#[qkernel]`.

use qkernel_runtime::gate::GateKind;
use qkernel_runtime::prelude::*;

/// The gates on one qubit, by number in a list; those from `rx` on take the list's angle.
pub const SINGLE: [&str; 16] = [
    "id", "h", "x", "y", "z", "s", "sdg", "t", "tdg", "sx", "sxdg", "rx", "ry", "rz", "p", "u",
];

/// The gates on two qubits, numbered after them.
pub const DOUBLE: [&str; 14] = [
    "cx", "cy", "cz", "ch", "swap", "iswap", "cp", "crx", "cry", "crz", "rxx", "ryy", "rzz", "rzx",
];

/// The gates on three qubits, numbered after these.
pub const TRIPLE: [&str; 3] = ["ccx", "ccz", "cswap"];

/// How many gates there are.
pub const GATES: usize = SINGLE.len() + DOUBLE.len() + TRIPLE.len();

/// The first gate on two qubits.
pub const DOUBLES: UInt = SINGLE.len();

/// The first gate on three qubits.
pub const TRIPLES: UInt = DOUBLES + DOUBLE.len();

/// How many qubits a gate acts on.
pub fn targets(op: usize) -> usize {
    match op {
        0..DOUBLES => 1,
        DOUBLES..TRIPLES => 2,
        _ => 3,
    }
}

/// The name of a gate.
pub fn name(op: usize) -> &'static str {
    [&SINGLE[..], &DOUBLE, &TRIPLE].concat()[op]
}

/// The kind of a gate, without its controls.
///
/// # Panics
/// If there is none of that name.
pub fn kind(op: usize) -> GateKind {
    let name = name(op).trim_start_matches('c');
    let kind = GateKind::ALL.into_iter().find(|kind| kind.name() == name);
    kind.unwrap_or_else(|| panic!("no kind of the name `{name}`"))
}

/// The angles of a gate that is given one number. (`u` takes three.)
pub fn angles(op: usize, theta: f64) -> Vec<f64> {
    [theta, 0.5 * theta, 1.0 - theta][..kind(op).angles()].to_vec()
}

/// One of the gates on one qubit.
#[qkernel]
pub fn single(op: UInt, q: Qubit, theta: Float) -> Qubit {
    if op == 0 {
        id(q)
    } else if op == 1 {
        h(q)
    } else if op == 2 {
        x(q)
    } else if op == 3 {
        y(q)
    } else if op == 4 {
        z(q)
    } else if op == 5 {
        s(q)
    } else if op == 6 {
        sdg(q)
    } else if op == 7 {
        t(q)
    } else if op == 8 {
        tdg(q)
    } else if op == 9 {
        sx(q)
    } else if op == 10 {
        sxdg(q)
    } else if op == 11 {
        rx(q, theta)
    } else if op == 12 {
        ry(q, theta)
    } else if op == 13 {
        rz(q, theta)
    } else if op == 14 {
        p(q, theta)
    } else {
        u(q, theta, 0.5 * theta, 1.0 - theta)
    }
}

/// One of the gates on two qubits.
#[qkernel]
pub fn double(op: UInt, a: Qubit, b: Qubit, theta: Float) -> (Qubit, Qubit) {
    let k = op - DOUBLES;
    if k == 0 {
        cx(a, b)
    } else if k == 1 {
        cy(a, b)
    } else if k == 2 {
        cz(a, b)
    } else if k == 3 {
        ch(a, b)
    } else if k == 4 {
        swap(a, b)
    } else if k == 5 {
        iswap(a, b)
    } else if k == 6 {
        cp(a, b, theta)
    } else if k == 7 {
        crx(a, b, theta)
    } else if k == 8 {
        cry(a, b, theta)
    } else if k == 9 {
        crz(a, b, theta)
    } else if k == 10 {
        rxx(a, b, theta)
    } else if k == 11 {
        ryy(a, b, theta)
    } else if k == 12 {
        rzz(a, b, theta)
    } else {
        rzx(a, b, theta)
    }
}

/// One of the gates on three qubits.
#[qkernel]
pub fn triple(op: UInt, a: Qubit, b: Qubit, c: Qubit) -> (Qubit, Qubit, Qubit) {
    let (mut a, mut b, mut c) = (a, b, c);
    if op == TRIPLES {
        (a, b, c) = ccx(a, b, c);
    } else if op == TRIPLES + 1 {
        (a, b, c) = ccz(a, b, c);
    } else {
        (a, b, c) = cswap(a, b, c);
    }
    (a, b, c)
}

/// Applies the gates of a list to a register: gate k is number `ops[k]`, on the qubits `on[3 k]`, `on[3 k + 1]`, `on[3 k + 2]`
/// as far as it needs them, by `angles[k]`.
#[qkernel]
pub fn listed(
    q: Vector<Qubit>,
    count: UInt,
    ops: Vector<UInt, { count }>,
    on: Vector<UInt, { 3 * count }>,
    angles: Vector<Float, { count }>,
) -> Vector<Qubit> {
    let mut q = q;
    for k in range(count) {
        let (a, b, c) = (on[3 * k], on[3 * k + 1], on[3 * k + 2]);
        if ops[k] < DOUBLES {
            q[a] = single(ops[k], q[a], angles[k]);
        } else if ops[k] < TRIPLES {
            (q[a], q[b]) = double(ops[k], q[a], q[b], angles[k]);
        } else {
            (q[a], q[b], q[c]) = triple(ops[k], q[a], q[b], q[c]);
        }
    }
    q
}
