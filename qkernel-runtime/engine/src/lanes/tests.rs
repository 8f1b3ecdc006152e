//! The same bits for any width, any processor and any batch.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::kept::Kept;
use super::kernel::Rows;
use super::stages::Stages;
use super::{Batch, Precision, Together};
use crate::suite::{Rows as Batched, close, part};
use crate::wide::{Work, widest};
use crate::{Angles, Part};

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

/// Values and derivatives with all rows in groups of L; `at_once` in one pass.
fn by<R: Precision, const L: usize>(
    way: &impl Way,
    at_once: bool,
    part: &Arc<Part>,
    rows: &Batched,
) -> [Vec<R>; 2] {
    let numbers: Vec<R> = rows.numbers.iter().map(|&x| R::narrow(x)).collect();
    let angles = Angles {
        rows: rows.rows,
        each: rows.angles().each,
        columns: rows.angles().columns,
        numbers: &numbers,
    };
    let mut stages = Stages::new(part);
    stages.turn(angles);
    let mut kept = Kept::<R, L>::default();
    let mut values = vec![R::default(); rows.rows * part.observables.len()];
    let weights = vec![R::narrow(0.7); values.len()];
    let mut by_angle = vec![R::default(); rows.numbers.len()];
    let mut go = |values, slopes| {
        way.go(Rows {
            stages: &stages,
            angles,
            kept: &mut kept,
            values,
            slopes,
        });
    };
    if at_once {
        go(Some(&mut values), Some((&weights, &mut by_angle)));
    } else {
        go(Some(&mut values), None);
        go(None, Some((&weights, &mut by_angle)));
    }
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
fn both_compilations_and_both_ways_give_the_same_bits() {
    random(|part, angles, rows, each| {
        let rows = Batched::new(&angles, rows, each.into_iter());
        let double = by::<f64, 4>(&Widest, true, &part, &rows);
        assert_eq!(double, by::<_, 4>(&Portable, true, &part, &rows));
        assert_eq!(double, by::<_, 4>(&Widest, false, &part, &rows));
        let single = by::<f32, 8>(&Widest, true, &part, &rows);
        assert_eq!(single, by::<_, 8>(&Portable, true, &part, &rows));
        assert_eq!(single, by::<_, 8>(&Widest, false, &part, &rows));
        // The sums over the rows grow with their number.
        let bounds = [1e-5, 1e-5 * rows.rows as f64];
        for ((double, single), bound) in double.iter().zip(&single).zip(bounds) {
            let single: Vec<f64> = single.iter().map(|x| x.wide()).collect();
            close(double, &single, bound, "f64 and f32");
        }
    });
}

#[test]
fn a_row_has_the_same_bits_in_every_batch_and_width() {
    random(|part, angles, rows, each| {
        let all = Batched::new(&angles, rows, each.iter().copied());
        let [values, slopes] = by::<f64, 4>(&Widest, true, &part, &all);
        let [two, two_slopes] = by::<f64, 2>(&Widest, true, &part, &all);
        assert_eq!(values, two);
        close(&slopes, &two_slopes, 1e-11, "sums in another order");
        for fewer in 1..rows {
            let some = Batched::new(&angles, fewer, each.iter().copied());
            let mut together = Together::<f64, 4>::new(&part);
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
