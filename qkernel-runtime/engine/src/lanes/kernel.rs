//! A batch, a group of rows at a time.

use super::backward::{back, finish, weigh};
use super::forward::{forward, measure};
use super::kept::{Kept, store};
use super::stages::Stages;
use crate::real::Lane;
use crate::wide::Work;
use crate::{Angles, Precision};

/// How many numbers the states of a batch may hold from the forward to the backward pass: 8 MiB.
const KEPT: usize = 1 << 20;

/// The rows of a batch.
pub(super) struct Rows<'a, R: Precision, const L: usize> {
    pub(super) stages: &'a Stages<R>,
    pub(super) angles: Angles<'a, R>,
    pub(super) kept: &'a mut Kept<R, L>,
    /// Where the expectation values go, if they are asked for.
    pub(super) values: Option<&'a mut [R]>,
    /// The weights, and where the derivatives go. Without values the states are those of the last call.
    pub(super) slopes: Option<(&'a [R], &'a mut [R])>,
}

impl<R: Precision, const L: usize> Work for Rows<'_, R, L> {
    #[inline(always)]
    fn run(self) {
        let Rows {
            stages,
            angles,
            kept,
            mut values,
            mut slopes,
        } = self;
        let (size, each) = (stages.size(), stages.each.len());
        let groups = angles.rows.div_ceil(L);
        // States are kept from one way to the other, if they are not too large together.
        let keep = !(values.is_some() && slopes.is_some())
            && (groups == 1 || groups * L * 2 * size <= KEPT);
        kept.make_room(stages, if keep { groups } else { 1 }, slopes.is_some());
        let first = stages.stages.iter().position(|&s| stages.turned(s));
        if let Some((_, by_angle)) = &mut slopes {
            for column in angles.columns {
                by_angle[column.clone()].fill(R::default());
            }
            kept.by_angle.fill(Lane::default());
            kept.products.fill(Lane::default());
        }
        for (group, start) in (0..angles.rows).step_by(L).enumerate() {
            let rows = start..(start + L).min(angles.rows);
            let group = if keep { group } else { 0 };
            let ket = group * size..(group + 1) * size;
            let turns = group * each..(group + 1) * each;
            if values.is_some() || !keep {
                let ket = &mut kept.kets[ket.clone()];
                forward(
                    stages,
                    angles,
                    rows.clone(),
                    &mut kept.turns[turns.clone()],
                    ket,
                );
            }
            if let Some(values) = &mut values {
                let Kept {
                    kets,
                    numbers,
                    flips,
                    ..
                } = &mut *kept;
                measure(
                    stages,
                    &kets[ket.clone()],
                    numbers,
                    flips,
                    |observable, value| {
                        let column = &mut values[observable * angles.rows..];
                        store(value, &mut column[rows.clone()]);
                    },
                );
            }
            if let (Some((weights, by_angle)), Some(first)) = (&mut slopes, first) {
                // The kept states may be asked for once more.
                if keep {
                    kept.ket[..size].copy_from_slice(&kept.kets[ket]);
                } else {
                    std::mem::swap(&mut kept.ket, &mut kept.kets);
                }
                weigh(stages, angles.rows, rows.clone(), kept, weights);
                for &stage in stages.stages[first..].iter().rev() {
                    back(
                        stages,
                        stage,
                        angles,
                        rows.clone(),
                        kept,
                        turns.start,
                        by_angle,
                    );
                }
                if !keep {
                    std::mem::swap(&mut kept.ket, &mut kept.kets);
                }
            }
        }
        if let Some((_, by_angle)) = &mut slopes {
            finish(stages, angles, kept, by_angle);
        }
    }
}
