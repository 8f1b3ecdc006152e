//! What a training step costs beside its arithmetic: nothing is allocated by the quantum part after the first step, and
//! the circuit is run once.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use allocation_counter::measure;
use dfdx::prelude::*;
use hqnn_model::layers::builder::QuantumLayer;
use hqnn_model::quantum_layer::{CircuitSpec, LayerCircuit, Pass, QuantumSpec};
use hqnn_model::{Error, GradientMethod, quantum_layer};
use qkernel_runtime::prelude::*;

#[qkernel]
fn ansatz(
    n: UInt,
    layers: UInt,
    weights: Vector<Float, { layers * n }>,
    inputs: Vector<Float, { n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for layer in range(layers) {
        q = cz_entangling_layer(ry_layer(q, weights, layer * n));
    }
    expval(q, observables)
}

quantum_layer! {
    struct Ansatz = ansatz { n: 4, layers: 3, observables: ["Z0", "X1 Z2", "Z3"] };
}

fn fill(pass: &mut Pass, batch: usize) {
    let angles = |count: usize| (0..count).map(|i| 0.7 * i as f64 - 1.0);
    pass.inputs.extend(angles(4 * batch));
    pass.weights.extend(angles(12));
}

fn step(batch: usize, method: GradientMethod) -> Result<f64, Error> {
    let circuit = Ansatz::circuit()?;
    let mut pass = circuit.begin();
    fill(&mut pass, batch);
    circuit.forward_pass(&mut pass, true)?;
    pass.cotangents.extend((0..3 * batch).map(|i| i as f64));
    circuit.backward_pass(&mut pass, method)?;
    let sum = pass
        .outputs
        .iter()
        .chain(&pass.by_inputs)
        .chain(&pass.by_weights)
        .sum();
    circuit.end(pass);
    Ok(sum)
}

fn step_f32(batch: usize, method: GradientMethod) -> Result<f32, Error> {
    let circuit = Ansatz::circuit()?;
    let mut pass = circuit.begin_f32();
    let angles = |count: usize| (0..count).map(|i| 0.7 * i as f32 - 1.0);
    pass.inputs.extend(angles(4 * batch));
    pass.weights.extend(angles(12));
    circuit.forward_pass_f32(&mut pass, true)?;
    pass.cotangents.extend((0..3 * batch).map(|i| i as f32));
    circuit.backward_pass_f32(&mut pass, method)?;
    let sum = pass.by_inputs.iter().chain(&pass.by_weights).sum();
    circuit.end_f32(pass);
    Ok(sum)
}

fn look(batch: usize) -> Result<f64, Error> {
    let circuit = Ansatz::circuit()?;
    let mut pass = circuit.begin();
    fill(&mut pass, batch);
    circuit.forward_pass(&mut pass, false)?;
    let sum = pass.outputs.iter().sum();
    circuit.end(pass);
    Ok(sum)
}

/// The tests below share the passes of one circuit.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn after_the_first_step_nothing_is_allocated() {
    let _alone = ALONE.lock();
    for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
        let first = step(8, method).expect("it runs");
        assert!(first.is_finite());
        look(8).expect("it runs");
        let first_f32 = step_f32(8, method).expect("it runs");
        assert!((f64::from(first_f32) - first).abs() > 0.0);
        let found = measure(|| {
            for _ in 0..5 {
                assert_eq!(step(8, method).expect("it runs"), first);
                assert_eq!(step_f32(8, method).expect("it runs"), first_f32);
                // A smaller last batch, and one that is only looked at.
                step(3, method).expect("it runs");
                look(8).expect("it runs");
            }
        });
        assert_eq!(found.count_total, 0, "{method:?}: {found:?}");
    }
    // The count counts.
    assert_eq!(
        measure(|| drop(std::hint::black_box(vec![1]))).count_total,
        1
    );
}

#[test]
fn several_threads_have_passes_of_their_own() {
    let _alone = ALONE.lock();
    let expected = step(8, GradientMethod::Adjoint).expect("it runs");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let found = step(8, GradientMethod::Adjoint).expect("it runs");
                    assert_eq!(found, expected);
                }
            });
        }
    });
}

/// Counts the passes through [`Ansatz`].
#[derive(Clone, Copy, Debug, Default)]
struct Counted;

static FORWARD: AtomicUsize = AtomicUsize::new(0);
static BACKWARD: AtomicUsize = AtomicUsize::new(0);

impl LayerCircuit for Counted {
    fn forward(&self, _: &[f64], _: &[f64]) -> Result<Vec<f64>, Error> {
        unreachable!("the layer makes passes")
    }

    fn vjp(
        &self,
        _: &[f64],
        _: &[f64],
        _: &[f64],
        _: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        unreachable!("this would run the circuit again")
    }

    fn begin(&self) -> Pass {
        Ansatz::circuit().expect("it compiles").begin()
    }

    fn forward_pass(&self, pass: &mut Pass, keep: bool) -> Result<(), Error> {
        FORWARD.fetch_add(1, Ordering::Relaxed);
        Ansatz::circuit()?.forward_pass(pass, keep)
    }

    fn backward_pass(&self, pass: &mut Pass, method: GradientMethod) -> Result<(), Error> {
        BACKWARD.fetch_add(1, Ordering::Relaxed);
        Ansatz::circuit()?.backward_pass(pass, method)
    }
}

impl CircuitSpec for Counted {
    fn circuit() -> Result<&'static dyn LayerCircuit, Error> {
        Ok(&Counted)
    }
}

impl QuantumSpec<4, 12, 3> for Counted {}

#[test]
fn a_training_step_is_one_pass_forwards_and_one_back() {
    let _alone = ALONE.lock();
    type Layer<S> = QuantumLayer<S, 4, 12, 3>;
    let device = Cpu::seed_from_u64(1);
    let counted = device.build_module::<Layer<Counted>, f64>();
    let mut plain = device.build_module::<Layer<Ansatz>, f64>();
    plain.weights = counted.weights.clone();
    let x: Tensor<Rank2<5, 4>, f64, _> = device.sample_normal();
    let gradients = |y: Tensor<Rank2<5, 3>, f64, _, OwnedTape<f64, Cpu>>| {
        let gradients = y.square().mean().backward();
        let by_weights = gradients.get(&counted.weights).as_vec();
        [gradients.get(&x).as_vec(), by_weights].concat()
    };
    let found = gradients(counted.forward(x.leaky_trace()));
    assert_eq!(FORWARD.load(Ordering::Relaxed), 1);
    assert_eq!(BACKWARD.load(Ordering::Relaxed), 1);
    assert_eq!(found, gradients(plain.forward(x.leaky_trace())));
    assert!(found.iter().any(|d| d.abs() > 1e-3));
}
