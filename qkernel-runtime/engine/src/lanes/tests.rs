//! The same bits for any width, any processor and any batch.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::kernel::{Backward, Forward, Lanes};
use super::stages::Stages;
use super::{Batch, Together};
use crate::Part;
use crate::suite::{Rows, close, part};
use crate::wide::{Work, widest};

/// A way to do work.
trait Way {
    fn go(&self, work: impl Work);
}

struct Widest;

impl Way for Widest {
    fn go(&self, work: impl Work) {
        widest(work);
    }
}

struct Portable;

impl Way for Portable {
    fn go(&self, work: impl Work) {
        work.run();
    }
}

/// Values and derivatives with all rows in groups of L.
fn by<const L: usize>(way: &impl Way, part: &Arc<Part>, rows: &Rows) -> [Vec<f64>; 2] {
    let mut stages = Stages::new(part);
    stages.turn(rows.angles());
    let mut kept = Lanes::<L>::default();
    let mut values = vec![0.0; rows.rows * part.observables.len()];
    way.go(Forward {
        stages: &stages,
        angles: rows.angles(),
        range: 0..rows.rows,
        kept: &mut kept,
        values: &mut values,
    });
    let mut by_angle = vec![0.0; rows.numbers.len()];
    way.go(Backward {
        stages: &stages,
        angles: rows.angles(),
        range: 0..rows.rows,
        kept: &mut kept,
        weights: &vec![0.7; values.len()],
        by_angle: &mut by_angle,
    });
    [values, by_angle]
}

fn random(test: impl Fn(Arc<Part>, Vec<f64>, usize, Vec<bool>)) {
    let strategy = (
        part(),
        1usize..=20,
        prop::collection::vec(any::<bool>(), 12),
    );
    let run = |((part, angles), rows, each)| {
        test(Arc::new(part), angles, rows, each);
        Ok(())
    };
    TestRunner::default().run(&strategy, run).unwrap();
}

#[test]
fn both_compilations_give_the_same_bits() {
    random(|part, angles, rows, each| {
        let rows = Rows::new(&angles, rows, each.into_iter());
        assert_eq!(
            by::<8>(&Widest, &part, &rows),
            by::<8>(&Portable, &part, &rows)
        );
        assert_eq!(
            by::<4>(&Widest, &part, &rows),
            by::<4>(&Portable, &part, &rows)
        );
    });
}

#[test]
fn a_row_has_the_same_bits_in_every_batch_and_width() {
    random(|part, angles, rows, each| {
        let all = Rows::new(&angles, rows, each.iter().copied());
        let ([values, slopes], [four, four_slopes]) =
            (by::<8>(&Widest, &part, &all), by::<4>(&Widest, &part, &all));
        assert_eq!(values, four);
        close(&slopes, &four_slopes, 1e-11, "sums in another order");
        for fewer in 1..rows {
            let some = Rows::new(&angles, fewer, each.iter().copied());
            let mut together = Together::new(&part);
            let mut found = vec![0.0; fewer * part.observables.len()];
            together.expectations(some.angles(), &mut found).unwrap();
            let mut by_angle = vec![0.0; some.numbers.len()];
            let weights = vec![0.7; found.len()];
            together
                .adjoint(some.angles(), &weights, &mut by_angle)
                .unwrap();
            let columns = found.chunks_exact(fewer).zip(values.chunks_exact(rows));
            for (some, all) in columns {
                assert_eq!(some, &all[..fewer]);
            }
            let columns = some.angles().columns.iter().zip(all.angles().columns);
            for ((some, all), _) in columns.zip(&each).filter(|(_, each)| **each) {
                assert_eq!(by_angle[some.clone()], slopes[all.start..][..fewer]);
            }
        }
    });
}
