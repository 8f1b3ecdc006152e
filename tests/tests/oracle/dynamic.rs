//! The kernels of the cases that measure on the way, and how samples are held against exact distributions.

use qkernel_runtime::arguments::{Arguments, Bits, Parameters};
use qkernel_runtime::kernel::EntryKernel;
use qkernel_runtime::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::cases::Case;

const SHOTS: usize = 20_000;

/// Holds a sample of the circuit, and one of plain calls, against the case's distribution: no outcome is off by more than five
/// standard deviations, and none comes up that cannot.
#[track_caller]
pub(crate) fn check<K>(
    case: &Case,
    kernel: K,
    arguments: impl Arguments<K::Params>,
    plain: impl Fn() -> Vec<Bit>,
) where
    K: EntryKernel,
    K::Params: Parameters,
    K::Output: Bits,
{
    let circuit = kernel.compile().unwrap_or_else(|error| panic!("{error}"));
    let counts = circuit
        .sample(arguments, SHOTS, &mut StdRng::seed_from_u64(3))
        .unwrap();
    let untyped = counts.untyped();
    let sampled: Vec<(Vec<Bit>, usize)> = (untyped.outcomes())
        .map(|(bits, count)| (bits.concat(), count))
        .collect();
    qkernel_runtime::eager::seed(5);
    let called: Vec<(Vec<Bit>, usize)> = (0..SHOTS / 4).map(|_| (plain(), 1)).collect();
    for (what, outcomes, shots) in [("sampled", sampled, SHOTS), ("called", called, SHOTS / 4)] {
        let mut seen = 0;
        for row in case
            .expected("outcome_distribution")
            .as_array()
            .expect("a distribution")
        {
            let bits: Vec<Bit> = row[0]
                .as_array()
                .unwrap()
                .iter()
                .map(|bit| bit.as_u64() == Some(1))
                .collect();
            let chance = row[1].as_f64().unwrap();
            let count: usize = outcomes
                .iter()
                .filter(|(found, _)| *found == bits)
                .map(|(_, count)| count)
                .sum();
            let deviation = (chance * (1.0 - chance) * shots as f64).sqrt();
            let off = (count as f64 - chance * shots as f64).abs();
            assert!(
                off <= 5.0 * deviation + 1e-6,
                "{}: {bits:?} was {what} {count} times in {shots}",
                case.name()
            );
            seen += count;
        }
        assert_eq!(
            seen,
            shots,
            "{}: something was {what} that cannot be",
            case.name()
        );
    }
}

#[qkernel]
pub(crate) fn d_teleport(a: Float, b: Float) -> (Bit, Bit, Bit) {
    let mut s = qubit();
    let mut x = qubit();
    let mut y = qubit();
    s = ry(s, a);
    s = rz(s, b);
    x = h(x);
    (x, y) = cx(x, y);
    (s, x) = cx(s, x);
    s = h(s);
    let m0 = measure(s);
    let m1 = measure(x);
    if m1 {
        y = qkernel_runtime::gates::x(y);
    }
    if m0 {
        y = z(y);
    }
    (m0, m1, measure(y))
}

#[qkernel]
pub(crate) fn d_if_else() -> (Bit, Bit) {
    let mut a = qubit();
    let mut b = qubit();
    a = ry(a, 1.2);
    let m = measure(a);
    if m {
        b = ry(b, 0.5);
    } else {
        b = ry(b, 2.0);
    }
    (m, measure(b))
}

/// A measured qubit is gone; one in |0> takes its place.
#[qkernel]
pub(crate) fn d_reset_reuse() -> (Bit, Bit) {
    let mut a = qubit();
    a = ry(a, 1.0);
    let m0 = measure(a);
    a = qubit();
    a = ry(a, 0.6);
    (m0, measure(a))
}

#[qkernel]
pub(crate) fn d_vector_order() -> Vector<Bit> {
    let mut q = qubit_array(4);
    q[1] = x(q[1]);
    measure(q)
}
