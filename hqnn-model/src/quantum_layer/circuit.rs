//! Circuits as a layer sees them, and kernels as such circuits.

use std::sync::{Mutex, PoisonError};

use qkernel_runtime::circuit::{Circuit, Untyped};
use qkernel_runtime::evaluator::{Column, Lease};
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::kernel::{Kernel, UnitaryKernel};
use qkernel_runtime::types::{Float, Vector};

use super::roles::{self, Roles};
use crate::Error;

/// A circuit as the layer sees it: flat numbers in, flat numbers out, several samples at once.
///
/// `inputs` holds the samples one after the other; all of them share `weights`.
pub trait LayerCircuit: Send + Sync {
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

    /// A pass to be filled; [`KernelCircuit`] gives one that was used before, with its buffers.
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
}

/// A batch on its way through a circuit and back, with the buffers for both ways.
#[derive(Debug, Default)]
pub struct Pass {
    /// The inputs, one sample after the other.
    pub inputs: Vec<f64>,
    /// The weights of all samples.
    pub weights: Vec<f64>,
    /// The outputs, one sample after the other.
    pub outputs: Vec<f64>,
    /// What the outputs are weighted with on the way back, one number for each.
    pub cotangents: Vec<f64>,
    /// The gradient in the inputs, one sample after the other.
    pub by_inputs: Vec<f64>,
    /// The gradient in the weights, the sum over the samples.
    pub by_weights: Vec<f64>,
    /// What holds the states between the two ways.
    run: Option<Lease>,
}

/// The type that names a circuit; [`quantum_layer!`](crate::quantum_layer!) writes it.
///
/// dfdx builds modules from types alone, so a layer's circuit has to follow from a type. Where its sizes are known
/// only when the program runs, [`untyped_layer!`](crate::untyped_layer!) writes it, or this and [`QuantumSpec`] are implemented by hand, with a
/// [`KernelCircuit`].
pub trait CircuitSpec: Copy + Default + std::fmt::Debug + 'static {
    /// The compiled circuit, the same one at every call.
    ///
    /// # Errors
    /// The kernel does not compile with the sizes and observables of this layer.
    fn circuit() -> Result<&'static dyn LayerCircuit, Error>;
}

/// A circuit of `IN` inputs, `W` weights and `OUT` outputs.
#[diagnostic::on_unimplemented(
    message = "[QK0054] `{Self}` is not a circuit with {IN} inputs, {W} weights and {OUT} outputs",
    label = "not such a circuit",
    note = "help: a layer's sizes are those of its kernel, for the sizes that `quantum_layer!` binds"
)]
pub trait QuantumSpec<const IN: usize, const W: usize, const OUT: usize>: CircuitSpec {}

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

/// A compiled kernel as the circuit of a layer: its two vectors are found by their names, in whatever order the
/// kernel takes them.
///
/// ```
/// use hqnn_model::quantum_layer::{KernelCircuit, LayerCircuit};
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn turns(
///     n: UInt,
///     theta: Vector<Float, { n }>,
///     inputs: Vector<Float, { n }>,
///     observables: Vector<Observable>,
/// ) -> Vector<Float> {
///     let q = angle_encoding(qubit_array(n), inputs);
///     expval(rx_layer(q, theta, 0), observables)
/// }
///
/// let circuit = turns { n: 1, observables: [Z(0).into()].into() }.compile()?;
/// let layer = KernelCircuit::new(circuit, &[("weights", "theta")])?;
/// let values = layer.forward(&[0.3], &[0.5])?;
/// assert!((values[0] - 0.3_f64.cos() * 0.5_f64.cos()).abs() < 1e-12);
/// # Ok::<(), hqnn_model::Error>(())
/// ```
#[derive(Debug)]
pub struct KernelCircuit<K = Untyped> {
    circuit: Circuit<K>,
    inputs_first: bool,
    /// Passes that are done: as many as there were threads at a time.
    done: Mutex<Vec<Pass>>,
}

impl<K: LayerKernel> KernelCircuit<K> {
    /// The circuit of a layer. Parameters named `inputs` and `weights` are found; `names` has pairs such as
    /// `("inputs", "x")` for those that are named otherwise.
    ///
    /// # Errors
    /// The kernel has no vectors of these names, so that it is not known which is which.
    pub fn new(circuit: Circuit<K>, names: &[(&str, &str)]) -> Result<Self, Error> {
        let signature = &K::SIGNATURE;
        let stated = names
            .iter()
            .find_map(|(role, name)| roles::stated(signature, names, role, name));
        let found = match stated {
            Some((_, fault)) => Err(fault),
            None => roles::find(signature, names),
        };
        match found {
            Ok(roles) => Ok(KernelCircuit::with_roles(circuit, roles)),
            Err(fault) => Err(Error::Config(fault.as_str().into())),
        }
    }
}

impl<K> KernelCircuit<K> {
    pub(super) fn with_roles(circuit: Circuit<K>, roles: Roles) -> Self {
        KernelCircuit {
            circuit,
            inputs_first: roles.inputs < roles.weights,
            done: Mutex::default(),
        }
    }

    /// What belongs to the inputs and what to the weights, in the order of the kernel's parameters.
    fn ordered<T>(&self, inputs: T, weights: T) -> [T; 2] {
        if self.inputs_first {
            [inputs, weights]
        } else {
            [weights, inputs]
        }
    }
}

impl<K> LayerCircuit for KernelCircuit<K>
where
    Circuit<K>: Send + Sync,
{
    fn forward(&self, inputs: &[f64], weights: &[f64]) -> Result<Vec<f64>, Error> {
        let mut pass = self.begin();
        pass.inputs.extend_from_slice(inputs);
        pass.weights.extend_from_slice(weights);
        self.forward_pass(&mut pass, false)?;
        let outputs = pass.outputs.clone();
        self.end(pass);
        Ok(outputs)
    }

    fn vjp(
        &self,
        inputs: &[f64],
        weights: &[f64],
        cotangents: &[f64],
        method: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let mut pass = self.begin();
        pass.inputs.extend_from_slice(inputs);
        pass.weights.extend_from_slice(weights);
        pass.cotangents.extend_from_slice(cotangents);
        self.forward_pass(&mut pass, true)?;
        self.backward_pass(&mut pass, method)?;
        let gradients = (pass.by_inputs.clone(), pass.by_weights.clone());
        self.end(pass);
        Ok(gradients)
    }

    fn begin(&self) -> Pass {
        let done = self
            .done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        done.unwrap_or_default()
    }

    fn forward_pass(&self, pass: &mut Pass, keep: bool) -> Result<(), Error> {
        let mut run = self.circuit.evaluator()?;
        let columns = self.ordered(Column::Each(&pass.inputs), Column::Shared(&pass.weights));
        let outputs = run.rows(&columns)? * run.outputs();
        pass.outputs.resize(outputs, 0.0);
        if keep {
            run.forward_batch(&columns, &mut pass.outputs)?;
            pass.run = Some(run);
        } else {
            run.evaluate_batch(&columns, &mut pass.outputs)?;
        }
        Ok(())
    }

    fn backward_pass(&self, pass: &mut Pass, method: GradientMethod) -> Result<(), Error> {
        let Some(mut run) = pass.run.take() else {
            return Err(Error::Mismatch(
                "there is no forward pass that was kept for this backward pass".into(),
            ));
        };
        pass.by_inputs.resize(pass.inputs.len(), 0.0);
        pass.by_weights.resize(pass.weights.len(), 0.0);
        let mut gradients = self.ordered(&mut pass.by_inputs[..], &mut pass.by_weights[..]);
        run.backward_batch(&pass.cotangents, method, &mut gradients)?;
        Ok(())
    }

    fn end(&self, mut pass: Pass) {
        let Pass {
            inputs,
            weights,
            outputs,
            cotangents,
            by_inputs,
            by_weights,
            run,
        } = &mut pass;
        for buffer in [inputs, weights, outputs, cotangents, by_inputs, by_weights] {
            buffer.clear();
        }
        *run = None;
        self.done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(pass);
    }
}
