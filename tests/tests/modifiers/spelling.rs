//! Ways to write modifiers, and kernels of every kind under them.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::graph::{Element, Graph, Type};
use qkernel_runtime::modifiers::{control as ctrl, inverse as undo};
use qkernel_runtime::prelude::*;
use qkernel_tests::agree;
use qkernel_tests::random::{angles, observables};
use rand::SeedableRng;
use rand::rngs::StdRng;

mod parts {
    use qkernel_runtime::prelude::*;

    /// Qubits, registers and numbers in tuples, with a condition and a loop.
    #[qkernel]
    pub(super) fn mixed(
        n: UInt,
        pair: (Qubit, (Float, Qubit)),
        q: Vector<Qubit>,
        angles: Vector<Float, { n }>,
        flip: Bit,
        table: Vector<UInt>,
    ) -> ((Qubit, Qubit), Vector<Qubit>) {
        let (a, (x, b)) = pair;
        let mut q = q;
        let (a, b) = crx(a, b, x);
        for i in range(n) {
            q[table[i]] = ry(q[table[i]], angles[i]);
            if i % 2 == 0 && flip {
                q[i] = t(q[i]);
            }
        }
        q = inverse(cx_entangling_layer)(q);
        ((a, b), q)
    }

    /// The user's own modifier-like name is a kernel like any other.
    #[qkernel]
    pub(super) fn power(q: Qubit) -> Qubit {
        sx(q)
    }
}

#[qkernel]
fn nested(
    n: UInt,
    x: Vector<Float, { n }>,
    flip: Bit,
    table: Vector<UInt>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = h_layer(qubit_array(n));
    let (a, b) = (h(qubit()), sx(qubit()));
    let ((a, b), r) = (undo(parts::mixed))(n, (a, (x[0], b)), ry_layer(q, x, 0), x, flip, table);
    q = r;
    let all = (ctrl)(power(parts::mixed, table[0] + 1))(
        h(qubit()),
        n,
        (a, (0.25, b)),
        q,
        x,
        !flip,
        table,
    );
    let (c, pair, r) = all;
    q = r;
    for i in range(1, n) {
        (q[i - 1], q[i]) = ctrl(undo(qkernel_runtime::gates::u))(q[i - 1], q[i], x[i], x[0], 0.5);
        q[i] = power(parts::power, i)(q[i]);
        let both = control(parts::power)(q[i], q[i - 1]);
        (q[i], q[i - 1]) = both;
    }
    discard(pair.0);
    discard(pair.1);
    discard(c);
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn graphs_are_plain_calls(
        (n, x, table, hs) in (1..4usize)
            .prop_flat_map(|n| (Just(n), angles(n), vec(0..n, n), observables(n))),
        flip in any::<bool>(),
    ) {
        let (x, table) = (Vector::from(x), Vector::from(table));
        agree(nested { n, flip, table, hs }, x.as_slice(), nested(n, x, flip, table, hs));
    }
}

macro_rules! there_and_back {
    ($name:ident, $path:path, $expr:expr, $count:expr) => {
        #[qkernel]
        fn $name(q: Qubit, x: Float) -> Qubit {
            inverse($path)(power($expr, $count)($path(q, x), x), x)
        }
    };
}

/// What macros write, and kernels in fn bodies.
#[test]
fn generated_and_local_kernels() {
    there_and_back!(turned, qkernel_runtime::gates::rx, rx, 1 + 1);

    #[qkernel]
    fn half(c: Qubit, q: Qubit, x: Float) -> (Qubit, Qubit) {
        let (c, q) = control(turned)(c, q, x);
        control(inverse(turned))(c, q, -x)
    }

    #[qkernel]
    fn whole(x: Float, h: Observable) -> Float {
        let (c, q) = half(h_of(qubit()), qubit(), x);
        discard(c);
        expval(q, h)
    }

    use qkernel_runtime::gates::h as h_of;
    // The qubit turns by 4 x where the control is |1>.
    let value = || whole(0.2, Z(0));
    agree(whole { h: Z(0) }, 0.2, value());
    let expected = (1.0 + 0.8_f64.cos()) / 2.0;
    assert!((value() - expected).abs() < 1e-12, "{}", value());
}

/// The types of what a modified kernel gives are known in the graph.
#[test]
fn results_have_types() {
    const GRAPH: &Graph = &nested::GRAPH;
    let named = |name: &str| {
        GRAPH
            .values
            .iter()
            .find(|value| value.name == name)
            .unwrap()
            .ty
    };
    const QUBIT: Type = Type::Scalar(Element::Qubit);
    const BOTH: Type = Type::Tuple(&[QUBIT, QUBIT]);
    const ALL: Type = Type::Tuple(&[QUBIT, BOTH, Type::Vector(Element::Qubit)]);
    assert_eq!(named("c"), QUBIT);
    assert_eq!(named("both"), BOTH);
    assert_eq!(named("pair"), BOTH);
    assert_eq!(named("all"), ALL);
    for value in GRAPH.values.iter() {
        assert_ne!(value.ty, Type::Unknown, "`{}`", value.name);
    }
}

/// Gives its qubits back in another order.
#[qkernel]
fn passed_on(a: Qubit, b: Vector<Qubit>, c: Qubit, angle: Float) -> (Qubit, Vector<Qubit>, Qubit) {
    let (mut a, mut b) = (a, b);
    (a, b[0]) = (b[0], ry(a, angle));
    (c, b, rx(a, angle))
}

#[qkernel]
fn carousel(n: UInt, angle: Float, hs: Vector<Observable>) -> Vector<Float> {
    let (a, mut q, c) = power(passed_on, n)(qubit(), qubit_array(2), sx(qubit()), angle);
    (q[1], q[0]) = cx(q[1], q[0]);
    let (a, q0) = crx(a, q[0], 0.5);
    let (c, q0) = cry(c, q0, 0.25);
    q[0] = q0;
    discard(a);
    discard(c);
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// A power gives its qubits to the next run as they come.
    #[test]
    fn powers_may_move_qubits(n in 0..6usize, angle in -3.0..3.0, hs in observables(2)) {
        agree(carousel { n, hs }, angle, carousel(n, angle, hs));
    }
}

/// What it does depends on a bit.
#[qkernel]
fn either(q: Qubit, bit: Bit, angle: Float) -> Qubit {
    if bit { ry(q, angle) } else { rx(s(q), angle) }
}

/// A measured bit decides between two kernels, and each is undone.
#[qkernel]
fn measured(start: Float, angle: Float) -> (Bit, Bit, Bit, Bit) {
    let bit = measure(ry(qubit(), start));
    let q = either(qubit(), bit, angle);
    let (c, q) = control(either)(x(qubit()), q, bit, 0.3);
    let q = power(inverse(either), 2)(q, bit, 0.15);
    let q = inverse(either)(q, bit, angle);
    let (d, q) = control(either)(qubit(), q, bit, 2.0);
    (bit, measure(q), measure(c), measure(d))
}

/// Without the bit's S, the powers undo what the control did.
#[test]
fn branches_on_measured_bits_are_modified_too() {
    let circuit = measured {}.compile().unwrap();
    let counts = circuit
        .sample((1.0, 0.8), 400, &mut StdRng::seed_from_u64(1))
        .unwrap();
    qkernel_runtime::eager::seed(2);
    let plain: Vec<_> = (0..400).map(|_| measured(1.0, 0.8)).collect();
    let set = counts.marginal(|bits| bits.0)[&true];
    assert!((50..150).contains(&set), "{set}");
    for (bits, count) in counts.outcomes() {
        assert!(count == 0 || !bits.0 || !bits.1, "{bits:?}");
        assert!(bits.2 && !bits.3);
    }
    let set = plain.iter().filter(|bits| bits.0).count();
    assert!((50..150).contains(&set), "{set}");
    for bits in plain {
        assert!(!bits.0 || !bits.1, "{bits:?}");
        assert!(bits.2 && !bits.3);
    }
}
