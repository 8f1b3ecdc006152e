use qkernel_runtime::prelude::*;

/// Six mistakes, six errors.
#[qkernel]
fn wrong(n: UInt, theta: Float, weights: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let spare = qubit();
    (q[0], q[1]) = cx(q[0], q[0]);
    for n in range(0, 3, 0) {
        q[n] = ry(weights[n], q[n]);
    }
    for _ in range(theta as UInt) {
        q = rz_layer(q, weights, 0, 1);
    }
    measure(q)
}

/// None of them is reported again where the kernel is called.
#[qkernel]
fn caller(weights: Vector<Float, { 3 }>) -> Vector<Bit> {
    wrong(3, 0.5, weights)
}

pub fn run() -> Result<(), Error> {
    let circuit = caller {}.compile()?;
    drop(circuit);
    Ok(())
}

fn main() {}
