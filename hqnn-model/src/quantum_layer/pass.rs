//! Circuits as a layer sees them, and batches on their way through them.

use qkernel_runtime::evaluator::Lease;
use qkernel_runtime::gradient::GradientMethod;

use crate::Error;

/// A circuit as the layer sees it: flat numbers in, flat numbers out, several samples at once.
///
/// `inputs` holds the samples one after the other; all of them share `weights`.
pub trait LayerCircuit: Send + Sync {
    /// The numbers of inputs, weights and outputs, where the circuit knows them. A layer that is written with others is refused when it
    /// is built.
    fn sizes(&self) -> Option<[usize; 3]> {
        None
    }

    /// The outputs of each sample, one sample after the other.
    ///
    /// # Errors
    /// The circuit's own, for instance an input that is not finite.
    fn forward(&self, inputs: &[f64], weights: &[f64]) -> Result<Vec<f64>, Error>;

    /// The gradient of Σ cotangent·output in the inputs (of each sample) and in the weights (over all samples).
    ///
    /// # Errors
    /// The circuit's own.
    fn vjp(
        &self,
        inputs: &[f64],
        weights: &[f64],
        cotangents: &[f64],
        method: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error>;

    /// A pass to be filled: its inputs, weights and cotangents are empty. [`KernelCircuit`](super::KernelCircuit) gives one that was used before, with its buffers; outputs
    /// and gradients are those of that use until they are computed.
    fn begin(&self) -> Pass {
        Pass::default()
    }

    /// As [`forward`](LayerCircuit::forward), from the numbers of the pass into it. With `keep` the run is kept for
    /// [`backward_pass`](LayerCircuit::backward_pass), which then repeats nothing.
    ///
    /// # Errors
    /// As [`forward`](LayerCircuit::forward).
    fn forward_pass(&self, pass: &mut Pass, keep: bool) -> Result<(), Error> {
        let _ = keep;
        pass.outputs = self.forward(&pass.inputs, &pass.weights)?;
        Ok(())
    }

    /// As [`vjp`](LayerCircuit::vjp), from the pass and its cotangents into it, once after a
    /// [`forward_pass`](LayerCircuit::forward_pass) that was kept.
    ///
    /// # Errors
    /// As [`vjp`](LayerCircuit::vjp).
    fn backward_pass(&self, pass: &mut Pass, method: GradientMethod) -> Result<(), Error> {
        (pass.by_inputs, pass.by_weights) =
            self.vjp(&pass.inputs, &pass.weights, &pass.cotangents, method)?;
        Ok(())
    }

    /// Takes back a pass that is done, so that the next one allocates nothing.
    fn end(&self, pass: Pass) {
        drop(pass);
    }

    /// As [`begin`](LayerCircuit::begin), for tensors of `f32`.
    fn begin_f32(&self) -> Pass<f32> {
        Pass::default()
    }

    /// As [`forward_pass`](LayerCircuit::forward_pass), for tensors of `f32`. [`KernelCircuit`](super::KernelCircuit) computes in `f32` where the engine does;
    /// without a method of its own, a circuit is run in `f64`.
    ///
    /// # Errors
    /// As [`forward`](LayerCircuit::forward).
    fn forward_pass_f32(&self, pass: &mut Pass<f32>, keep: bool) -> Result<(), Error> {
        let _ = keep;
        let outputs = self.forward(&wide(&pass.inputs), &wide(&pass.weights))?;
        pass.outputs = narrow(&outputs);
        Ok(())
    }

    /// As [`backward_pass`](LayerCircuit::backward_pass), for tensors of `f32`.
    ///
    /// # Errors
    /// As [`vjp`](LayerCircuit::vjp).
    fn backward_pass_f32(&self, pass: &mut Pass<f32>, method: GradientMethod) -> Result<(), Error> {
        let [inputs, weights, cotangents] =
            [&pass.inputs, &pass.weights, &pass.cotangents].map(|numbers| wide(numbers));
        let (by_inputs, by_weights) = self.vjp(&inputs, &weights, &cotangents, method)?;
        (pass.by_inputs, pass.by_weights) = (narrow(&by_inputs), narrow(&by_weights));
        Ok(())
    }

    /// As [`end`](LayerCircuit::end), for tensors of `f32`.
    fn end_f32(&self, pass: Pass<f32>) {
        drop(pass);
    }
}

/// A batch on its way through a circuit and back, with the buffers for both ways, in `f64` or `f32`.
#[derive(Debug, Default)]
pub struct Pass<R = f64> {
    /// The inputs, one sample after the other.
    pub inputs: Vec<R>,
    /// The weights of all samples.
    pub weights: Vec<R>,
    /// The outputs, one sample after the other.
    pub outputs: Vec<R>,
    /// What the outputs are weighted with on the way back, one number for each.
    pub cotangents: Vec<R>,
    /// The gradient in the inputs, one sample after the other.
    pub by_inputs: Vec<R>,
    /// The gradient in the weights, the sum over the samples.
    pub by_weights: Vec<R>,
    /// What holds the states between the two ways; kept for the next pass.
    pub(super) run: Option<Lease>,
    /// Whether it holds those of a forward pass that was kept.
    pub(super) held: bool,
}

/// The passes of a circuit in the precision of a tensor.
pub trait Passes: Sized {
    fn begin_pass(circuit: &dyn LayerCircuit) -> Pass<Self>;
    fn run_pass(circuit: &dyn LayerCircuit, pass: &mut Pass<Self>, keep: bool)
    -> Result<(), Error>;
    fn pull_pass(
        circuit: &dyn LayerCircuit,
        pass: &mut Pass<Self>,
        method: GradientMethod,
    ) -> Result<(), Error>;
    fn end_pass(circuit: &dyn LayerCircuit, pass: Pass<Self>);
}

macro_rules! passes {
    ($t:ident, $begin:ident, $forward:ident, $backward:ident, $end:ident) => {
        impl Passes for $t {
            fn begin_pass(circuit: &dyn LayerCircuit) -> Pass<$t> {
                circuit.$begin()
            }

            fn run_pass(
                circuit: &dyn LayerCircuit,
                pass: &mut Pass<$t>,
                keep: bool,
            ) -> Result<(), Error> {
                circuit.$forward(pass, keep)
            }

            fn pull_pass(
                circuit: &dyn LayerCircuit,
                pass: &mut Pass<$t>,
                method: GradientMethod,
            ) -> Result<(), Error> {
                circuit.$backward(pass, method)
            }

            fn end_pass(circuit: &dyn LayerCircuit, pass: Pass<$t>) {
                circuit.$end(pass);
            }
        }
    };
}

passes!(f64, begin, forward_pass, backward_pass, end);
passes!(f32, begin_f32, forward_pass_f32, backward_pass_f32, end_f32);

/// As numbers of `f32`.
fn narrow(numbers: &[f64]) -> Vec<f32> {
    numbers.iter().map(|&x| x as f32).collect()
}

/// As numbers of `f64`.
fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}
