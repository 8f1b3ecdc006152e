//! Circuits with constant sizes: what `cargo check` refuses is what `compile()` refuses, and nothing else.

mod modified;
mod values;

use qkernel_runtime::__private::fixed::{self, FixedValue};
use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

use modified::*;
use values::*;

#[qkernel]
fn ladder(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(k) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    expval(q, observable)
}

#[qkernel]
fn all_pairs(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        for j in range(i + k, n) {
            (q[i], q[j]) = cz(q[i], q[j]);
        }
    }
    expval(q, observable)
}

#[qkernel]
fn lengths(n: UInt, k: UInt, weights: Vector<Float, { n * k }>, observable: Observable) -> Float {
    let q = ry_layer(qubit_array(n), weights, k);
    expval(q, observable)
}

#[qkernel]
fn below_zero(n: UInt, k: UInt, observable: Observable) -> Float {
    let q = qubit_array(n - k);
    expval(q, observable)
}

#[qkernel]
fn scattered(n: UInt, k: UInt, observable: Observable) -> Float {
    let q = qubit_array(n);
    for i in range(1, k) {
        discard(q[i]);
    }
    expval(q[0], observable)
}

#[qkernel]
fn put_back(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    let a = q[0];
    for i in range(k) {
        q[i] = h(q[i]);
    }
    q[0] = a;
    expval(q, observable)
}

#[qkernel]
fn feed_forward(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    let mut a = h(qubit());
    for i in range(k) {
        let m = measure(a);
        a = qubit();
        if m {
            q[i] = x(q[i]);
        } else if n > 2 {
            (q[0], q[i]) = swap(q[0], q[i]);
        }
    }
    discard(a);
    expval(q, observable)
}

#[qkernel]
fn steps(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n, 0, -1) {
        q[i - 1] = h(q[i - 1]);
    }
    for i in range(0, n, k) {
        q[i] = x(q[i]);
    }
    expval(q, observable)
}

#[qkernel]
fn pair(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    cx(a, b)
}

#[qkernel]
fn tuples(n: UInt, k: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(k) {
        let both = pair(q[i], q[(i + 1) % n]);
        (q[i], q[(i + 1) % n]) = both;
    }
    expval(q, observable)
}

#[qkernel]
fn observed_together(n: UInt, k: UInt, observable: Observable) -> Float {
    let (a, mut q) = (h(qubit()), qubit_array(n));
    for i in range(k) {
        q[i] = x(q[i]);
    }
    let both = (q, a);
    expval(both, observable)
}

/// Binds a kernel both ways for small sizes, and gives how often it was refused.
macro_rules! compare {
    // A function of its own, for the constants take much of the stack.
    ($kernel:ident) => {{
        fn compare() -> usize {
            const STACK: usize = fixed::stack(&<$kernel as Kernel>::GRAPH);
            let graph: &'static _ = const { &<$kernel as Kernel>::GRAPH };
            let mut refused = 0;
            for n in 0..5 {
                for k in 0..5 {
                    for (text, span) in [("Z0", FixedValue("Z0")), ("X1 Z2", FixedValue("X1 Z2"))] {
                        let fields = [
                            ("n", FixedValue(n).get()),
                            ("k", FixedValue(k).get()),
                            ("observable", span.get()),
                        ];
                        let checked = fixed::check::<STACK>(graph, &fields);
                        let observable = text.parse().expect("an observable");
                        let compiled = $kernel { n, k, observable }.compile();
                        let code =
                            |text: &str| text.find("[QK").map(|at| text[at..at + 8].to_owned());
                        assert_eq!(
                            checked.as_ref().and_then(|message| code(message.as_str())),
                            compiled
                                .as_ref()
                                .err()
                                .and_then(|error| code(&error.message)),
                            "{} with n = {n}, k = {k}, {text}",
                            stringify!($kernel),
                        );
                        assert_eq!(
                            checked.is_some(),
                            compiled.is_err(),
                            "{} with n = {n}, k = {k}, {text}: {:?} and {:?}",
                            stringify!($kernel),
                            checked.map(|message| message.as_str().to_owned()),
                            compiled.err().map(|error| error.to_string()),
                        );
                        refused += usize::from(checked.is_some());
                    }
                }
            }
            refused
        }
        compare()
    }};
}

#[test]
fn constants_are_refused_exactly_where_values_are() {
    let refused = [
        compare!(ladder),
        compare!(all_pairs),
        compare!(lengths),
        compare!(below_zero),
        compare!(scattered),
        compare!(put_back),
        compare!(feed_forward),
        compare!(steps),
        compare!(tuples),
        compare!(observed_together),
        compare!(angles),
        compare!(cancelled),
        compare!(coefficients),
        compare!(known_branches),
        compare!(measured_angles),
        compare!(measured_tuples),
        compare!(measured_observables),
        compare!(measured_registers),
        compare!(multiplied),
        compare!(sandwiched),
        compare!(used_before),
        compare!(matrices),
        compare!(results),
        compare!(steered),
        compare!(undone),
        compare!(moved),
        compare!(moved_under_control),
        compare!(repeated),
        compare!(infinite),
    ];
    for (kernel, count) in refused.into_iter().enumerate() {
        assert!(
            (1..50).contains(&count),
            "kernel {kernel} was refused {count} times of 50: it tests nothing"
        );
    }
}

static_circuit! {
    /// Four qubits in a chain.
    static CHAIN: ladder = { n: 4, k: 3, observable: "Z0 Z3" };
    /// Fields in another order, and a formula.
    static PAIRS: all_pairs = { observable: "0.5*X0 - 2e-1 Z1 + 1", k: 2 - 1, n: 3 };
}

#[test]
fn static_circuits_run() {
    assert_eq!(CHAIN.run(()), Ok(1.0));
    let value: f64 = PAIRS.run(()).expect("it is bound");
    assert!((value - 0.8).abs() < 1e-12);
    assert_eq!(PAIRS.num_qubits(), 3);
}
