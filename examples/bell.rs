//! A first kernel: an entangled pair, its correlation, the gradient of that, and what the circuit costs.
//!
//! Run it with `cargo run --release --example bell`.

use qkernel_runtime::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Turns one qubit by `theta` and entangles a second one with it.
#[qkernel]
fn pair(theta: Float) -> Vector<Qubit> {
    let mut q = qubit_array(2);
    q[0] = ry(q[0], theta);
    (q[0], q[1]) = cx(q[0], q[1]);
    q
}

/// How strongly the two are correlated.
#[qkernel]
fn correlation(theta: Float, observable: Observable) -> Float {
    expval(pair(theta), observable)
}

/// The two bits that a measurement gives.
#[qkernel]
fn outcome(theta: Float) -> Vector<Bit> {
    measure(pair(theta))
}

fn main() -> Result<(), Error> {
    let circuit = correlation {
        observable: (X(0) * X(1)),
    }
    .compile()?;
    let theta = PI / 3.0;
    let (value, (gradient,)) = circuit.value_and_gradient(theta)?;
    println!("<X0 X1> at θ = π/3: {value:.6} (sin θ), its gradient: {gradient:.6} (cos θ)\n");
    println!("{}\n", circuit.resources());

    let counts = outcome {}
        .compile()?
        .sample(PI / 2.0, 1000, &mut StdRng::seed_from_u64(42))?;
    println!("1000 shots at θ = π/2:\n{counts}");
    Ok(())
}
