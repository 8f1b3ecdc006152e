//! States that the ranks of MPI share.

use mpi::collective::{CommunicatorCollectives, Root};
use mpi::point_to_point::send_receive_into;
use mpi::topology::{Communicator as _, SimpleCommunicator};
use num_complex::Complex64;
use qkernel_runtime::engine::Communicator;

use crate::meet::{Collective, Kind, next_or_abort};

/// The most amplitudes of one message, whose number is an `int` of C; 1 GiB.
const MOST: usize = 1 << 26;

/// What states that are shared among ranks send their amplitudes over, for
/// [`Slices`](qkernel_runtime::engine::Slices): [`World::states`](crate::World::states).
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use hqnn_model::ranks::Ranks;
/// use qkernel_mpi::run;
/// use qkernel_runtime::engine::{Distributed, Slices};
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn pair(x: Float, o: Observable) -> Float {
///     expval(cx(ry(qubit(), x), qubit()), o)
/// }
///
/// fn main() -> ExitCode {
///     run(|world| {
///         let engine = Box::leak(Box::new(Distributed::new(Slices::new(world.states()))?));
///         let circuit = pair { o: Z(0) * Z(1) }.compile()?.with_engine(engine)?;
///         let value = circuit.run(0.4)?;
///         if world.rank() == 0 {
///             println!("{value}");
///         }
///         Ok::<(), Box<dyn std::error::Error>>(())
///     })
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct States {
    rank: usize,
    size: usize,
    here: usize,
}

impl States {
    /// Of this rank, with so many on its machine.
    pub(crate) fn new(here: usize) -> States {
        let world = SimpleCommunicator::world();
        States {
            rank: world.rank() as usize,
            size: world.size() as usize,
            here,
        }
    }
}

impl Communicator for States {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn on_this_machine(&self) -> usize {
        self.here
    }

    fn exchange(&self, other: usize, sent: &[Complex64], received: &mut [Complex64]) {
        next_or_abort(Collective::new(Kind::Amplitudes, &[sent.len()]));
        let world = SimpleCommunicator::world();
        let other = world.process_at_rank(other as i32);
        for (sent, received) in sent.chunks(MOST).zip(received.chunks_mut(MOST)) {
            send_receive_into(sent, &other, received, &other);
        }
    }

    fn sum(&self, numbers: &mut [f64]) {
        next_or_abort(Collective::new(Kind::Sum, &[numbers.len()]));
        // Not by MPI's own sum, which need not be the same on all ranks.
        let world = SimpleCommunicator::world();
        let mut all = vec![0.0; self.size * numbers.len()];
        world.all_gather_into(&*numbers, &mut all[..]);
        numbers.fill(0.0);
        for other in all.chunks_exact(numbers.len().max(1)) {
            let sums = numbers.iter_mut().zip(other);
            sums.for_each(|(sum, number)| *sum += number);
        }
    }

    fn broadcast(&self, from: usize, amplitudes: &mut [Complex64]) {
        next_or_abort(Collective::new(Kind::Broadcast, &[from, amplitudes.len()]));
        let world = SimpleCommunicator::world();
        let from = world.process_at_rank(from as i32);
        for some in amplitudes.chunks_mut(MOST) {
            from.broadcast_into(some);
        }
    }
}
