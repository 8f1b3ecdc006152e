//! Random graphs: numbers put into the formulas are those of the bound circuit.

mod hostile;

use super::Formulas;
use crate::bind::bind;
use crate::kernel::Binding;
use crate::resources::Resources;
use crate::testing::graphs::outer;

#[test]
fn numbers_are_those_of_the_bound_circuit() {
    let mut bound = 0;
    for seed in 0..450 {
        let graph = outer(seed);
        let formulas = Formulas::of(graph);
        for (n, m) in [(0, 0), (1, 0), (0, 2), (1, 1), (2, 3), (4, 1), (5, 5)] {
            let Ok(program) = bind(graph, vec![Binding::UInt(n), Binding::UInt(m)]) else {
                continue;
            };
            bound += 1;
            let expected = Resources::of(&program);
            let found = formulas.at(&[("n", n), ("m", m)]).unwrap_or_else(|error| {
                panic!("seed {seed}, n = {n}, m = {m}: {error}\n{formulas}\n{expected}")
            });
            assert!(
                found.agrees_with(&expected),
                "seed {seed}, n = {n}, m = {m}\n{formulas}\n{found}\n{expected}"
            );
        }
    }
    assert!(bound > 2000, "{bound} bound circuits");
}
