//! QuEST 4, found when the program runs. Its registers hold the amplitudes, and its ranks exchange them; gates on near qubits, slopes and
//! Pauli sums are done on its memory with the gates of the local engine.

mod api;

use std::fmt::Display;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use num_complex::Complex64;
use qkernel_runtime::engine::{Distributed, Engine, Error, Linked, Store, WithOther, check_shares};

use crate::Launch;
use crate::end::{conclude, end};
use api::{Api, Qureg};

/// How many amplitudes of a rank are sent at once, at most: 1 MiB.
const PIECE: usize = 1 << 16;

/// QuEST 4 in this process. It ends MPI when it is dropped, which all ranks do together; nothing runs on its engine after that.
///
/// Circuits on its engine are run from the thread that started it. A rank that panics ends the job, and so does one whose program fails in
/// [`Quest4::run`].
///
/// ```no_run
/// use qkernel_quest::Quest4;
///
/// // Finds the library by the variable QKERNEL_QUEST, or as `libQuEST.so.4` where the system looks for libraries.
/// let quest = Quest4::start()?;
/// assert_eq!(quest.engine().name(), "quest 4");
/// # Ok::<(), qkernel_runtime::engine::Error>(())
/// ```
#[derive(Debug)]
pub struct Quest4 {
    engine: &'static Distributed<Store4>,
}

/// MPI can be started once in a process.
static STARTED: AtomicBool = AtomicBool::new(false);

impl Quest4 {
    /// Opens the library, and starts MPI and QuEST. The ranks are those that `mpirun` started, or this process alone.
    ///
    /// # Errors
    /// If there is no library, if it is not QuEST 4.1 or does not do what that does, if the number of ranks is not a power of 2, and if QuEST was
    /// started before.
    pub fn start() -> Result<Quest4, Error> {
        let name = std::env::var_os("QKERNEL_QUEST").filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| "libQuEST.so.4".into());
        let launch = Launch::here();
        launch.check()?;
        let api = Api::open(&PathBuf::from(name))?;
        if STARTED.swap(true, Ordering::AcqRel) {
            return Err(refused(
                "QuEST was started before: a process starts it once",
            ));
        }
        let is_distributed = i32::from(launch.ranks > 1);
        // SAFETY: the function takes three numbers, and is called once.
        unsafe { (api.start)(is_distributed, 0, 0) };
        let library = Arc::new(Opened {
            api,
            launch,
            is_there: AtomicBool::new(true),
            calls: Mutex::new(()),
        });
        let near = PIECE.ilog2() as usize;
        let mailbox = State::create(&library, near + launch.ranks.ilog2() as usize)?;
        let mut store = Store4 {
            library,
            mailbox: Arc::new(Mutex::new(mailbox)),
        };
        store.try_out()?;
        Ok(Quest4 {
            engine: Box::leak(Box::new(Distributed::new(store)?)),
        })
    }

    /// Runs the program of this rank, with what [`start`](Quest4::start) gives. An error of one rank is printed, and ends the job: the others
    /// would wait for it for ever.
    pub fn run<E: Display>(program: impl FnOnce(&Quest4) -> Result<(), E>) -> ExitCode {
        conclude(Quest4::start(), |quest| quest.launch().rank, program)
    }

    /// The engine, for `circuit.with_engine(..)`.
    pub fn engine(&self) -> &'static dyn Engine {
        self.engine
    }

    /// How many ranks there are, and which one this is.
    pub fn launch(&self) -> Launch {
        self.engine.store().library.launch
    }
}

impl Drop for Quest4 {
    fn drop(&mut self) {
        if std::thread::panicking() {
            end("a rank panicked");
        }
        let library = &self.engine.store().library;
        let _call = library.call();
        library.is_there.store(false, Ordering::Release);
        // SAFETY: it was started, and is called no more.
        unsafe { (library.api.stop)() };
    }
}

fn refused(message: &str) -> Error {
    Error::Refused {
        message: message.into(),
    }
}

/// The library, once it was started.
#[derive(Debug)]
struct Opened {
    api: Api,
    launch: Launch,
    /// Until it is stopped.
    is_there: AtomicBool,
    /// Held during a call: the library is called from one thread at a time.
    calls: Mutex<()>,
}

impl Opened {
    fn call(&self) -> MutexGuard<'_, ()> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, where there is an answer to be had.
    fn alive(&self) -> MutexGuard<'_, ()> {
        let call = self.call();
        if !self.is_there.load(Ordering::Acquire) {
            end("a state was used after QuEST had been ended");
        }
        call
    }
}

/// States of QuEST 4.
#[derive(Debug)]
pub struct Store4 {
    library: Arc<Opened>,
    /// A register that carries what ranks tell each other.
    mailbox: Arc<Mutex<State>>,
}

impl Store4 {
    /// Whether the library does what it should: each rank learns the numbers of all, and X brings those of another rank.
    fn try_out(&mut self) -> Result<(), Error> {
        let ranks = self.library.launch.ranks;
        let rank = self.library.launch.rank;
        let mut mailbox = locked(&self.mailbox);
        let mut numbers = [rank as f64 + 1.0, 2.0];
        mailbox.total(&mut numbers);
        let mut is_right = numbers == [(ranks * (ranks + 1)) as f64 / 2.0, 2.0 * ranks as f64];
        for bit in (0..ranks.ilog2()).map(|bit| 1 << bit) {
            let sent = [Complex64::new(rank as f64, 0.5)];
            let mut received = [Complex64::ZERO];
            mailbox.carry(bit, &sent, &mut received);
            is_right &= received[0] == Complex64::new((rank ^ bit) as f64, 0.5);
        }
        match is_right {
            true => Ok(()),
            false => Err(refused(
                "the library that QKERNEL_QUEST names gives wrong amplitudes: QuEST 4.1 in double precision is needed",
            )),
        }
    }
}

impl Store for Store4 {
    type State = State4;

    fn name(&self) -> &'static str {
        "quest 4"
    }

    fn ranks(&self) -> usize {
        self.library.launch.ranks
    }

    fn ready(&self) -> Result<(), Error> {
        match self.library.is_there.load(Ordering::Acquire) {
            true => Ok(()),
            false => Err(refused(
                "QuEST has been ended: keep what `start` gave until the last result",
            )),
        }
    }

    fn check(&self, kernel: &str, qubits: usize, states: usize) -> Result<(), Error> {
        self.ready()?;
        // From two ranks on each state has a buffer of its size.
        let buffers = if self.ranks() > 1 { 2 } else { 1 };
        let shares = states
            .saturating_mul(buffers)
            .saturating_mul(self.library.launch.on_this_machine);
        let mine = check_shares(kernel, qubits, self.ranks(), shares);
        let mut refusals = [f64::from(u8::from(mine.is_err()))];
        locked(&self.mailbox).total(&mut refusals);
        mine?;
        match refusals[0] {
            0.0 => Ok(()),
            _ => Err(refused(&format!(
                "`{kernel}`: its amplitudes do not fit in the memory of another rank"
            ))),
        }
    }

    fn state(&self, kernel: &str, qubits: usize) -> Result<State4, Error> {
        use qkernel_runtime::engine::Shared;
        self.check(kernel, qubits, 1)?;
        let mut state = State4 {
            state: State::create(&self.library, qubits)?,
            mailbox: Arc::clone(&self.mailbox),
            piece: vec![Complex64::ZERO; PIECE],
        };
        state.restart();
        Ok(state)
    }
}

fn locked(mailbox: &Mutex<State>) -> MutexGuard<'_, State> {
    mailbox.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A register of the library.
#[derive(Debug)]
struct State {
    library: Arc<Opened>,
    quest: Qureg,
    near: usize,
}

// SAFETY: the pointers of a register are to memory of the process, which belongs to it alone and to no thread; it is reached through
// borrows of the state only, and the library is called under a lock.
unsafe impl Send for State {}

impl State {
    /// There must be room for it.
    fn create(library: &Arc<Opened>, qubits: usize) -> Result<State, Error> {
        let ranks = library.launch.ranks;
        let quest = {
            let _call = library.alive();
            // SAFETY: the function takes five numbers; there are more qubits than the number of ranks has bits.
            unsafe { (library.api.create)(qubits as i32, 0, i32::from(ranks > 1), 0, 0) }
        };
        if !quest.is_sound(qubits, ranks) {
            return Err(refused(
                "the library that QKERNEL_QUEST names gives registers of another form: QuEST 4.1 is needed, for the MPI of these ranks",
            ));
        }
        Ok(State {
            library: Arc::clone(library),
            quest,
            near: qubits - ranks.ilog2() as usize,
        })
    }

    fn rank(&self) -> usize {
        self.quest.rank as usize
    }

    fn mine(&self) -> &[Complex64] {
        // SAFETY: the register has so many amplitudes here as long as it is there; a complex number is two `double`s; nobody changes them
        // while the state is borrowed.
        unsafe { std::slice::from_raw_parts(self.quest.here, 1 << self.near) }
    }

    fn mine_mut(&mut self) -> &mut [Complex64] {
        // SAFETY: as for `mine`, and the state is borrowed by the caller alone.
        unsafe { std::slice::from_raw_parts_mut(self.quest.here, 1 << self.near) }
    }

    fn swap(&mut self, near: usize, far: usize) {
        let _call = self.library.alive();
        // SAFETY: the register is there, and has both qubits.
        unsafe { (self.library.api.swap)(self.quest, near as i32, far as i32) }
    }

    /// Amplitudes of any rank, on all of them.
    fn gather(&mut self, start: usize, to: &mut [Complex64]) {
        let _call = self.library.alive();
        let (start, count) = (start as i64, to.len() as i64);
        // SAFETY: the register is there and has these amplitudes, and there is room for them.
        unsafe { (self.library.api.gather)(to.as_mut_ptr(), self.quest, start, count) }
    }

    /// Of a mailbox: brings what the rank sent whose number differs in these bits.
    fn carry(&mut self, bits: usize, sent: &[Complex64], received: &mut [Complex64]) {
        self.mine_mut()[..sent.len()].copy_from_slice(sent);
        {
            let _call = self.library.alive();
            for bit in (0..usize::BITS as usize).filter(|bit| bits >> bit & 1 == 1) {
                // SAFETY: the register is there, and has the far qubit.
                unsafe { (self.library.api.flip)(self.quest, (self.near + bit) as i32) }
            }
        }
        received.copy_from_slice(&self.mine()[..received.len()]);
    }

    /// Of a mailbox: replaces numbers by their sums over the ranks, from the first rank to the last.
    fn total(&mut self, numbers: &mut [f64]) {
        let ranks = self.library.launch.ranks;
        let mut theirs = vec![Complex64::ZERO; numbers.len().min(PIECE)];
        for numbers in numbers.chunks_mut(PIECE) {
            let theirs = &mut theirs[..numbers.len()];
            for (to, &number) in self.mine_mut().iter_mut().zip(&*numbers) {
                *to = number.into();
            }
            numbers.fill(0.0);
            for rank in 0..ranks {
                self.gather(rank << self.near, theirs);
                numbers
                    .iter_mut()
                    .zip(&*theirs)
                    .for_each(|(sum, share)| *sum += share.re);
            }
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        let _call = self.library.call();
        // What is left when the library stops goes with the process.
        if self.library.is_there.load(Ordering::Acquire) {
            // SAFETY: the register is there, and is used no more.
            unsafe { (self.library.api.destroy)(self.quest) }
        }
    }
}

/// A state in a register of QuEST 4.
#[derive(Debug)]
pub struct State4 {
    state: State,
    mailbox: Arc<Mutex<State>>,
    piece: Vec<Complex64>,
}

impl Linked for State4 {
    fn rank(&self) -> usize {
        self.state.rank()
    }

    fn near(&self) -> usize {
        self.state.near
    }

    fn mine(&self) -> &[Complex64] {
        self.state.mine()
    }

    fn mine_mut(&mut self) -> &mut [Complex64] {
        self.state.mine_mut()
    }

    fn exchange(&mut self, near: usize, far: usize) {
        self.state.swap(near, far);
    }

    fn with_other(&mut self, bits: usize, each: &mut WithOther<'_>) {
        let mine = self.state.mine();
        let mut mailbox = locked(&self.mailbox);
        for (number, sent) in mine.chunks(PIECE).enumerate() {
            let theirs = &mut self.piece[..sent.len()];
            mailbox.carry(bits, sent, theirs);
            each(number * PIECE, theirs, mine);
        }
    }

    fn sum(&mut self, shares: &mut [f64]) {
        locked(&self.mailbox).total(shares);
    }

    fn all(&mut self, each: &mut dyn FnMut(usize, Complex64) -> ControlFlow<()>) {
        let count = 1usize << (self.state.near + self.state.library.launch.ranks.ilog2() as usize);
        let step = PIECE.min(1 << self.state.near);
        for start in (0..count).step_by(step) {
            let piece = &mut self.piece[..step];
            self.state.gather(start, piece);
            for (i, &amplitude) in piece.iter().enumerate() {
                if each(start + i, amplitude).is_break() {
                    return;
                }
            }
        }
    }
}
