//! Kernels as the circuits of layers.

use std::marker::PhantomData;

use qkernel_runtime::circuit::Circuit;
use qkernel_runtime::error::CompileError;
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::kernel::{EntryKernel, Kernel, UnitaryKernel};
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

/// What is behind a struct that [`quantum_layer!`](crate::quantum_layer!) writes.
#[doc(hidden)]
pub type Compiled = Result<Box<dyn LayerCircuit>, CompileError>;

/// Compiles `K` where it can be a layer. Where it cannot, `NotALayer::compile` of the same name is found instead: the
/// generated code then has no second error to add to the one of [`sizes`](crate::sizes::sizes).
#[doc(hidden)]
#[derive(Debug)]
pub struct LayerOf<K>(PhantomData<K>);

#[doc(hidden)]
impl<K: LayerKernel + EntryKernel + 'static> LayerOf<K>
where
    Circuit<K>: Send + Sync,
{
    pub fn compile(kernel: fn() -> K) -> Compiled {
        Ok(Box::new(kernel().compile()?))
    }
}

#[doc(hidden)]
pub trait NotALayer<K: Kernel> {
    fn compile(_: fn() -> K) -> Compiled {
        let signature = K::SIGNATURE;
        Err(CompileError {
            kernel: signature.name.into(),
            loc: signature.loc.into(),
            message: "[QK0043] it cannot be a layer".into(),
        })
    }
}

#[doc(hidden)]
impl<K: Kernel> NotALayer<K> for LayerOf<K> {}

/// Names a kernel with constant sizes and observables as the circuit of a layer.
///
/// The struct goes into [`QuantumLayer`](crate::layers::builder::QuantumLayer) with the numbers of inputs, weights and
/// outputs that follow from the kernel's signature; other numbers are a compile error, and so is whatever is
/// wrong with the circuit. Observables are written as text.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::builder::QuantumLayer;
/// use hqnn_model::{network, quantum_layer};
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
/// network! {
///     type Network: Rank1<8> => Rank1<4> =
///         (Linear<8, 3>, Sigmoid, QuantumLayer<Ansatz, 3, 6, 2>, Linear<2, 4>);
/// }
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
            use $crate::qkernel_runtime::{fixed, graph::Graph, kernel::Kernel, rt, rt::fail, static_kernel};
            use $crate::quantum_layer as layer;

            const GRAPH: &Graph = &<$kernel as Kernel>::GRAPH;

            // One constant with everything that can be wrong in it: where a field does not fit, rustc says so and
            // evaluates nothing.
            #[allow(long_running_const_eval)]
            const LAYER: (layer::Sizes, fn() -> $kernel) = {
                let kernel = || static_kernel!($kernel { $($field: $value),* });
                let sizes = layer::sizes::<{ fixed::stack(GRAPH) }>(
                    GRAPH,
                    &[$((stringify!($field), fixed::FixedValue($value).get())),*],
                );
                (sizes, kernel)
            };
            const _: () = if let ::std::result::Result::Err(message) = &LAYER.0 {
                rt::fail_at!(($kernel) (fail) message)
            };

            static CIRCUIT: ::std::sync::LazyLock<layer::Compiled> = ::std::sync::LazyLock::new(|| {
                #[allow(unused_imports)]
                use layer::NotALayer as _;
                layer::LayerOf::<$kernel>::compile(LAYER.1)
            });

            impl layer::CircuitSpec for $name {
                fn circuit() -> ::std::result::Result<&'static dyn layer::LayerCircuit, $crate::Error> {
                    match &*CIRCUIT {
                        ::std::result::Result::Ok(circuit) => ::std::result::Result::Ok(&**circuit),
                        ::std::result::Result::Err(error) => ::std::result::Result::Err(
                            $crate::Error::Quantum(::std::clone::Clone::clone(error).into()),
                        ),
                    }
                }
            }

            const SIZES: [usize; 3] = layer::or_zeros(&LAYER.0);
            impl<const IN: usize, const W: usize, const OUT: usize> layer::QuantumSpec<IN, W, OUT> for $name
            where
                layer::Sound<{ LAYER.0.is_ok() }>:
                    layer::Agrees<$name, IN, W, OUT, { SIZES[0] }, { SIZES[1] }, { SIZES[2] }>,
            {
            }
        };
    };
}
