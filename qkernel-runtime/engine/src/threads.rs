//! Threads that wait for work, and work in numbered pieces that they share with their caller.
//!
//! Waking a thread that waits takes a few microseconds, starting one several times as long, and either allocates nothing here after the first
//! time: what is shared is owned by the [`Crew`] that is run again and again. (A pool of another crate would need its callers to
//! wait for two of its threads, and six more crates for everyone who compiles a kernel.)
//!
//! Which pieces there are must not depend on the number of threads, so that results do not, to the last bit.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt::Debug;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

/// What [`set_threads`] was called with; 0 for one thread a core.
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// How many threads a batch may use, the caller's among them: one for each core that the process may use, or what
/// [`set_threads`] says.
pub fn threads() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    match ASKED.load(Ordering::Relaxed) {
        0 => *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from)),
        asked => asked,
    }
}

/// Sets how many threads a batch may use, the caller's among them, for the whole process: 1 for the caller's alone, 0 for one for each
/// core, as it is at first. Results have the same bits for any number.
///
/// Work of less than about 50 microseconds is done by the caller's thread whatever the number.
///
/// ```
/// use qkernel_engine::{set_threads, threads};
///
/// set_threads(1);
/// assert_eq!(threads(), 1);
/// set_threads(0);
/// assert!(threads() >= 1);
/// ```
pub fn set_threads(threads: usize) {
    ASKED.store(threads, Ordering::Relaxed);
}

/// Work in numbered pieces, each of which may be done by any thread.
pub trait Pieces: Debug + Send + Sync + 'static {
    /// Does a piece.
    fn run(&self, piece: usize);
}

/// Work in pieces that several threads do together.
#[derive(Debug)]
pub struct Crew<P> {
    shared: Arc<Shared<P>>,
}

#[derive(Debug)]
struct Shared<P> {
    pieces: P,
    state: Mutex<State>,
    finished: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The pieces that no one has begun.
    left: Range<usize>,
    /// How many are being done by waiting threads.
    running: usize,
    /// What the first one to panic panicked with.
    panic: Option<Panic>,
}

struct Panic(Box<dyn Any + Send>);

impl Debug for Panic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Panic")
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<P: Pieces> Crew<P> {
    /// For this work.
    pub fn new(pieces: P) -> Crew<P> {
        Crew {
            shared: Arc::new(Shared {
                pieces,
                state: Mutex::default(),
                finished: Condvar::new(),
            }),
        }
    }

    /// The work.
    pub fn pieces(&self) -> &P {
        &self.shared.pieces
    }

    /// Does pieces 0 to before `count`, on at most so many threads. The caller does those below `own` by itself, by `own_piece`, and then
    /// what is left of the others; so it waits for no piece that nobody has begun.
    ///
    /// # Panics
    /// If a piece does.
    pub fn run(
        &mut self,
        threads: usize,
        own: usize,
        count: usize,
        mut own_piece: impl FnMut(&P, usize),
    ) {
        let shared = &self.shared;
        let helpers = threads.min(1 + count.saturating_sub(own)).saturating_sub(1);
        locked(&shared.state).left = own..count;
        if helpers > 0 {
            let job: Arc<dyn Job> = Arc::clone(shared) as _;
            Team::get().call(&job, helpers);
        }
        let done = catch_unwind(AssertUnwindSafe(|| {
            (0..own).for_each(|piece| own_piece(&shared.pieces, piece));
            loop {
                // The first one that is left: the others begin with the last.
                let next = locked(&shared.state).left.next();
                match next {
                    Some(piece) => shared.pieces.run(piece),
                    None => break,
                }
            }
        }));
        let mut state = locked(&shared.state);
        state.left = 0..0;
        if helpers > 0 {
            drop(state);
            let job: Arc<dyn Job> = Arc::clone(shared) as _;
            Team::get().recall(&job);
            state = locked(&shared.state);
        }
        while state.running > 0 {
            state = shared
                .finished
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let panic = state.panic.take();
        drop(state);
        match (done, panic) {
            (Err(panic), _) | (Ok(()), Some(Panic(panic))) => resume_unwind(panic),
            (Ok(()), None) => {}
        }
    }
}

/// What waiting threads are called for.
trait Job: Send + Sync {
    /// Does pieces until none is left.
    fn help(&self);
}

impl<P: Pieces> Job for Shared<P> {
    fn help(&self) {
        loop {
            let mut state = locked(&self.state);
            let Some(piece) = state.left.next_back() else {
                return;
            };
            state.running += 1;
            drop(state);
            let done = catch_unwind(AssertUnwindSafe(|| self.pieces.run(piece)));
            let mut state = locked(&self.state);
            state.running -= 1;
            if let Err(panic) = done {
                state.panic.get_or_insert(Panic(panic));
                state.left = 0..0;
            }
            if state.running == 0 {
                self.finished.notify_all();
            }
        }
    }
}

/// The threads that wait.
#[derive(Default)]
struct Team {
    calls: Mutex<Calls>,
    called: Condvar,
}

#[derive(Default)]
struct Calls {
    /// One for each thread that is wanted.
    jobs: VecDeque<Arc<dyn Job>>,
    /// How many threads there are.
    threads: usize,
}

impl Team {
    fn get() -> &'static Team {
        static TEAM: OnceLock<Team> = OnceLock::new();
        TEAM.get_or_init(Team::default)
    }

    /// Wants some threads for a job.
    fn call(&'static self, job: &Arc<dyn Job>, helpers: usize) {
        let mut calls = locked(&self.calls);
        while calls.threads < helpers {
            let name = format!("qkernel-{}", calls.threads + 1);
            let work = move || self.wait();
            if thread::Builder::new().name(name).spawn(work).is_err() {
                // The system gives no more: fewer do the work.
                break;
            }
            calls.threads += 1;
        }
        for _ in 0..helpers {
            calls.jobs.push_back(Arc::clone(job));
        }
        drop(calls);
        for _ in 0..helpers {
            self.called.notify_one();
        }
    }

    /// Wants no more threads for a job.
    fn recall(&self, job: &Arc<dyn Job>) {
        let same = |other: &Arc<dyn Job>| Arc::as_ptr(other).addr() == Arc::as_ptr(job).addr();
        locked(&self.calls).jobs.retain(|other| !same(other));
    }

    fn wait(&self) {
        loop {
            let mut calls = locked(&self.calls);
            let job = loop {
                match calls.jobs.pop_front() {
                    Some(job) => break job,
                    None => {
                        calls = self
                            .called
                            .wait(calls)
                            .unwrap_or_else(PoisonError::into_inner);
                    }
                }
            };
            drop(calls);
            job.help();
        }
    }
}

#[cfg(test)]
mod tests {
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
        let mut runs = 0;
        for threads in [1, 2, 3, 7] {
            for (own, count) in [(0, 20), (5, 20), (20, 20), (0, 1), (3, 4)] {
                let mut owned = Vec::new();
                let before = crew.pieces().done.each_ref().map(count_of);
                crew.run(threads, own, count, |_, piece| owned.push(piece));
                runs += 1;
                assert_eq!(owned, (0..own).collect::<Vec<_>>());
                for (piece, (before, after)) in
                    before.into_iter().zip(&crew.pieces().done).enumerate()
                {
                    let expected = usize::from(piece >= own && piece < count);
                    assert_eq!(count_of(after) - before, expected, "piece {piece}");
                }
            }
        }
        assert_eq!(runs, 20);
    }

    fn count_of(count: &AtomicUsize) -> usize {
        count.load(Ordering::SeqCst)
    }

    #[test]
    fn a_panic_reaches_the_caller_and_the_threads_go_on() {
        for threads in [1, 3] {
            for panics_at in [0, 19] {
                let mut crew = Crew::new(Counted {
                    panics_at: Some(panics_at),
                    ..Counted::default()
                });
                let run = |crew: &mut Crew<Counted>| crew.run(threads, 0, 20, |_, _| {});
                let caught = catch_unwind(AssertUnwindSafe(|| run(&mut crew)));
                assert!(caught.is_err(), "{threads} threads, piece {panics_at}");
                crew.run(threads, 1, 19, |_, _| {});
            }
            let mut crew = Crew::new(Counted::default());
            crew.run(threads, 0, 20, |_, _| {});
            assert!(
                crew.pieces()
                    .done
                    .iter()
                    .all(|count| count.load(Ordering::SeqCst) == 1)
            );
        }
    }

    #[test]
    fn callers_on_several_threads_do_not_wait_for_each_other() {
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut crew = Crew::new(Counted::default());
                    for _ in 0..5 {
                        crew.run(3, 2, 20, |_, _| {});
                    }
                    assert!(
                        crew.pieces().done[2..]
                            .iter()
                            .all(|count| count_of(count) == 5)
                    );
                });
            }
        });
    }
}
