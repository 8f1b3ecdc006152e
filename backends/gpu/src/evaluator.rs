//! Batches on flat slices.

use qkernel_runtime::Circuit;
use qkernel_runtime::engine::Precision;
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::gradient::GradientMethod;

use crate::{Error, Gpu, gpu};

/// Runs batches of one circuit on a GPU, again and again, on numbers in flat slices: as
/// [`Evaluator`] does on the CPU, with derivatives by the adjoint method.
///
/// ```
/// use qkernel_gpu::{Error, GpuEvaluator};
/// use qkernel_runtime::evaluator::Column;
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn turned(x: Float, w: Float, o: Observable) -> Float {
///     expval(rx(ry(qubit(), x), w), o)
/// }
///
/// # fn main() -> Result<(), Error> {
/// let circuit = turned { o: Z(0) }.compile().map_err(qkernel_runtime::Error::from)?;
/// let mut evaluator = match GpuEvaluator::new(&circuit) {
///     Ok(evaluator) => evaluator,
///     Err(reason) => {
///         println!("no batches on a GPU: {reason}");
///         return Ok(());
///     }
/// };
/// let columns = [Column::Each(&[0.1, 0.2, 0.3][..]), Column::Shared(&[0.5])];
/// let (mut values, mut by_x, mut by_w) = ([0.0; 3], [0.0; 3], [0.0]);
/// evaluator.vjp_batch(&columns, &[1.0; 3], &mut values, &mut [&mut by_x, &mut by_w])?;
/// assert!((values[0] - 0.1_f64.cos() * 0.5_f64.cos()).abs() < 1e-12);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct GpuEvaluator {
    evaluator: Evaluator,
}

impl GpuEvaluator {
    /// Prepares a circuit for the first card that the driver gives.
    ///
    /// # Errors
    /// If there is no card, with what is missing; and for a circuit that does not run on it, with the part that does not: one of more
    /// than [`MOST_QUBITS`](crate::MOST_QUBITS) qubits, qubits that are reset or given up, so that their state is a density matrix, or results that are measured
    /// bits.
    pub fn new<K>(circuit: &Circuit<K>) -> Result<GpuEvaluator, Error> {
        check(circuit)?;
        GpuEvaluator::on(gpu()?, circuit)
    }

    /// Prepares a circuit for the card of an engine.
    ///
    /// # Errors
    /// As [`new`](GpuEvaluator::new).
    pub fn on<K>(gpu: &'static Gpu, circuit: &Circuit<K>) -> Result<GpuEvaluator, Error> {
        for qubits in check(circuit)? {
            if let Some(reason) = gpu.refuses(qubits, size_of::<f64>()) {
                return Err(unsupported(circuit, reason));
            }
        }
        Ok(GpuEvaluator {
            evaluator: Evaluator::with_engine(circuit.program(), gpu)?,
        })
    }

    /// How many numbers the arguments have together.
    pub fn inputs(&self) -> usize {
        self.evaluator.inputs()
    }

    /// How many numbers the results have together.
    pub fn outputs(&self) -> usize {
        self.evaluator.outputs()
    }

    /// How many samples a batch has.
    ///
    /// # Errors
    /// If lengths do not fit the arguments, or there is no column of [`Column::Each`].
    pub fn rows<R: Precision>(&self, columns: &[Column<'_, R>]) -> Result<usize, Error> {
        Ok(self.evaluator.rows(columns)?)
    }

    /// The results for a batch, one row of `values` per sample, see [`Evaluator::evaluate_batch`].
    ///
    /// # Errors
    /// For wrong lengths and numbers that are not finite, and if the driver fails.
    pub fn evaluate_batch<R: Precision>(
        &mut self,
        columns: &[Column<'_, R>],
        values: &mut [R],
    ) -> Result<(), Error> {
        Ok(self.evaluator.evaluate_batch(columns, values)?)
    }

    /// The same, and the batch is kept for [`backward_batch`](GpuEvaluator::backward_batch), see [`Evaluator::forward_batch`].
    ///
    /// # Errors
    /// As [`evaluate_batch`](GpuEvaluator::evaluate_batch).
    pub fn forward_batch<R: Precision>(
        &mut self,
        columns: &[Column<'_, R>],
        values: &mut [R],
    ) -> Result<(), Error> {
        Ok(self.evaluator.forward_batch(columns, values)?)
    }

    /// The derivatives of Σ cotangent · result over all samples and results of the batch that
    /// [`forward_batch`](GpuEvaluator::forward_batch) was last called with, see [`Evaluator::backward_batch`].
    ///
    /// # Errors
    /// As [`evaluate_batch`](GpuEvaluator::evaluate_batch), and if there is no such batch.
    pub fn backward_batch<R: Precision>(
        &mut self,
        cotangents: &[R],
        gradients: &mut [&mut [R]],
    ) -> Result<(), Error> {
        let adjoint = GradientMethod::Adjoint;
        Ok(self
            .evaluator
            .backward_batch(cotangents, adjoint, gradients)?)
    }

    /// The results for a batch and the derivatives of Σ cotangent · result over all samples and results: `cotangents` has one row per
    /// sample; `gradients` has one buffer per argument: the sum over the samples for a shared argument, one row per sample for the
    /// others. See [`Evaluator::vjp_batch`].
    ///
    /// # Errors
    /// As [`evaluate_batch`](GpuEvaluator::evaluate_batch).
    pub fn vjp_batch<R: Precision>(
        &mut self,
        columns: &[Column<'_, R>],
        cotangents: &[R],
        values: &mut [R],
        gradients: &mut [&mut [R]],
    ) -> Result<(), Error> {
        let adjoint = GradientMethod::Adjoint;
        Ok(self
            .evaluator
            .vjp_batch(columns, cotangents, adjoint, values, gradients)?)
    }
}

fn unsupported<K>(circuit: &Circuit<K>, reason: String) -> Error {
    Error::Unsupported {
        kernel: circuit.program().kernel.clone(),
        reason,
    }
}

/// The numbers of qubits of a circuit's parts, if batches of it run on any card.
fn check<K>(circuit: &Circuit<K>) -> Result<Vec<usize>, Error> {
    let refuse = |reason: &str| Err(unsupported(circuit, reason.to_owned()));
    let evaluator = Evaluator::new(circuit.program())?;
    if evaluator.outputs() == 0 {
        return refuse(
            "its results are measured bits, which have no derivatives: return an `expval`",
        );
    }
    let names: Vec<&str> = circuit
        .arguments()
        .iter()
        .map(|argument| &*argument.name)
        .collect();
    if names.is_empty() {
        return refuse("it has no arguments, so that there is no batch");
    }
    let parts = circuit.explain(2, &names)?.parts;
    for part in &parts {
        if part.rungs.iter().any(|rung| rung.engine == "mixed") {
            return refuse(&format!(
                "qubits of a part of {} are reset, measured or discarded before other gates, so that its state is a density matrix",
                part.qubits
            ));
        }
        if part.qubits > crate::MOST_QUBITS {
            return refuse(&format!(
                "a part of it has {} qubits, and a GPU takes up to {}",
                part.qubits,
                crate::MOST_QUBITS
            ));
        }
    }
    Ok(parts.iter().map(|part| part.qubits).collect())
}
