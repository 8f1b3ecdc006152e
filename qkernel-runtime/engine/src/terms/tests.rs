//! Batches with a product state in front, on random circuits.

use std::cell::Cell;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::block::Back;
use super::coefficients::{Coefficients, Evaluate};
use super::kernel::{Blocks, Rows as Task};
use super::plan::Plan;
use super::{Terms, Together};
use crate::Batch;
use crate::Precision;
use crate::real::Lane;
use crate::suite::{Rows, check_batch, part};
use crate::wide::{Work, widest};
use crate::{Part, Primitive, PrimitiveKind, Step, Turn};

/// A random part after turns of single qubits, of which some have an angle of the sample; which angles have.
pub(super) fn encoded() -> impl Strategy<Value = (Part, Vec<f64>, Vec<bool>)> {
    let turn = (0usize..4, 0usize..6, 0usize..4, -3.0..3.0f64);
    (part(), prop::collection::vec(turn, 0..7)).prop_map(|((rest, angles), front)| {
        let (mut steps, mut places, mut all, mut each) = (vec![], vec![], vec![], vec![]);
        for (qubit, kind, form, angle) in front {
            let bit = 1 << qubit.min(rest.qubits - 1);
            let kinds = [
                PrimitiveKind::Rx,
                PrimitiveKind::Ry,
                PrimitiveKind::Rz,
                PrimitiveKind::Phase,
                PrimitiveKind::Hadamard,
                PrimitiveKind::Flip,
            ];
            let (controls, low) = if kinds[kind] == PrimitiveKind::Phase {
                (bit, 0)
            } else {
                (0, bit)
            };
            let primitive = Primitive {
                kind: kinds[kind],
                controls,
                low,
                high: 0,
            };
            // Of the sample, of all samples, or none.
            let turn = if matches!(kinds[kind], PrimitiveKind::Hadamard | PrimitiveKind::Flip) {
                Turn::Fixed([1.0, 0.0])
            } else if form == 3 {
                Turn::Fixed(primitive.turn(angle))
            } else {
                places.push(steps.len());
                all.push(angle);
                each.push(form < 2);
                Turn::Angle(all.len() - 1)
            };
            steps.push(Step { primitive, turn });
        }
        let (steps_before, angles_before) = (steps.len(), all.len());
        for mut step in rest.steps.iter() {
            if let Turn::Angle(angle) = &mut step.turn {
                *angle += angles_before;
            }
            steps.push(step);
        }
        places.extend(rest.angles.iter().map(|step| step + steps_before));
        all.extend(angles);
        each.resize(all.len(), false);
        let part = Part {
            steps: steps.into(),
            angles: places,
            ..rest
        };
        (part, all, each)
    })
}

#[test]
fn every_circuit_with_a_product_state_in_front_is_taken_and_right() {
    let most = Cell::new(0);
    let test = |((part, angles, each), rows): ((Part, Vec<f64>, Vec<bool>), usize)| {
        most.set(most.get().max(each.iter().filter(|&&each| each).count()));
        let rows = Rows::new(&angles, rows, each.into_iter());
        assert!(check_batch(&Terms, &Arc::new(part), &rows));
        Ok(())
    };
    TestRunner::default()
        .run(&(encoded(), 1usize..=40), test)
        .unwrap();
    assert!(most.get() > 3, "{}", most.get());
}

/// Does work in one of the two compilations.
pub(super) fn go(work: impl Work, portable: bool) {
    if portable { work.run() } else { widest(work) }
}

/// Values and derivatives with all rows in blocks of `S`, and the sums of the terms.
fn by<T: Precision, const S: usize, const V: usize>(
    portable: bool,
    part: &Part,
    rows: &Rows,
) -> [Vec<T>; 3] {
    let plan = Plan::new(part, &rows.each).unwrap();
    let numbers: Vec<T> = rows.numbers.iter().map(|&x| T::narrow(x)).collect();
    let angles = crate::Angles {
        rows: rows.rows,
        each: &rows.each,
        columns: rows.angles().columns,
        numbers: &numbers,
    };
    let mut terms = vec![T::default(); plan.terms.len()];
    let evaluate = Evaluate {
        plan: &plan,
        angles: |angle: usize| rows.numbers[angles.columns[angle].start],
        kept: &mut Coefficients::new(&plan),
        terms: &mut terms,
    };
    go(evaluate, portable);
    let outputs = rows.rows * part.observables.len();
    let (mut values, mut by_angle) = (
        vec![T::default(); outputs],
        vec![T::default(); numbers.len()],
    );
    let mut by_term = vec![Lane::<T, V>::default(); terms.len()];
    let weights = vec![T::narrow(0.7); outputs];
    let task = Task {
        plan: &plan,
        terms: &terms,
        angles,
        range: 0..rows.rows,
        blocks: &mut Blocks::<T, S>::default(),
        values: Some(&mut values),
        back: Some(Back {
            weights: &weights,
            by_angle: &mut by_angle,
            by_term: &mut by_term,
            by_link: &mut vec![0.0; plan.links],
        }),
    };
    go(task, portable);
    let sums = by_term.iter().flat_map(|lanes| lanes.0);
    [values, by_angle, sums.collect()]
}

/// Both compilations and all widths give a row the same bits.
fn check_widths(part: &Part, rows: &Rows) {
    let wide = by::<f64, 16, 4>(false, part, rows);
    assert_eq!(wide, by::<f64, 16, 4>(true, part, rows));
    let narrow = by::<f64, 4, 4>(false, part, rows);
    assert_eq!(narrow, by::<f64, 4, 4>(true, part, rows));
    assert_eq!(wide[..2], narrow[..2]);
    let wide = by::<f32, 32, 8>(false, part, rows);
    assert_eq!(wide, by::<f32, 32, 8>(true, part, rows));
    let narrow = by::<f32, 8, 8>(false, part, rows);
    assert_eq!(narrow, by::<f32, 8, 8>(true, part, rows));
    assert_eq!(wide[..2], narrow[..2]);
}

#[test]
fn both_compilations_and_all_widths_give_a_row_the_same_bits() {
    let test = |((part, angles, each), rows): ((Part, Vec<f64>, Vec<bool>), usize)| {
        check_widths(&part, &Rows::new(&angles, rows, each.iter().copied()));
        // Fewer rows: the same bits for each.
        let part = Arc::new(part);
        let of = |rows: usize| {
            let rows = Rows::new(&angles, rows, each.iter().copied());
            let mut values = vec![0.0; rows.rows * part.observables.len()];
            let mut slopes = vec![0.0; rows.numbers.len()];
            let weights = vec![0.7; values.len()];
            let mut together = Together::new(&part);
            let angles = rows.angles();
            Batch::<f64>::vjp(&mut together, angles, &weights, &mut values, &mut slopes).unwrap();
            let columns = angles.columns.iter().zip(&each);
            let own = columns.filter(|(_, each)| **each);
            let slopes = own.map(|(column, _)| slopes[column.clone()].to_vec());
            let values = values.chunks(rows.rows).map(<[f64]>::to_vec);
            values.chain(slopes).collect::<Vec<_>>()
        };
        let all = of(rows);
        for fewer in [1, rows / 2, rows - 1] {
            for (some, all) in of(fewer.max(1)).iter().zip(&all) {
                assert_eq!(some[..], all[..some.len()]);
            }
        }
        Ok(())
    };
    TestRunner::default()
        .run(&(encoded(), 1usize..=40), test)
        .unwrap();
}

#[test]
fn coefficients_are_the_same_whether_observables_share_cells() {
    // Deep enough that all products are reached, and that they are turned four at a time.
    let (mut steps, mut places) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        for qubit in 0..4 {
            for kind in [PrimitiveKind::Ry, PrimitiveKind::Rz] {
                places.push(steps.len());
                steps.push(Step {
                    primitive: Primitive {
                        kind,
                        controls: 0,
                        low: 1 << qubit,
                        high: 0,
                    },
                    turn: Turn::Angle(places.len() - 1),
                });
            }
        }
        for qubit in 0..3 {
            steps.push(Step {
                primitive: Primitive {
                    kind: PrimitiveKind::Flip,
                    controls: 1 << qubit,
                    low: 2 << qubit,
                    high: 0,
                },
                turn: Turn::Fixed([1.0, 0.0]),
            });
        }
    }
    let observable = |z: usize| {
        vec![crate::PauliTerm {
            coefficient: 1.0,
            x: 0,
            z,
        }]
    };
    let part = Part {
        kernel: "deep".into(),
        qubits: 4,
        angles: places,
        steps: steps.into(),
        // Two times four that have terms of all rows, and one that is alone.
        observables: [1, 2, 4, 8, 3, 5, 6, 9, 12].map(observable).to_vec(),
    };
    let angles: Vec<f64> = (0..part.angles.len())
        .map(|i| 0.3 + 0.7 * i as f64)
        .collect();
    let each = (0..angles.len()).map(|angle| angle < 8 && angle % 2 == 0);
    let rows = Rows::new(&angles, 37, each);
    let plan = Plan::new(&part, &rows.each).unwrap();
    assert_eq!(plan.groups.iter().map(|group| group.width).max(), Some(12));
    assert!(
        plan.four_ends[..] == [80, 160, 160] && plan.by_output.len() == 80,
        "{:?}",
        plan.four_ends
    );
    check_widths(&part, &rows);
    assert!(check_batch(&Terms, &Arc::new(part), &rows));
}

#[test]
fn rotations_of_the_same_pairs_become_one() {
    // About Z before and after a gate that the turn commutes with, or that reverses it, or neither.
    for (between, most) in [
        (PrimitiveKind::Phase, 2),
        (PrimitiveKind::Flip, 2),
        (PrimitiveKind::Ry, 1),
    ] {
        let (mut steps, mut places) = (Vec::new(), Vec::new());
        for kind in [
            PrimitiveKind::Ry,
            PrimitiveKind::Rz,
            between,
            PrimitiveKind::Rz,
            PrimitiveKind::Ry,
        ] {
            for qubit in 0..2 {
                let fixed = kind == between && kind != PrimitiveKind::Ry;
                let controls = if kind == PrimitiveKind::Phase { 3 } else { 0 };
                if fixed && controls == 3 && qubit == 1 {
                    continue;
                }
                let turn = if fixed {
                    Turn::Fixed(if kind == PrimitiveKind::Phase {
                        [-1.0, 0.0]
                    } else {
                        [1.0, 0.0]
                    })
                } else {
                    places.push(steps.len());
                    Turn::Angle(places.len() - 1)
                };
                let low = if kind == PrimitiveKind::Phase {
                    0
                } else {
                    1 << qubit
                };
                let primitive = Primitive {
                    kind,
                    controls,
                    low,
                    high: 0,
                };
                steps.push(Step { primitive, turn });
            }
        }
        // The qubits meet before, so that nothing after the first turns is part of the encoding.
        steps.insert(
            2,
            Step {
                primitive: Primitive {
                    kind: PrimitiveKind::Phase,
                    controls: 3,
                    low: 0,
                    high: 0,
                },
                turn: Turn::Fixed([-1.0, 0.0]),
            },
        );
        places.iter_mut().skip(2).for_each(|place| *place += 1);
        let observable = |z: usize| {
            vec![crate::PauliTerm {
                coefficient: 1.0,
                x: 0,
                z,
            }]
        };
        let part = Part {
            kernel: "turns".into(),
            qubits: 2,
            angles: places,
            steps: steps.into(),
            observables: [1, 2].map(observable).to_vec(),
        };
        let angles: Vec<f64> = (0..part.angles.len())
            .map(|i| 0.3 + 0.7 * i as f64)
            .collect();
        let rows = Rows::new(&angles, 5, (0..angles.len()).map(|angle| angle < 2));
        let plan = Plan::new(&part, &rows.each).unwrap();
        let found = plan.turned_by.iter().map(Vec::len).max();
        assert_eq!(found, Some(most), "{between:?}");
        assert!(check_batch(&Terms, &Arc::new(part), &rows));
    }
}

/// The largest derivative by each angle at a few points.
fn slopes(part: &Arc<Part>) -> Vec<f64> {
    let mut run = crate::Engine::prepare(&crate::Statevector, part).unwrap();
    let mut most = vec![0.0f64; part.angles.len()];
    for point in 0..3 {
        let angles = (0..most.len()).map(|i| 0.4 + 1.3 * (i * i + 2 * point) as f64);
        let angles: Vec<f64> = angles.collect();
        let mut values = vec![0.0; part.observables.len()];
        run.expectations(&angles, &mut values).unwrap();
        for observable in 0..values.len() {
            let mut weights = vec![0.0; values.len()];
            weights[observable] = 1.0;
            let mut by_angle = vec![0.0; angles.len()];
            run.adjoint(&weights, &mut by_angle).unwrap();
            let slopes = most.iter_mut().zip(by_angle);
            slopes.for_each(|(most, d)| *most = most.max(d.abs()));
        }
    }
    most
}

#[test]
fn an_angle_that_is_not_live_has_no_derivative() {
    let (dead, missed) = (Cell::new(0), Cell::new(0));
    let test = |(part, _): (Part, Vec<f64>)| {
        let part = Arc::new(part);
        let exact = super::live_angles(&part);
        let rough = super::live::rough(&part, 0, vec![false; part.angles.len()]);
        for (angle, slope) in slopes(&part).into_iter().enumerate() {
            assert!(exact[angle] || slope < 1e-12, "angle {angle}: {slope}");
            assert!(rough[angle] || !exact[angle], "angle {angle}");
            dead.set(dead.get() + usize::from(!exact[angle]));
            // A control that is always |0> keeps a gate from acting, of which its rotations one by one know nothing.
            let controlled = part.steps.iter().any(|step| step.primitive.controls != 0);
            let zero = !controlled && slope < 1e-12;
            missed.set(missed.get() + usize::from(exact[angle] && zero));
        }
        Ok(())
    };
    TestRunner::default().run(&part(), test).unwrap();
    // Some derivatives are 0 for other reasons, such as two turns that undo each other.
    assert!(missed.get() * 10 < dead.get(), "{missed:?} of {dead:?}");
}
