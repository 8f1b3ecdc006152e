//! Circuits with constant sizes: what `cargo check` refuses is what `compile()` refuses, and nothing else.

#[allow(clippy::assign_op_pattern)]
mod agreed;
mod modified;
mod values;

use qkernel_runtime::__private::Text;
use qkernel_runtime::__private::fixed::{self, FixedValue};
use qkernel_runtime::error::CompileError;
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

/// Binds a kernel in a constant and at run time: both say the same, word for word. Gives how often it was refused, of three times.
macro_rules! compare {
    ($kernel:ident) => {{
        // The same code runs in both: three constants tell that rustc computes as the program does.
        let checked = [
            compare!($kernel, 4, 1, "Z0"),
            compare!($kernel, 3, 3, "X1 Z2"),
            compare!($kernel, 0, 2, "Z0"),
        ];
        let refused = checked.iter().filter(|checked| checked.is_some()).count();
        let sizes = [(4, 1, "Z0"), (3, 3, "X1 Z2"), (0, 2, "Z0")];
        for (checked, (n, k, text)) in checked.into_iter().zip(sizes) {
            let observable = text.parse().expect("an observable");
            let error = $kernel { n, k, observable }.compile().err();
            assert_eq!(
                checked,
                error.map(|error| told(&error)),
                "n = {n}, k = {k}, {text}"
            );
        }
        refused
    }};
    ($kernel:ident, $n:expr, $k:expr, $text:expr) => {{
        #[allow(long_running_const_eval)]
        const CHECKED: Option<Text> = fixed::check::<{ fixed::stack(&<$kernel as Kernel>::GRAPH) }>(
            &<$kernel as Kernel>::GRAPH,
            &[
                ("n", FixedValue(&$n).get()),
                ("k", FixedValue(&$k).get()),
                ("observable", FixedValue(&$text).get()),
            ],
        );
        CHECKED.map(|text| text.as_str().to_owned())
    }};
}

/// An error as constants tell it.
fn told(error: &CompileError) -> String {
    let (message, callers) = match error.message.split_once("\n  called by") {
        Some((message, callers)) => (message, format!("\n  called by{callers}")),
        None => (&*error.message, String::new()),
    };
    format!("{message}\nin `{}` at {}{callers}", error.kernel, error.loc)
}

#[test]
fn constants_are_refused_in_the_words_of_compile() {
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
    let (refused, all) = (refused.iter().sum::<usize>(), 3 * refused.len());
    assert!(
        refused > 20 && all - refused > 20,
        "{refused} of {all} were refused"
    );
}

/// A list of it has more items than constants have room for, though fewer than a circuit may have.
#[test]
fn a_constant_that_is_too_large_says_the_limit() {
    assert_eq!(
        compare!(ladder, 262_145, 1, "Z0").as_deref(),
        Some(
            "[QK0082] the circuit is too large to be checked here: a list of what is in it has more than 262144 items; use `compile()`"
        )
    );
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
