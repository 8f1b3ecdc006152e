//! Random kernels: what is read again, with loops or without, does the same as the bound circuit.

use super::write;
use crate::bind::bind;
use crate::circuit::{Circuit, Untyped};
use crate::kernel::Binding;
use crate::program::Program;
use crate::qasm::write::qasm3;
use crate::qasm::{Export, Options};
use crate::testing::graphs::outer;

/// What `x` and `y` are.
const ARGUMENTS: [f64; 2] = [0.7, -1.3];

/// The probabilities of the two results; what a circuit measures on the way comes after them in a text.
fn chances(program: Program) -> [([bool; 2], f64); 4] {
    let circuit = Circuit::<Untyped>::from_program(program).unwrap();
    let outcomes = circuit.outcomes(&ARGUMENTS).unwrap();
    let all = outcomes.marginal(|results| [results[0][0], results[1][0]]);
    let bits = [[false, false], [false, true], [true, false], [true, true]];
    bits.map(|bits| (bits, all.get(&bits).copied().unwrap_or(0.0)))
}

#[test]
fn random_kernels_are_read_again() {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases = cases.and_then(|n| n.parse().ok()).unwrap_or(60);
    let (mut compared, mut kept, mut refused) = (0, 0, 0);
    // A power of 0 whose kernel has no inverse, and a loop without a turn that would begin at a negative number.
    for seed in [187, 257].into_iter().chain(0..cases) {
        let graph = outer(seed);
        let unbound = [
            Export::new(),
            Export::new().without_modifiers(),
            Export::new().without_calls(),
        ];
        let unbound = unbound.map(|export| write(graph, &export));
        for (n, m) in [(0, 0), (1, 0), (1, 1), (2, 3), (4, 1)] {
            let Ok(own) = bind(graph, vec![Binding::UInt(n), Binding::UInt(m)]) else {
                continue;
            };
            if own.qubits > 10 {
                continue;
            }
            let flat = [Export::new(), Export::new().without_modifiers()];
            let flat = flat.map(|export| qasm3(&own, &export));
            let expected = chances(own);
            let sizes = [("n", n), ("m", m)];
            let same = |text: &str, options: Options, all: bool| {
                let found = match options.read(text) {
                    Ok(program) => program,
                    // Registers are declared in front, also those of a loop that has no turn for these sizes.
                    Err(error)
                        if error.message().starts_with("a size cannot be negative") && all =>
                    {
                        return false;
                    }
                    Err(error) => panic!("seed {seed}, n = {n}, m = {m}\n{error}\n{text}"),
                };
                for ((bits, found), (_, expected)) in chances(found).iter().zip(&expected) {
                    assert!(
                        (found - expected).abs() < 1e-9,
                        "seed {seed}, n = {n}, m = {m}: {bits:?} has {found}, not {expected}\n{text}"
                    );
                }
                true
            };
            for text in &flat {
                assert!(same(text, Options::new(), false));
            }
            for text in &unbound {
                match text {
                    Ok(text) => {
                        kept += u64::from(same(text, Options::new().sizes(&sizes), true));
                    }
                    Err(_) => refused += 1,
                }
            }
            let export = Export::new().sizes(&sizes);
            for export in [
                export.clone(),
                export.clone().without_modifiers(),
                export.clone().without_loops(),
                export.without_calls().without_loops().without_modifiers(),
            ] {
                match write(graph, &export) {
                    Ok(text) => assert!(same(&text, Options::new(), false)),
                    Err(error) => panic!("seed {seed}, n = {n}, m = {m}: {error}"),
                }
                compared += 1;
            }
        }
    }
    println!("{compared} with sizes, {kept} for all sizes, {refused} refused for all sizes");
    assert!(kept > refused && compared > 2 * cases);
}
