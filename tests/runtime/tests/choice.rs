//! Which engine runs, and which parameters matter.

use proptest::prelude::*;
use qkernel_runtime::circuit::ExplainedPart;
use qkernel_runtime::engine::{Blocked, Engine, Lanes, Rung, Statevector, Terms};
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::prelude::*;

#[qkernel]
fn ansatz(
    n: UInt,
    depth: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 3 * n * depth }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for d in range(depth) {
        q = rz_layer(q, weights, 3 * n * d);
        q = ry_layer(q, weights, 3 * n * d + n);
        q = rz_layer(q, weights, 3 * n * d + 2 * n);
        q = cz_entangling_layer(q);
    }
    expval(q, observables)
}

fn circuit(n: usize, depth: usize) -> Circuit<ansatz> {
    let observables: Vec<Observable> = (0..n).map(Z).collect();
    ansatz {
        n,
        depth,
        observables: observables.into(),
    }
    .compile()
    .unwrap()
}

/// The engines of the rungs, the one that runs marked.
fn rungs(circuit: &Circuit<ansatz>, rows: usize, each: &[&str]) -> String {
    let explanation = circuit.explain(rows, each).unwrap();
    let all = explanation.parts[0]
        .rungs
        .iter()
        .map(|rung| format!("{}{}", if rung.taken { "*" } else { "" }, rung.engine));
    all.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_engine_is_the_one_for_the_batch() {
    let tutorial = circuit(4, 2);
    for rows in [1, 4, 1024] {
        assert_eq!(
            rungs(&tutorial, rows, &["inputs"]),
            "*terms lanes statevector"
        );
    }
    assert_eq!(
        rungs(&tutorial, 64, &["weights"]),
        "terms *lanes statevector"
    );
    assert_eq!(
        rungs(&tutorial, 1, &["weights"]),
        "terms lanes *statevector"
    );
    assert_eq!(
        rungs(&circuit(8, 6), 64, &["inputs"]),
        "terms *lanes blocked"
    );
    // A single sample of six and more qubits is counted as the engine takes it that runs it.
    assert_eq!(
        rungs(&circuit(8, 3), 1, &["inputs"]),
        "terms lanes *blocked"
    );
    assert_eq!(
        rungs(&circuit(8, 2), 1, &["inputs"]),
        "*terms lanes blocked"
    );
    let wrong = tutorial.explain(4, &["input"]).unwrap_err().to_string();
    assert!(
        wrong.contains("there is no argument `input`: the arguments are `inputs`, `weights`"),
        "{wrong}"
    );
}

#[test]
fn a_forced_engine_runs_and_gives_the_same() -> Result<(), Error> {
    let (inputs, weights) = ([[0.3, -0.7, 1.1, 2.0]; 5], [0.4; 24]);
    let run = |circuit: &Circuit<ansatz>| {
        circuit.vjp_batch((each(&inputs), &weights), [[1.0, 2.0, -1.0, 0.5]; 5])
    };
    let automatic = circuit(4, 2);
    let (values, (by_inputs, by_weights)) = run(&automatic)?;
    let engines: [&'static dyn Engine; 3] = [&Statevector, &Lanes, &Terms];
    for engine in engines {
        let forced = automatic.with_engine(engine)?;
        let explanation = forced.explain(5, &["inputs"])?;
        assert_eq!(explanation.parts[0].rungs[0].engine, engine.name());
        let (found, (a, b)) = run(&forced)?;
        let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(close(&found.concat(), &values.concat()), "{engine:?}");
        assert!(
            close(&a.concat(), &by_inputs.concat()) && close(&b, &by_weights),
            "{engine:?}"
        );
    }
    // What the engine does not take runs all the same.
    let forced = automatic.with_engine(&Terms)?;
    assert!(
        forced
            .explain(5, &["weights"])?
            .to_string()
            .contains("one by one: qubit")
    );
    let rows = [[0.4; 24]; 2];
    let (a, b) = (
        forced.run_batch((&inputs[0], each(&rows)))?,
        automatic.run(((&inputs[0]), &rows[0]))?,
    );
    assert!(a[1].iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12));
    Ok(())
}

#[test]
fn the_tutorials_last_turns_are_dead() -> Result<(), Error> {
    let circuit = circuit(4, 2);
    let dead = circuit.dead_parameters();
    let names: Vec<&str> = dead.iter().map(|parameter| &*parameter.name).collect();
    assert_eq!(
        names,
        ["weights[20]", "weights[21]", "weights[22]", "weights[23]"]
    );
    let text = circuit.resources().to_string();
    let line = "\n  Parameters that change no result: weights[20..24]";
    assert!(text.ends_with(line), "{text}");
    assert_eq!(circuit.untyped().resources(), circuit.resources());
    // Gradients keep a place for them.
    let weights: Vec<f64> = (0..24).map(|i| 0.3 * f64::from(i)).collect();
    for (_, row) in circuit.jacobian(([0.1, 0.9, -0.4, 2.0], &weights))? {
        assert_eq!(row.len(), 24);
        assert!(row[20..].iter().all(|d| d.abs() < 1e-15));
    }
    Ok(())
}

/// They are named as a kernel names them.
#[test]
fn dead_parameters_of_all_shapes() {
    let mut b = qkernel_runtime::Circuit::builder();
    let q = b.qubit();
    let (x, v, m) = (b.scalar("x"), b.parameter("v", 4), b.matrix("m", 2, 2));
    b.ry(q, m[0][0] + v[2]).rz(q, x).expval(Z(0));
    let resources = b.build().unwrap().resources();
    assert_eq!(
        resources.dead_parameters.join(" "),
        "x v[0] v[1] v[3] m[(0, 1)] m[(1, 0)] m[(1, 1)]"
    );
    let line = "change no result: x, v[0..2], v[3], m[(0, 1)], m[(1, 0)], m[(1, 1)]";
    assert!(resources.to_string().ends_with(line), "{resources}");
}

/// What is too large to be run is not looked at, and nothing is said of it.
#[test]
fn no_parameter_of_what_is_too_large_is_dead() {
    let dead = |qubits: usize, rounds: usize| {
        let mut b = qkernel_runtime::Circuit::builder();
        let (q, w) = (b.qubits(qubits), b.parameter("w", qubits));
        for (&q, &w) in q.iter().zip(&w) {
            b.ry(q, w);
        }
        for pair in q.windows(2) {
            b.cz(pair[0], pair[1]);
        }
        // Qubits for a moment: a density matrix of the others is enough.
        for k in 0..rounds {
            let ancilla = b.qubit();
            b.cx(q[k % qubits], ancilla).discard(ancilla);
        }
        b.expval(Z(0));
        b.build().unwrap().dead_parameters().len()
    };
    assert_eq!([62, 63, 100].map(|qubits| dead(qubits, 0)), [61, 0, 0]);
    // A density matrix is not looked into, whether it can be run or not.
    assert_eq!((dead(35, 200), dead(2, 40)), (0, 0));
}

/// A circuit of one or two chains of qubits: turns by `x`, gates by choice, perhaps a reset, turns by `w`.
fn chains(
    qubits: usize,
    joined: bool,
    cut: usize,
    gates: &[(u8, usize)],
    resets: usize,
) -> qkernel_runtime::Circuit {
    let mut b = qkernel_runtime::Circuit::builder();
    let (q, x, w) = (
        b.qubits(qubits),
        b.parameter("x", qubits),
        b.parameter("w", 2),
    );
    for (&q, &x) in q.iter().zip(&x) {
        b.ry(q, x);
    }
    let pairs = (1..qubits).filter(|&next| joined && next != cut);
    pairs.for_each(|next| {
        b.cz(q[next - 1], q[next]);
    });
    for &(kind, at) in gates {
        let (one, next) = (at % qubits, at % qubits + 1);
        match kind % 4 {
            0 if next < qubits && next != cut => b.cz(q[one], q[next]),
            1 => b.rz(q[one], w[at % 2]),
            2 => b.h(q[one]),
            _ => b.ry(q[one], w[0] * 0.5),
        };
    }
    for k in 0..resets {
        let ancilla = b.qubit();
        b.cx(q[k % qubits], ancilla).discard(ancilla);
    }
    b.expval(Z(0) * X(1) + 0.3 * Z(qubits - 1));
    b.build().unwrap()
}

fn taken(part: &ExplainedPart) -> Option<&Rung> {
    part.rungs.iter().find(|rung| rung.taken)
}

fn engine(name: &str) -> Option<&'static dyn Engine> {
    let all: [&'static dyn Engine; 4] = [&Statevector, &Blocked, &Lanes, &Terms];
    all.into_iter().find(|engine| engine.name() == name)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What is said to run runs, with the same bits as on that engine alone; what is said to be refused is, for the same reason.
    #[test]
    fn what_is_explained_is_what_runs(
        (qubits, resets) in prop_oneof![
            3 => (2usize..10, Just(0usize)),
            1 => (2usize..5, 12usize..30),
            // No machine has a state of these.
            3 => (52usize..70, Just(0usize)),
        ],
        joined in any::<bool>(),
        cut in 0usize..10,
        gates in prop::collection::vec((0u8..4, 0usize..1000), 0..60),
        rows in 1usize..7,
    ) {
        let circuit = chains(qubits, joined, cut, &gates, resets);
        let numbers: Vec<f64> = (0..rows * qubits).map(|k| 0.1 + k as f64 * 0.37).collect();
        let w = [0.4, -1.1];
        let single = [&numbers[..qubits], &w].concat();
        let batch = [Column::Each(&numbers), Column::Shared(&w)];
        let runs = |circuit: &qkernel_runtime::Circuit, is_single: bool| match is_single {
            true => circuit.run(&single),
            false => circuit.run_batch(&batch).map(|rows| rows.into_iter().flatten().collect()),
        };
        for is_single in [true, false] {
            let explained = match is_single {
                true => circuit.explain(1, &[]),
                false => circuit.explain(rows, &["x"]),
            };
            let found = runs(&circuit, is_single);
            let explained = match explained {
                Ok(explained) => explained,
                Err(error) => {
                    prop_assert_eq!(found.unwrap_err().to_string(), error.to_string());
                    continue;
                }
            };
            prop_assert_eq!(explained.single, is_single);
            let parts: Vec<_> = explained.parts.iter().map(taken).collect();
            prop_assert_eq!(parts.iter().all(Option::is_some), found.is_ok(), "{} {:?}", explained, found);
            let Ok(found) = found else {
                let text = explained.to_string();
                prop_assert!(text.contains("not taken") && text.contains("do not fit in memory"), "{}", text);
                continue;
            };
            // Parts on one engine: that one alone gives the same bits.
            let mut names: Vec<&str> = parts.iter().flatten().map(|rung| rung.engine).collect();
            names.dedup();
            if let [name] = names[..] && let Some(engine) = engine(name) {
                let alone = runs(&circuit.with_engine(engine).unwrap(), is_single).unwrap();
                prop_assert_eq!(alone, found, "{}", explained);
            }
        }
    }
}
