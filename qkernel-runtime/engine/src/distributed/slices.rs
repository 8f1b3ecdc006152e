//! States whose amplitudes each rank holds itself.

use std::ops::ControlFlow;
use std::sync::Arc;

use num_complex::Complex64;

use super::linked::{Linked, WithOther};
use super::{Communicator, Shared, Store};
use crate::Error;
use crate::statevector::{allocate, check_memory};

/// How many amplitudes are sent at once, at most: 1 MiB.
const PIECE: usize = 1 << 16;

/// States in the memory of the ranks, with the gates of [`Statevector`](crate::Statevector). A rank computes with one thread; start
/// one for each core.
#[derive(Debug)]
pub struct Slices<C> {
    communicator: Arc<C>,
}

impl<C: Communicator> Slices<C> {
    /// Over these ranks.
    pub fn new(communicator: C) -> Slices<C> {
        Slices {
            communicator: Arc::new(communicator),
        }
    }

    /// The ranks.
    pub fn communicator(&self) -> &C {
        &self.communicator
    }

    fn near(&self, qubits: usize) -> usize {
        qubits - self.ranks().ilog2() as usize
    }

    /// The same answer on all ranks.
    fn agree<T>(&self, kernel: &str, mine: Result<T, Error>) -> Result<T, Error> {
        let mut refused = [f64::from(u8::from(mine.is_err()))];
        self.communicator.sum(&mut refused);
        let mine = mine?;
        match refused[0] {
            0.0 => Ok(mine),
            ranks => Err(Error::Refused {
                message: format!(
                    "`{kernel}`: its amplitudes do not fit in the memory of {ranks} other ranks"
                ),
            }),
        }
    }
}

/// Refuses so many of the shares that a rank has of a state, if a machine, whose ranks have its memory together, has no room for them.
///
/// # Errors
/// If they do not fit in the memory that is free.
pub fn check_shares(kernel: &str, qubits: usize, ranks: usize, shares: usize) -> Result<(), Error> {
    let near = qubits.saturating_sub(ranks.max(1).ilog2() as usize);
    check_memory(kernel, near, shares).map_err(|error| match error {
        Error::Memory { available_gib, .. } if ranks > 1 => Error::Refused {
            message: format!(
                "`{kernel}`: {shares} x 2^{near} amplitudes, what the ranks of a machine hold of {qubits} qubits on {ranks} ranks, do \
                 not fit in its memory: {available_gib} GiB are free"
            ),
        },
        error => error,
    })
}

impl<C: Communicator> Store for Slices<C> {
    type State = Slice<C>;

    fn name(&self) -> &'static str {
        "slices"
    }

    fn ranks(&self) -> usize {
        self.communicator.size()
    }

    fn check(&self, kernel: &str, qubits: usize, states: usize) -> Result<(), Error> {
        let here = self.communicator.on_this_machine();
        let mine = check_shares(kernel, qubits, self.ranks(), states.saturating_mul(here));
        self.agree(kernel, mine)
    }

    fn state(&self, kernel: &str, qubits: usize) -> Result<Slice<C>, Error> {
        self.check(kernel, qubits, 1)?;
        let near = self.near(qubits);
        let amplitudes = self.agree(kernel, allocate(kernel, near))?;
        let piece = PIECE.min(amplitudes.len());
        let mut state = Slice {
            communicator: Arc::clone(&self.communicator),
            near,
            amplitudes,
            sent: vec![Complex64::ZERO; piece],
            received: vec![Complex64::ZERO; piece],
        };
        state.restart();
        Ok(state)
    }
}

/// A state of which this rank holds the amplitudes whose far bits are its number.
#[derive(Debug)]
pub struct Slice<C> {
    communicator: Arc<C>,
    near: usize,
    amplitudes: Vec<Complex64>,
    /// Buffers of one piece.
    sent: Vec<Complex64>,
    received: Vec<Complex64>,
}

impl<C: Communicator> Linked for Slice<C> {
    fn rank(&self) -> usize {
        self.communicator.rank()
    }

    fn near(&self) -> usize {
        self.near
    }

    fn mine(&self) -> &[Complex64] {
        &self.amplitudes
    }

    fn mine_mut(&mut self) -> &mut [Complex64] {
        &mut self.amplitudes
    }

    /// Of the amplitudes whose near bit is not the far one, this rank and the other one have one half each.
    fn exchange(&mut self, near: usize, far: usize) {
        let rank = self.communicator.rank();
        let bit = 1 << (far - self.near);
        let (stride, is_one) = (1usize << near, rank & bit == 0);
        let half = self.amplitudes.len() / 2;
        let piece = self.sent.len().min(half);
        let run = stride.min(piece);
        for start in (0..half).step_by(piece) {
            // Runs of the piece, and where they are among the amplitudes.
            let runs = (0..piece).step_by(run).map(|at| {
                let (below, above) = ((start + at) & (stride - 1), (start + at) & !(stride - 1));
                (at, above << 1 | below | if is_one { stride } else { 0 })
            });
            for (at, from) in runs.clone() {
                self.sent[at..][..run].copy_from_slice(&self.amplitudes[from..][..run]);
            }
            let (sent, received) = (&self.sent[..piece], &mut self.received[..piece]);
            self.communicator.exchange(rank ^ bit, sent, received);
            for (at, to) in runs {
                self.amplitudes[to..][..run].copy_from_slice(&self.received[at..][..run]);
            }
        }
    }

    fn with_other(&mut self, bits: usize, each: &mut WithOther<'_>) {
        let (other, piece) = (self.communicator.rank() ^ bits, self.received.len());
        for start in (0..self.amplitudes.len()).step_by(piece) {
            let mine = &self.amplitudes[start..][..piece];
            self.communicator.exchange(other, mine, &mut self.received);
            each(start, &self.received, &self.amplitudes);
        }
    }

    fn sum(&mut self, shares: &mut [f64]) {
        self.communicator.sum(shares);
    }

    fn all(&mut self, each: &mut dyn FnMut(usize, Complex64) -> ControlFlow<()>) {
        let piece = self.received.len();
        for from in 0..self.communicator.size() {
            for start in (0..self.amplitudes.len()).step_by(piece) {
                let mine = &self.amplitudes[start..][..piece];
                self.received.copy_from_slice(mine);
                self.communicator.broadcast(from, &mut self.received);
                let first = from << self.near | start;
                for (i, amplitude) in self.received.iter().enumerate() {
                    if each(first + i, *amplitude).is_break() {
                        return;
                    }
                }
            }
        }
    }
}
