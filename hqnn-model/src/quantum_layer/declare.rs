//! `quantum_layer!`, and what it writes.

use std::marker::PhantomData;

use qkernel_runtime::circuit::{Circuit, Compile};
use qkernel_runtime::error::CompileError;
use qkernel_runtime::kernel::{EntryKernel, Kernel};

use super::circuit::{KernelCircuit, LayerKernel};
use super::pass::LayerCircuit;
use super::sizes::Sizes;

/// The circuit of a struct that [`quantum_layer!`](crate::quantum_layer!) writes.
#[doc(hidden)]
pub type Compiled = Result<Box<dyn LayerCircuit>, CompileError>;

/// Compiles `K` where it can be a layer. Where it cannot, `NotALayer::compile` of the same name is found instead: the
/// generated code then has no second error to add to the one of [`sizes`](super::sizes()).
#[doc(hidden)]
#[derive(Debug)]
pub struct LayerOf<K>(PhantomData<K>);

#[doc(hidden)]
impl<K: LayerKernel + EntryKernel + 'static> LayerOf<K>
where
    Circuit<K>: Send + Sync,
{
    pub fn compile(kernel: fn() -> K, sizes: &Sizes) -> Compiled {
        match sizes {
            Ok(layer) => Ok(Box::new(KernelCircuit::with_roles(
                kernel().compile()?,
                layer.roles,
            ))),
            Err(_) => <Self as NotALayer<K>>::compile(kernel, sizes),
        }
    }
}

#[doc(hidden)]
pub trait NotALayer<K: Kernel> {
    fn compile(_: fn() -> K, _: &Sizes) -> Compiled {
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
///     /// Three qubits, two of them measured.
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
///
/// The vectors `inputs` and `weights` are found by their names, in whatever order the kernel takes them. Other names
/// are written after the braces:
///
/// ```
/// # use hqnn_model::quantum_layer;
/// # use qkernel_runtime::prelude::*;
/// #[qkernel]
/// fn turns(
///     n: UInt,
///     theta: Vector<Float, { n }>,
///     x: Vector<Float, { n }>,
///     observables: Vector<Observable>,
/// ) -> Vector<Float> {
///     let q = angle_encoding(qubit_array(n), x);
///     expval(rx_layer(q, theta, 0), observables)
/// }
///
/// quantum_layer! {
///     struct Turns = turns { n: 2, observables: ["Z0", "Z1"] } (inputs: x, weights: theta);
/// }
/// ```
#[macro_export]
macro_rules! quantum_layer {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident = $kernel:path { $($field:ident: $value:expr),* $(,)? }
            $(( $($role:ident: $param:ident),+ $(,)? ))? ;
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default)]
        $visibility struct $name;

        const _: () = {
            use $crate::qkernel_runtime::{__private::{fail, fail_at, fixed}, graph::Graph, kernel::Kernel, static_fields, static_kernel};
            use $crate::quantum_layer as layer;

            const GRAPH: &Graph = &<$kernel as Kernel>::GRAPH;

            const NAMES: &[(&str, &str)] = &[$($((stringify!($role), stringify!($param))),+)?];
            $($(const _: () = match &layer::stated(
                &GRAPH.signature,
                NAMES,
                stringify!($role),
                stringify!($param),
            ) {
                ::std::option::Option::Some((true, message)) => fail_at!(($role) (fail) message),
                ::std::option::Option::Some((false, message)) => fail_at!(($param) (fail) message),
                ::std::option::Option::None => {}
            };)+)?

            // One constant with everything that can be wrong in it: where a field does not fit, rustc says so and
            // evaluates nothing.
            #[allow(long_running_const_eval)]
            const LAYER: (layer::Sizes, fn() -> $kernel) = {
                let kernel = || static_kernel!($kernel { $($field: $value),* });
                let sizes = static_fields!($kernel { $($field: $value),* } (fields)
                    layer::sizes::<{ fixed::stack(GRAPH) }>(GRAPH, fields, NAMES)
                );
                (sizes, kernel)
            };
            const _: () =
                if let ::std::result::Result::Err(::std::option::Option::Some(message)) = &LAYER.0 {
                    fail_at!(($kernel) (fail) message)
                };

            static CIRCUIT: ::std::sync::LazyLock<layer::Compiled> = ::std::sync::LazyLock::new(|| {
                #[allow(unused_imports)]
                use layer::NotALayer as _;
                layer::LayerOf::<$kernel>::compile(LAYER.1, &LAYER.0)
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
    ($($other:tt)*) => {
        ::std::compile_error!("a layer is written `struct Name = kernel { n: 3, observables: [\"Z0\"] };`, with a value for each field of the kernel");
    };
}
