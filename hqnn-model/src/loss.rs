//! Losses of a batch.

use dfdx::prelude::{
    Const, Cpu, CpuError, Dim, HasShape, PutTape, Rank0, Shape, Tape, Tensor, TensorFromVec,
};

use crate::Error;
use crate::real::{Real, gradient, split};

/// The mean over the batch of -ln softmax(logits)\[label\], PyTorch's `CrossEntropyLoss`.
///
/// `logits` are `(batch, C)`; there is one label for each row, each below `C`.
///
/// # Errors
/// There are not as many labels as rows, none at all, or one is not below `C`.
pub fn cross_entropy<const C: usize, B: Dim, E: Real, T: Tape<E, Cpu>>(
    logits: Tensor<(B, Const<C>), E, Cpu, T>,
    labels: &[usize],
) -> Result<Tensor<Rank0, E, Cpu, T>, Error> {
    let (logits, z, tape) = split(logits)?;
    let batch = logits.shape().0.size();
    check_rows(("logits", batch), ("labels", labels.len()))?;
    if let Some(row) = labels.iter().position(|&label| label >= C) {
        return Err(Error::Mismatch(format!(
            "label {row} is {}, but there are {C} classes",
            labels[row]
        )));
    }
    let mut loss = E::zero();
    let mut slope = Vec::with_capacity(batch * C);
    let share = E::narrow(1.0 / batch as f64);
    for (row, &label) in z.chunks_exact(C).zip(labels) {
        // Less the largest, no exponential overflows.
        let largest = row.iter().copied().fold(E::neg_infinity(), E::max);
        let sum = row
            .iter()
            .map(|&z| (z - largest).exp())
            .fold(E::zero(), |a, b| a + b);
        // The large numbers first: their difference is exact where ln Σ would be lost beside either.
        loss += ((largest - row[label]) + sum.ln()) * share;
        // d loss / d z = softmax(z) - onehot(label)
        slope.extend(row.iter().enumerate().map(|(class, &z)| {
            let softmax = (z - largest).exp() / sum;
            (if class == label {
                softmax - E::one()
            } else {
                softmax
            }) * share
        }));
    }
    Ok(with_slope(logits, loss, slope, tape)?)
}

/// The mean of (output - target)² over the batch and the `N` outputs, PyTorch's `MSELoss`.
///
/// `outputs` are `(batch, N)`; there is one target for each row.
///
/// # Errors
/// There are not as many targets as rows, or none at all.
pub fn mean_squared_error<const N: usize, B: Dim, E: Real, T: Tape<E, Cpu>>(
    outputs: Tensor<(B, Const<N>), E, Cpu, T>,
    targets: &[[f64; N]],
) -> Result<Tensor<Rank0, E, Cpu, T>, Error> {
    let (outputs, y, tape) = split(outputs)?;
    let batch = outputs.shape().0.size();
    check_rows(("outputs", batch), ("targets", targets.len()))?;
    let share = E::narrow(1.0 / y.len() as f64);
    let mut loss = E::zero();
    let mut slope = Vec::with_capacity(y.len());
    for (&output, &target) in y.iter().zip(targets.as_flattened()) {
        let error = output - E::narrow(target);
        loss += error * error * share;
        slope.push((error + error) * share);
    }
    Ok(with_slope(outputs, loss, slope, tape)?)
}

/// Whether there are rows, and as many of what is wanted of them.
fn check_rows(
    (rows, count): (&str, usize),
    (wanted, wanted_count): (&str, usize),
) -> Result<(), Error> {
    if count == 0 {
        return Err(Error::Mismatch("the loss of no rows is not defined".into()));
    }
    if wanted_count != count {
        return Err(Error::Mismatch(format!(
            "the numbers of rows of {rows} ({count}) and of {wanted} ({wanted_count}) differ"
        )));
    }
    Ok(())
}

/// A loss, and its derivatives in the numbers it was computed from.
fn with_slope<S: Shape, E: Real, T: Tape<E, Cpu>>(
    of: Tensor<S, E, Cpu>,
    loss: E,
    slope: Vec<E>,
    mut tape: T,
) -> Result<Tensor<Rank0, E, Cpu, T>, CpuError> {
    let y = of.device().try_tensor_from_vec(vec![loss], ())?;
    if T::OWNS_TAPE {
        let y = y.clone();
        tape.add_backward_op(move |gradients| {
            let gy = gradient(gradients, &y)?[0];
            for (sum, &slope) in gradient(gradients, &of)?.iter_mut().zip(&slope) {
                *sum += gy * slope;
            }
            Ok(())
        });
    }
    Ok(y.put_tape(tape))
}

#[cfg(test)]
#[path = "tests/loss.rs"]
mod tests;
