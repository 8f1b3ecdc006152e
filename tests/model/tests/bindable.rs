//! Every type that a field can have, and every way to bind one: `compile()`, `static_circuit!`, `quantum_layer!`.

use dfdx::prelude::*;
use hqnn_model::layers::builder::QuantumLayer;
use hqnn_model::quantum_layer;
use qkernel_runtime::__private::fixed::{self, FixedValue};
use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn all(
    n: UInt,
    flip: Bit,
    order: Vector<UInt, { n }>,
    turned: Vector<Bit, { n }>,
    scale: Observable,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    // Its value is not used, but it is bound and checked.
    let _ = expval(qubit(), scale);
    let mut q = qubit_array(n);
    for i in range(n) {
        if turned[i] {
            q[i] = ry(q[i], inputs[order[i]]);
        } else if flip {
            q[i] = x(q[i]);
        }
        q[i] = rx(q[i], weights[i]);
    }
    expval(q, observables)
}

static_circuit! {
    static ALL: all = {
        n: 3,
        flip: true,
        order: [2, 0, 1],
        turned: [true, false, false],
        scale: "0.5 Z0",
        observables: ["Z0", "Z1 Z2"],
    };
}

quantum_layer! {
    struct All = all {
        n: 3,
        flip: true,
        order: [2, 0, 1],
        turned: [true, false, false],
        scale: "0.5 Z0",
        observables: ["Z0", "Z1 Z2"],
    };
}

fn observables() -> Vector<Observable> {
    [Z(0), (Z(1) * Z(2))].into()
}

#[test]
fn every_type_is_bound_in_every_way() -> Result<(), Error> {
    let (order, turned) = ([2, 0, 1], [true, false, false]);
    let (inputs, weights) = ([0.1, 0.2, 0.3], [0.4, 0.5, 0.6]);
    let scale = || 0.5 * Z(0);
    let compiled = all {
        n: 3,
        flip: true,
        order: order.into(),
        turned: turned.into(),
        scale: scale(),
        observables: observables(),
    }
    .compile()?
    .run((&inputs, &weights))?;
    let plain = all(
        3,
        true,
        order.into(),
        turned.into(),
        scale(),
        inputs.into(),
        weights.into(),
        observables(),
    );
    let fixed = ALL.run((&inputs, &weights))?;
    for k in 0..2 {
        assert!((compiled[k] - plain[k]).abs() < 1e-12);
        assert!((fixed[k] - plain[k]).abs() < 1e-12);
    }
    // The first qubit alone is turned by an input, which is the last one.
    let expected = 0.3_f64.cos() * 0.4_f64.cos();
    assert!((plain[0] - expected).abs() < 1e-12);
    Ok(())
}

#[test]
fn a_layer_is_bound_to_every_type() {
    let device = Cpu::seed_from_u64(1);
    let layer = device.build_module::<QuantumLayer<All, 3, 3, 2>, f64>();
    let inputs = [0.1, 0.2, 0.3];
    let outputs = layer.forward(device.tensor([inputs])).array()[0];
    let weights = layer.weights.array();
    let expected = ALL.run((&inputs, &weights)).expect("the circuit runs");
    for (output, expected) in outputs.iter().zip(&expected) {
        assert!((output - expected).abs() < 1e-12);
    }
}

#[qkernel]
fn bits(k: UInt, given: Vector<Bit, { k }>, from: UInt) -> Bit {
    let decided = measure(h(qubit()));
    let mut q = qubit();
    if given[from] ^ decided {
        q = x(q);
    }
    measure(q)
}

/// Bits that are bound are known: what they decide, and how many there are, is checked.
#[test]
fn bound_bits_are_checked() {
    macro_rules! check {
        ($(($k:expr, $from:expr)),*) => {$(
            const _: () = {
                let fields = [
                    ("k", FixedValue(&$k).get()),
                    ("given", FixedValue(&[true, false]).get()),
                    ("from", FixedValue(&$from).get()),
                ];
                let graph = &<bits as Kernel>::GRAPH;
                let checked = fixed::check::<{ fixed::stack(&<bits as Kernel>::GRAPH) }>(graph, &fields);
                assert!(checked.is_none() == ($k == 2 && $from < 2));
            };
            let given = [true, false].into();
            let compiled = bits { k: $k, given, from: $from }.compile();
            assert_eq!(compiled.is_ok(), $k == 2 && $from < 2);
        )*};
    }
    check!((2, 0), (2, 1), (2, 2), (3, 0), (1, 0));
}
