//! Pieces of all kinds, and the same bits for all vectors.

use std::f64::consts::PI;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::plan::Geometry;
use super::run::BlockedRun;
use super::vector::Width;
use crate::suite::{close, part_of};
use crate::{Engine, Op, Part, Run, Shift, Statevector, Step, Turn};

/// Pieces so small that eight qubits need several shapes of them.
const SMALL: Geometry = Geometry {
    block: 3,
    rows: 2,
    run: 2,
    low: 3,
};

fn random(cases: u32, test: impl Fn(Arc<Part>, Vec<f64>)) {
    let config = ProptestConfig {
        cases: cases.min(ProptestConfig::default().cases),
        ..ProptestConfig::default()
    };
    // Some rotations are by π, which is too steep for tangents.
    let strategy = (part_of(1..=8, 40), prop::collection::vec(any::<bool>(), 40));
    let run = |((part, mut angles), whole): ((Part, Vec<f64>), Vec<bool>)| {
        for (angle, _) in angles.iter_mut().zip(whole).filter(|(_, whole)| *whole) {
            *angle = PI * angle.signum();
        }
        test(Arc::new(part), angles);
        Ok(())
    };
    TestRunner::new(config).run(&strategy, run).unwrap();
}

/// Values, derivatives, shifted values and amplitudes.
fn all(run: &mut dyn Run, part: &Part, angles: &[f64]) -> [Vec<f64>; 4] {
    let count = part.observables.len();
    let mut values = vec![0.0; count];
    run.expectations(angles, &mut values).unwrap();
    let weights: Vec<f64> = (0..count).map(|i| 0.3 + i as f64).collect();
    let mut slopes = vec![0.0; angles.len()];
    run.adjoint(&weights, &mut slopes).unwrap();
    let again = slopes.clone();
    run.adjoint(&weights, &mut slopes).unwrap();
    close(&slopes, &again, 1e-12, "again");
    let shifts = (0..angles.len()).flat_map(|angle| [0.8, -PI].map(|by| Shift { angle, by }));
    let shifts: Vec<Shift> = shifts.collect();
    let mut shifted = vec![0.0; shifts.len() * count];
    run.shifted(angles, &shifts, &mut shifted).unwrap();
    let amplitudes = run.amplitudes(angles).unwrap();
    let amplitudes = amplitudes.iter().flat_map(|a| [a.re, a.im]).collect();
    [values, slopes, shifted, amplitudes]
}

#[test]
fn pieces_of_all_shapes_give_what_the_whole_state_does() {
    random(100, |part, angles| {
        let expected = all(&mut *Statevector.prepare(&part).unwrap(), &part, &angles);
        for geometry in [SMALL, Geometry::CACHE] {
            let mut run = BlockedRun::new(&part, Width::widest(), geometry).unwrap();
            let found = all(&mut run, &part, &angles);
            for (found, expected) in found.iter().zip(&expected) {
                close(found, expected, 1e-10, "blocked");
            }
        }
    });
}

#[test]
fn all_vectors_give_the_same_bits() {
    random(50, |part, angles| {
        let [widest, portable] = [Width::widest(), Width::portable()].map(|width| {
            let mut run = BlockedRun::new(&part, width, SMALL).unwrap();
            all(&mut run, &part, &angles)
        });
        assert_eq!(widest, portable);
    });
}

#[test]
fn many_steep_rotations_neither_overflow_nor_vanish() {
    let steps = (0..400).map(|i| Step {
        primitive: crate::Primitive {
            op: [Op::Rx, Op::Ry][i / 10 % 2],
            controls: 0,
            low: 1 << (i % 5),
            high: 0,
        },
        turn: Turn::Angle(i),
    });
    let part = Arc::new(Part {
        kernel: "steep".into(),
        qubits: 5,
        steps: steps.collect(),
        angles: (0..400).collect(),
        observables: vec![vec![crate::PauliTerm {
            coefficient: 1.0,
            x: 1,
            z: 6,
        }]],
    });
    let angles: Vec<f64> = (0..400)
        .map(|i| PI + 0.0317 + 1e-3 * f64::from(i % 3))
        .collect();
    let expected = all(&mut *Statevector.prepare(&part).unwrap(), &part, &angles);
    for geometry in [SMALL, Geometry::CACHE] {
        let mut run = BlockedRun::new(&part, Width::widest(), geometry).unwrap();
        let found = all(&mut run, &part, &angles);
        for (found, expected) in found.iter().zip(&expected) {
            close(found, expected, 1e-11, "steep");
        }
    }
}
