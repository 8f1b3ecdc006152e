//! Work in numbered pieces that a caller shares with threads that wait for it.
//!
//! Nothing is allocated here after the first time: what is shared is owned by the [`Crew`] that is run again and again. (A pool of
//! another crate would need its callers to wait for two of its threads, and six more crates for everyone who compiles a kernel.)
//!
//! Which pieces there are must not depend on the number of threads, so that results do not, to the last bit.

mod team;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use team::{Job, Team, cores, locked, spin};

/// What [`set_threads`] was called with; 0 for one thread a core.
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// How many threads a batch may use, the caller's among them: one for each core that the process may use, or what
/// [`set_threads`] says.
pub fn threads() -> usize {
    match ASKED.load(Ordering::Relaxed) {
        0 => cores(),
        asked => asked,
    }
}

/// Sets how many threads a batch may use, the caller's among them, for the whole process: 1 for the caller's alone, 0 for one for each
/// core, as it is at first. Results have the same bits for any number.
///
/// Work of less than about 50 microseconds is done by the caller's thread whatever the number. After work that it shared, a thread looks
/// for more for 100 microseconds before it sleeps, if the machine has more than one core: waking it takes about as long.
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

/// Whether a thread is awake and looks for work, so that it begins at once.
pub fn is_warm() -> bool {
    Team::get().looking() > 0
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
    left: Left,
    /// How many waiting threads are at it.
    running: AtomicUsize,
    completion: Mutex<Completion>,
    finished: Condvar,
}

#[derive(Debug, Default)]
struct Completion {
    /// Whether the caller sleeps until no thread is at it.
    asleep: bool,
    /// What the first piece to panic panicked with.
    panic: Option<Panic>,
}

struct Panic(Box<dyn Any + Send>);

impl Debug for Panic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Panic")
    }
}

/// The pieces that no one has begun, of those that any thread may take: the number of the first one and that after the last one in
/// one word, so that taking a piece never waits.
#[derive(Debug, Default)]
struct Left(AtomicU64);

impl Left {
    fn of(word: u64) -> (u64, u64) {
        (word >> 32, word & u64::from(u32::MAX))
    }

    fn len(&self) -> usize {
        let (start, end) = Left::of(self.0.load(Ordering::SeqCst));
        (end - start) as usize
    }

    fn clear(&self) {
        self.0.store(0, Ordering::SeqCst);
    }

    fn change(&self, change: impl Fn(u64, u64) -> Option<(u64, u64)>) -> Option<(u64, u64)> {
        let new = |word| {
            let (start, end) = Left::of(word);
            change(start, end).map(|(start, end)| start << 32 | end)
        };
        let before = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, new);
        before.ok().map(Left::of)
    }

    /// Lets threads take a piece, which is the one before those that they may take already.
    fn offer(&self, piece: usize) {
        let piece = piece as u64;
        self.change(|start, end| Some((piece, if start == end { piece + 1 } else { end })));
    }

    fn take_first(&self) -> Option<usize> {
        let taken = self.change(|start, end| (start < end).then_some((start + 1, end)));
        taken.map(|(start, _)| start as usize)
    }

    fn take_last(&self) -> Option<usize> {
        let taken = self.change(|start, end| (start < end).then(|| (start, end - 1)));
        taken.map(|(_, end)| end as usize - 1)
    }
}

impl<P: Pieces> Crew<P> {
    /// For this work.
    pub fn new(pieces: P) -> Crew<P> {
        Crew {
            shared: Arc::new(Shared {
                pieces,
                left: Left::default(),
                running: AtomicUsize::new(0),
                completion: Mutex::default(),
                finished: Condvar::new(),
            }),
        }
    }

    /// The work.
    pub fn pieces(&self) -> &P {
        &self.shared.pieces
    }

    /// Starts the threads that [`run`](Crew::run) on so many would start, so that a later run allocates nothing.
    pub fn ready(&self, threads: usize) {
        Team::get().ready(threads.saturating_sub(1));
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
            let mut called = false;
            while !rest.is_empty() {
                while helpers > 0 && rest.len() > 1 && shared.left.len() < AHEAD * helpers {
                    let Some(piece) = rest.next_back() else { break };
                    prepare(&shared.pieces, piece);
                    shared.left.offer(piece);
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
            while let Some(piece) = shared.left.take_first() {
                shared.pieces.run(piece);
            }
        }));
        shared.left.clear();
        if helpers > 0 {
            let job: Arc<dyn Job> = Arc::clone(shared) as _;
            Team::get().recall(&job);
            shared.finish();
        }
        let panic = locked(&shared.completion).panic.take();
        match (done, panic) {
            (Err(panic), _) | (Ok(()), Some(Panic(panic))) => resume_unwind(panic),
            (Ok(()), None) => {}
        }
    }
}

impl<P> Shared<P> {
    /// Waits until no other thread is at it.
    fn finish(&self) {
        let finished = || self.running.load(Ordering::SeqCst) == 0;
        if finished() || spin(finished) {
            return;
        }
        let mut state = locked(&self.completion);
        state.asleep = true;
        while !finished() {
            let woken = self.finished.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        state.asleep = false;
    }
}

impl<P: Pieces> Job for Shared<P> {
    fn help(&self) {
        // Before a piece is taken, so that the caller sees no time between.
        self.running.fetch_add(1, Ordering::SeqCst);
        while let Some(piece) = self.left.take_last() {
            let done = catch_unwind(AssertUnwindSafe(|| self.pieces.run(piece)));
            if let Err(panic) = done {
                locked(&self.completion).panic.get_or_insert(Panic(panic));
                self.left.clear();
            }
        }
        if self.running.fetch_sub(1, Ordering::SeqCst) == 1 && locked(&self.completion).asleep {
            self.finished.notify_all();
        }
    }
}
