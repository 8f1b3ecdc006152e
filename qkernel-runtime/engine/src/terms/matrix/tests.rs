//! Coefficients by a matrix, beside those by turns of cells.

use std::sync::Arc;

use proptest::test_runner::TestRunner;

use super::{Evaluate, Matrix, Pull, Room};
use crate::suite::{Rows, check_batch, close};
use crate::terms::buffers::Buffers;
use crate::terms::plan::Plan;
use crate::terms::tests::{encoded, go};
use crate::terms::{Ready, Terms};
use crate::{Angles, Part, PauliTerm, Precision, Primitive, PrimitiveKind, Step, Turn};

/// Values and derivatives of a batch.
fn batch<R: Precision, const V: usize>(plan: Plan, rows: &Rows) -> [Vec<f64>; 2] {
    let numbers: Vec<R> = rows.numbers.iter().map(|&x| R::narrow(x)).collect();
    let angles = Angles {
        rows: rows.rows,
        each: &rows.each,
        columns: rows.angles().columns,
        numbers: &numbers,
    };
    let mut values = vec![R::default(); plan.outputs * rows.rows];
    let mut by_angle = vec![R::default(); numbers.len()];
    let weights: Vec<R> = (0..values.len())
        .map(|i| R::narrow((0.3 + 0.7 * i as f64).sin()))
        .collect();
    let mut ready = Ready::new(Arc::new(plan), &rows.each);
    let back = Some((&weights[..], &mut by_angle[..]));
    Buffers::<R, 32, V, V>::default().go(&mut ready, angles, Some(&mut values), back);
    [values, by_angle].map(|numbers| numbers.iter().map(|x| x.wide()).collect())
}

fn same_as_turns(part: &Part, rows: &Rows) {
    let plans = || Plan::with_matrix(part, &rows.each).unwrap();
    let by_matrix = || {
        let (mut plan, matrix) = plans();
        plan.matrix = matrix;
        assert!(plan.matrix.is_some());
        plan
    };
    let [values, slopes] = batch::<f64, 4>(plans().0, rows);
    let double = batch::<f64, 4>(by_matrix(), rows);
    close(&double[0], &values, 1e-12, "values");
    close(&double[1], &slopes, 1e-12 * rows.rows as f64, "slopes");
    let single = batch::<f32, 8>(by_matrix(), rows);
    close(&single[0], &values, 1e-5, "values in f32");
    close(
        &single[1],
        &slopes,
        1e-5 * rows.rows as f64,
        "slopes in f32",
    );
}

/// Coefficients, and the derivatives by the angles.
fn numbers<R: Precision, const V: usize>(
    matrix: &Matrix,
    angles: &[f64],
    terms: usize,
    portable: bool,
) -> [Vec<f64>; 2] {
    let (mut room, mut found) = (Room::<R, V>::default(), vec![R::default(); terms]);
    let evaluate = Evaluate {
        matrix,
        angles: |angle: usize| angles[angle],
        room: &mut room,
        terms: &mut found,
    };
    go(evaluate, portable);
    let mut slopes = vec![0.0; angles.len()];
    let by_term: Vec<f64> = (0..terms).map(|i| (0.3 + i as f64).sin()).collect();
    let pull = Pull {
        matrix,
        room: &mut room,
        by_term: &by_term,
        by_angle: |angle: usize, d: f64| slopes[angle] += d,
    };
    go(pull, portable);
    [found.iter().map(|x| x.wide()).collect(), slopes]
}

#[test]
fn a_matrix_gives_what_turns_of_cells_give_and_the_same_bits_in_any_vector() {
    let test = |((part, angles, each), rows): ((Part, Vec<f64>, Vec<bool>), usize)| {
        same_as_turns(&part, &Rows::new(&angles, rows, each.iter().copied()));
        let (plan, matrix) = Plan::with_matrix(&part, &each).unwrap();
        let (matrix, terms) = (matrix.unwrap(), plan.terms.len());
        let double = |portable| numbers::<f64, 4>(&matrix, &angles, terms, portable);
        assert_eq!(double(true), double(false));
        let single = |portable| numbers::<f32, 8>(&matrix, &angles, terms, portable);
        assert_eq!(single(true), single(false));
        Ok(())
    };
    TestRunner::default()
        .run(&(encoded(), 1usize..=5), test)
        .unwrap();
}

/// Layers of rotations about Z and Y, and controlled phases, on an encoding of the samples' angles.
fn deep(qubits: usize, layers: usize) -> (Part, Vec<f64>, usize) {
    let (mut steps, mut places) = (Vec::new(), Vec::new());
    let rotations = std::iter::once(PrimitiveKind::Ry)
        .chain([PrimitiveKind::Rz, PrimitiveKind::Ry].repeat(layers));
    for (number, kind) in rotations.enumerate() {
        for qubit in 0..qubits {
            places.push(steps.len());
            let primitive = Primitive {
                kind,
                controls: 0,
                low: 1 << qubit,
                high: 0,
            };
            let turn = Turn::Angle(places.len() - 1);
            steps.push(Step { primitive, turn });
        }
        // After each layer.
        for qubit in (0..qubits - 1).filter(|_| number > 0 && number % 2 == 0) {
            let primitive = Primitive {
                kind: PrimitiveKind::Phase,
                controls: 3 << qubit,
                low: 0,
                high: 0,
            };
            let turn = Turn::Fixed([-1.0, 0.0]);
            steps.push(Step { primitive, turn });
        }
    }
    let observable = |qubit: usize| {
        let on = |x, z, coefficient| PauliTerm { coefficient, x, z };
        // X, Y and Z of one qubit, and a product.
        vec![
            on(0, 1 << qubit, 1.0),
            on(1 << qubit, 1, 0.5),
            on(3, 2, -0.25),
        ]
    };
    let angles = (0..places.len()).map(|i| 0.3 + 0.7 * i as f64);
    let part = Part {
        kernel: "deep".into(),
        qubits,
        angles: places,
        steps: steps.into(),
        observables: (0..qubits).map(observable).collect(),
    };
    (part, angles.collect(), qubits)
}

#[test]
fn any_number_of_turns_may_follow_each_other() {
    let (mut steps, mut places) = (Vec::new(), Vec::new());
    for (number, kind) in [PrimitiveKind::Ry, PrimitiveKind::Rx]
        .repeat(50)
        .into_iter()
        .enumerate()
    {
        places.push(steps.len());
        let (low, high) = (1 << (number % 2), 0);
        let primitive = Primitive {
            kind,
            controls: 0,
            low,
            high,
        };
        let turn = Turn::Angle(number);
        steps.push(Step { primitive, turn });
        if number == 1 {
            let (kind, low, high) = (PrimitiveKind::Rxx, 1, 2);
            let primitive = Primitive {
                kind,
                low,
                high,
                ..primitive
            };
            let turn = Turn::Fixed(primitive.turn(0.6));
            steps.push(Step { primitive, turn });
        }
    }
    let z = PauliTerm {
        coefficient: 1.0,
        x: 0,
        z: 3,
    };
    let part = Part {
        kernel: "turns".into(),
        qubits: 2,
        angles: places,
        steps: steps.into(),
        observables: vec![vec![z]],
    };
    // Nearly a quarter each, where the numbers grow the most.
    let angles: Vec<f64> = (0..100).map(|i| 1.5 + 0.01 * f64::from(i)).collect();
    let rows = Rows::new(&angles, 3, (0..100).map(|angle| angle < 2));
    same_as_turns(&part, &rows);
}

#[test]
fn deep_circuits_go_by_a_matrix_and_are_right() {
    // Of 4 qubits one block of columns, of 5 two.
    for (qubits, layers) in [(4, 9), (5, 7)] {
        let (part, angles, encoded) = deep(qubits, layers);
        let rows = Rows::new(&angles, 3, (0..angles.len()).map(|angle| angle < encoded));
        assert!(Plan::new(&part, &rows.each).unwrap().matrix.is_some());
        same_as_turns(&part, &rows);
        assert!(check_batch(&Terms, &Arc::new(part), &rows));
    }
    // The tutorial's depth does not.
    let (part, angles, encoded) = deep(4, 2);
    let each: Vec<bool> = (0..angles.len()).map(|angle| angle < encoded).collect();
    assert!(Plan::new(&part, &each).unwrap().matrix.is_none());
}
