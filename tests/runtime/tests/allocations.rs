//! A run keeps its buffers: after the first call of its kind nothing is allocated.

use std::sync::{Mutex, PoisonError};

use allocation_counter::measure;
use qkernel_runtime::engine::{set_threads, threads};
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::prelude::*;

/// Held by a test that sets the number of threads, which is the whole process's.
static THREADS: Mutex<()> = Mutex::new(());

#[qkernel]
fn layer(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 2 * n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    q = ry_layer(q, weights, 0);
    q = cz_entangling_layer(q);
    q = rz_layer(q, weights, n);
    expval(q, observables)
}

#[test]
fn nothing_is_allocated_after_the_first_call() -> Result<(), Error> {
    let observables: Vec<Observable> = (0..4).map(Z).collect();
    let circuit = layer {
        n: 4,
        observables: observables.into(),
    }
    .compile()?;
    let inputs: Vec<f64> = (0..12).map(|i| 0.1 * f64::from(i)).collect();
    let (weights, cotangents) = ([0.3; 8], [0.5; 12]);
    let columns = [Column::Each(&inputs), Column::Shared(&weights)];
    let mut values = [0.0; 12];
    let (mut by_inputs, mut by_weights) = ([0.0; 12], [0.0; 8]);
    for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
        let mut step = || -> Result<(), Error> {
            let mut evaluator = circuit.evaluator()?;
            evaluator.forward_batch(&columns, &mut values)?;
            let gradients: &mut [&mut [f64]] = &mut [&mut by_inputs, &mut by_weights];
            evaluator.backward_batch(&cotangents, method, gradients)?;
            evaluator.vjp_batch(&columns, &cotangents, method, &mut values, gradients)?;
            let (row, gradient) = (&mut values[..4], &mut [0.0; 12]);
            let arguments: &[f64; 12] = inputs[..].try_into().expect("12 numbers");
            evaluator.vjp(arguments, &cotangents[..4], method, row, gradient)?;
            evaluator.evaluate(arguments, row)
        };
        let counts = [0; 3].map(|_| measure(|| step().expect("it runs")).count_total);
        assert!(counts[0] > 0 && counts[1..] == [0, 0], "{counts:?}");
    }
    Ok(())
}

/// A batch that is worth several threads. Which parts other threads have differs from call to call: on eight, nearly all are copied for
/// them, on two those that a second one has time for.
#[test]
fn nothing_is_allocated_after_the_first_call_of_a_batch_in_parts() -> Result<(), Error> {
    const ROWS: usize = 6000;
    let _held = THREADS.lock().unwrap_or_else(PoisonError::into_inner);
    let observables: Vec<Observable> = (0..4).map(Z).collect();
    let inputs: Vec<f64> = (0..4 * ROWS).map(|i| (0.1 * i as f64).sin()).collect();
    let (weights, cotangents) = ([0.3; 8], vec![0.5; 4 * ROWS]);
    let columns = [Column::Each(&inputs), Column::Shared(&weights)];
    let mut values = vec![0.0; 4 * ROWS];
    let (mut by_inputs, mut by_weights) = (vec![0.0; 4 * ROWS], [0.0; 8]);
    // The first ones start the threads.
    for calls in [[8, 8, 8, 8], [1, 1, 1, 1], [2, 2, 8, 2]] {
        let circuit = layer {
            n: 4,
            observables: observables.clone().into(),
        }
        .compile()?;
        let mut step = |threads| -> Result<(), Error> {
            set_threads(threads);
            let mut evaluator = circuit.evaluator()?;
            let method = GradientMethod::Adjoint;
            evaluator.forward_batch(&columns, &mut values)?;
            let gradients: &mut [&mut [f64]] = &mut [&mut by_inputs, &mut by_weights];
            evaluator.backward_batch(&cotangents, method, gradients)?;
            evaluator.vjp_batch(&columns, &cotangents, method, &mut values, gradients)?;
            evaluator.evaluate_batch(&columns, &mut values)
        };
        let counts = calls.map(|threads| measure(|| step(threads).expect("it runs")).count_total);
        assert!(
            counts[0] > 0 && counts[1..] == [0, 0, 0],
            "{calls:?} threads: {counts:?}"
        );
    }
    set_threads(0);
    Ok(())
}

#[qkernel]
fn deep(
    n: UInt,
    again: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 20 * n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for layer in range(20) {
        if again == 1 {
            q = rx_layer(q, inputs, 0);
        }
        q = ry_layer(q, weights, layer * n);
        q = cz_entangling_layer(q);
    }
    expval(q, observables)
}

/// Batches of a deep circuit, in lanes and as terms. The first call also asks how many cores there are, which allocates.
#[test]
fn nothing_is_allocated_after_the_first_call_of_a_deep_circuit() -> Result<(), Error> {
    const ROWS: usize = 64;
    let _held = THREADS.lock().unwrap_or_else(PoisonError::into_inner);
    let inputs: Vec<f64> = (0..6 * ROWS).map(|i| (0.1 * i as f64).sin()).collect();
    let (weights, cotangents) = ([0.3; 120], [0.5; 6 * ROWS]);
    let columns = [Column::Each(&inputs), Column::Shared(&weights)];
    let mut values = [0.0; 6 * ROWS];
    let (mut by_inputs, mut by_weights) = ([0.0; 6 * ROWS], [0.0; 120]);
    for again in [1, 0] {
        let observables: Vec<Observable> = (0..6).map(Z).collect();
        let circuit = deep {
            n: 6,
            again,
            observables: observables.into(),
        }
        .compile()?;
        let mut evaluator = circuit.evaluator()?;
        let mut step = |threads| {
            set_threads(threads);
            let gradients: &mut [&mut [f64]] = &mut [&mut by_inputs, &mut by_weights];
            let method = GradientMethod::Adjoint;
            evaluator.vjp_batch(&columns, &cotangents, method, &mut values, gradients)
        };
        let mut count = |threads| measure(|| step(threads).expect("it runs")).count_total;
        assert!(count(2) > 0);
        set_threads(0);
        assert_eq!(measure(|| assert!(threads() > 0)).count_total, 0);
        let counts = [2, 8, 2, 2].map(&mut count);
        // Eight threads are more than the first call started.
        assert_eq!([counts[0], counts[2], counts[3]], [0; 3], "{counts:?}");
    }
    set_threads(0);
    Ok(())
}

#[qkernel]
fn chains(n: UInt, layers: UInt) -> Float {
    let mut q = qubit_array(n);
    for _ in range(layers) {
        for i in range(1, n) {
            q[i] = h(q[i]);
            (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
        }
    }
    expval(q, Z(0))
}

/// What `compile()` works in is as large as its first rounds foretell: not several times what it needs, and not made again and again.
#[test]
fn compile_takes_the_memory_that_it_needs() {
    let compiled = || chains { n: 10, layers: 60 }.compile().expect("it compiles");
    let gates = compiled().resources().gates as u64;
    let memory = measure(|| drop(compiled()));
    assert_eq!(gates, 1080);
    assert!(
        memory.bytes_max < 220 * gates,
        "{}",
        memory.bytes_max / gates
    );
    assert!(
        memory.bytes_total < 500 * gates,
        "{}",
        memory.bytes_total / gates
    );
}
