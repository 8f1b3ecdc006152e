use super::{GridCost, INPUTS, Layer, Vectors, close, grid, weights};
use crate::arguments::each;
use crate::circuit::Circuit;
use crate::error::Error;
use crate::gate::GateKind;
use crate::gradient::GradientMethod;
use crate::observable::{Observable, X, Z};
use crate::program::{Derived, Function, Instruction, Output, Shape};
use crate::testing::{ansatz, argument, branch, derived, gate, measure, program, reset, slot};

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
            "`tested`: `weights` has 1 row, but 2 are needed",
        ),
        (
            circuit.run_batch((each(&[0.0; 5]), &weights)).unwrap_err(),
            "`tested`: `inputs` has 5 numbers, which is not a whole number of rows of 3",
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
    // Only three of the qubits are ever used.
    assert!(huge.run((&INPUTS[0], &weights)).is_ok());
    assert!(matches!(
        huge.state((&INPUTS[0], &weights)),
        Err(Error::Memory { qubits: 200, .. })
    ));
    assert_eq!(huge.num_qubits(), 200);

    let mut wrong = ansatz(3, 2);
    wrong.observables[0] = Z(3);
    let wrong = Circuit::<Layer>::new(wrong)
        .run((&INPUTS[0], &weights))
        .unwrap_err();
    assert_eq!(
        say(wrong),
        "`tested`: the observable acts on qubit 3 (`Z3`), but the register has 3 qubits"
    );

    let mut root = ansatz(1, 1);
    root.derived
        .insert(0, Derived::Apply(Function::Sqrt, slot(0, 0)));
    root.instructions
        .push(gate(GateKind::Rx, &[], &[0], &[derived(0)]));
    root.outputs = vec![Output::FloatVector(vec![derived(1)])];
    let root = Circuit::<Layer>::new(root)
        .run((&[-1.0], &weights[..3]))
        .unwrap_err();
    assert_eq!(
        say(root),
        "`tested`: the angle of `rx` at tested.rs:7:3 is NaN"
    );
}

#[test]
fn values_are_averages_over_measurements_and_resets() {
    let mixed = |observable: Observable, later: Vec<Instruction>| {
        let mut all = vec![gate(GateKind::Ry, &[], &[0], &[slot(0, 0)]), measure(0, 0)];
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
        Z(0) + Z(1),
        vec![flip.clone(), gate(GateKind::S, &[], &[0], &[])],
    );
    close(&fine.run([0.6]).unwrap(), &[2.0 * 0.6f64.cos()]);
    close(&fine.jacobian([0.6]).unwrap()[0].0, &[-2.0 * 0.6f64.sin()]);
    assert!(fine.state([0.6]).is_ok());
    // Its X is 0 on average, and so is what a gate that turns it makes of it.
    let lost = mixed(X(0), vec![]);
    close(&lost.run([0.6]).unwrap(), &[0.0]);
    let turned = mixed(Z(0), vec![gate(GateKind::H, &[], &[0], &[])]);
    close(&turned.run([0.6]).unwrap(), &[0.0]);
    close(&turned.jacobian([0.6]).unwrap()[0].0, &[0.0]);
    close(&turned.probabilities([0.6]).unwrap(), &[0.5, 0.5, 0.0, 0.0]);
    assert_eq!(
        turned.state([0.6]).unwrap_err().to_string(),
        "`tested` measures a qubit at tested.rs:7:3, and the state depends on the outcome, so there is no single one: `probabilities` gives the average over outcomes"
    );
    // A reset qubit is in |0>, whatever it was.
    let cleared = mixed(Z(0) + 2.0 * Z(1), vec![reset(1), reset(0)]);
    close(&cleared.run([0.6]).unwrap(), &[3.0]);
    close(
        &cleared.probabilities([0.6]).unwrap(),
        &[1.0, 0.0, 0.0, 0.0],
    );
    assert_eq!(cleared.state([0.6]).unwrap()[0], 1.0.into());
    // A condition on an outcome is an average, too.
    let branch = branch(0, vec![gate(GateKind::X, &[], &[1], &[])], vec![]);
    let fed = mixed(Z(1), vec![branch]);
    close(&fed.run([0.6]).unwrap(), &[0.6f64.cos()]);
    close(&fed.jacobian([0.6]).unwrap()[0].0, &[-0.6f64.sin()]);
    assert!(fed.state([0.6]).is_err());
    let (sin, cos) = 0.3f64.sin_cos();
    close(
        &fed.probabilities([0.6]).unwrap(),
        &[cos * cos, 0.0, 0.0, sin * sin],
    );
}
