//! Joining the numbers of two tensors, row by row.

use dfdx::prelude::{
    Const, Cpu, CpuError, Dim, HasShape, Merge, PutTape, Tape, Tensor, TensorFromVec,
};

use crate::Error;
use crate::failure::fail;
use crate::real::{Real, gradient, split};

/// `(batch, L)` and `(batch, R)` → `(batch, N)` with N = L + R; another `N` does not compile.
///
/// # Errors
/// The batches differ in size. dfdx's error has no room for that; `Error::from` finds it.
pub fn concat<const L: usize, const R: usize, const N: usize, B: Dim, E: Real, T1, T2>(
    left: Tensor<(B, Const<L>), E, Cpu, T1>,
    right: Tensor<(B, Const<R>), E, Cpu, T2>,
) -> Result<Tensor<(B, Const<N>), E, Cpu, T1>, CpuError>
where
    T1: Tape<E, Cpu> + Merge<T2>,
    T2: Tape<E, Cpu>,
{
    const {
        assert!(
            L + R == N,
            "concat gives as many columns as both its inputs have together"
        )
    };
    let (left, l, tape) = split(left)?;
    let (right, r, other) = split(right)?;
    let mut tape = tape.merge(other);
    let batch = left.shape().0;
    let others = right.shape().0.size();
    if others != batch.size() {
        return Err(fail(Error::Mismatch(format!(
            "{} rows cannot be joined with {others}",
            batch.size()
        ))));
    }
    let mut joined = Vec::with_capacity(batch.size() * N);
    for row in 0..batch.size() {
        joined.extend_from_slice(&l[row * L..][..L]);
        joined.extend_from_slice(&r[row * R..][..R]);
    }
    let y = left
        .device()
        .try_tensor_from_vec(joined, (batch, Const::<N>))?;
    if T1::OWNS_TAPE {
        let y = y.clone();
        tape.add_backward_op(move |gradients| {
            let gy = gradient(gradients, &y)?.to_vec();
            // One after the other, since both may be the same tensor.
            let gl = gradient(gradients, &left)?;
            for row in 0..batch.size() {
                add(&mut gl[row * L..][..L], &gy[row * N..]);
            }
            let gr = gradient(gradients, &right)?;
            for row in 0..batch.size() {
                add(&mut gr[row * R..][..R], &gy[row * N + L..]);
            }
            Ok(())
        });
    }
    Ok(y.put_tape(tape))
}

fn add<E: Real>(sums: &mut [E], terms: &[E]) {
    for (sum, &term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}
