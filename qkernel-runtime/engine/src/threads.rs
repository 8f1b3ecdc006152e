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

/// How many prepared pieces there are for each thread that may take them.
const AHEAD: usize = 2;

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

    /// Does pieces 0 to before `count`, on at most so many threads. The caller does pieces by itself, by `own`, from the first one on;
    /// before other threads may take a piece, from the last one on, it prepares that by `prepare`. It prepares few at a time, so
    /// that it did little for nothing where no other thread has time, and waits for no piece that nobody has begun.
    ///
    /// # Panics
    /// If a piece does.
    pub fn run(
        &mut self,
        threads: usize,
        count: usize,
        mut own: impl FnMut(&P, usize),
        mut prepare: impl FnMut(&P, usize),
    ) {
        let shared = &self.shared;
        let helpers = threads.min(count).saturating_sub(1);
        let done = catch_unwind(AssertUnwindSafe(|| {
            // Those before the first one are the caller's, those after the last one may be anyone's.
            let mut rest = 0..count;
            locked(&shared.state).left = count..count;
            let mut called = false;
            while !rest.is_empty() {
                while helpers > 0 && rest.len() > 1 {
                    if locked(&shared.state).left.len() >= AHEAD * helpers {
                        break;
                    }
                    let Some(piece) = rest.next_back() else { break };
                    prepare(&shared.pieces, piece);
                    locked(&shared.state).offer(piece);
                    if !called {
                        let job: Arc<dyn Job> = Arc::clone(shared) as _;
                        Team::get().call(&job, helpers);
                        called = true;
                    }
                }
                if let Some(piece) = rest.next() {
                    own(&shared.pieces, piece);
                }
            }
            loop {
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

impl State {
    /// Lets threads take a piece, which is the one before those that they may take already.
    fn offer(&mut self, piece: usize) {
        self.left = match self.left.is_empty() {
            true => piece..piece + 1,
            false => piece..self.left.end,
        };
    }
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
}
