//! Measured kernels: both runs draw from one distribution. Seeds are fixed, so the outcome is, too.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use qkernel_runtime::arguments::{Arguments, Bits, Parameters};
use qkernel_runtime::eager;
use qkernel_runtime::kernel::EntryKernel;
use qkernel_runtime::prelude::*;
use qkernel_tests::listed::{self, DOUBLES, double};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::traced::given_up;

pub(super) const SHOTS: usize = 4000;

/// Asserts that two samples of `SHOTS` shots can be of one distribution: no outcome differs by five standard deviations.
#[track_caller]
pub(super) fn agree<K>(
    kernel: K,
    arguments: impl Arguments<K::Params>,
    plain: impl Fn() -> Vec<Bit>,
) where
    K: EntryKernel,
    K::Params: Parameters,
    K::Output: Bits,
{
    assert!(
        outcomes(kernel, arguments, plain) > 1,
        "`{}` has one outcome only, which tells nothing",
        K::SIGNATURE.name
    );
}

/// The same for a kernel that may have one outcome only. Gives how many there are.
#[track_caller]
fn outcomes<K>(
    kernel: K,
    arguments: impl Arguments<K::Params>,
    plain: impl Fn() -> Vec<Bit>,
) -> usize
where
    K: EntryKernel,
    K::Params: Parameters,
    K::Output: Bits,
{
    let name = K::SIGNATURE.name;
    let circuit = kernel.compile().unwrap_or_else(|error| panic!("{error}"));
    let counts = circuit
        .sample(arguments, SHOTS, &mut StdRng::seed_from_u64(7))
        .unwrap();
    let mut both: BTreeMap<Vec<Bit>, [f64; 2]> = BTreeMap::new();
    for (bits, count) in counts.untyped().outcomes() {
        both.entry(bits.concat()).or_default()[0] += count as f64;
    }
    eager::seed(11);
    for _ in 0..SHOTS {
        both.entry(plain()).or_default()[1] += 1.0;
    }
    for (bits, [graph, plain]) in &both {
        let share = (graph + plain) / (2 * SHOTS) as f64;
        let deviation = (2.0 * share * (1.0 - share) * SHOTS as f64).sqrt();
        assert!(
            (graph - plain).abs() <= 5.0 * deviation + 1.0,
            "`{name}`: {bits:?} came up {graph} and {plain} times"
        );
    }
    assert_eq!(eager::live_qubits(), 0);
    both.len()
}

/// A measured register; the last qubit is measured alone.
#[qkernel]
fn parts(n: UInt, x: Vector<Float, { n }>) -> (Vector<Bit>, Bit) {
    let q = cx_entangling_layer(angle_encoding(qubit_array(n), x));
    let alone = rx(qubit(), 1.0);
    (measure(q), measure(alone))
}

/// Teleportation: two gates hang on measured bits.
#[qkernel]
fn teleported(x: Float, y: Float) -> (Bit, Bit, Bit) {
    let mut source = rz(ry(qubit(), x), y);
    let (mut a, mut b) = cx(h(qubit()), qubit());
    (source, a) = cx(source, a);
    source = h(source);
    let first = measure(source);
    let second = measure(a);
    if second {
        b = qkernel_runtime::gates::x(b);
    }
    if first {
        b = z(b);
    }
    b = ry(rz(b, -y), 0.4);
    (first, second, measure(b))
}

/// Rounds of measurement, with conditions made of several bits, one of them carried.
#[qkernel]
fn rounds(n: UInt, x: Float) -> (Bit, Vector<Bit>) {
    let mut q = qubit_array(3);
    let mut parity = false;
    for i in range(n) {
        q[i % 3] = ry(q[i % 3], x * ((i + 1) as Float));
        (q[0], q[1]) = cx(q[0], q[1]);
        (q[1], q[2]) = cx(q[1], q[2]);
        let hit = measure(q[1]);
        q[1] = qubit();
        parity = parity ^ hit;
        if parity && !hit {
            q[2] = h(q[2]);
        } else if hit || i == 1 {
            q[0] = rx(q[0], x);
            q[1] = qkernel_runtime::gates::x(q[1]);
        } else {
            q[1] = h(q[1]);
        }
    }
    (parity, measure(q))
}

/// Measured bits of a register decide gates of another; a qubit is reset in between.
#[qkernel]
fn corrected(n: UInt, x: Float) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let mut probe = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], x);
        (q[i], probe[i]) = cx(q[i], probe[i]);
        if i > 0 {
            probe[i - 1] = reset(probe[i - 1]);
            (q[i], probe[i - 1]) = cry(q[i], probe[i - 1], x);
        }
    }
    let syndrome = measure(probe);
    for i in range(syndrome.len()) {
        if syndrome[i] == (i % 2 == 0) {
            q[i] = rx(q[i], x * 0.5);
        }
    }
    measure(q)
}

/// Only the bits are handed out by a kernel that measures inside.
#[qkernel]
fn coin(x: Float) -> Bit {
    measure(ry(qubit(), x))
}

#[qkernel]
fn tossed(n: UInt, x: Float) -> (Bit, Bit) {
    let mut any = false;
    let mut all = true;
    for i in range(n) {
        let bit = coin(x + (i as Float) * 0.3);
        any = any || bit;
        all = all && bit;
    }
    (any, !all)
}

#[test]
fn measured_at_the_end() {
    let x = [0.4, 1.9, -1.0];
    agree(parts { n: 3 }, x, || {
        let (bits, last) = parts(3, x.into());
        [bits.as_slice(), &[last]].concat()
    });
}

#[test]
fn feed_forward() {
    agree(teleported {}, (0.7, 1.1), || {
        let (a, b, c) = teleported(0.7, 1.1);
        vec![a, b, c]
    });
}

#[test]
fn rounds_of_measurement() {
    agree(rounds { n: 4 }, 0.8, || {
        let (parity, bits) = rounds(4, 0.8);
        [&[parity], bits.as_slice()].concat()
    });
}

#[test]
fn resets_and_syndromes() {
    agree(corrected { n: 3 }, 1.2, || {
        corrected(3, 1.2).as_slice().to_vec()
    });
}

#[test]
fn kernels_that_measure_inside() {
    agree(tossed { n: 3 }, 1.0, || {
        let (any, not_all) = tossed(3, 1.0);
        vec![any, not_all]
    });
}

/// Gates, and qubits that are given up or measured in between: `ways[k]` says how. An outcome that is used decides a gate.
#[qkernel]
fn program(
    n: UInt,
    count: UInt,
    ops: Vector<UInt, { count }>,
    on: Vector<UInt, { 2 * count }>,
    ways: Vector<UInt, { count }>,
    angles: Vector<Float, { count }>,
) -> (Vector<Bit>, Bit) {
    let mut q = qubit_array(n);
    let mut odd = false;
    for k in range(count) {
        let (a, b) = (on[2 * k], on[2 * k + 1]);
        q[a] = ry(q[a], angles[k]);
        (q[a], q[b]) = double(DOUBLES + ops[k], q[a], q[b], angles[k]);
        if ways[k] < 8 {
            q[b] = given_up(ways[k], q[b]);
        } else if ways[k] == 8 {
            if measure(q[b]) {
                q[a] = h(q[a]);
            }
            q[b] = qubit();
        } else if ways[k] == 9 {
            let outcome = measure(q[b]);
            odd = odd ^ outcome;
            q[b] = qubit();
        }
    }
    (measure(q), odd)
}

#[test]
fn random_programs() {
    let step = (
        0..listed::DOUBLE.len(),
        Just([0usize, 1, 2]).prop_shuffle(),
        0..12usize,
        -3.0..3.0,
    );
    let steps = vec(step, 2..6);
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let steps = steps.new_tree(&mut runner).unwrap().current();
        let count = steps.len();
        let ops: Vector<UInt> = steps.iter().map(|step| step.0).collect();
        let on: Vector<UInt> = steps.iter().flat_map(|step| step.1[..2].to_vec()).collect();
        let ways: Vector<UInt> = steps.iter().map(|step| step.2).collect();
        let angles: Vec<f64> = steps.iter().map(|step| step.3).collect();
        let plain = Vector::from(&angles);
        outcomes(
            program {
                n: 3,
                count,
                ops,
                on,
                ways,
            },
            &angles,
            || {
                let (bits, odd) = program(3, count, ops, on, ways, plain);
                [bits.as_slice(), &[odd]].concat()
            },
        );
    }
}
