//! Resources as formulas: their texts, and that numbers for the sizes give what counting the bound circuit gives.

mod kernels;

use kernels::*;
use qkernel_runtime::prelude::*;

/// Compares the formulas of a kernel with its bound circuit.
macro_rules! agrees {
    ($kernel:ident { $($size:ident: $value:expr),* } $($rest:ident: $other:expr),*) => {{
        let numbers = $kernel::resources().at(&[$((stringify!($size), $value)),*]);
        let circuit = $kernel { $($size: $value,)* $($rest: $other),* }.compile();
        match (numbers, circuit) {
            (Ok(numbers), Ok(circuit)) => {
                let bound = circuit.resources();
                assert!(
                    numbers.agrees_with(&bound),
                    "{:?}\n{numbers}\n{bound}\n{}", [$((stringify!($size), $value)),*], $kernel::resources()
                );
            }
            (_, Err(_)) => {}
            (Err(error), Ok(_)) => panic!("{error}"),
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
    for n in 0..6 {
        for l in 0..4 {
            agrees!(variational_ansatz { n_qubits: n, n_layers: l } hamiltonian: Z(0) * 0.0 + 1.0);
        }
    }
}

/// Numbers for two or three sizes.
fn sizes() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..6).flat_map(|a| (0..6).flat_map(move |b| (0..4).map(move |c| (a, b, c))))
}

#[test]
fn loops() {
    for (a, b, c) in sizes() {
        agrees!(ghz { n: a });
        agrees!(fourier_twice { n: a });
        agrees!(pairs { n: a });
        agrees!(stepped { a: a, b: b, s: c });
    }
}

#[test]
fn more() {
    for (a, b, c) in sizes() {
        agrees!(carried { n: a, m: b });
        agrees!(exchanged { n: a, a: b, b: c });
        agrees!(calls { n: a, k: b });
        agrees!(kept { n: a, k: b });
        agrees!(ended { n: a, k: b });
        agrees!(modified { n: a, k: b });
        agrees!(expectations { n: a } o: Z(0));
    }
}

#[test]
fn branching() {
    for (n, k, _) in sizes() {
        for flag in [false, true] {
            let numbers = |f: qkernel_runtime::formulas::Formulas| {
                f.at(&[("n", n), ("k", k), ("flag", flag.into())]).unwrap()
            };
            let bound = branches { n, k, flag }.compile().unwrap().resources();
            let found = numbers(branches::resources());
            assert!(
                found.agrees_with(&bound),
                "{n} {k} {flag}\n{found}\n{bound}"
            );
            let bound = rounds { n, k, flag }.compile().unwrap().resources();
            let found = numbers(rounds::resources());
            assert!(
                found.agrees_with(&bound),
                "{n} {k} {flag}\n{found}\n{bound}"
            );
        }
    }
}
