use std::f64::consts::FRAC_1_SQRT_2;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// X, Y and Z, as what they have in the masks.
const PAULIS: [(usize, usize); 3] = [(1, 0), (1, 1), (0, 1)];

/// A product of them on different qubits.
fn product(factors: &[((usize, usize), usize)]) -> Vec<PauliTerm> {
    let mask = |of: fn((usize, usize)) -> usize| {
        let bits = factors.iter();
        bits.fold(0, |mask, &(pauli, qubit)| mask | of(pauli) << qubit)
    };
    vec![PauliTerm {
        coefficient: 1.0,
        x: mask(|pauli| pauli.0),
        z: mask(|pauli| pauli.1),
    }]
}

fn part(held: usize, numbers: &[(f64, f64)]) -> Met {
    let mut amplitudes: Vec<Complex64> = numbers
        .iter()
        .map(|&(re, im)| Complex64::new(re, im))
        .collect();
    let weight: f64 = amplitudes.iter().map(Complex64::norm_sqr).sum();
    amplitudes.iter_mut().for_each(|a| *a /= weight.sqrt());
    Met {
        state: State::from_amplitudes(amplitudes),
        held: (0..held as u64).collect(),
    }
}

/// The density matrix of the held qubits.
fn density(part: &Met) -> Vec<Complex64> {
    let held = 1 << part.held.len();
    let blocks = || part.state.amplitudes().chunks_exact(held);
    (0..held * held)
        .map(|k| blocks().map(|b| b[k / held] * b[k % held].conj()).sum())
        .collect()
}

fn assert_same(a: &[Complex64], b: &[Complex64]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).norm() < 1e-13, "{a} and not {b}");
    }
}

fn numbers(qubits: usize) -> impl Strategy<Value = Vec<(f64, f64)>> {
    vec((-1.0..1.0, -1.0..1.0), 1 << qubits)
}

proptest! {
    #[test]
    fn fewer_qubits_do_the_same(numbers in numbers(7), held in 1..4usize) {
        let mut compressed = part(held, &numbers);
        let before = density(&compressed);
        compressed.compress(usize::MAX);
        prop_assert_eq!(compressed.traced_out(), held);
        assert_same(&density(&compressed), &before);
    }

    /// Of few different rows, as few are kept.
    #[test]
    fn few_rows_stay_few(numbers in numbers(4), rows in vec(0..3usize, 16)) {
        let repeated: Vec<_> = rows.iter().flat_map(|&row| &numbers[4 * row..][..4]).copied().collect();
        let mut compressed = part(2, &repeated);
        let before = density(&compressed);
        compressed.compress(usize::MAX);
        prop_assert!(compressed.traced_out() <= 2);
        assert_same(&density(&compressed), &before);
    }

    #[test]
    fn a_factor_leaves(rest in numbers(3), one in numbers(1), of in 0..4usize) {
        let mut joined = match of {
            0 => part(1, &one).join(part(3, &rest)),
            _ => part(3, &rest).join(part(1, &one)),
        };
        joined.held = vec![4, 5, 6, 7];
        let before = part(3, &rest);
        joined.release(if of == 0 { 4 } else { 7 });
        prop_assert_eq!(joined.qubits(), 3);
        // The last of those that are held has taken its place.
        let order = if of == 0 { [2, 0, 1] } else { [0, 1, 2] };
        for (at, from) in order.into_iter().enumerate() {
            for pauli in PAULIS {
                let (found, expected) = (joined.expectation(product(&[(pauli, at)])), before.expectation(product(&[(pauli, from)])));
                prop_assert!((found - expected).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn what_is_released_is_traced_out(numbers in numbers(4), order in Just(vec![0u64, 1, 2, 3]).prop_shuffle()) {
        let whole = part(4, &numbers);
        let mut rest = whole.clone();
        for &handle in &order[..2] {
            rest.release(handle);
        }
        prop_assert_eq!(rest.traced_out(), 2);
        for a in PAULIS {
            for b in PAULIS {
                let at = |part: &Met| product(&[(a, part.position(order[2])), (b, part.position(order[3]))]);
                prop_assert!((whole.expectation(at(&whole)) - rest.expectation(at(&rest))).abs() < 1e-13);
            }
        }
    }

    /// Outcomes that are drawn one by one are those of one draw, and what is known is kept.
    #[test]
    fn outcomes_follow_their_probabilities(numbers in numbers(3), draw in 0.0..1.0, known in 0..8usize, bits in 0..8usize) {
        let part = part(3, &numbers);
        let bits = bits & known;
        let weights = |index: usize| part.state.amplitudes()[index].norm_sqr();
        let possible: Vec<usize> = (0..8).filter(|index| index & known == bits).collect();
        let total: f64 = possible.iter().map(|&index| weights(index)).sum();
        let drawn = part.outcome(known, bits, draw);
        prop_assert!(possible.contains(&drawn));
        let below: f64 = possible.iter().filter(|&&index| index < drawn).map(|&index| weights(index)).sum();
        prop_assert!(below <= draw * total + 1e-12 && draw * total <= below + weights(drawn) + 1e-12);
    }
}

#[test]
fn collapse_frees_what_it_disentangles() {
    // Three qubits in a GHZ state, one of them without a handle.
    let mut ghz = part(2, &[(1.0, 0.0); 8]);
    ghz.state.amplitudes_mut().fill(Complex64::ZERO);
    ghz.state.amplitudes_mut()[0] = FRAC_1_SQRT_2.into();
    ghz.state.amplitudes_mut()[7] = FRAC_1_SQRT_2.into();
    ghz.collapse(1, 1);
    assert_eq!((ghz.held(), ghz.qubits()), (&[1][..], 1));
    assert_eq!(ghz.expectation(product(&[(PAULIS[2], 0)])), -1.0);
}
