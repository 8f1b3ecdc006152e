//! What every engine has to do, run for each of them.

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::ops::ControlFlow;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{
    Angles, ENGINES, Engine, Mixed, Part, PauliTerm, Primitive, PrimitiveKind, Run, Shift, Step,
    Turn,
};

/// What the others are compared with: the one that comes last in the list.
fn reference() -> &'static dyn Engine {
    ENGINES[ENGINES.len() - 1]
}

const KINDS: [PrimitiveKind; 11] = [
    PrimitiveKind::Phase,
    PrimitiveKind::Flip,
    PrimitiveKind::FlipY,
    PrimitiveKind::Hadamard,
    PrimitiveKind::Rx,
    PrimitiveKind::Ry,
    PrimitiveKind::Rz,
    PrimitiveKind::Swap,
    PrimitiveKind::Rxx,
    PrimitiveKind::Ryy,
    PrimitiveKind::Rzz,
];

fn targets(kind: PrimitiveKind) -> usize {
    match kind {
        PrimitiveKind::Phase => 0,
        PrimitiveKind::Swap | PrimitiveKind::Rxx | PrimitiveKind::Ryy | PrimitiveKind::Rzz => 2,
        _ => 1,
    }
}

fn has_angle(kind: PrimitiveKind) -> bool {
    matches!(
        kind,
        PrimitiveKind::Phase
            | PrimitiveKind::Rx
            | PrimitiveKind::Ry
            | PrimitiveKind::Rz
            | PrimitiveKind::Rxx
            | PrimitiveKind::Ryy
            | PrimitiveKind::Rzz
    )
}

/// A primitive on qubits that a shuffled order and a number of controls choose.
fn primitive(kind: PrimitiveKind, order: &[usize], controls: usize) -> Option<Primitive> {
    let n = targets(kind);
    if order.len() < n {
        return None;
    }
    let bit = |i: usize| 1usize << order[i];
    let (low, high) = match n {
        0 => (0, 0),
        1 => (bit(0), 0),
        _ => (bit(0).min(bit(1)), bit(0).max(bit(1))),
    };
    let controls = order[n..].iter().take(controls);
    Some(Primitive {
        kind,
        controls: controls.fold(0, |mask, qubit| mask | 1 << qubit),
        low,
        high,
    })
}

pub(super) fn part() -> impl Strategy<Value = (Part, Vec<f64>)> {
    part_of(1..=4, 12)
}

/// A part with fewer than that many steps, and angles for it.
pub(super) fn part_of(
    qubits: std::ops::RangeInclusive<usize>,
    most: usize,
) -> impl Strategy<Value = (Part, Vec<f64>)> {
    qubits.prop_flat_map(move |qubits| {
        let order = Just((0..qubits).collect::<Vec<_>>()).prop_shuffle();
        let step = (
            0..KINDS.len(),
            order,
            0usize..3,
            any::<bool>(),
            -3.0..3.0f64,
        );
        let steps = prop::collection::vec(step, 0..most);
        let factor = (0..qubits, 0usize..3);
        let term = (-2.0..2.0f64, prop::collection::vec(factor, 1..3));
        let observables = prop::collection::vec(prop::collection::vec(term, 1..4), 1..4);
        (steps, observables).prop_map(move |(all, observables)| {
            let (mut steps, mut places, mut angles) = (Vec::new(), Vec::new(), Vec::new());
            for (kind, order, controls, free, angle) in all {
                let Some(primitive) = primitive(KINDS[kind], &order, controls) else {
                    continue;
                };
                let turn = if free && has_angle(primitive.kind) {
                    places.push(steps.len());
                    angles.push(angle);
                    Turn::Angle(angles.len() - 1)
                } else if has_angle(primitive.kind) || primitive.kind == PrimitiveKind::Swap {
                    Turn::Fixed(primitive.turn(angle))
                } else {
                    Turn::Fixed([1.0, 0.0])
                };
                steps.push(Step { primitive, turn });
            }
            let observable = |terms: Vec<(f64, Vec<(usize, usize)>)>| {
                // Like terms are merged.
                let mut sum = BTreeMap::new();
                for (coefficient, factors) in terms {
                    // The last operator on a qubit counts.
                    let factors: BTreeMap<_, _> = factors.into_iter().collect();
                    let on = |kinds: [usize; 2]| {
                        let some = factors.iter().filter(|(_, kind)| kinds.contains(kind));
                        some.fold(0, |mask, (qubit, _)| mask | 1usize << qubit)
                    };
                    *sum.entry((on([0, 1]), on([1, 2]))).or_insert(0.0) += coefficient;
                }
                let terms = sum.into_iter();
                terms
                    .map(|((x, z), coefficient)| PauliTerm { coefficient, x, z })
                    .collect()
            };
            let part = Part {
                kernel: "random".into(),
                qubits,
                steps: steps.into(),
                angles: places,
                observables: observables.into_iter().map(observable).collect(),
            };
            (part, angles)
        })
    })
}

pub(super) fn close(a: &[f64], b: &[f64], bound: f64, what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= bound, "{what}: {a} and {b}");
    }
}

fn values(engine: &dyn Engine, part: &Arc<Part>, angles: &[f64]) -> Vec<f64> {
    let mut values = vec![0.0; part.observables.len()];
    let mut run = engine.prepare(part).unwrap();
    run.expectations(angles, &mut values).unwrap();
    values
}

fn random(test: impl Fn(Arc<Part>, Vec<f64>)) {
    let mut runner = TestRunner::default();
    runner
        .run(&part(), |(part, angles)| {
            test(Arc::new(part), angles);
            Ok(())
        })
        .unwrap();
}

#[test]
fn all_engines_give_the_same_values_and_states() {
    random(|part, angles| {
        let expected = values(reference(), &part, &angles);
        let state = reference()
            .prepare(&part)
            .unwrap()
            .amplitudes(&angles)
            .unwrap()
            .to_vec();
        for &engine in ENGINES {
            close(
                &values(engine, &part, &angles),
                &expected,
                1e-12,
                engine.name(),
            );
            let mut run = engine.prepare(&part).unwrap();
            for (a, b) in run.amplitudes(&angles).unwrap().iter().zip(&state) {
                assert!((a - b).norm() < 1e-12, "{}: {a} and {b}", engine.name());
            }
        }
    });
}

/// The derivatives of all values by each angle, a row an angle: the rules with two and with four terms of Schuld et al. 2019,
/// arXiv:1811.11184, and Anselmetti et al. 2021, arXiv:2104.05695.
fn by_shifts(part: &Part, run: &mut dyn Run, angles: &[f64]) -> Vec<f64> {
    let count = part.observables.len();
    let mut matrix = vec![0.0; angles.len() * count];
    for (angle, row) in matrix.chunks_exact_mut(count).enumerate() {
        let root = 2.0f64.sqrt();
        let [near, far] = [root + 1.0, root - 1.0].map(|c| c / (4.0 * root));
        let rule = match part.steps.primitive(part.angles[angle]).frequencies() {
            [] => vec![],
            [_] => vec![(PI / 2.0, 0.5)],
            _ => vec![(PI / 2.0, near), (3.0 * PI / 2.0, -far)],
        };
        for (s, c) in rule {
            let list = [s, -s].map(|by| Shift { angle, by });
            let mut shifted = vec![0.0; 2 * count];
            run.shifted(angles, &list, &mut shifted).unwrap();
            let (above, below) = shifted.split_at(count);
            for ((d, above), below) in row.iter_mut().zip(above).zip(below) {
                *d += c * (above - below);
            }
        }
    }
    matrix
}

#[test]
fn derivatives_are_those_of_the_values() {
    random(|part, angles| {
        for &engine in ENGINES {
            let (count, n) = (part.observables.len(), angles.len());
            let mut run = engine.prepare(&part).unwrap();
            let matrix = by_shifts(&part, &mut *run, &angles);
            for i in 0..n {
                let moved = |by: f64| {
                    let mut angles = angles.clone();
                    angles[i] += by;
                    values(engine, &part, &angles)
                };
                let (above, below) = (moved(1e-5), moved(-1e-5));
                let slopes: Vec<f64> = above
                    .iter()
                    .zip(&below)
                    .map(|(a, b)| (a - b) / 2e-5)
                    .collect();
                close(&matrix[i * count..][..count], &slopes, 1e-7, engine.name());
            }
            if !run.has_adjoint() {
                continue;
            }
            // One forward run serves several cotangents.
            let mut found = vec![0.0; count];
            run.expectations(&angles, &mut found).unwrap();
            for k in 0..2 {
                let weights: Vec<f64> = (0..count).map(|j| 0.3 + (j * (k + 1)) as f64).collect();
                let mut by_angle = vec![0.0; n];
                run.adjoint(&weights, &mut by_angle).unwrap();
                let expected: Vec<f64> = (0..n)
                    .map(|i| {
                        weights
                            .iter()
                            .zip(&matrix[i * count..])
                            .map(|(w, d)| w * d)
                            .sum()
                    })
                    .collect();
                close(&by_angle, &expected, 1e-11, engine.name());
            }
        }
    });
}

#[test]
fn a_shift_is_exact_where_its_sum_with_the_angle_would_be_rounded() {
    let rx = Primitive {
        kind: PrimitiveKind::Rx,
        controls: 0,
        low: 1,
        high: 0,
    };
    let part = Arc::new(Part {
        kernel: "large".into(),
        qubits: 1,
        steps: vec![Step {
            primitive: rx,
            turn: Turn::Angle(0),
        }]
        .into(),
        angles: vec![0],
        observables: vec![vec![PauliTerm {
            coefficient: 1.0,
            x: 0,
            z: 1,
        }]],
    });
    for &engine in ENGINES {
        for angle in [0.4, 1e16, 1e17, 1e300] {
            let mut run = engine.prepare(&part).unwrap();
            let mut values = [0.0; 2];
            let list = [0.5, -0.5].map(|by| Shift { angle: 0, by });
            run.shifted(&[angle], &list, &mut values).unwrap();
            let (sin, cos) = (angle / 2.0).sin_cos();
            let (sin, cos) = (2.0 * sin * cos, cos * cos - sin * sin);
            let expected = [0.5f64, -0.5].map(|by| cos * by.cos() - sin * by.sin());
            close(&values, &expected, 1e-12, engine.name());
        }
    }
}

#[test]
fn runs_are_independent_and_may_be_used_again() {
    random(|part, angles| {
        let others: Vec<f64> = angles.iter().map(|angle| 0.7 - angle).collect();
        for &engine in ENGINES {
            let (first, second) = (
                values(engine, &part, &angles),
                values(engine, &part, &others),
            );
            let mut run = engine.prepare(&part).unwrap();
            let mut found = vec![0.0; first.len()];
            run.expectations(&angles, &mut found).unwrap();
            let mut fork = run.fork();
            fork.expectations(&others, &mut found).unwrap();
            assert_eq!(found, second, "{}", engine.name());
            run.expectations(&others, &mut found).unwrap();
            assert_eq!(found, second, "{}", engine.name());
            run.expectations(&angles, &mut found).unwrap();
            assert_eq!(found, first, "{}", engine.name());
        }
    });
}

#[test]
fn registers_measure_as_the_state_says() {
    random(|part, angles| {
        for &engine in ENGINES {
            let state = reference()
                .prepare(&part)
                .unwrap()
                .amplitudes(&angles)
                .unwrap()
                .to_vec();
            let mut register = engine.register(&part.kernel, part.qubits).unwrap();
            super::apply(&part.steps, &angles, &mut *register);
            let all = |register: &dyn super::Register| {
                let mut all = Vec::new();
                register.probabilities(&mut |index, probability| {
                    assert_eq!(index, all.len());
                    all.push(probability);
                    ControlFlow::Continue(())
                });
                all
            };
            let expected: Vec<f64> = state.iter().map(|a| a.norm_sqr()).collect();
            close(&all(&*register), &expected, 1e-12, engine.name());
            for qubit in 0..part.qubits {
                let ones = expected
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| i >> qubit & 1 == 1);
                let one: f64 = ones.map(|(_, p)| p).sum();
                close(&[register.probability(qubit)], &[one], 1e-12, engine.name());
                for (outcome, chance) in [(true, one), (false, 1.0 - one)] {
                    if chance < 1e-3 {
                        continue;
                    }
                    let mut measured = register.fork().unwrap();
                    measured.project(qubit, outcome, chance);
                    let kept = expected.iter().enumerate().map(|(i, p)| {
                        if (i >> qubit & 1 == 1) == outcome {
                            p / chance
                        } else {
                            0.0
                        }
                    });
                    close(
                        &all(&*measured),
                        &kept.collect::<Vec<_>>(),
                        1e-10,
                        engine.name(),
                    );
                }
            }
            close(&all(&*register), &expected, 1e-12, engine.name());
        }
    });
}

#[test]
fn a_density_matrix_gives_the_values_of_the_state() {
    random(|part, angles| {
        let expected = values(reference(), &part, &angles);
        let mut mixed = Mixed::new(&part, &Arc::from([]));
        let mut found = vec![0.0; expected.len()];
        mixed.expectations(&angles, &mut found).unwrap();
        close(&found, &expected, 1e-12, "mixed");
        let list: Vec<Shift> = (0..angles.len())
            .map(|angle| Shift { angle, by: 0.4 })
            .collect();
        let mut rows = [
            vec![0.0; list.len() * found.len()],
            vec![0.0; list.len() * found.len()],
        ];
        mixed.shifted(&angles, &list, &mut rows[0]).unwrap();
        let mut run = reference().prepare(&part).unwrap();
        run.shifted(&angles, &list, &mut rows[1]).unwrap();
        close(&rows[0], &rows[1], 1e-12, "mixed, shifted");
    });
}

/// The angles of a batch: those of the part and others, of which some are shared.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) rows: usize,
    pub(super) each: Vec<bool>,
    columns: Vec<std::ops::Range<usize>>,
    pub(super) numbers: Vec<f64>,
}

impl Rows {
    /// Row k turns the angles that are not shared k times 0.7 further.
    pub(super) fn new(angles: &[f64], rows: usize, each: impl Iterator<Item = bool>) -> Rows {
        let each: Vec<bool> = each.take(angles.len()).collect();
        let (mut columns, mut numbers) = (Vec::new(), Vec::new());
        for (&angle, &each) in angles.iter().zip(&each) {
            let start = numbers.len();
            let n = if each { rows } else { 1 };
            // Exact in both precisions.
            let numbers_of = (0..n).map(|k| f64::from((angle + 0.7 * k as f64) as f32));
            numbers.extend(numbers_of);
            columns.push(start..numbers.len());
        }
        Rows {
            rows,
            each,
            columns,
            numbers,
        }
    }

    pub(super) fn angles(&self) -> Angles<'_> {
        Angles {
            rows: self.rows,
            each: &self.each,
            columns: &self.columns,
            numbers: &self.numbers,
        }
    }

    /// Where the numbers of a row are.
    fn row(&self, row: usize) -> Vec<usize> {
        let columns = self.each.iter().zip(&self.columns);
        columns
            .map(|(&each, column)| column.start + if each { row } else { 0 })
            .collect()
    }
}

#[test]
fn a_batch_gives_what_its_rows_do() {
    let strategy = (
        part(),
        1usize..=20,
        prop::collection::vec(any::<bool>(), 12),
    );
    let mut runner = TestRunner::default();
    let test = |((part, angles), rows, each): ((Part, Vec<f64>), usize, Vec<bool>)| {
        let (part, rows) = (Arc::new(part), Rows::new(&angles, rows, each.into_iter()));
        for &engine in ENGINES {
            check_batch(engine, &part, &rows);
        }
        Ok(())
    };
    runner.run(&strategy, test).unwrap();
}

/// What the engine gives for a batch is what its rows give one by one; whether it takes such a batch.
pub(super) fn check_batch(engine: &dyn Engine, part: &Arc<Part>, rows: &Rows) -> bool {
    let count = part.observables.len();
    let weights: Vec<f64> = (0..count * rows.rows)
        .map(|i| 0.3 + (i % 7) as f64)
        .collect();
    let mut run = engine.prepare(part).unwrap();
    if run.prepare_batch(rows.rows, &rows.each).is_err() {
        return false;
    }
    let Some(batch) = run.batch() else {
        panic!("{} is ready for a batch and has none", engine.name())
    };
    let mut found = vec![0.0; count * rows.rows];
    batch.expectations(rows.angles(), &mut found).unwrap();
    let mut slopes = [(); 2].map(|()| vec![f64::NAN; rows.numbers.len()]);
    for slopes in &mut slopes {
        batch.adjoint(rows.angles(), &weights, slopes).unwrap();
    }
    assert_eq!(slopes[0], slopes[1], "{}, again", engine.name());
    let mut both = (vec![f64::NAN; found.len()], vec![f64::NAN; slopes[0].len()]);
    batch
        .vjp(rows.angles(), &weights, &mut both.0, &mut both.1)
        .unwrap();
    assert_eq!(both.0, found, "{}, in one call", engine.name());
    assert_eq!(both.1, slopes[0], "{}, in one call", engine.name());
    let mut expected = vec![0.0; rows.numbers.len()];
    for row in 0..rows.rows {
        let at = rows.row(row);
        let angles: Vec<f64> = at.iter().map(|&i| rows.numbers[i]).collect();
        let values = values(reference(), part, &angles);
        let column =
            |all: &[f64]| -> Vec<f64> { (0..count).map(|i| all[i * rows.rows + row]).collect() };
        close(&column(&found), &values, 1e-12, engine.name());
        let mut single = super::Statevector.prepare(part).unwrap();
        let (mut values, mut by_angle) = (vec![0.0; count], vec![0.0; angles.len()]);
        single.expectations(&angles, &mut values).unwrap();
        single.adjoint(&column(&weights), &mut by_angle).unwrap();
        at.iter().zip(by_angle).for_each(|(&i, d)| expected[i] += d);
    }
    close(&slopes[0], &expected, 1e-10, engine.name());
    let Some(batch) = run.batch_f32() else {
        return true;
    };
    let narrow = |numbers: &[f64]| Vec::from_iter(numbers.iter().map(|&x| x as f32));
    let (numbers, weights) = (narrow(&rows.numbers), narrow(&weights));
    let angles = Angles {
        rows: rows.rows,
        each: &rows.each,
        columns: &rows.columns,
        numbers: &numbers,
    };
    let mut narrow = (narrow(&found), vec![f32::NAN; numbers.len()]);
    batch
        .vjp(angles, &weights, &mut narrow.0, &mut narrow.1)
        .unwrap();
    let wide = |numbers: &[f32]| Vec::from_iter(numbers.iter().map(|&x| f64::from(x)));
    close(&wide(&narrow.0), &found, 1e-5, engine.name());
    let size: f64 = weights.iter().map(|&w| f64::from(w)).sum();
    close(&wide(&narrow.1), &expected, 1e-5 * size, engine.name());
    true
}
