//! The threads that wait for work.
//!
//! A core that idles takes tens of microseconds to wake, as long as a small batch takes. Therefore a thread that has worked looks for more
//! work for a while before it sleeps, and so does one that was woken: a loop of calls finds it awake from the second one on.

use std::collections::VecDeque;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a thread looks for work before it sleeps.
const SPIN: Duration = Duration::from_micros(100);
/// How often it looks before it looks at the clock.
const LOOKS: usize = 32;

/// How many cores the process may use.
pub(super) fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks for something for a while; whether it came. Where there is one core only, nothing comes while it is kept busy.
pub(super) fn spin(came: impl Fn() -> bool) -> bool {
    if cores() < 2 {
        return false;
    }
    let start = Instant::now();
    loop {
        for _ in 0..LOOKS {
            if came() {
                return true;
            }
            spin_loop();
        }
        if start.elapsed() >= SPIN {
            return false;
        }
    }
}

/// What waiting threads are called for.
pub(super) trait Job: Send + Sync {
    /// Does pieces until none is left.
    fn help(&self);
}

/// The threads that wait.
#[derive(Default)]
pub(super) struct Team {
    calls: Mutex<Calls>,
    called: Condvar,
    /// How many jobs there are in `calls`.
    jobs: AtomicUsize,
    /// How many threads look for them, awake.
    looking: AtomicUsize,
}

#[derive(Default)]
struct Calls {
    /// One for each thread that is wanted.
    jobs: VecDeque<Arc<dyn Job>>,
    /// How many threads there are.
    threads: usize,
    /// How many of them sleep.
    asleep: usize,
}

impl Team {
    pub(super) fn get() -> &'static Team {
        static TEAM: OnceLock<Team> = OnceLock::new();
        TEAM.get_or_init(Team::default)
    }

    /// How many threads look for work, awake.
    pub(super) fn looking(&self) -> usize {
        self.looking.load(Ordering::Relaxed)
    }

    /// Starts the threads that so many helpers lack, and waits until each has begun.
    pub(super) fn ready(&'static self, helpers: usize) {
        // The first time, the system's files are read, into buffers: by whichever thread first waits.
        cores();
        self.start(&mut locked(&self.calls), helpers);
    }

    fn start(&'static self, calls: &mut Calls, helpers: usize) {
        while calls.threads < helpers {
            let name = format!("qkernel-{}", calls.threads + 1);
            let begun = Arc::new(Barrier::new(2));
            let begins = Arc::clone(&begun);
            let work = move || {
                begins.wait();
                drop(begins);
                self.wait();
            };
            if thread::Builder::new().name(name).spawn(work).is_err() {
                // The system gives no more: fewer do the work.
                break;
            }
            // A thread allocates while it begins, which may take longer than this call and the next.
            begun.wait();
            calls.threads += 1;
        }
        calls.jobs.reserve(helpers);
    }

    /// Wants some threads for a job.
    pub(super) fn call(&'static self, job: &Arc<dyn Job>, helpers: usize) {
        let mut calls = locked(&self.calls);
        self.start(&mut calls, helpers);
        for _ in 0..helpers {
            calls.jobs.push_back(Arc::clone(job));
        }
        self.jobs.store(calls.jobs.len(), Ordering::Release);
        let wanted = calls.jobs.len().saturating_sub(self.looking());
        let woken = wanted.min(calls.asleep);
        drop(calls);
        for _ in 0..woken {
            self.called.notify_one();
        }
    }

    /// Wants no more threads for a job.
    pub(super) fn recall(&self, job: &Arc<dyn Job>) {
        if self.jobs.load(Ordering::Acquire) == 0 {
            return;
        }
        let same = |other: &Arc<dyn Job>| Arc::as_ptr(other).addr() == Arc::as_ptr(job).addr();
        let mut calls = locked(&self.calls);
        calls.jobs.retain(|other| !same(other));
        self.jobs.store(calls.jobs.len(), Ordering::Release);
    }

    fn wait(&self) {
        loop {
            self.next().help();
        }
    }

    fn next(&self) -> Arc<dyn Job> {
        let mut calls = locked(&self.calls);
        loop {
            if let Some(job) = self.take(&mut calls) {
                return job;
            }
            // One core is the caller's.
            if self.looking() + 1 < cores() {
                calls = self.look(calls);
                if let Some(job) = self.take(&mut calls) {
                    return job;
                }
            }
            calls.asleep += 1;
            let woken = self.called.wait(calls);
            calls = woken.unwrap_or_else(PoisonError::into_inner);
            calls.asleep -= 1;
        }
    }

    /// Looks for a job for a while.
    fn look<'a>(&'a self, calls: MutexGuard<'a, Calls>) -> MutexGuard<'a, Calls> {
        self.looking.fetch_add(1, Ordering::Relaxed);
        drop(calls);
        spin(|| self.jobs.load(Ordering::Acquire) > 0);
        let calls = locked(&self.calls);
        self.looking.fetch_sub(1, Ordering::Relaxed);
        calls
    }

    fn take(&self, calls: &mut Calls) -> Option<Arc<dyn Job>> {
        let job = calls.jobs.pop_front();
        self.jobs.store(calls.jobs.len(), Ordering::Release);
        job
    }
}
