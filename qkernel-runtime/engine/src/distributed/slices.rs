//! States whose amplitudes each rank holds itself.

use std::ops::ControlFlow;
use std::sync::Arc;

use num_complex::Complex64;

use super::strings::Strings;
use super::{Communicator, OnRank, Shared, Store};
use crate::statevector::{allocate, check_memory};
use crate::{Error, PauliTerm, Primitive};

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
    pub(super) communicator: Arc<C>,
    pub(super) near: usize,
    pub(super) amplitudes: Vec<Complex64>,
    /// Buffers of one piece.
    pub(super) sent: Vec<Complex64>,
    pub(super) received: Vec<Complex64>,
}

impl<C: Communicator> Slice<C> {
    fn on_rank(&self, primitive: Primitive) -> Option<OnRank> {
        OnRank::new(primitive, self.near, self.communicator.rank())
    }

    /// Calls `each` with the amplitudes of another rank, piece by piece, and where each begins; that rank gets those of this one.
    pub(super) fn of_other(
        &mut self,
        other: usize,
        mut each: impl FnMut(usize, &[Complex64], &[Complex64]),
    ) {
        let piece = self.received.len();
        for start in (0..self.amplitudes.len()).step_by(piece) {
            let mine = &self.amplitudes[start..][..piece];
            self.communicator.exchange(other, mine, &mut self.received);
            each(start, &self.received, &self.amplitudes);
        }
    }
}

impl<C: Communicator> Shared for Slice<C> {
    type Observed = Strings;

    const SECOND: bool = false;

    fn observed(observables: &[Vec<PauliTerm>], _: usize, near: usize) -> Strings {
        Strings::new(observables, near)
    }

    fn restart(&mut self) {
        self.amplitudes.fill(Complex64::ZERO);
        if self.communicator.rank() == 0 {
            self.amplitudes[0] = Complex64::ONE;
        }
    }

    fn copy_from(&mut self, other: &mut Self) {
        self.amplitudes.copy_from_slice(&other.amplitudes);
    }

    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        if let Some(here) = self.on_rank(primitive) {
            here.apply(&mut self.amplitudes, turn);
        }
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

    fn slope(&mut self, bra: &mut Self, primitive: Primitive) -> f64 {
        match self.on_rank(primitive) {
            Some(here) => here.slope(&bra.amplitudes, &self.amplitudes),
            None => 0.0,
        }
    }

    fn sum(&mut self, shares: &mut [f64]) {
        self.communicator.sum(shares);
    }

    fn expectations(&mut self, observed: &Strings, _: Option<&mut Self>, values: &mut [f64]) {
        observed.expectations(self, values);
    }

    fn weigh(&mut self, observed: &Strings, weights: &[f64], image: &mut Self) {
        observed.weigh(self, weights, &mut image.amplitudes);
    }

    fn amplitudes(&mut self, each: &mut dyn FnMut(usize, Complex64) -> ControlFlow<()>) {
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

    fn probability(&mut self, place: usize) -> f64 {
        let mut sum = [0.0];
        if place < self.near {
            let stride = 1 << place;
            let ones = self.amplitudes.chunks_exact(2 * stride);
            let ones = ones.flat_map(|block| &block[stride..]);
            sum[0] = ones.map(Complex64::norm_sqr).sum();
        } else if self.communicator.rank() >> (place - self.near) & 1 == 1 {
            sum[0] = self.amplitudes.iter().map(Complex64::norm_sqr).sum();
        }
        self.communicator.sum(&mut sum);
        sum[0].clamp(0.0, 1.0)
    }

    fn project(&mut self, place: usize, outcome: bool, probability: f64) {
        let scale = 1.0 / probability.sqrt();
        let run = self.amplitudes.len().min(1 << place.min(self.near));
        let rank = self.communicator.rank();
        for (number, block) in self.amplitudes.chunks_exact_mut(run).enumerate() {
            let one = match place < self.near {
                true => number & 1 == 1,
                false => rank >> (place - self.near) & 1 == 1,
            };
            if one == outcome {
                block.iter_mut().for_each(|a| *a *= scale);
            } else {
                block.fill(Complex64::ZERO);
            }
        }
    }
}
