use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// One gate for each edge of a graph.
#[qkernel]
fn edges(n: UInt, m: UInt, from: Vector<UInt, { m }>, to: Vector<UInt, { m }>, observable: Observable) -> Float {
    let mut q = h_layer(qubit_array(n));
    for e in range(m) {
        (q[from[e]], q[to[e]]) = cz(q[from[e]], q[to[e]]);
    }
    expval(q, observable)
}

static_circuit! {
    /// Three edges.
    static TRIANGLE: edges = { n: 3, m: 3, from: [0, 1, 2], to: [1, 2, 0], observable: "X0" };
}

fn main() {
    TRIANGLE.run(()).unwrap();
}
