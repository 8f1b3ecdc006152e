//! All qubits of a program as one part, for states and probabilities.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::angle::{Angle, turn};
use super::unfold::{Mixed, Unfolded};
use super::write::Builder;
use crate::engine::{Part, Register};
use crate::error::Error;
use crate::program::{Program, Slots};

/// The part: the program's qubits by their numbers, then the places that are entangled with them.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) part: Arc<Part>,
    angles: Vec<Angle>,
    qubits: usize,
    mixed: Option<Mixed>,
}

impl Whole {
    pub(super) fn new(unfolded: &Unfolded<'_>, slots: &Slots) -> Whole {
        let qubits = unfolded.qubits.len();
        let mut groups = unfolded.connected();
        let mut live = vec![false; unfolded.places];
        let mut local = vec![usize::MAX; unfolded.places];
        for (qubit, &place) in unfolded.qubits.iter().enumerate() {
            live[groups.root(place)] = true;
            local[place] = qubit;
        }
        let mut size = qubits;
        for (place, local) in local.iter_mut().enumerate() {
            if *local == usize::MAX && live[groups.root(place)] {
                *local = size;
                size += 1;
            }
        }
        let mut builder = Builder::default();
        // A part that is too large is refused when it is run; its masks would not fit.
        if size <= Part::MAX_QUBITS {
            for gate in &unfolded.gates {
                if gate.places().all(|place| local[place] != usize::MAX) {
                    builder.push(gate, |place| local[place], slots);
                }
            }
        }
        Whole {
            part: Arc::new(Part {
                kernel: unfolded.program.kernel.as_str().into(),
                qubits: size,
                steps: builder.steps,
                angles: builder.places,
                observables: Vec::new(),
            }),
            angles: builder.angles,
            qubits,
            mixed: unfolded.mixed,
        }
    }

    /// Refuses a circuit whose final state depends on outcomes.
    pub(crate) fn check_pure(&self, program: &Program) -> Result<(), Error> {
        match self.mixed {
            Some(mixed) if mixed.surely || self.part.qubits > self.qubits => Err(Error::Mixed {
                kernel: program.kernel.clone(),
                loc: program.place(mixed.origin),
                does: if mixed.reset { "resets" } else { "measures" },
            }),
            _ => Ok(()),
        }
    }

    /// The angles for the arguments in the slots.
    pub(crate) fn angles(
        &self,
        program: &Program,
        slots: &Slots,
        numbers: &mut [f64],
    ) -> Result<Vec<f64>, Error> {
        slots.early(numbers);
        let mut angles = vec![0.0; self.angles.len()];
        turn(program, &self.angles, numbers, &mut angles)?;
        Ok(angles)
    }

    /// Runs the part on a register.
    pub(crate) fn apply(&self, angles: &[f64], register: &mut dyn Register) {
        crate::engine::apply(&self.part.steps, angles, register);
    }

    /// The probabilities of the program's qubits, whatever the places beside them hold.
    pub(crate) fn marginal(&self, register: &dyn Register) -> Vec<f64> {
        let size = 1usize << self.qubits;
        let mut sums = vec![0.0; size];
        register.probabilities(&mut |index, probability| {
            sums[index & (size - 1)] += probability;
            ControlFlow::Continue(())
        });
        sums
    }
}
