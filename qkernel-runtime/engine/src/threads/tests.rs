//! Work that several threads share.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::*;

#[derive(Debug, Default)]
struct Counted {
    /// How often each piece was done.
    done: [AtomicUsize; 20],
    panics_at: Option<usize>,
}

impl Pieces for Counted {
    fn run(&self, piece: usize) {
        assert_ne!(Some(piece), self.panics_at, "as asked");
        self.done[piece].fetch_add(1, Ordering::SeqCst);
        // So that other threads have the time to help.
        thread::sleep(std::time::Duration::from_micros(50));
    }
}

#[test]
fn every_piece_is_done_once() {
    let mut crew = Crew::new(Counted::default());
    for threads in [1, 2, 3, 7] {
        for count in [20, 2, 1, 0] {
            let before = crew.pieces().done.each_ref().map(count_of);
            let (mut owned, mut prepared) = (Vec::new(), Vec::new());
            let own = |_: &Counted, piece| owned.push(piece);
            crew.run(threads, count, own, |_, piece| prepared.push(piece));
            for (piece, before) in before.into_iter().enumerate() {
                let others = count_of(&crew.pieces().done[piece]) - before;
                let all = others + owned.iter().filter(|&&own| own == piece).count();
                assert_eq!(all, usize::from(piece < count), "piece {piece}");
                // Only what was prepared is done by another thread.
                assert_eq!(others == 1, prepared.contains(&piece), "piece {piece}");
            }
            assert!(threads > 1 || prepared.is_empty());
        }
    }
}

fn count_of(count: &AtomicUsize) -> usize {
    count.load(Ordering::SeqCst)
}

#[test]
fn a_panic_reaches_the_caller_and_the_threads_go_on() {
    // Piece 0 is the caller's, and 19 the first that others may take.
    for panics_at in [0, 19] {
        let mut crew = Crew::new(Counted {
            panics_at: Some(panics_at),
            ..Counted::default()
        });
        let own = |counted: &Counted, piece| counted.run(piece);
        let run = AssertUnwindSafe(|| crew.run(3, 20, own, |_, _| {}));
        assert!(catch_unwind(run).is_err(), "piece {panics_at}");
        crew.run(3, 19, |_, _| {}, |_, _| {});
    }
    let mut crew = Crew::new(Counted::default());
    crew.run(3, 20, |counted, piece| counted.run(piece), |_, _| {});
    assert!(crew.pieces().done.iter().all(|count| count_of(count) == 1));
}

#[test]
fn callers_on_several_threads_do_not_wait_for_each_other() {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut crew = Crew::new(Counted::default());
                for _ in 0..5 {
                    crew.run(3, 20, |counted, piece| counted.run(piece), |_, _| {});
                }
                assert!(crew.pieces().done.iter().all(|count| count_of(count) == 5));
            });
        }
    });
}

/// Asks until it is so; whether it came to be so.
fn becomes(mut so: impl FnMut() -> bool) -> bool {
    let start = std::time::Instant::now();
    while start.elapsed() < std::time::Duration::from_secs(20) {
        if so() {
            return true;
        }
    }
    false
}

#[test]
fn a_thread_that_has_helped_is_awake_for_a_while() {
    let mut crew = Crew::new(Counted::default());
    let mut run = || {
        crew.run(2, 4, |counted, piece| counted.run(piece), |_, _| {});
        is_warm()
    };
    if cores() < 2 {
        assert!((0..20).all(|_| !run()), "the only core is the caller's");
    } else {
        assert!(becomes(run));
    }
    assert!(becomes(|| !is_warm()), "it sleeps when nothing comes");
}
