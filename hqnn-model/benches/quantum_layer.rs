//! What the tutorial's quantum layer costs a batch: `cargo bench -p hqnn-model`.
//!
//! All is measured in turns within one run, so that a busy machine slows all alike; what counts are the ratios.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hqnn_model::quantum_layer::{CircuitSpec, LayerCircuit};
use hqnn_model::{Error, GradientMethod, quantum_layer};
use qkernel_runtime::prelude::*;

#[qkernel]
fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonians: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n_qubits), inputs);
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, hamiltonians)
}

quantum_layer! {
    struct Small = variational_ansatz { n_qubits: 4, n_layers: 2, hamiltonians: ["Z0", "Z1", "Z2", "Z3"] };
}
quantum_layer! {
    struct Large = variational_ansatz { n_qubits: 10, n_layers: 2, hamiltonians: ["Z0", "Z1", "Z2", "Z3"] };
}

const ROUNDS: usize = 15;
/// How long one sample of a round should take.
const SAMPLE: Duration = Duration::from_millis(10);

fn main() -> Result<(), Error> {
    println!("two variational layers, four observables; per batch, median of {ROUNDS} rounds");
    println!(
        "                        forward    + adjoint    + parameter shift    shift / adjoint"
    );
    for batch in [1, 4, 64] {
        row("4 qubits", Small::circuit()?, 4, batch);
    }
    for batch in [1, 4] {
        row("10 qubits", Large::circuit()?, 10, batch);
    }
    Ok(())
}

fn row(name: &str, circuit: &dyn LayerCircuit, qubits: usize, batch: usize) {
    let angles = |count: usize| -> Vec<f64> { (0..count).map(|i| (i as f64).sin()).collect() };
    let (inputs, weights, cotangents) = (
        angles(qubits * batch),
        angles(6 * qubits),
        angles(4 * batch),
    );
    let gradient = |method| {
        black_box(circuit.vjp(black_box(&inputs), &weights, &cotangents, method)).expect("it runs");
    };
    let works: [&dyn Fn(); 3] = [
        &|| {
            black_box(circuit.forward(black_box(&inputs), &weights)).expect("it runs");
        },
        &|| gradient(GradientMethod::Adjoint),
        &|| gradient(GradientMethod::ParameterShift),
    ];
    let repeats = works.map(|work| {
        let start = Instant::now();
        work();
        (SAMPLE.as_nanos() / start.elapsed().as_nanos().max(1)).clamp(1, 100_000) as u32
    });
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for ((work, repeats), times) in works.iter().zip(repeats).zip(&mut times) {
            let start = Instant::now();
            for _ in 0..repeats {
                work();
            }
            times.push(start.elapsed() / repeats);
        }
    }
    let [forward, adjoint, shift] = times.map(|mut times| {
        times.sort();
        times[ROUNDS / 2].as_secs_f64() * 1e6
    });
    println!(
        "{name:>9}, batch {batch:>2} {forward:>10.1} us {adjoint:>9.1} us {shift:>17.1} us {:>18.1}",
        shift / adjoint
    );
}
