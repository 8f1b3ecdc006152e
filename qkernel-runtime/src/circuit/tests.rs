use super::*;
use crate::gate::GateKind;
use crate::observable::{X, Z};
use crate::program::{Affine, Argument, Derived, Function, Instruction};
use crate::testing::{
    ORIGIN, ansatz, constant, gate, kernels, measure, program, scalar_ansatz, slot,
};
use crate::types::Float;
use crate::types::{Matrix, Vector};

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

fn argument(name: &'static str, shape: Shape) -> Argument {
    Argument { name, shape }
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
            vec![Z(0).into()],
        )
    };
    let mut one = angle(&[slot(0)]);
    one.outputs = vec![Output::Float(slot(1))];
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
        vec![(2.0 * X(0)).into()],
    );
    none.outputs = vec![Output::Float(slot(0))];
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
            all.push(gate(kind, &[], &[qubit], &[slot(3 * qubit + i)]));
        }
        all.push(gate(GateKind::Ry, &[0], &[1], &[slot(8)]));
    }
    let mut program = program(
        2,
        arguments,
        all,
        vec![Z(0).into(), (Z(1) + 0.5 * X(0)).into()],
    );
    program.derived = vec![
        Derived::Apply(Function::Sin, slot(6)),
        Derived::Product(slot(6), slot(7)),
        Derived::Expectation(0),
        Derived::Expectation(1),
        Derived::Product(
            slot(9),
            Affine {
                constant: 1.0,
                terms: vec![(0, 0.3), (10, 2.0)],
            },
        ),
        Derived::Apply(Function::Tanh, slot(11)),
    ];
    program.outputs = vec![
        Output::Float(slot(11)),
        Output::FloatVector(vec![slot(12), constant(3.0)]),
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
        terms: vec![(1, 0.2), (11, 1.5), (12, -2.0)],
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

#[test]
fn every_derivative_agrees() {
    let circuit = Circuit::<Layer>::new(ansatz(3, 2));
    let weights = weights();
    let (inputs, cotangent) = (&INPUTS[0], [0.5, -2.0, 1.0]);
    let rows = circuit.jacobian((inputs, &weights)).unwrap();
    let shifted = circuit
        .jacobian_with((inputs, &weights), GradientMethod::ParameterShift)
        .unwrap();
    let (value, (d_inputs, d_weights)) = circuit.vjp((inputs, &weights), &cotangent).unwrap();
    assert_eq!(value, circuit.run((inputs, &weights)).unwrap());
    for i in 0..3 {
        close(&rows[i].0, &shifted[i].0);
        close(&rows[i].1, &shifted[i].1);
    }
    let join = |(d_inputs, d_weights): &(Vec<f64>, Vec<f64>)| [&d_inputs[..], d_weights].concat();
    let flat: Vec<Vec<f64>> = rows.iter().map(join).collect();
    let sum = |k: usize| -> f64 { flat.iter().zip(cotangent).map(|(row, c)| c * row[k]).sum() };
    close(
        &join(&(d_inputs, d_weights)),
        &(0..21).map(sum).collect::<Vec<_>>(),
    );
    let along = circuit
        .jvp((inputs, &weights), (inputs, [0.0; 18]))
        .unwrap();
    let by_hand = |row: &(Vec<f64>, Vec<f64>)| row.0.iter().zip(inputs).map(|(d, t)| d * t).sum();
    close(&along, &rows.iter().map(by_hand).collect::<Vec<f64>>());

    // A Float's Jacobian is its gradient.
    let circuit = Circuit::<Cost>::new(scalar_ansatz(3, 2));
    assert_eq!(
        circuit.jacobian((inputs, &weights)),
        circuit.gradient((inputs, &weights))
    );
    close(&circuit.gradient((inputs, &weights)).unwrap().1, &rows[0].1);
    let spsa = GradientMethod::Spsa {
        step: 1e-3,
        samples: 4000,
        seed: 1,
    };
    let noisy = circuit.gradient_with((inputs, &weights), spsa).unwrap();
    for (exact, noisy) in rows[0].1.iter().zip(&noisy.1) {
        assert!((exact - noisy).abs() < 0.1, "{exact} {noisy}");
    }
}

#[test]
fn a_batch_is_its_samples() {
    let circuit = Circuit::<Layer>::new(ansatz(3, 2));
    let weights = weights();
    let rows: Vec<Vec<f64>> = INPUTS.iter().map(|row| row.to_vec()).collect();
    let flat: Vec<f64> = INPUTS.concat();
    let cotangents = [[1.0, 0.0, -1.0], [0.2, 3.0, 0.0]];
    for method in [
        GradientMethod::Adjoint,
        GradientMethod::ParameterShift,
        GradientMethod::FiniteDifference { step: 1e-5 },
        GradientMethod::Spsa {
            step: 1e-3,
            samples: 3,
            seed: 5,
        },
    ] {
        let one = |i: usize| {
            circuit
                .vjp_with((&INPUTS[i], &weights), &cotangents[i], method)
                .unwrap()
        };
        let (first, second) = (one(0), one(1));
        let (values, (d_inputs, d_weights)) = circuit
            .vjp_batch_with((each(&INPUTS), &weights), &cotangents, method)
            .unwrap();
        close(&values.concat(), &[first.0, second.0].concat());
        close(&d_inputs.concat(), &[first.1.0, second.1.0].concat());
        let sum: Vec<f64> = first
            .1
            .1
            .iter()
            .zip(&second.1.1)
            .map(|(a, b)| a + b)
            .collect();
        close(&d_weights, &sum);
    }
    let batch = circuit.run_batch((each(&INPUTS), &weights)).unwrap();
    assert_eq!(batch, circuit.run_batch((each(&rows), &weights)).unwrap());
    assert_eq!(batch, circuit.run_batch((each(&flat), &weights)).unwrap());
    assert_eq!(
        batch,
        circuit
            .run_batch((each(&flat[..]), each([&weights[..], &weights].concat())))
            .unwrap()
    );
    // The other way round: weights differ, inputs are shared.
    let two: Vec<Vec<f64>> = vec![weights.clone(), vec![0.1; 18]];
    let (_, (d_inputs, d_weights)) = circuit
        .vjp_batch((&INPUTS[0], each(&two)), &cotangents.concat())
        .unwrap();
    assert_eq!(
        (d_inputs.len(), d_weights.len(), d_weights[0].len()),
        (3, 2, 18)
    );
    assert_eq!(
        circuit.run_batch((each(&rows[..0]), &weights)).unwrap(),
        Vec::<Vec<f64>>::new()
    );
}

#[test]
fn errors_name_the_kernel_and_the_argument() {
    let circuit = Circuit::<Layer>::new(ansatz(3, 2));
    let weights = weights();
    let say = |error: Error| error.to_string();
    for (error, message) in [
        (
            circuit.run((&INPUTS[0], &weights[1..])).unwrap_err(),
            "`tested`: `weights` has 17 numbers, but 18 are needed",
        ),
        (
            circuit.run((&[0.0, f64::NAN, 0.0], &weights)).unwrap_err(),
            "`tested`: `inputs[1]` is NaN, but every number must be finite",
        ),
        (
            circuit.run_batch((&INPUTS[0], &weights)).unwrap_err(),
            "`tested`: in a batch, at least one argument must have a row for each sample: pass it as `each(..)`",
        ),
        (
            circuit
                .run_batch((each(&[vec![0.0; 2], vec![0.0; 4]]), &weights))
                .unwrap_err(),
            "`tested`: every row of `inputs` must have 3 numbers",
        ),
        (
            circuit
                .run_batch((each(&INPUTS), each(&weights)))
                .unwrap_err(),
            "`tested`: `weights` has 18 numbers, but 36 are needed",
        ),
        (
            circuit.run_batch((each(&[0.0; 5]), &weights)).unwrap_err(),
            "`tested`: `inputs` has 5 numbers, but 3 are needed",
        ),
        (
            circuit.vjp((&INPUTS[0], &weights), &[1.0]).unwrap_err(),
            "`tested`: `cotangent` has 1 number, but 3 are needed",
        ),
        (
            circuit
                .vjp_with(
                    (&INPUTS[0], &weights),
                    &[1.0; 3],
                    GradientMethod::FiniteDifference { step: 0.0 },
                )
                .unwrap_err(),
            "`tested`: the step of a gradient must be positive and finite, and is 0",
        ),
        (
            Circuit::<GridCost>::new(grid())
                .run(([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], 0.0))
                .unwrap_err(),
            "`tested`: `m` must have 2 rows of 3 numbers",
        ),
    ] {
        assert_eq!(say(error), message);
    }

    let mut huge = ansatz(3, 2);
    huge.qubits = 200;
    let huge = Circuit::<Layer>::new(huge);
    assert!(matches!(
        huge.run((&INPUTS[0], &weights)),
        Err(Error::Memory { qubits: 200, .. })
    ));
    assert_eq!(huge.num_qubits(), 200);

    let mut wrong = ansatz(3, 2);
    wrong.observables[0] = Z(3).into();
    let wrong = Circuit::<Layer>::new(wrong)
        .run((&INPUTS[0], &weights))
        .unwrap_err();
    assert_eq!(
        say(wrong),
        "`tested`: the observable acts on qubit 3 (`Z3`), but the register has 3 qubits"
    );

    let mut root = ansatz(1, 1);
    root.derived
        .insert(0, Derived::Apply(Function::Sqrt, slot(0)));
    root.instructions
        .push(gate(GateKind::Rx, &[], &[0], &[slot(4)]));
    root.outputs = vec![Output::FloatVector(vec![slot(5)])];
    let root = Circuit::<Layer>::new(root)
        .run((&[-1.0], &weights[..3]))
        .unwrap_err();
    assert_eq!(
        say(root),
        "`tested`: the angle of `rx` at tested.rs:7:3 is NaN"
    );
}

#[test]
fn measurements_matter_only_where_they_are_felt() {
    let mixed = |observable: crate::observable::Observable, later: Vec<Instruction>| {
        let mut all = vec![gate(GateKind::Ry, &[], &[0], &[slot(0)]), measure(0, 0)];
        all.extend(later);
        let mut program = program(
            2,
            vec![argument("x", Shape::Vector(1))],
            all,
            vec![observable],
        );
        program.bits = 1;
        Circuit::<Vectors>::new(program)
    };
    let flip = gate(GateKind::X, &[0], &[1], &[]);
    // The measured qubit still controls others, and its Z is what was measured.
    let fine = mixed(
        (Z(0) + Z(1)).into(),
        vec![flip.clone(), gate(GateKind::S, &[], &[0], &[])],
    );
    close(&fine.run([0.6]).unwrap(), &[2.0 * 0.6f64.cos()]);
    close(&fine.jacobian([0.6]).unwrap()[0].0, &[-2.0 * 0.6f64.sin()]);
    let measured = |result: Result<Vec<f64>, Error>| match result.unwrap_err() {
        Error::Measures { loc, what, .. } => (loc, what),
        other => panic!("{other}"),
    };
    // Its X is not, and neither is what a gate that turns it makes of it.
    let lost = mixed(X(0).into(), vec![]);
    assert_eq!(measured(lost.run([0.6])), (ORIGIN.loc, "expectation value"));
    assert!(lost.probabilities([0.6]).is_ok());
    let turned = mixed(Z(0).into(), vec![gate(GateKind::H, &[], &[0], &[])]);
    assert_eq!(measured(turned.run([0.6])).1, "expectation value");
    assert_eq!(measured(turned.probabilities([0.6])).1, "state");
    assert_eq!(
        turned.jacobian([0.6]).unwrap_err().to_string(),
        "`tested` measures a qubit at tested.rs:7:3, so it has no gradient; use `sample`"
    );
    // Resetting a qubit in |0> does nothing; resetting another that is not looked at again neither.
    let reset = |qubit| Instruction::Reset {
        qubit,
        origin: ORIGIN,
    };
    close(
        &mixed(Z(1).into(), vec![reset(1), reset(0)])
            .run([0.6])
            .unwrap(),
        &[1.0],
    );
    assert!(mixed(Z(0).into(), vec![reset(0)]).run([0.6]).is_err());
    let branch = Instruction::Branch {
        condition: crate::program::Condition::Bit(0),
        then: vec![flip],
        otherwise: vec![],
    };
    assert!(mixed(Z(1).into(), vec![branch]).run([0.6]).is_err());
}
