mod derivative;
mod errors;

use super::Circuit;
use crate::arguments::each;
use crate::gate::GateKind;
use crate::gradient::GradientMethod;
use crate::observable::{X, Z};
use crate::program::{Affine, Derived, Function, Output, Program, Shape, SlotId};
use crate::testing::{ansatz, argument, constant, derived, gate, kernels, program, slot};
use crate::types::{Float, Matrix, Vector};

kernels! {
    Layer: (Vector<Float>, Vector<Float>) => Vector<Float>;
    Cost: (Vector<Float>, Vector<Float>) => Float;
    Angle: (Float,) => Float;
    Nothing: () => Float;
    Grid: (Matrix<Float>, Float) => (Float, Vector<Float>);
    GridCost: (Matrix<Float>, Float) => Float;
    Vectors: (Vector<Float>,) => Vector<Float>;
}

const INPUTS: [[f64; 3]; 2] = [[0.3, -1.1, 2.0], [0.9, 0.4, -0.2]];

fn weights() -> Vec<f64> {
    (0..18).map(|i| (f64::from(i) * 1.7).sin()).collect()
}

fn close(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-10, "{a} {b}");
    }
}

#[test]
fn arguments_come_in_every_form() {
    let circuit = Circuit::<Layer>::new(ansatz(3, 2));
    let weights = weights();
    let value = circuit.run((&INPUTS[0], &weights)).unwrap();
    assert_eq!(value.len(), 3);
    assert_eq!(value, circuit.run((INPUTS[0], weights.clone())).unwrap());
    assert_eq!(
        value,
        circuit.run((INPUTS[0].to_vec(), &weights[..])).unwrap()
    );

    let angle = |angles: &[Affine]| {
        program(
            1,
            vec![argument("x", Shape::Scalar)],
            vec![gate(GateKind::Rx, &[], &[0], angles)],
            vec![Z(0)],
        )
    };
    let mut one = angle(&[slot(0, 0)]);
    one.outputs = vec![Output::Float(derived(0))];
    let circuit = Circuit::<Angle>::new(one);
    assert_eq!(circuit.run(0.4), circuit.run((&0.4,)));
    let (value, (slope,)) = circuit.value_and_gradient(0.4).unwrap();
    close(&[value, slope], &[0.4f64.cos(), -0.4f64.sin()]);
    let (values, (slopes,)) = circuit.value_and_gradient_batch(each(&[0.4, 0.5])).unwrap();
    close(&[values[1], slopes[1]], &[0.5f64.cos(), -0.5f64.sin()]);

    let mut none = program(
        1,
        vec![],
        vec![gate(GateKind::H, &[], &[0], &[])],
        vec![(2.0 * X(0))],
    );
    none.outputs = vec![Output::Float(derived(0))];
    let circuit = Circuit::<Nothing>::new(none);
    close(&[circuit.run(()).unwrap()], &[2.0]);
    circuit.gradient(()).unwrap();
    close(&circuit.probabilities(()).unwrap(), &[0.5, 0.5]);
    assert_eq!(circuit.state(()).unwrap().len(), 2);
}

/// `m` turns the qubits, `x` enters as a product with its sine; the results are <Z0>·<Z1> and tanh of both.
fn grid() -> Program {
    let arguments = vec![
        argument("m", Shape::Matrix(2, 3)),
        argument("x", Shape::Scalar),
    ];
    let mut all = Vec::new();
    for (i, kind) in [GateKind::Ry, GateKind::Rz, GateKind::Rx]
        .into_iter()
        .enumerate()
    {
        for qubit in 0..2 {
            all.push(gate(
                kind,
                &[],
                &[qubit],
                &[SlotId::entry(0, qubit, i).into()],
            ));
        }
        all.push(gate(GateKind::Ry, &[0], &[1], &[derived(1)]));
    }
    let mut program = program(2, arguments, all, vec![Z(0), (Z(1) + 0.5 * X(0))]);
    program.derived = vec![
        Derived::Apply(Function::Sin, slot(1, 0)),
        Derived::Product(slot(1, 0), derived(0)),
        Derived::Expectation(0.into()),
        Derived::Expectation(1.into()),
        Derived::Product(
            derived(2),
            Affine {
                constant: 1.0,
                terms: vec![(SlotId::entry(0, 0, 0), 0.3), (SlotId::derived(3), 2.0)].into(),
            },
        ),
        Derived::Apply(Function::Tanh, derived(4)),
    ];
    program.outputs = vec![
        Output::Float(derived(4)),
        Output::FloatVector(vec![derived(5), constant(3.0)]),
    ];
    program
}

#[test]
fn tuples_matrices_and_derived_numbers() {
    let m = [[0.3, 1.2, -0.4], [0.8, 0.1, 2.2]];
    let circuit = Circuit::<Grid>::new(grid());
    let (value, more) = circuit.run((&m, 0.7)).unwrap();
    close(&more, &[value.tanh(), 3.0]);

    let mut program = grid();
    program.outputs = vec![Output::Float(Affine {
        constant: 0.1,
        terms: vec![
            (SlotId::entry(0, 0, 1), 0.2),
            (SlotId::derived(4), 1.5),
            (SlotId::derived(5), -2.0),
        ]
        .into(),
    })];
    let circuit = Circuit::<GridCost>::new(program);
    let (dm, dx) = circuit.gradient((&m, 0.7)).unwrap();
    assert_eq!((dm.len(), dm[0].len()), (2, 3));
    let shift = circuit
        .gradient_with((&m, 0.7), GradientMethod::ParameterShift)
        .unwrap();
    let step = GradientMethod::FiniteDifference { step: 1e-5 };
    let difference = circuit.gradient_with((&m, 0.7), step).unwrap();
    close(
        &[&dm.concat()[..], &[dx]].concat(),
        &[&shift.0.concat()[..], &[shift.1]].concat(),
    );
    for (exact, rough) in dm
        .concat()
        .iter()
        .chain([&dx])
        .zip(difference.0.concat().iter().chain([&difference.1]))
    {
        assert!((exact - rough).abs() < 1e-8, "{exact} {rough}");
    }
    // A batch of matrices.
    let both = [m, [[0.0; 3]; 2]];
    let (values, (dms, dx)) = circuit
        .value_and_gradient_batch((each(&both[..]), 0.7))
        .unwrap();
    let second = circuit.value_and_gradient((both[1], 0.7)).unwrap();
    close(&dms.concat().concat(), &[dm, second.1.0].concat().concat());
    close(&[values[1], dx], &[second.0, shift.1 + second.1.1]);
}
