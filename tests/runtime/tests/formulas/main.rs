//! Resources as formulas: their texts, and that numbers for the sizes give what counting the bound circuit gives.

mod kernels;

use kernels::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::circuits::{teleport, variational_ansatz};

/// Compares the formulas of a kernel with its bound circuits.
macro_rules! agrees {
    ($kernel:ident { $($size:ident: $value:expr),* } $($rest:ident: $other:expr),*; for $numbers:pat in $all:expr) => {{
        let formulas = $kernel::resources();
        for $numbers in $all {
            let sizes = [$((stringify!($size), $value)),*];
            let circuit = $kernel { $($size: $value,)* $($rest: $other),* }.compile();
            match (formulas.at(&sizes), circuit) {
                (Ok(numbers), Ok(circuit)) => {
                    let bound = circuit.resources();
                    assert!(numbers.agrees_with(&bound), "{sizes:?}\n{numbers}\n{bound}\n{formulas}");
                }
                (_, Err(_)) => {}
                (Err(error), Ok(_)) => panic!("{error}"),
            }
        }
    }};
}

#[test]
fn the_tutorial() {
    let formulas = variational_ansatz::resources();
    assert_eq!(formulas.rotation.to_string(), "n_qubits*(3*n_layers + 1)");
    assert_eq!(
        formulas.single_qubit.to_string(),
        "n_qubits*(3*n_layers + 1)"
    );
    assert_eq!(
        formulas.two_qubit.to_string(),
        "n_layers*max(0, n_qubits - 1)"
    );
    assert_eq!(formulas.qubits.to_string(), "n_qubits");
    agrees!(variational_ansatz { n_qubits: n, n_layers: l } hamiltonian: Z(0) * 0.0 + 1.0; for (n, l) in pairs_of_sizes());
}

fn pairs_of_sizes() -> impl Iterator<Item = (usize, usize)> {
    (0..6).flat_map(|a| (0..6).map(move |b| (a, b)))
}

fn triples() -> impl Iterator<Item = (usize, usize, usize)> {
    pairs_of_sizes().flat_map(|(a, b)| (0..4).map(move |c| (a, b, c)))
}

#[test]
fn texts() {
    macro_rules! texts {
        ($($kernel:ident.$count:ident = $text:literal;)*) => {
            $(assert_eq!($kernel::resources().$count.to_string(), $text, "{}", stringify!($kernel.$count));)*
        };
    }
    texts! {
        rx_layer.rotation = "q.len()";
        ry_layer.gates = "q.len()";
        rz_layer.qubits = "q.len()";
        angle_encoding.single_qubit = "q.len()";
        h_layer.clifford = "q.len()";
        cx_entangling_layer.two_qubit = "max(0, q.len() - 1)";
        cz_entangling_layer.gates = "max(0, q.len() - 1)";
        ccx.multi_qubit = "1";
        ghz.gates = "n";
        ghz.two_qubit = "n - 1";
        ghz.measurements = "n";
        fourier.two_qubit = "q.len()*(q.len() - 1)/2 + floor(q.len()/2)";
        fourier.rotation = "q.len()*(q.len() - 1)/2";
        fourier_twice.gates = "n*(n + 1) + 2*floor(n/2)";
        pairs.two_qubit = "n*(n - 1)/2";
        pairs.multi_qubit = "n*(n - 1)*(n - 2)/6";
        pairs.gates = "n*(n + 1)*(n - 1)/6";
        stepped.t = "max(0, floor((b - a + 2)/3))";
        reversed.t = "max(0, floor((n + k - 1)/k))";
        modified.t = "n*(n + 2*k + 7)/2";
        modified.multi_qubit = "2*n*(k + 2) + 1";
        modified.gates = "n*(3*n + 10*k + 51)/2 + 1";
        teleport.qubits = "3";
        rounds.allocations = "n*(n + 2*k + 3)/2 + 2";
        rounds.t = "n*k";
        expectations.qubits = "n";
        expectations.allocations = "n*(n + 1)/2";
        kept.gates = "n*(n + 2*k - 1)/2";
        ended.qubits = "n + max(1, n, k) + 1";
        ended.clifford = "if(n > 1, n, 1) + 1";
    }
    let gates = |formulas: qkernel_runtime::formulas::Formulas, name| {
        formulas.gates_by_name[name].to_string()
    };
    assert_eq!(gates(branches::resources(), "s"), "if(n <= k, 0, 1)");
    assert_eq!(
        gates(branches::resources(), "sx"),
        "sum(i in 0..n, if(i % 2 == 0, 1, 0))"
    );
    let t = gates(branches::resources(), "t");
    assert_eq!(t, "sum(i in 0..n, if(i + 1 < n && flag != 0, 1, 0))");
    assert_eq!(
        gates(layers::resources(), "x"),
        "sum(i in 0..counts.len(), counts[i])"
    );
    let t = gates(carried::resources(), "t");
    assert_eq!(
        t,
        "(iterate(double = 1, i in 0..n, 2*double) % 5) + if(n == 0, 7, m)"
    );
    assert_eq!(gates(carried::resources(), "x"), "n*(n + m + 1)");
}

/// The names of sizes are those of the kernel; elements of vectors and bits are sizes, too.
#[test]
fn numbers_are_put_in_by_name() {
    use qkernel_runtime::formulas::FormulaError;

    let formulas = layers::resources();
    let sizes = [
        ("n", 2),
        ("counts.len()", 2),
        ("counts[0]", 3),
        ("counts[1]", 4),
        ("flags.len()", 1),
        ("flags[0]", 1),
    ];
    let numbers = formulas.at(&sizes).unwrap();
    let circuit = layers {
        n: 2,
        counts: [3, 4].into(),
        flags: [true].into(),
    }
    .compile()
    .unwrap();
    assert!(numbers.agrees_with(&circuit.resources()));
    assert_eq!(
        formulas.at(&sizes[..3]),
        Err(FormulaError::Missing {
            size: "counts[1]".into()
        })
    );
    let error = ghz::resources().at(&[("n", 0)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`ghz` does not compile for these sizes: `n - 1` is -1, but must not be negative"
    );
    // What is too short only where a loop has rounds.
    let error = chained::resources().at(&[("n", 0), ("m", 2)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`chained` does not compile for these sizes: `m*(n - 1)` is -2, but must not be negative"
    );
    assert!(chained { n: 0, m: 2 }.compile().is_err() && chained { n: 0, m: 0 }.compile().is_ok());
    assert_eq!(
        chained::resources()
            .at(&[("n", 0), ("m", 0)])
            .unwrap()
            .gates,
        0
    );
    let error = ghz::resources().at(&[]).unwrap_err();
    assert_eq!(error.to_string(), "the size `n` is not given");
    let error = ghz::resources().at(&[("m", 1), ("n", 1)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`ghz` has no size `m`: its sizes are `n`"
    );
    // Of two numbers for a size, none is taken, even if they are the same.
    for second in [2, 3] {
        let twice = ghz::resources().at(&[("n", 2), ("n", second)]);
        assert_eq!(
            twice.unwrap_err().to_string(),
            format!("the size `n` is given twice: as 2 and as {second}")
        );
    }
    let error = pairs::resources().at(&[("n", usize::MAX)]).unwrap_err();
    assert_eq!(error, FormulaError::TooLarge);
    for (k, m, formula) in [(0, 2, "k"), (2, 0, "m")] {
        let error = shared_out::resources().at(&[("n", 7), ("k", k), ("m", m)]);
        assert!(shared_out { n: 7, k, m }.compile().is_err());
        let text = format!(
            "`shared_out` does not compile for these sizes: `{formula}` is 0, but a size is divided by it or a range has it as its step"
        );
        assert_eq!(error.unwrap_err().to_string(), text);
    }
}

/// These were counted by hand.
#[test]
fn calls_are_counted() {
    let numbers = modified { n: 2, k: 3 }.compile().unwrap().resources();
    // Four calls and two powers for each i, of i + k and 2.
    assert_eq!(numbers.calls["pair"], 2 * (4 + 2) + (3 + 4));
    assert_eq!(numbers.calls["phase"], 2 * 3);
    assert_eq!(
        calls::resources().calls["repeated"].to_string(),
        "n*(k + 2)"
    );
}

#[test]
fn they_can_be_written() {
    let formulas = serde_json::to_value(ghz::resources()).unwrap();
    assert_eq!(formulas["two_qubit"], "n - 1");
    assert_eq!(formulas["gates_by_name"]["cx"], "n - 1");
    let numbers = serde_json::to_value(ghz::resources().at(&[("n", 3)]).unwrap()).unwrap();
    assert_eq!(numbers["two_qubit"], 2);
}

#[test]
fn of_one_size() {
    agrees!(ghz { n: n }; for n in 0..6);
    agrees!(fourier_twice { n: n }; for n in 0..6);
    agrees!(pairs { n: n }; for n in 0..6);
    agrees!(expectations { n: n } o: Z(0); for n in 0..6);
}

#[test]
fn of_two_sizes() {
    agrees!(carried { n: n, m: k }; for (n, k) in pairs_of_sizes());
    agrees!(calls { n: n, k: k }; for (n, k) in pairs_of_sizes());
    agrees!(kept { n: n, k: k }; for (n, k) in pairs_of_sizes());
    agrees!(ended { n: n, k: k }; for (n, k) in pairs_of_sizes());
    agrees!(modified { n: n, k: k }; for (n, k) in pairs_of_sizes());
}

#[test]
fn of_three_sizes() {
    agrees!(reversed { n: n, k: k }; for (n, k) in [(0, 1), (1, 3), (6, 1), (6, 2), (7, 2), (7, 3), (8, 9)]);
    agrees!(stepped { a: a, b: b, s: c }; for (a, b, c) in triples());
    agrees!(exchanged { n: a, a: b, b: c }; for (a, b, c) in triples());
    agrees!(shared_out { n: a, k: b + 1, m: c + 1 }; for (a, b, c) in triples());
}

#[test]
fn branching() {
    let (of_branches, of_rounds) = (branches::resources(), rounds::resources());
    for (n, k) in pairs_of_sizes() {
        for flag in [false, true] {
            let sizes = [("n", n), ("k", k), ("flag", flag.into())];
            for (formulas, bound) in [
                (
                    &of_branches,
                    branches { n, k, flag }.compile().unwrap().resources(),
                ),
                (
                    &of_rounds,
                    rounds { n, k, flag }.compile().unwrap().resources(),
                ),
            ] {
                let found = formulas.at(&sizes).unwrap();
                assert!(found.agrees_with(&bound), "{sizes:?}\n{found}\n{bound}");
            }
        }
    }
}

#[qkernel]
fn phases(theta: Float) -> Vector<Bit> {
    let mut q = qubit_array(3);
    q[0] = control(global_phase)(q[0], theta);
    (q[0], q[1]) = control(control(global_phase))(q[0], q[1], theta);
    (q[0], q[1], q[2]) = control(control(control(global_phase)))(q[0], q[1], q[2], theta);
    measure(q)
}

/// A global phase under controls is a phase of the last of them, wherever gates are named.
#[test]
fn controlled_global_phases_are_phases() {
    let circuit = phases {}.compile().unwrap();
    let names: Vec<String> = circuit.resources().gates_by_name.into_keys().collect();
    assert_eq!(names, ["ccp", "cp", "p"]);
    let formulas = phases::resources().gates_by_name;
    assert_eq!(formulas.into_keys().collect::<Vec<_>>(), names);
    for drawing in [circuit.draw(), phases::draw()] {
        assert!(!drawing.to_string().contains("phase"), "{drawing}");
        assert_eq!(drawing.svg().matches("<title>p(theta)<").count(), 3);
    }
    for text in [circuit.to_qasm3(), phases::to_qasm3().unwrap()] {
        let count = |gate: &str| text.matches(&format!("{gate}(theta) ")).count();
        assert_eq!(
            [count("\np"), count("\ncp"), count("phase")],
            [1, 1, 0],
            "{text}"
        );
        assert!(
            text.contains("ctrl(2) @ p(theta)") || text.contains("ctrl @ ctrl @ p"),
            "{text}"
        );
    }
}
