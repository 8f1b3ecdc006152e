//! The tutorial's hybrid network: a small convolutional network, a quantum layer on its features, and a classifier
//! that sees both.

use std::f64::consts::PI;

use dfdx::nn::modules::{BuildModule, BuildOnDevice, Linear, Module, NonMutableModule};
use dfdx::nn::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{
    Const, Cpu, CpuError, Device, Dim, Dtype, PutTape, SplitTape, Storage, Tape, Tensor,
};
use dfdx::tensor_ops::TryMul;

use crate::concat::concat;
use crate::conv_block::ConvReluPool;
use crate::failure::built;
use crate::pool::Flatten;
use crate::quantum_layer::{CircuitSpec, QuantumLayer};
use crate::real::Real;

/// Rows and columns of an image.
pub const SIDE: usize = 28;

/// A batch of grey images, `(batch, 1, 28, 28)`.
pub type Images<B, E, T> = Tensor<(B, Const<1>, Const<SIDE>, Const<SIDE>), E, Cpu, T>;

/// What to write where dfdx wants the type of a network; see [`Hqnn`](super::Hqnn).
pub(crate) mod builder {
    use super::written;
    use crate::quantum_layer::OfSize;

    /// `Q` features and quantum outputs, `W` quantum weights, `F` = 2·Q fused features, `C` classes.
    pub type Hqnn<S, const Q: usize, const W: usize, const F: usize, const C: usize> =
        written::Hqnn<<S as OfSize<Q, W, Q>>::Spec, Q, W, F, C>;
}

/// The expanded [`builder`]; it has the same name, since rustc prints it in messages.
pub(crate) mod written {
    /// A network whose circuit has the right sizes.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Hqnn<S, const Q: usize, const W: usize, const F: usize, const C: usize>(
        std::marker::PhantomData<S>,
    );
}

/// The hybrid network. `(batch, 1, 28, 28)` → `(batch, C)` logits.
///
/// Conv(1→4, 3×3) ReLU MaxPool2, Conv(4→4, 3×3) ReLU MaxPool2, Flatten, Linear(196→Q), π·sigmoid, the quantum
/// layer of `S`, both joined, Linear(F→C). Parameters have the names of the tutorial's PyTorch model, so that
/// safetensors files of either can be read by the other.
#[derive(Clone, Debug)]
pub struct Hqnn<
    S,
    const Q: usize,
    const W: usize,
    const F: usize,
    const C: usize,
    E: Dtype,
    D: Storage<E>,
> {
    /// The first convolution, with its ReLU and pooling.
    pub conv1: ConvReluPool<1, 4, 3, 14, 14, E, D>,
    /// The second convolution, with its ReLU and pooling.
    pub conv2: ConvReluPool<4, 4, 3, 7, 7, E, D>,
    /// From pixels to angles.
    pub linear: Linear<196, Q, E, D>,
    /// The quantum circuit.
    pub quantum: QuantumLayer<S, Q, W, Q, E, D>,
    /// From features and expectation values to logits.
    pub classifier: Linear<F, C, E, D>,
}

impl<S, const Q: usize, const W: usize, const F: usize, const C: usize, E: Dtype, D: Device<E>>
    BuildOnDevice<D, E> for written::Hqnn<S, Q, W, F, C>
where
    Hqnn<S, Q, W, F, C, E, D>: BuildModule<D, E>,
{
    type Built = Hqnn<S, Q, W, F, C, E, D>;

    fn build_on_device(device: &D) -> Self::Built {
        built(|| Self::try_build_on_device(device))
    }
}

impl<
    S: CircuitSpec,
    const Q: usize,
    const W: usize,
    const F: usize,
    const C: usize,
    E: Real,
    D: Device<E>,
> TensorCollection<E, D> for Hqnn<S, Q, W, F, C, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = Hqnn<S, Q, W, F, C, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("feature_extractor.0", |s| &s.conv1, |s| &mut s.conv1),
                Self::module("feature_extractor.3", |s| &s.conv2, |s| &mut s.conv2),
                Self::module("feature_extractor.7", |s| &s.linear, |s| &mut s.linear),
                Self::module("qlayer", |s| &s.quantum, |s| &mut s.quantum),
                Self::module("classifier", |s| &s.classifier, |s| &mut s.classifier),
            ),
            |(conv1, conv2, linear, quantum, classifier)| Hqnn {
                conv1,
                conv2,
                linear,
                quantum,
                classifier,
            },
        )
    }
}

impl<S, const Q: usize, const W: usize, const F: usize, const C: usize, E: Dtype, D: Storage<E>>
    NonMutableModule for Hqnn<S, Q, W, F, C, E, D>
{
}

impl<S, const Q: usize, const W: usize, const F: usize, const C: usize, E: Real>
    Hqnn<S, Q, W, F, C, E, Cpu>
where
    S: CircuitSpec,
    Cpu: Device<E>,
{
    /// The convolutional part: the angles, within (0, π), that the circuit is fed. `(batch, Q)`.
    ///
    /// # Errors
    /// dfdx could not allocate memory.
    pub fn features<B: Dim, T: Tape<E, Cpu>>(
        &self,
        images: Images<B, E, T>,
    ) -> Result<Tensor<(B, Const<Q>), E, Cpu, T>, CpuError> {
        let x = self.conv2.try_forward(self.conv1.try_forward(images)?)?;
        let x = self.linear.try_forward(Flatten::<196>.try_forward(x)?)?;
        x.try_sigmoid()?.try_mul(E::narrow(PI))
    }
}

impl<
    S,
    const Q: usize,
    const W: usize,
    const F: usize,
    const C: usize,
    B: Dim,
    E: Real,
    T: Tape<E, Cpu>,
> Module<Images<B, E, T>> for Hqnn<S, Q, W, F, C, E, Cpu>
where
    S: CircuitSpec,
    Cpu: Device<E>,
{
    type Output = Tensor<(B, Const<C>), E, Cpu, T>;
    type Error = CpuError;

    fn try_forward(&self, images: Images<B, E, T>) -> Result<Self::Output, CpuError> {
        let (features, tape) = self.features(images)?.split_tape();
        let expectations = self.quantum.try_forward(features.clone().put_tape(tape))?;
        // The tape goes on with the expectation values; the features join them by their identity.
        let (expectations, tape) = expectations.split_tape();
        let fused =
            concat::<Q, Q, F, B, E, T, T>(features.put_tape(tape), expectations.retaped::<T>())?;
        self.classifier.try_forward(fused)
    }
}

#[cfg(test)]
#[path = "tests/model.rs"]
mod tests;
