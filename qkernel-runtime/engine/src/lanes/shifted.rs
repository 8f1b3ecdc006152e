//! Shifts of angles side by side: one a lane.
//!
//! All lanes begin with the state before the first of their shifts, which is made once for all of them. What follows is the same for
//! every lane, but for the shifts themselves: each is a gate of its own after the stage of the one that has the angle, with which it
//! commutes, and of no angle in the other lanes.

use std::ops::Range;

use num_complex::Complex;

use super::forward::{advance, measure};
use super::kept::{Kept, grow};
use super::stages::{Stages, reach};
use crate::real::{Lane, Real};
use crate::wide::{Work, widest};
use crate::{Angles, Part, Shift};

/// How many shifts run side by side.
const LANES: usize = 4;

/// A part whose angles are shifted.
#[derive(Debug)]
pub(super) struct SideBySide {
    stages: Stages<f64>,
    kept: Kept<f64, LANES>,
    /// That no angle has a number for each row, and where its number is.
    each: Vec<bool>,
    columns: Vec<Range<usize>>,
}

impl SideBySide {
    pub(super) fn new(part: &Part) -> SideBySide {
        let angles = part.angles.len();
        SideBySide {
            stages: Stages::new(part),
            kept: Kept::default(),
            each: vec![false; angles],
            columns: (0..angles).map(|angle| angle..angle + 1).collect(),
        }
    }

    /// As [`Run::shifted`](crate::Run::shifted).
    pub(super) fn run(&mut self, angles: &[f64], shifts: &[Shift], values: &mut [f64]) {
        self.stages.turn(Angles {
            rows: 1,
            each: &self.each,
            columns: &self.columns,
            numbers: angles,
        });
        widest(Shifted {
            stages: &self.stages,
            kept: &mut self.kept,
            shifts,
            values,
        });
    }
}

struct Shifted<'a> {
    stages: &'a Stages<f64>,
    kept: &'a mut Kept<f64, LANES>,
    shifts: &'a [Shift],
    values: &'a mut [f64],
}

impl Work for Shifted<'_> {
    #[inline(always)]
    fn run(self) {
        let Shifted {
            stages,
            kept,
            shifts,
            values,
        } = self;
        let (size, all) = (stages.size(), &stages.stages[..]);
        let outputs = stages.observables.constants.len();
        grow(&mut kept.kets, size);
        grow(&mut kept.ket, size);
        grow(&mut kept.numbers, size);
        grow(&mut kept.flips, stages.observables.strings.len());
        let Kept {
            kets,
            ket,
            numbers,
            flips,
            ..
        } = kept;
        let (before, ket) = (&mut kets[..size], &mut ket[..size]);
        // How many stages are applied to `before`.
        let mut done = None;
        let groups = shifts.chunks(LANES);
        for (shifts, values) in groups.zip(values.chunks_mut((LANES * outputs).max(1))) {
            let place = |shift: &Shift| stages.place(stages.part.angles[shift.angle]);
            let first = shifts.iter().map(place).min().unwrap_or(0);
            let from = match done {
                Some(done) if done <= first => done,
                _ => {
                    before[0] = Complex::new(Lane::splat(1.0), Lane::default());
                    0
                }
            };
            advance(stages, &all[from..first], &[], before);
            done = Some(first);
            let live = stages.live_after(first);
            ket[..live].copy_from_slice(&before[..live]);
            let mut at = first;
            let mut begin = 0;
            while let Some(&Shift { angle, .. }) = shifts.get(begin) {
                // Those of one angle in one walk; they come in ascending order.
                let (mut cos, mut sin) = (Lane([1.0; LANES]), Lane::default());
                let step = stages.part.angles[angle];
                let primitive = stages.part.steps.primitive(step);
                let mut end = begin;
                while let Some(shift) = shifts.get(end).filter(|shift| shift.angle == angle) {
                    [cos.0[end], sin.0[end]] = primitive.turn(shift.by);
                    end += 1;
                }
                begin = end;
                let next = stages.place(step).max(at);
                advance(stages, &all[at..next], &[], ket);
                at = next;
                if stages.applies(step) {
                    // A diagonal gate may be on qubits that are |0> still.
                    let live = stages.live_after(at);
                    let to = reach(primitive).max(live);
                    ket[live..to].fill(Complex::default());
                    primitive.apply(&mut ket[..to], [cos, sin]);
                }
            }
            advance(stages, &all[at..], &[], ket);
            ket[stages.live()..].fill(Complex::default());
            measure(stages, ket, numbers, flips, |observable, found| {
                for (lane, row) in values.chunks_exact_mut(outputs).enumerate() {
                    row[observable] = found.0[lane];
                }
            });
        }
    }
}
