//! The quantum layer that the benches of batches run.

use qkernel_runtime::prelude::*;

#[qkernel]
pub(crate) fn layer(
    n: UInt,
    depth: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 3 * n * depth }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for d in range(depth) {
        q = rz_layer(q, weights, 3 * n * d);
        q = ry_layer(q, weights, 3 * n * d + n);
        q = rz_layer(q, weights, 3 * n * d + 2 * n);
        q = cz_entangling_layer(q);
    }
    expval(q, observables)
}
