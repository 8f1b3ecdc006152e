//! Kernels of several gates under modifiers, against the matrix of the whole.

use num_complex::Complex64;
use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::dense::{self, Matrix, adjoint, controlled, power as power_of};
use qkernel_tests::listed::{GATES, angles, listed, name};
use qkernel_tests::random::observables;
use qkernel_tests::{agree, assert_close};

use super::{flat, prepared, prepared_state, seeds};

const QUBITS: usize = 3;
const VARIANTS: usize = 7;

/// A list of gates on three qubits, under modifiers, after two qubits that can be controls.
#[qkernel]
fn modified(
    which: UInt,
    times: UInt,
    count: UInt,
    ops: Vector<UInt, { count }>,
    on: Vector<UInt, { 3 * count }>,
    angles: Vector<Float, { count }>,
    seed: Vector<Float>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut all = prepared(qubit_array(QUBITS + 2), seed);
    // The lowest two are controls, the others a register of their own.
    let mut q = qubit_array(QUBITS);
    let (mut c, mut d) = (all[0], all[1]);
    for i in range(QUBITS) {
        (q[i], all[i + 2]) = swap(q[i], all[i + 2]);
    }
    if which == 0 {
        q = inverse(listed)(q, count, ops, on, angles);
    } else if which == 1 {
        (c, q) = control(listed)(c, q, count, ops, on, angles);
    } else if which == 2 {
        q = power(listed, times)(q, count, ops, on, angles);
    } else if which == 3 {
        (d, c, q) = control(inverse(control(listed)))(d, c, q, count, ops, on, angles);
    } else if which == 4 {
        (c, q) = inverse(power(control(inverse(listed)), times))(c, q, count, ops, on, angles);
    } else if which == 5 {
        q = power(inverse(power(listed, times)), 2)(q, count, ops, on, angles);
    } else {
        q = inverse(listed)(listed(q, count, ops, on, angles), count, ops, on, angles);
    }
    (all[0], all[1]) = (c, d);
    for i in range(QUBITS) {
        (q[i], all[i + 2]) = swap(q[i], all[i + 2]);
    }
    discard(q);
    expval(all, hs)
}

/// The matrix of a variant, and the controls before the three qubits.
fn variant(which: usize, times: usize, list: &Matrix) -> (Matrix, &'static [usize]) {
    match which {
        0 => (adjoint(list), &[]),
        1 => (controlled(list), &[0]),
        2 => (power_of(list, times), &[]),
        3 => (controlled(&adjoint(&controlled(list))), &[1, 0]),
        4 => (power_of(&controlled(list), times), &[0]),
        5 => (power_of(&adjoint(list), 2 * times), &[]),
        _ => (power_of(list, 0), &[]),
    }
}

/// The matrix of a list of gates, column by column.
fn matrix(ops: &[usize], on: &[usize], by: &[f64]) -> Matrix {
    let size = 1 << QUBITS;
    let columns: Vec<Vec<Complex64>> = (0..size)
        .map(|k| {
            let mut state = vec![Complex64::ZERO; size];
            state[k] = Complex64::ONE;
            for (k, &op) in ops.iter().enumerate() {
                let gate = dense::matrix(name(op), &angles(op, by[k]));
                let qubits = gate.len().trailing_zeros() as usize;
                dense::apply(&mut state, &gate, &on[3 * k..][..qubits]);
            }
            state
        })
        .collect();
    (0..size)
        .map(|i| columns.iter().map(|column| column[i]).collect())
        .collect()
}

fn lists() -> impl Strategy<Value = (Vec<usize>, Vec<usize>, Vec<f64>)> {
    (1..8usize).prop_flat_map(|count| {
        let three = Just(vec![0, 1, 2]).prop_shuffle();
        let on = vec(three, count).prop_map(|on: Vec<Vec<usize>>| on.concat());
        (vec(0..GATES, count), on, vec(-6.0..6.0, count))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn lists_of_gates_are_their_matrices(
        (ops, on, by) in lists(),
        times in 0..4usize,
        seed in seeds(QUBITS + 2),
        hs in observables(QUBITS + 2),
    ) {
        let list = matrix(&ops, &on, &by);
        let (count, ops, on) = (ops.len(), Vector::from(ops), Vector::from(on));
        for which in 0..VARIANTS {
            let kernel = modified { which, times, count, ops, on, hs };
            let found = kernel.compile().unwrap().state((&by, &seed)).unwrap();
            let (matrix, controls) = variant(which, times, &list);
            let mut expected = prepared_state(QUBITS + 2, &seed);
            dense::apply(&mut expected, &matrix, &[controls, &[2, 3, 4]].concat());
            // The helping register is in |0> again.
            let size = expected.len();
            expected.resize(found.len(), Complex64::ZERO);
            prop_assert!(found.len() == size << QUBITS);
            assert_close(&format!("variant {which}"), flat(&found), flat(&expected), 1e-9);
            let eager = modified(which, times, count, ops, on, Vector::from(&by), Vector::from(&seed), hs);
            agree(modified { which, times, count, ops, on, hs }, (&by, &seed), eager);
        }
    }
}

/// A phase of everything is one of the control's |1>.
#[qkernel]
fn phases(which: UInt, x: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(2);
    q[0] = ry(q[0], 1.0);
    q[1] = ry(q[1], 2.0);
    if which == 0 {
        q[0] = control(global_phase)(q[0], x);
    } else if which == 1 {
        q[0] = p(q[0], x);
    } else if which == 2 {
        (q[0], q[1]) = control(control(inverse(global_phase)))(q[0], q[1], x);
    } else if which == 3 {
        (q[0], q[1]) = cp(q[0], q[1], -x);
    } else if which == 4 {
        power(inverse(global_phase), 3)(x);
    } else {
        global_phase(-3.0 * x);
    }
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn control_of_a_global_phase_is_p(x in -6.0..6.0, hs in observables(2)) {
        let state = |which| {
            let circuit = phases { which, hs }.compile().unwrap();
            if which < 4 {
                assert_eq!(circuit.resources().gates, 3);
            }
            flat(&circuit.state(x).unwrap())
        };
        for which in [0, 2, 4] {
            assert_close("amplitudes", state(which), state(which + 1), 1e-12);
            agree(phases { which, hs }, x, phases(which, x, hs));
            agree(phases { which: which + 1, hs }, x, phases(which, x, hs));
        }
    }
}
