//! Kernels as the circuits of layers.

use qkernel_runtime::circuit::Circuit;
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::kernel::{Kernel, UnitaryKernel};
use qkernel_runtime::types::{Float, Vector};

use crate::Error;
use crate::quantum_layer::LayerCircuit;

/// A kernel that can be a layer: it takes inputs and weights and returns expectation values.
#[diagnostic::on_unimplemented(
    message = "[QK0043] `{Self}` cannot be a layer: a layer takes inputs and weights as two `Vector<Float>`, returns `Vector<Float>`, and measures with `expval` only",
    label = "not a kernel for a layer",
    note = "help: `fn layer(.., inputs: Vector<Float, {{ n }}>, weights: Vector<Float, {{ m }}>, observables: Vector<Observable>) -> Vector<Float>`"
)]
pub trait LayerKernel: UnitaryKernel {}

#[diagnostic::do_not_recommend]
impl<K> LayerKernel for K where
    K: UnitaryKernel + Kernel<Params = (Vector<Float>, Vector<Float>), Output = Vector<Float>>
{
}

impl<K: LayerKernel> LayerCircuit for Circuit<K> {
    fn forward(&self, inputs: &[f64], weights: &[f64]) -> Result<Vec<f64>, Error> {
        let mut evaluator = self.evaluator()?;
        let columns = [Column::Each(inputs), Column::Shared(weights)];
        let mut values = vec![0.0; evaluator.rows(&columns)? * evaluator.outputs()];
        evaluator.evaluate_batch(&columns, &mut values)?;
        Ok(values)
    }

    fn vjp(
        &self,
        inputs: &[f64],
        weights: &[f64],
        cotangents: &[f64],
        method: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let mut evaluator = self.evaluator()?;
        let columns = [Column::Each(inputs), Column::Shared(weights)];
        let mut values = vec![0.0; cotangents.len()];
        let (mut by_inputs, mut by_weights) = (vec![0.0; inputs.len()], vec![0.0; weights.len()]);
        evaluator.vjp_batch(
            &columns,
            cotangents,
            method,
            &mut values,
            &mut [&mut by_inputs, &mut by_weights],
        )?;
        Ok((by_inputs, by_weights))
    }
}

/// Names a kernel with constant sizes and observables as the circuit of a layer.
///
/// The struct goes into [`QuantumLayer`](crate::layers::builder::QuantumLayer) with the numbers of inputs, weights and
/// outputs that follow from the kernel's signature; other numbers are a compile error, and so is whatever is
/// wrong with the circuit. Observables are written as text.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::builder::QuantumLayer;
/// use hqnn_model::quantum_layer;
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn ansatz(
///     n: UInt,
///     inputs: Vector<Float, { n }>,
///     weights: Vector<Float, { 2 * n }>,
///     observables: Vector<Observable>,
/// ) -> Vector<Float> {
///     let mut q = angle_encoding(qubit_array(n), inputs);
///     q = ry_layer(q, weights, 0);
///     q = cz_entangling_layer(q);
///     q = ry_layer(q, weights, n);
///     expval(q, observables)
/// }
///
/// quantum_layer! {
///     /// Three qubits, of which two are looked at.
///     pub struct Ansatz = ansatz { n: 3, observables: ["Z0", "Z2"] };
/// }
///
/// type Network = (Linear<8, 3>, Sigmoid, QuantumLayer<Ansatz, 3, 6, 2>, Linear<2, 4>);
///
/// let device = Cpu::seed_from_u64(0);
/// let network = device.build_module::<Network, f32>();
/// let logits = network.forward(device.zeros::<Rank2<5, 8>>());
/// assert_eq!(logits.array().len(), 5);
/// ```
#[macro_export]
macro_rules! quantum_layer {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident = $kernel:path { $($field:ident: $value:expr),* $(,)? };
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default)]
        $visibility struct $name;

        const _: () = {
            use $crate::qkernel_runtime::{fixed, graph::Graph, kernel::Kernel};

            const fn is_layer<K: $crate::quantum_layer::LayerKernel>() {}
            const _: () = is_layer::<$kernel>();

            const GRAPH: &Graph = &<$kernel as Kernel>::GRAPH;
            const LENGTHS: [usize; 3] = fixed::lengths::<{ fixed::stack(GRAPH) }, 3>(
                GRAPH,
                &[$((stringify!($field), fixed::FixedValue($value).get())),*],
            );

            $crate::qkernel_runtime::static_circuit! {
                static CIRCUIT: $kernel = { $($field: $value),* };
            }

            impl $crate::quantum_layer::QuantumSpec<{ LENGTHS[0] }, { LENGTHS[1] }, { LENGTHS[2] }> for $name {
                fn circuit() -> ::std::result::Result<
                    &'static dyn $crate::quantum_layer::LayerCircuit,
                    $crate::Error,
                > {
                    ::std::result::Result::Ok(&*CIRCUIT)
                }
            }
        };
    };
}
