//! Tensors on a tape whose gradient nobody can ask for.

use std::cell::Cell;

use dfdx::optim::UnusedTensors;
use dfdx::prelude::{Cpu, Shape, Storage, Tensor, UniqueId, Unit};

thread_local! {
    /// The samples of the step that is under way on this thread. dfdx's tape drops their gradient at the end of the step
    /// and yet has no way to say that it is not wanted. An id is never given twice, so an old one does no harm.
    static SAMPLES: Cell<Option<UniqueId>> = const { Cell::new(None) };
}

/// From now on this is the tensor on this thread whose gradient is not wanted.
#[cfg(feature = "train")]
pub(crate) fn hold_constant<S: Shape, E: Unit, T>(samples: &Tensor<S, E, Cpu, T>)
where
    Cpu: Storage<E>,
{
    SAMPLES.set(id(samples));
}

/// Whether the gradient of this tensor is not wanted, so that an operation may leave it out.
pub(crate) fn is_constant<S: Shape, E: Unit, T>(x: &Tensor<S, E, Cpu, T>) -> bool
where
    Cpu: Storage<E>,
{
    SAMPLES.get().is_some_and(|samples| id(x) == Some(samples))
}

/// dfdx shows the id of a tensor only in this list.
fn id<S: Shape, E: Unit, T>(x: &Tensor<S, E, Cpu, T>) -> Option<UniqueId>
where
    Cpu: Storage<E>,
{
    let mut list = UnusedTensors::default();
    list.add(x);
    list.ids.pop()
}
