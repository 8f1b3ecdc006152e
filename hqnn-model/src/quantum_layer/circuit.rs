//! Kernels as circuits of a layer, and the types that name them.

use std::sync::{Mutex, PoisonError};

use qkernel_runtime::circuit::{Circuit, Untyped};
use qkernel_runtime::engine::Precision;
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::kernel::{Kernel, UnitaryKernel};
use qkernel_runtime::program::Output;
use qkernel_runtime::types::{Float, Vector};

use super::pass::{LayerCircuit, Pass};
use super::roles::{self, Roles};
use crate::Error;

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
    /// How many numbers a sample has.
    width: usize,
    double: Done<f64>,
    single: Done<f32>,
}

/// Passes that are done: as many as there were threads at a time.
type Done<R> = Mutex<Vec<Pass<R>>>;

/// A pass with the buffers of one that is done.
fn taken<R: Default>(done: &Done<R>) -> Pass<R> {
    let pass = done.lock().unwrap_or_else(PoisonError::into_inner).pop();
    pass.unwrap_or_default()
}

/// Empties what a pass is filled with, and keeps its buffers. What it gives has as many numbers again most of the time, and is written anew.
fn kept<R>(done: &Done<R>, mut pass: Pass<R>) {
    let Pass {
        inputs,
        weights,
        cotangents,
        run,
        held,
        ..
    } = &mut pass;
    for buffer in [inputs, weights, cotangents] {
        buffer.clear();
    }
    *held = false;
    if run.as_ref().is_some_and(|run| !run.is_kept()) {
        *run = None;
    }
    done.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(pass);
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
        let inputs_first = roles.inputs < roles.weights;
        let place = if inputs_first { 0 } else { 1 };
        let inputs = circuit.arguments().get(place);
        KernelCircuit {
            width: inputs.map_or(0, |inputs| inputs.shape.len()),
            circuit,
            inputs_first,
            double: Mutex::default(),
            single: Mutex::default(),
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

    fn forwards<R: Precision>(&self, pass: &mut Pass<R>, keep: bool) -> Result<(), Error> {
        pass.held = false;
        let run = self.circuit.evaluator_again(pass.run.take())?;
        let run = pass.run.insert(run);
        let columns = self.ordered(Column::Each(&pass.inputs), Column::Shared(&pass.weights));
        // The evaluator checks the columns before it looks at the room for values.
        let rows = pass.inputs.len().checked_div(self.width).unwrap_or(0);
        pass.outputs.resize(rows * run.outputs(), R::default());
        if keep {
            run.forward_batch(&columns, &mut pass.outputs)?;
        } else {
            run.evaluate_batch(&columns, &mut pass.outputs)?;
        }
        pass.held = keep;
        Ok(())
    }

    fn backwards<R: Precision>(
        &self,
        pass: &mut Pass<R>,
        method: GradientMethod,
    ) -> Result<(), Error> {
        let Some(run) = pass.run.as_mut().filter(|_| pass.held) else {
            return Err(Error::Mismatch(
                "there is no forward pass that was kept for this backward pass".into(),
            ));
        };
        pass.held = false;
        pass.by_inputs.resize(pass.inputs.len(), R::default());
        pass.by_weights.resize(pass.weights.len(), R::default());
        let mut gradients = self.ordered(&mut pass.by_inputs[..], &mut pass.by_weights[..]);
        run.backward_batch(&pass.cotangents, method, &mut gradients)?;
        Ok(())
    }
}

impl<K> LayerCircuit for KernelCircuit<K>
where
    Circuit<K>: Send + Sync,
{
    fn sizes(&self) -> Option<[usize; 3]> {
        let [first, second] = self.circuit.arguments() else {
            return None;
        };
        let [inputs, weights] = self.ordered(first, second).map(|vector| vector.shape.len());
        let outputs = self.circuit.program().outputs.iter().map(Output::len);
        Some([inputs, weights, outputs.sum()])
    }

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
        let (mut by_inputs, mut by_weights) = (vec![0.0; inputs.len()], vec![0.0; weights.len()]);
        let columns = self.ordered(Column::Each(inputs), Column::Shared(weights));
        let mut gradients = self.ordered(&mut by_inputs[..], &mut by_weights[..]);
        let mut pass = self.begin();
        pass.outputs.resize(cotangents.len(), 0.0);
        let mut run = self.circuit.evaluator_again(pass.run.take())?;
        run.vjp_batch(
            &columns,
            cotangents,
            method,
            &mut pass.outputs,
            &mut gradients,
        )?;
        pass.run = Some(run);
        self.end(pass);
        Ok((by_inputs, by_weights))
    }

    fn begin(&self) -> Pass {
        taken(&self.double)
    }

    fn forward_pass(&self, pass: &mut Pass, keep: bool) -> Result<(), Error> {
        self.forwards(pass, keep)
    }

    fn backward_pass(&self, pass: &mut Pass, method: GradientMethod) -> Result<(), Error> {
        self.backwards(pass, method)
    }

    fn end(&self, pass: Pass) {
        kept(&self.double, pass);
    }

    fn begin_f32(&self) -> Pass<f32> {
        taken(&self.single)
    }

    fn forward_pass_f32(&self, pass: &mut Pass<f32>, keep: bool) -> Result<(), Error> {
        self.forwards(pass, keep)
    }

    fn backward_pass_f32(&self, pass: &mut Pass<f32>, method: GradientMethod) -> Result<(), Error> {
        self.backwards(pass, method)
    }

    fn end_f32(&self, pass: Pass<f32>) {
        kept(&self.single, pass);
    }
}
