//! Pieces of all kinds, and the same bits for all vectors.

use std::f64::consts::PI;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::Blocked;
use super::plan::Geometry;
use super::run::BlockedRun;
use super::width::Width;
use crate::suite::{close, part_of};
use crate::{Engine, Part, PrimitiveKind, Run, Shift, Statevector, Step, Turn};

/// Pieces so small that eight qubits need several shapes of them.
const SMALL: Geometry = Geometry {
    block: 3,
    rows: 2,
    tile: 4,
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

/// Layers on all qubits, which put many rotations and long maps of indices together.
fn layers(qubits: usize) -> (Arc<Part>, Vec<f64>) {
    let mut steps = crate::Steps::default();
    let mut places = Vec::new();
    let mut push = |kind, controls: usize, low: usize, high: usize, has_angle: bool| {
        let primitive = crate::Primitive {
            kind,
            controls,
            low,
            high,
        };
        let turn = if has_angle {
            places.push(steps.len());
            Turn::Angle(places.len() - 1)
        } else {
            Turn::Fixed([1.0, 0.0])
        };
        steps.push(Step { primitive, turn });
    };
    for (layer, kind) in [
        PrimitiveKind::Rx,
        PrimitiveKind::Hadamard,
        PrimitiveKind::Ry,
        PrimitiveKind::Rx,
    ]
    .into_iter()
    .enumerate()
    {
        for qubit in 0..qubits {
            push(kind, 0, 1 << qubit, 0, kind != PrimitiveKind::Hadamard);
        }
        for qubit in 1..qubits {
            match layer {
                // From each to the next, from the last to the first, and far.
                0 => push(PrimitiveKind::Flip, 1 << (qubit - 1), 1 << qubit, 0, false),
                1 => push(PrimitiveKind::Flip, 1 << qubit, 1 << (qubit - 1), 0, false),
                2 => push(PrimitiveKind::Rzz, 0, 1 << (qubit - 1), 1 << qubit, true),
                _ => push(PrimitiveKind::Flip, 1 << (qubit / 2), 1 << qubit, 0, false),
            }
        }
        if layer == 2 {
            push(PrimitiveKind::Flip, 0, 1, 0, false);
            push(PrimitiveKind::Swap, 0, 2, 1 << (qubits - 1), false);
        }
    }
    let angles = (0..places.len()).map(|i| (0.37 * i as f64).sin() * 1.5);
    let term = |x, z| crate::PauliTerm {
        coefficient: 1.0,
        x,
        z,
    };
    let part = Part {
        kernel: "layers".into(),
        qubits,
        steps,
        angles: places.clone(),
        observables: vec![
            vec![term(0, 1), term(0, 3)],
            vec![term(1 << (qubits - 1), 2)],
        ],
    };
    (Arc::new(part), angles.collect())
}

#[test]
fn layers_in_pieces_give_what_the_whole_state_does_with_the_same_bits_for_all_vectors() {
    // Pieces as large as those of 16 qubits and more have, and such that tiles have two, three and more rows of several groups.
    let wide = Geometry {
        block: 5,
        rows: 4,
        tile: 8,
        low: 6,
    };
    for qubits in [3, 5, 6, 8, 9] {
        let (part, angles) = layers(qubits);
        let expected = all(&mut *Statevector.prepare(&part).unwrap(), &part, &angles);
        for geometry in [SMALL, wide, Geometry::of(qubits)] {
            let of = |&width: &Width| {
                let mut run = BlockedRun::new(&part, width, geometry).unwrap();
                all(&mut run, &part, &angles)
            };
            let found: Vec<_> = Width::all().iter().map(of).collect();
            for (found, expected) in found[0].iter().zip(&expected) {
                close(found, expected, 1e-10, "layers");
            }
            for pair in found.windows(2) {
                assert_eq!(pair[0], pair[1], "{qubits} qubits");
            }
        }
    }
    // As pieces of a state are in fact.
    let (part, angles) = layers(13);
    let mut expected = [[0.0; 2]; 2];
    let mut slopes = [vec![0.0; angles.len()], vec![0.0; angles.len()]];
    let runs: [Box<dyn Run>; 2] = [
        Statevector.prepare(&part).unwrap(),
        Blocked.prepare(&part).unwrap(),
    ];
    for ((mut run, values), slopes) in runs.into_iter().zip(&mut expected).zip(&mut slopes) {
        run.expectations(&angles, values).unwrap();
        run.adjoint(&[1.0, -0.4], slopes).unwrap();
    }
    close(&expected[0], &expected[1], 1e-12, "values");
    close(&slopes[0], &slopes[1], 1e-12, "slopes");
}

#[test]
fn pieces_of_all_shapes_give_what_the_whole_state_does() {
    random(100, |part, angles| {
        let expected = all(&mut *Statevector.prepare(&part).unwrap(), &part, &angles);
        for geometry in [SMALL, Geometry::of(part.qubits)] {
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
        let of = |&width: &Width| {
            let mut run = BlockedRun::new(&part, width, SMALL).unwrap();
            all(&mut run, &part, &angles)
        };
        let found: Vec<_> = Width::all().iter().map(of).collect();
        for pair in found.windows(2) {
            assert_eq!(pair[0], pair[1]);
        }
    });
}

#[test]
fn many_steep_rotations_neither_overflow_nor_vanish() {
    let steps = (0..400).map(|i| Step {
        primitive: crate::Primitive {
            kind: [PrimitiveKind::Rx, PrimitiveKind::Ry][i / 10 % 2],
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
    for geometry in [SMALL, Geometry::of(part.qubits)] {
        let mut run = BlockedRun::new(&part, Width::widest(), geometry).unwrap();
        let found = all(&mut run, &part, &angles);
        for (found, expected) in found.iter().zip(&expected) {
            close(found, expected, 1e-11, "steep");
        }
    }
}
