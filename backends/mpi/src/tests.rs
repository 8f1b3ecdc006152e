use hqnn_model::ranks::{Alone, Ranks, Threads};
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::prelude::*;

use crate::SharedEvaluator;

#[qkernel]
fn ansatz(
    n: UInt,
    inputs: Vector<Float, { n }>,
    scale: Float,
    weights: Vector<Float, { 2 * n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], inputs[i] * scale);
    }
    q = rx_layer(q, weights, 0);
    q = cz_entangling_layer(q);
    q = ry_layer(q, weights, n);
    expval(q, observables)
}

const QUBITS: usize = 3;
const OUTPUTS: usize = 2;
const SAMPLES: usize = 11;

fn circuit() -> Circuit<ansatz> {
    let observables = [Z(0) * Z(1), X(2)].into();
    let n = QUBITS as _;
    ansatz { n, observables }.compile().unwrap()
}

fn number(i: usize) -> f64 {
    ((i as f64 * 0.739_1 + 0.13).sin() * 43_758.545_3).fract()
}

/// Values, and the gradients of the three arguments.
type Found = [Vec<f64>; 4];

/// Inputs and the scale are of each sample, weights are shared; the sums of all cotangents · values.
fn batch<R: Ranks>(ranks: R, part: usize, method: GradientMethod) -> Result<Found, String> {
    let numbers = |from: usize, count: usize| (from..from + count).map(number).collect();
    let inputs: Vec<f64> = numbers(0, SAMPLES * QUBITS);
    let scales: Vec<f64> = numbers(100, SAMPLES);
    let weights: Vec<f64> = numbers(200, 2 * QUBITS);
    let cotangents: Vec<f64> = numbers(300, SAMPLES * OUTPUTS);
    let columns = [
        Column::Each(&inputs[..]),
        Column::Each(&scales),
        Column::Shared(&weights),
    ];
    let evaluator = circuit().evaluator().unwrap().clone();
    let mut shared = SharedEvaluator::new(evaluator, ranks, part);
    let sizes = [SAMPLES * OUTPUTS, inputs.len(), scales.len(), weights.len()];
    let mut found = sizes.map(|size| vec![0.0; size]);
    let mut alone = found[0].clone();
    let [values, by_inputs, by_scale, by_weights] = &mut found;
    let gradients = &mut [&mut by_inputs[..], by_scale, by_weights];
    shared
        .vjp_batch(&columns, &cotangents, method, values, gradients)
        .and_then(|()| shared.evaluate_batch(&columns, &mut alone))
        .map_err(|error| error.to_string())?;
    for (a, b) in alone.iter().zip(&found[0]) {
        assert!((a - b).abs() < 1e-12);
    }
    Ok(found)
}

#[test]
fn a_batch_has_the_same_bits_for_any_number_of_ranks() {
    for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
        let whole = batch(Alone, SAMPLES, method).unwrap();
        for part in [1, 2, 3, 4, SAMPLES, 100] {
            let alone = batch(Alone, part, method).unwrap();
            for count in 2..=4 {
                for found in Threads::run(count, |ranks| batch(ranks, part, method)) {
                    assert!(found.unwrap() == alone, "{count} ranks, parts of {part}");
                }
            }
            for (found, whole) in alone.iter().flatten().zip(whole.iter().flatten()) {
                assert!((found - whole).abs() < 1e-12, "{found} {whole}");
            }
        }
    }
}

#[test]
fn a_whole_batch_has_the_bits_of_an_evaluator_without_ranks() {
    let found = batch(Alone, SAMPLES, GradientMethod::Adjoint).unwrap();
    let numbers = |from: usize, count: usize| (from..from + count).map(number).collect();
    let (inputs, scales): (Vec<f64>, Vec<f64>) = (numbers(0, 33), numbers(100, 11));
    let (weights, cotangents): (Vec<f64>, Vec<f64>) = (numbers(200, 6), numbers(300, 22));
    let columns = [
        Column::Each(&inputs[..]),
        Column::Each(&scales),
        Column::Shared(&weights),
    ];
    let mut expected = [22, 33, 11, 6].map(|size| vec![0.0; size]);
    let [values, a, b, c] = &mut expected;
    let circuit = circuit();
    let mut evaluator = circuit.evaluator().unwrap();
    let gradients = &mut [&mut a[..], b, c];
    evaluator
        .vjp_batch(
            &columns,
            &cotangents,
            GradientMethod::Adjoint,
            values,
            gradients,
        )
        .unwrap();
    assert!(found == expected);
}

#[test]
fn a_parameter_shift_is_shared_to_the_same_bits() {
    let arguments: Vec<f64> = (0..QUBITS + 1 + 2 * QUBITS).map(number).collect();
    let cotangent = [0.4, -1.3];
    let circuit = circuit();
    let (mut values, mut gradient) = ([0.0; OUTPUTS], vec![0.0; arguments.len()]);
    let shift = GradientMethod::ParameterShift;
    let mut alone = circuit.evaluator().unwrap();
    alone
        .vjp(&arguments, &cotangent, shift, &mut values, &mut gradient)
        .unwrap();
    // Nine angles; more ranks than that, too.
    for count in [1, 2, 3, 4, 11] {
        let ends = Threads::run(count, |ranks| {
            let evaluator = circuit.evaluator().unwrap().clone();
            let mut shared = SharedEvaluator::new(evaluator, ranks, 1);
            let (mut own, mut by) = ([0.0; OUTPUTS], vec![0.0; arguments.len()]);
            shared
                .vjp_by_shift(&arguments, &cotangent, &mut own, &mut by)
                .unwrap();
            (own, by)
        });
        for (own, by) in ends {
            assert!(own == values && by == gradient, "{count} ranks");
        }
    }
}

/// Makes the inputs, the room for values and the part of one rank others than those of the rest.
type Change = dyn Fn(&mut Vec<f64>, &mut Vec<f64>, &mut usize) + Sync;

#[test]
fn what_one_rank_refuses_ends_all() {
    let circuit = circuit();
    let run = |change: &Change| {
        let ends = Threads::run(3, |ranks| {
            let (mut inputs, mut values, mut part) = (vec![0.1; 12], vec![0.0; 8], 2);
            if ranks.rank() == 1 {
                change(&mut inputs, &mut values, &mut part);
            }
            let evaluator = circuit.evaluator().unwrap().clone();
            let mut shared = SharedEvaluator::new(evaluator, ranks, part);
            let columns = [
                Column::Each(&inputs[..]),
                Column::Shared(&[0.5]),
                Column::Shared(&[0.2; 6]),
            ];
            let first = shared.evaluate_batch(&columns, &mut values).unwrap_err();
            let mut gradient = vec![0.0; 10];
            let mut arguments = vec![0.3; 10];
            arguments[0] = inputs[0];
            let second = shared.vjp_by_shift(&arguments, &[1.0; 2], &mut [0.0; 2], &mut gradient);
            (first.to_string(), second.map_err(|error| error.to_string()))
        });
        assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
        ends.into_iter().next().unwrap()
    };
    let nan = "rank 1: `ansatz`: `inputs[0]` is NaN, but every number must be finite";
    let (batch, shift) = run(&|inputs, _, _| inputs[0] = f64::NAN);
    assert_eq!((batch.as_str(), shift), (nan, Err(nan.into())));
    let (batch, shift) = run(&|_, values, _| values.truncate(7));
    let room = "rank 1: values have room for 7 numbers, but 8 are needed";
    assert_eq!((batch.as_str(), shift), (room, Ok(())));
    let parts = "rank 1 has 4 samples in parts of 3, but rank 0 has 4 in parts of 2: all ranks have to make the same calls with the same numbers";
    assert_eq!(run(&|_, _, part| *part = 3).0, parts);
    let rows = "rank 1 has 3 samples in parts of 2, but rank 0 has 4 in parts of 2: all ranks have to make the same calls with the same numbers";
    let fewer = run(&|inputs, values, _| {
        inputs.truncate(9);
        values.truncate(6);
    });
    assert_eq!(fewer.0, rows);
}

#[test]
fn ranks_that_differ_are_refused() {
    let circuits = [1, 2].map(|outputs: usize| {
        let observables: Vec<Observable> = (0..outputs).map(Z).collect();
        let observables = observables.into();
        ansatz { n: 2, observables }.compile().unwrap()
    });
    let same = "all ranks have to make the same calls with the same numbers";
    let form =
        format!("rank 1 has another circuit than rank 0, or other lengths of arguments: {same}");
    let numbers = format!("rank 1 has other numbers than rank 0: {same}");
    // The circuit of rank 1, which argument has a row for each sample, and the first weight.
    for (circuit, is_swapped, weight, expected) in [
        (1, false, 0.3, Some(&form)),
        (0, true, 0.3, Some(&form)),
        (0, false, 0.4, Some(&numbers)),
        (0, false, 0.3, None),
    ] {
        let ends = Threads::run(2, |ranks| {
            let other = ranks.rank() == 1;
            let circuit = &circuits[if other { circuit } else { 0 }];
            let evaluator = circuit.evaluator().unwrap().clone();
            let outputs = evaluator.outputs();
            let mut shared = SharedEvaluator::new(evaluator, ranks, 1);
            let (pairs, mut weights) = ([0.1; 4], [0.3; 8]);
            weights[0] = if other { weight } else { 0.3 };
            let scale = Column::Shared(&[1.0][..]);
            let columns = match other && is_swapped {
                true => [Column::Shared(&pairs[..2]), scale, Column::Each(&weights)],
                false => [Column::Each(&pairs), scale, Column::Shared(&weights[..4])],
            };
            let done = shared.evaluate_batch(&columns, &mut vec![0.0; 2 * outputs]);
            let arguments = [&pairs[..2], &[1.0], &weights[..4]].concat();
            let (mut values, mut gradient) = (vec![0.0; outputs], [0.0; 7]);
            let shift =
                shared.vjp_by_shift(&arguments, &vec![1.0; outputs], &mut values, &mut gradient);
            (
                done.map_err(|error| error.to_string()),
                shift.map_err(|error| error.to_string()),
            )
        });
        for (done, shift) in ends {
            assert_eq!(done.err().as_ref(), expected);
            let expected = expected.filter(|_| !is_swapped);
            assert_eq!(shift.err().as_ref(), expected);
        }
    }
}
