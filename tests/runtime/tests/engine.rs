//! The engine against dense matrices, and the ways to a gradient against each other, on random circuits.

mod dense;
mod instructions;

use dense::{Placed, c, observable, placed};
use instructions::gate;
use num_complex::Complex64;
use proptest::prelude::*;
use qkernel_runtime::engine::Precision;
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::observable::Observable;
use qkernel_runtime::program::{
    Affine, Argument, Derived, Function, Output, Program, Shape, SlotId,
};

/// How many arguments random circuits have.
const ARGUMENTS: usize = 3;

#[derive(Clone, Debug)]
struct Random {
    qubits: usize,
    gates: Vec<(Placed, Vec<Affine>)>,
    observables: Vec<Observable>,
    arguments: Vec<f64>,
}

/// The slots by number: a scalar and a vector, then derived ones.
fn id(number: usize) -> SlotId {
    match number {
        0 => SlotId::element(0, 0),
        _ if number < ARGUMENTS => SlotId::element(1, number - 1),
        _ => SlotId::derived(number - ARGUMENTS),
    }
}

/// The number of a slot.
fn number(slot: SlotId) -> usize {
    (0..ARGUMENTS + 8).find(|&k| id(k) == slot).unwrap()
}

/// Few arguments for many gates: most are shared, and scaled. Slots 3 to 5 are derived.
fn affine() -> impl Strategy<Value = Affine> {
    let coefficient = prop_oneof![Just(1.0), Just(-1.0), -2.0..2.0];
    (
        -3.0..3.0,
        prop::collection::btree_map(0..ARGUMENTS + 3, coefficient, 0..3),
    )
        .prop_map(|(constant, terms)| Affine {
            constant,
            terms: terms
                .into_iter()
                .filter(|term| term.1 != 0.0)
                .map(|(number, c)| (id(number), c))
                .collect(),
        })
}

fn random(most_qubits: usize) -> impl Strategy<Value = Random> {
    (1..=most_qubits).prop_flat_map(|qubits| {
        let gate = (placed(qubits), prop::collection::vec(affine(), 3)).prop_map(
            |(placed, mut angles)| {
                angles.truncate(placed.kind.angles());
                (placed, angles)
            },
        );
        let gates = prop::collection::vec(gate, 0..14);
        let observables = prop::collection::vec(observable(qubits), 1..4);
        let arguments = prop::collection::vec(-3.0..3.0, ARGUMENTS);
        (gates, observables, arguments).prop_map(move |(gates, observables, arguments)| Random {
            qubits,
            gates,
            observables,
            arguments,
        })
    })
}

fn slot(number: usize) -> Affine {
    id(number).into()
}

impl Random {
    fn program(&self) -> Program {
        let n = self.observables.len();
        let first = ARGUMENTS + 3;
        let mut derived = vec![
            Derived::Product(slot(0), slot(1)),
            Derived::Apply(Function::Sin, slot(2)),
            Derived::Product(
                slot(ARGUMENTS),
                Affine {
                    constant: 0.3,
                    terms: vec![(id(ARGUMENTS + 1), 2.0)].into(),
                },
            ),
        ];
        derived.extend((0..n).map(|i| Derived::Expectation(i.into())));
        // A product of an expectation value with an angle's slot and with itself.
        derived.push(Derived::Product(
            slot(first),
            Affine {
                constant: 0.5,
                terms: vec![(id(ARGUMENTS), 0.1), (id(first), 1.0)].into(),
            },
        ));
        let instruction = |(placed, angles): &(Placed, Vec<Affine>)| {
            gate(
                placed.kind,
                &placed.controls,
                &placed.targets,
                angles.clone(),
            )
        };
        Program {
            kernel: "random".into(),
            names: ["random"].into_iter().collect(),
            qubits: self.qubits,
            bits: 0,
            instructions: self.gates.iter().map(instruction).collect(),
            arguments: vec![
                Argument {
                    name: "x".into(),
                    shape: Shape::Scalar,
                },
                Argument {
                    name: "y".into(),
                    shape: Shape::Vector(ARGUMENTS - 1),
                },
            ],
            derived,
            observables: self.observables.clone(),
            outputs: vec![
                Output::FloatVector((0..n).map(|i| slot(first + i)).collect()),
                Output::Float(Affine {
                    constant: 1.0,
                    terms: vec![(id(1), 0.7), (id(first + n), -1.5)].into(),
                }),
            ],
            ..Program::default()
        }
    }

    /// The final state, by dense matrices.
    fn state(&self) -> Vec<Complex64> {
        let mut slots = self.arguments.clone();
        slots.push(slots[0] * slots[1]);
        slots.push(slots[2].sin());
        slots.push(slots[3] * (0.3 + 2.0 * slots[4]));
        let mut state = vec![c(0.0); 1 << self.qubits];
        state[0] = c(1.0);
        for (placed, angles) in &self.gates {
            let angles: Vec<f64> = angles
                .iter()
                .map(|angle| angle.value(|slot| slots[number(slot)]))
                .collect();
            let small = dense::gate(placed.kind, &angles);
            let matrix = dense::on_register(self.qubits, &small, &placed.controls, &placed.targets);
            state = dense::apply(&matrix, &state);
        }
        state
    }
}

fn jacobian(program: &Program, arguments: &[f64], method: GradientMethod) -> Vec<f64> {
    let mut evaluator = Evaluator::new(program).unwrap();
    let mut rows = vec![0.0; evaluator.inputs() * evaluator.outputs()];
    let mut values = vec![0.0; evaluator.outputs()];
    evaluator
        .jacobian(arguments, method, &mut values, &mut rows)
        .unwrap();
    let mut again = vec![0.0; evaluator.outputs()];
    evaluator.evaluate(arguments, &mut again).unwrap();
    assert_eq!(values, again, "a gradient leaves the evaluator as it was");
    rows
}

/// Batches in every way against samples one by one; sample k has arguments that are 0.1 k further where they are not shared.
fn batch<R: Precision>(
    program: &Program,
    arguments: &[f64],
    each: [bool; 2],
    rows: usize,
    bound: f64,
) {
    let mut evaluator = Evaluator::new(program).unwrap();
    let (inputs, outputs) = (evaluator.inputs(), evaluator.outputs());
    let number = |row: usize, i: usize| {
        let further = if each[usize::from(i > 0)] { row } else { 0 };
        R::narrow(arguments[i] + 0.1 * further as f64)
    };
    let [x, y] = [0..1, 1..inputs].map(|range| {
        let rows = if each[range.start] { rows } else { 1 };
        let row = |row| range.clone().map(move |i| number(row, i));
        (0..rows).flat_map(row).collect::<Vec<R>>()
    });
    let column = |each: bool, numbers| match each {
        true => Column::Each(numbers),
        false => Column::Shared(numbers),
    };
    let columns = [column(each[0], &x[..]), column(each[1], &y[..])];
    let cotangents: Vec<f64> = (0..rows * outputs).map(|i| 0.5 - (i % 3) as f64).collect();
    let (mut values, mut by_x, mut by_y) = (vec![], vec![0.0; x.len()], vec![0.0; y.len()]);
    for row in 0..rows {
        let own: Vec<f64> = (0..inputs).map(|i| number(row, i).wide()).collect();
        let (mut some, mut by) = (vec![0.0; outputs], vec![0.0; inputs]);
        let cotangent = &cotangents[row * outputs..][..outputs];
        evaluator
            .vjp(&own, cotangent, GradientMethod::Adjoint, &mut some, &mut by)
            .unwrap();
        values.extend(some);
        by_x[if each[0] { row } else { 0 }] += by[0];
        let at = if each[1] { row * (inputs - 1) } else { 0 };
        by_y[at..]
            .iter_mut()
            .zip(&by[1..])
            .for_each(|(sum, d)| *sum += d);
    }
    let narrow: Vec<R> = cotangents.iter().map(|&c| R::narrow(c)).collect();
    let check = |found: [&[R]; 3], what: &str| {
        for (found, expected) in found.into_iter().zip([&values, &by_x, &by_y]) {
            let found: Vec<f64> = found.iter().map(|x| x.wide()).collect();
            let size = expected.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
            let off = furthest(&found, expected);
            assert!(
                off <= bound * size,
                "{what}: off by {off:e}: {found:?} {expected:?}"
            );
        }
    };
    let [mut a, mut b, mut c] = [&values, &by_x, &by_y].map(|v| vec![R::narrow(f64::NAN); v.len()]);
    evaluator.evaluate_batch(&columns, &mut a).unwrap();
    for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
        evaluator
            .vjp_batch(&columns, &narrow, method, &mut a, &mut [&mut b, &mut c])
            .unwrap();
        check([&a, &b, &c], "at once");
        evaluator.forward_batch(&columns, &mut a).unwrap();
        for method in [method, GradientMethod::ParameterShift, method] {
            evaluator
                .backward_batch(&narrow, method, &mut [&mut b, &mut c])
                .unwrap();
            check([&a, &b, &c], "forwards and backwards");
        }
    }
}

fn furthest(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn states_and_values_are_those_of_dense_matrices(random in random(5)) {
        let expected = random.state();
        let mut evaluator = Evaluator::new(&random.program()).unwrap();
        let mut values = vec![0.0; evaluator.outputs()];
        evaluator.evaluate(&random.arguments, &mut values).unwrap();
        for (value, observable) in values.iter().zip(&random.observables) {
            let dense = dense::expectation(random.qubits, observable, &expected);
            prop_assert!((value - dense).abs() < 1e-10, "{value} instead of {dense}");
        }
        let state = evaluator.state(&random.arguments).unwrap();
        let off = state.iter().zip(&expected).map(|(a, b)| (a - b).norm()).fold(0.0, f64::max);
        prop_assert!(off < 1e-12, "off by {off:e}");
    }

    #[test]
    fn exact_gradients_agree_with_each_other_and_with_differences(random in random(4)) {
        let program = random.program();
        let adjoint = jacobian(&program, &random.arguments, GradientMethod::Adjoint);
        let shift = jacobian(&program, &random.arguments, GradientMethod::ParameterShift);
        let step = GradientMethod::FiniteDifference { step: 1e-4 };
        let difference = jacobian(&program, &random.arguments, step);
        prop_assert!(furthest(&adjoint, &shift) < 1e-10, "{adjoint:?} {shift:?}");
        // The third derivative grows with the cube of what angles are scaled by.
        prop_assert!(furthest(&adjoint, &difference) < 2e-3, "{adjoint:?} {difference:?}");
    }

    #[test]
    fn a_batch_gives_what_its_samples_do(
        random in random(4),
        each in [any::<bool>(), any::<bool>()],
        rows in 1usize..20,
    ) {
        prop_assume!(each[0] || each[1]);
        let program = random.program();
        batch::<f64>(&program, &random.arguments, each, rows, 1e-10);
        batch::<f32>(&program, &random.arguments, each, rows, 2e-3);
    }

    #[test]
    fn a_product_with_a_vector_is_that_of_the_jacobian(random in random(3), weights in prop::collection::vec(-2.0..2.0, 4)) {
        let program = random.program();
        for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
            let mut evaluator = Evaluator::new(&program).unwrap();
            let (inputs, outputs) = (evaluator.inputs(), evaluator.outputs());
            let rows = jacobian(&program, &random.arguments, method);
            let (mut values, mut gradient) = (vec![0.0; outputs], vec![0.0; inputs]);
            evaluator.vjp(&random.arguments, &weights[..outputs], method, &mut values, &mut gradient).unwrap();
            for (i, d) in gradient.iter().enumerate() {
                let sum: f64 = (0..outputs).map(|j| weights[j] * rows[j * inputs + i]).sum();
                prop_assert!((d - sum).abs() < 1e-10, "{d} instead of {sum}");
            }
        }
    }
}

/// Larger than a block of the expectation values' sign tables, and than any stride above.
#[test]
fn nine_qubits() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let gates = prop::collection::vec((placed(9), prop::collection::vec(affine(), 3)), 40);
    let observables = prop::collection::vec(observable(9), 6);
    for _ in 0..3 {
        let mut random = Random {
            qubits: 9,
            gates: gates.new_tree(&mut runner).unwrap().current(),
            observables: observables.new_tree(&mut runner).unwrap().current(),
            arguments: vec![0.3, -1.2, 0.8],
        };
        random
            .gates
            .iter_mut()
            .for_each(|(placed, angles)| angles.truncate(placed.kind.angles()));
        let program = random.program();
        let adjoint = jacobian(&program, &random.arguments, GradientMethod::Adjoint);
        let shift = jacobian(&program, &random.arguments, GradientMethod::ParameterShift);
        assert!(furthest(&adjoint, &shift) < 1e-10);
        let expected = random.state();
        let mut evaluator = Evaluator::new(&program).unwrap();
        let mut values = vec![0.0; evaluator.outputs()];
        evaluator.evaluate(&random.arguments, &mut values).unwrap();
        for (value, observable) in values.iter().zip(&random.observables) {
            assert!((value - dense::expectation(9, observable, &expected)).abs() < 1e-10);
        }
    }
}
