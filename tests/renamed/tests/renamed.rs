//! The runtime and the model under other names: `qk = { package = "qkernel-runtime" }`.

use dfdx::prelude::*;
use model::layers::builder::QuantumLayer;
use model::{network, quantum_layer};
use qk::prelude::*;
use qk::static_circuit;

#[qkernel]
fn ansatz(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    q = ry_layer(q, weights, 0);
    for i in range(n - 1) {
        (q[i], q[i + 1]) = control(x)(q[i], q[i + 1]);
    }
    expval(q, observables)
}

static_circuit! {
    static ANSATZ: ansatz = { n: 2, observables: ["Z0", "Z1"] };
}

quantum_layer! {
    struct Ansatz = ansatz { n: 2, observables: ["Z0", "Z1"] };
}

network! {
    type Network: Rank1<2> => Rank1<2> = (QuantumLayer<Ansatz, 2, 2, 2>, Linear<2, 2>);
}

#[test]
fn a_renamed_runtime_is_found() -> Result<(), Error> {
    let (inputs, weights) = ([0.3, 0.5], [0.1, -0.2]);
    let values = ANSATZ.run((&inputs, &weights))?;
    let observables = vec![Z(0), Z(1)];
    let eager = ansatz(2, inputs.into(), weights.into(), observables.into());
    for (value, eager) in values.iter().zip(eager.as_slice()) {
        assert!((value - eager).abs() < 1e-12);
    }
    Ok(())
}

#[test]
fn a_layer_of_a_renamed_model_runs() {
    let device = Cpu::seed_from_u64(1);
    let network = device.build_module::<Network, f32>();
    let outputs = network.forward(device.tensor([[0.3, 0.5]]));
    assert!(outputs.array()[0].iter().all(|value| value.is_finite()));
}
