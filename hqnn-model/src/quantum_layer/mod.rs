//! A dfdx module around a quantum circuit.

use std::convert::Infallible;
use std::marker::PhantomData;

use dfdx::nn::modules::{BuildModule, BuildOnDevice, Module, NonMutableModule};
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{
    Const, Cpu, CpuError, Device, Dim, Dtype, HasShape, PutTape, Rank1, Shape, Storage, Tape,
    Tensor, TensorFromVec,
};
use rand_distr::{Distribution, StandardNormal};

use qkernel_runtime::gradient::GradientMethod;

use crate::Error;
use crate::failure::{built, fail, forget};
use crate::real::{Real, accumulate, contiguous, read};

mod circuit;
mod declare;
mod pass;
mod roles;
mod sizes;
mod untyped;

pub use crate::failure::take_failure;
pub use circuit::{CircuitSpec, KernelCircuit, LayerKernel, QuantumSpec};
#[doc(hidden)]
pub use declare::{Compiled, LayerOf, NotALayer};
pub(crate) use pass::Passes;
pub use pass::{LayerCircuit, Pass};
#[doc(hidden)]
pub use roles::stated;
#[doc(hidden)]
pub use sizes::{Agrees, Layer, Sizes, Sound, or_zeros, sizes};

/// Whether rows of `D` numbers are as many as a layer has inputs.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[QK0054] the quantum layer of `{Self}` has {IN} inputs, but is given `{D}`",
    label = "another number of inputs",
    note = "help: a layer takes as many inputs as the layer before it has outputs"
)]
pub trait Takes<D, const IN: usize> {}

impl<S, const N: usize, const IN: usize> Takes<Const<N>, IN> for S where Rows: OfLength<S, N, IN> {}

/// What the question about two numbers is asked of.
#[doc(hidden)]
#[derive(Debug)]
pub struct Rows;

/// Whether the two numbers are the same.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[QK0054] the quantum layer of `{S}` has {IN} inputs, but is given {N} numbers",
    label = "another number of inputs",
    note = "help: a layer takes as many inputs as the layer before it has outputs"
)]
pub trait OfLength<S, const N: usize, const IN: usize> {}

impl<S, const IN: usize> OfLength<S, IN, IN> for Rows {}

/// There are two candidates, so that rustc waits for the number that is given instead of assuming the right one.
#[diagnostic::do_not_recommend]
impl<S, const IN: usize> Takes<Infallible, IN> for S {}

/// The circuit `S` itself, where it has these sizes. Where it has not, a network that writes them has no type, and
/// rustc reports that alone.
#[doc(hidden)]
pub trait OfSize<const IN: usize, const W: usize, const OUT: usize> {
    type Spec;
}

impl<S: QuantumSpec<IN, W, OUT>, const IN: usize, const W: usize, const OUT: usize>
    OfSize<IN, W, OUT> for S
{
    type Spec = S;
}

/// What to write in a network's type; see [`QuantumLayer`](super::QuantumLayer).
pub(crate) mod builder {
    use super::{OfSize, written};

    /// The circuit of `S` as a layer with `IN` inputs, `W` weights and `OUT` outputs.
    pub type QuantumLayer<S, const IN: usize, const W: usize, const OUT: usize> =
        written::QuantumLayer<<S as OfSize<IN, W, OUT>>::Spec, IN, W, OUT>;
}

/// The expanded [`builder`]; of the same name, since rustc prints it.
pub(crate) mod written {
    /// A layer whose sizes are those of its circuit.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct QuantumLayer<S, const IN: usize, const W: usize, const OUT: usize>(
        std::marker::PhantomData<S>,
    );
}

/// A quantum circuit as a layer: `(batch, IN)` → `(batch, OUT)`, angles in radians to expectation values.
///
/// It composes in tuples with dfdx's own layers, optimizers see its weights, and files hold them as `weights`.
/// Weights start at 0.1 times a standard normal, and gradients are computed by the adjoint method. In a network of `f32` the circuit is computed in `f32`, too, with values
/// and derivatives that agree with those in `f64` to 1e-5. Gradients flow into the weights and into the inputs.
///
/// That there is a circuit, of these sizes, is checked when the layer is built; see [`untyped_layer!`](crate::untyped_layer!).
#[derive(Clone, Debug)]
pub struct QuantumLayer<
    S,
    const IN: usize,
    const W: usize,
    const OUT: usize,
    E: Dtype,
    D: Storage<E>,
> {
    /// The trainable angles.
    pub weights: Tensor<Rank1<W>, E, D>,
    /// How gradients are computed; may be changed at any time.
    pub method: GradientMethod,
    spec: PhantomData<S>,
}

impl<S, const IN: usize, const W: usize, const OUT: usize, E: Dtype, D: Device<E>>
    BuildOnDevice<D, E> for written::QuantumLayer<S, IN, W, OUT>
where
    QuantumLayer<S, IN, W, OUT, E, D>: BuildModule<D, E>,
{
    type Built = QuantumLayer<S, IN, W, OUT, E, D>;

    fn build_on_device(device: &D) -> Self::Built {
        built(|| Self::try_build_on_device(device))
    }
}

/// That there is a circuit, with the sizes of the layer as far as it knows its own.
fn check<S: CircuitSpec>(sizes: [usize; 3]) -> Result<(), Error> {
    match S::circuit()?.sizes() {
        Some(own) if own != sizes => {
            let words = |[inputs, weights, outputs]: [usize; 3]| {
                format!("inputs: {inputs}, weights: {weights}, outputs: {outputs}")
            };
            Err(Error::Mismatch(format!(
                "the circuit `{:?}` has {}, but its layer is written with {}",
                S::default(),
                words(own),
                words(sizes)
            )))
        }
        _ => Ok(()),
    }
}

impl<S: CircuitSpec, const IN: usize, const W: usize, const OUT: usize, E: Real, D: Device<E>>
    TensorCollection<E, D> for QuantumLayer<S, IN, W, OUT, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = QuantumLayer<S, IN, W, OUT, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weights",
                |s| &s.weights,
                |s| &mut s.weights,
                // It is called where a layer is built, and gives an error there.
                TensorOptions::reset_with(|t| {
                    if let Err(error) = check::<S>([IN, W, OUT]) {
                        fail(error);
                        // An error of the device, which has no room for a cause.
                        t.device()
                            .try_tensor_from_vec(Vec::<E>::new(), (Const::<1>,))?;
                    }
                    t.try_fill_with_distr(StandardNormal.map(|x: f64| E::narrow(0.1 * x)))
                }),
            ),
            |weights| QuantumLayer {
                weights,
                method: GradientMethod::Adjoint,
                spec: PhantomData,
            },
        )
    }
}

impl<S, const IN: usize, const W: usize, const OUT: usize, E: Dtype, D: Storage<E>> NonMutableModule
    for QuantumLayer<S, IN, W, OUT, E, D>
{
}

// For rows of every length, so that our message is printed for a wrong one.
impl<S, const IN: usize, const W: usize, const OUT: usize, B: Dim, D: Dim, E: Real, T: Tape<E, Cpu>>
    Module<Tensor<(B, D), E, Cpu, T>> for QuantumLayer<S, IN, W, OUT, E, Cpu>
where
    S: CircuitSpec + Takes<D, IN>,
{
    type Output = Tensor<(B, Const<OUT>), E, Cpu, T>;
    // The error of dfdx's own layers, so that tuples can hold this one; see `take_failure`.
    type Error = CpuError;

    fn try_forward(&self, x: Tensor<(B, D), E, Cpu, T>) -> Result<Self::Output, CpuError> {
        forget();
        let circuit = S::circuit().map_err(fail)?;
        let (x, mut tape) = contiguous(x)?;
        let mut pass = E::begin_pass(circuit);
        read(&x, &mut pass.inputs);
        read(&self.weights, &mut pass.weights);
        E::run_pass(circuit, &mut pass, T::OWNS_TAPE).map_err(fail)?;
        let shape = (x.shape().0, Const::<OUT>);
        if pass.outputs.len() != shape.num_elements() {
            return Err(fail(Error::Mismatch(format!(
                "the circuit `{:?}` gives {} numbers for {} samples, and its layer is written with {OUT} outputs",
                S::default(),
                pass.outputs.len(),
                x.shape().0.size()
            ))));
        }
        let y = x
            .device()
            .try_tensor_from_vec(pass.outputs.clone(), shape)?;
        if T::OWNS_TAPE {
            let (y, w, method) = (y.clone(), self.weights.clone(), self.method);
            tape.add_backward_op(move |gradients| {
                let gy = crate::real::gradient(gradients, &y)?;
                pass.cotangents.extend_from_slice(gy);
                E::pull_pass(circuit, &mut pass, method).map_err(fail)?;
                accumulate(gradients, &x, &pass.by_inputs)?;
                accumulate(gradients, &w, &pass.by_weights)?;
                E::end_pass(circuit, pass);
                Ok(())
            });
        } else {
            E::end_pass(circuit, pass);
        }
        Ok(y.put_tape(tape))
    }
}

#[cfg(test)]
#[path = "../tests/quantum_layer.rs"]
mod tests;
