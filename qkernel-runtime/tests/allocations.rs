//! A run keeps its buffers: after the first call of its kind nothing is allocated.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use qkernel_runtime::evaluator::Column;
use qkernel_runtime::prelude::*;

struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

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

/// The only test here: others would be counted too.
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
        let mut counts = [0; 3];
        for count in &mut counts {
            let before = COUNT.load(Ordering::Relaxed);
            let mut evaluator = circuit.evaluator()?;
            evaluator.forward_batch(&columns, &mut values)?;
            let gradients: &mut [&mut [f64]] = &mut [&mut by_inputs, &mut by_weights];
            evaluator.backward_batch(&cotangents, method, gradients)?;
            evaluator.vjp_batch(&columns, &cotangents, method, &mut values, gradients)?;
            let (row, gradient) = (&mut values[..4], &mut [0.0; 12]);
            let arguments: &[f64; 12] = inputs[..].try_into().expect("12 numbers");
            evaluator.vjp(arguments, &cotangents[..4], method, row, gradient)?;
            evaluator.evaluate(arguments, row)?;
            drop(evaluator);
            *count = COUNT.load(Ordering::Relaxed) - before;
        }
        assert!(counts[0] > 0 && counts[1..] == [0, 0], "{counts:?}");
    }
    Ok(())
}
