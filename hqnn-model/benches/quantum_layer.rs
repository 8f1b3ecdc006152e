//! What the tutorial's quantum layer costs a batch: `cargo bench -p hqnn-model --bench quantum_layer`. All on one thread.
//!
//! All is measured in turns within one run, so that a busy machine slows all alike; what counts are the ratios. The second table is of values and
//! derivatives together, the least of the rounds: by the evaluator; by the circuit of the layer in two passes, which is what a layer calls; and by
//! the layer itself, with the tensors and the tape of dfdx.

use std::hint::black_box;
use std::time::{Duration, Instant};

use dfdx::prelude::{
    Backward, Const, Cpu, DeviceBuildExt, Module, SumTo, Tensor, TensorFromVec, Trace, ZeroGrads,
};
use hqnn_model::layers::builder::QuantumLayer;
use hqnn_model::quantum_layer::{CircuitSpec, LayerCircuit};
use hqnn_model::{Error, GradientMethod, quantum_layer};
use qkernel_runtime::engine::set_threads;
use qkernel_runtime::evaluator::{Column, Evaluator};
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
    set_threads(1);
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
    println!("\n4 qubits, values and derivatives; nanoseconds a call, least of {ROUNDS} rounds");
    println!("            evaluator        layer's circuit       layer");
    println!("batch      f64      f32      f64      f32          f32");
    for batch in [1, 4, 64] {
        calls(batch)?;
    }
    Ok(())
}

fn angles(count: usize) -> Vec<f64> {
    (0..count).map(|i| (i as f64).sin()).collect()
}

/// The least nanoseconds a call in some rounds.
fn least(work: &mut dyn FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let (start, mut count) = (Instant::now(), 0);
        while start.elapsed() < SAMPLE / 4 {
            (0..16).for_each(|_| work());
            count += 16;
        }
        best = best.min(start.elapsed().as_secs_f64() / f64::from(count));
    }
    1e9 * best
}

/// Values and derivatives by a macro for each precision.
macro_rules! ways {
    ($t:ident, $batch:ident, $begin:ident, $forward:ident, $backward:ident, $end:ident) => {{
        let [inputs, weights, cotangents] = [4 * $batch, 24, 4 * $batch]
            .map(|count| angles(count).iter().map(|&x| x as $t).collect::<Vec<$t>>());
        let kernel = variational_ansatz {
            n_qubits: 4,
            n_layers: 2,
            hamiltonians: (0..4).map(Z).collect::<Vec<_>>().into(),
        };
        let mut evaluator = Evaluator::new(kernel.compile()?.program())?;
        let (mut values, mut by_inputs) = (cotangents.clone(), inputs.clone());
        let mut by_weights = weights.clone();
        let evaluator = least(&mut || {
            let columns = [Column::Each(&inputs[..]), Column::Shared(&weights)];
            let gradients: &mut [&mut [$t]] = &mut [&mut by_inputs, &mut by_weights];
            let forward = evaluator.forward_batch(&columns, &mut values);
            let adjoint = GradientMethod::Adjoint;
            let backward = evaluator.backward_batch(&cotangents, adjoint, gradients);
            forward.and(backward).expect("it runs");
            black_box(&values);
        });
        let circuit = Small::circuit()?;
        let passes = least(&mut || {
            let mut pass = circuit.$begin();
            pass.inputs.extend_from_slice(&inputs);
            pass.weights.extend_from_slice(&weights);
            circuit.$forward(&mut pass, true).expect("it runs");
            pass.cotangents.extend_from_slice(&cotangents);
            let adjoint = GradientMethod::Adjoint;
            circuit.$backward(&mut pass, adjoint).expect("it runs");
            black_box(&pass);
            circuit.$end(pass);
        });
        [evaluator, passes]
    }};
}

fn calls(batch: usize) -> Result<(), Error> {
    let double = ways!(f64, batch, begin, forward_pass, backward_pass, end);
    let single = ways!(
        f32,
        batch,
        begin_f32,
        forward_pass_f32,
        backward_pass_f32,
        end_f32
    );
    let device = Cpu::default();
    let layer = device.build_module::<QuantumLayer<Small, 4, 24, 4>, f32>();
    let inputs = angles(4 * batch).iter().map(|&x| x as f32).collect();
    let inputs: Tensor<(usize, Const<4>), f32, _> =
        device.tensor_from_vec(inputs, (batch, Const::<4>));
    let mut gradients = Some(layer.alloc_grads());
    let whole = least(&mut || {
        let tape = gradients.take().expect("there since the last call");
        let values = layer.forward(inputs.clone().traced(tape));
        let mut found = values.sum().backward();
        layer.zero_grads(&mut found);
        gradients = Some(found);
    });
    let [[a, b], [c, d]] = [double, single];
    println!("{batch:>5} {a:>8.0} {c:>8.0} {b:>8.0} {d:>8.0} {whole:>12.0}");
    Ok(())
}

fn row(name: &str, circuit: &dyn LayerCircuit, qubits: usize, batch: usize) {
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
