//! Kernels in a package that gets the runtime through another crate.

use my_facade::*;

/// Half a Bell pair.
#[qkernel(crate = my_facade::qkernel_runtime)]
pub fn half(observable: Observable) -> Float {
    let (a, b) = cx(h(qubit()), qubit());
    discard(b);
    expval(a, observable)
}
