//! Kernels as plain functions: gates that act at once on a state vector of the thread.
//!
//! Qubits are numbered by handles that are never used again. A measured qubit leaves the state. One that is
//! discarded or dropped stays in it, unless it is in |0> or |1> for sure, until no qubit is left: so what
//! is done to the others, expectation values above all, is what it would be had it been traced out. Nothing here
//! knows of graphs or of compiled circuits: this is a second way to run a kernel, by rustc's own semantics.

mod scope;

use std::cell::RefCell;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::engine::State;
use crate::gate::GateKind;
use crate::observable::Observable;

pub(crate) use scope::{Action, forbid, name, undo, within};
use scope::{Gate, pass};

/// What errors call the kernel: any number of them may be running.
const KERNEL: &str = "a kernel that runs eagerly";

/// The state of all qubits of a thread.
struct Eager {
    /// The amplitudes; bit k of an index belongs to the k-th handle of `alive`.
    state: State,
    /// The handles of the qubits, in the order of their bits.
    alive: Vec<u64>,
    /// How many of them nobody holds any more.
    traced_out: usize,
    /// The next handle.
    next: u64,
    /// Draws the outcomes of measurements.
    rng: StdRng,
}

thread_local! {
    static EAGER: RefCell<Eager> = RefCell::new(Eager {
        state: empty(),
        alive: Vec::new(),
        traced_out: 0,
        next: 0,
        rng: rand::make_rng(),
    });
}

/// The state of no qubits.
fn empty() -> State {
    State::new(KERNEL, 0).expect("one amplitude fits in memory")
}

impl Eager {
    #[track_caller]
    fn position(&self, handle: u64) -> usize {
        self.alive
            .iter()
            .position(|&alive| alive == handle)
            .expect("this qubit was measured and is gone: only a kernel that was refused could use it again")
    }

    fn measure(&mut self, handle: u64) -> bool {
        let qubit = self.position(handle);
        let outcome = self.state.measure(qubit, self.rng.random());
        self.state.remove(qubit, outcome);
        self.alive.remove(qubit);
        self.forget_if_unused();
        outcome
    }

    fn release(&mut self, handle: u64) {
        let Some(qubit) = self.alive.iter().position(|&alive| alive == handle) else {
            return;
        };
        let one = self.state.probability(qubit);
        if one == 0.0 || one == 1.0 {
            self.state.remove(qubit, one == 1.0);
            self.alive.remove(qubit);
        } else {
            self.traced_out += 1;
        }
        self.forget_if_unused();
    }

    fn forget_if_unused(&mut self) {
        if self.alive.len() == self.traced_out {
            self.alive.clear();
            self.traced_out = 0;
            self.state = empty();
        }
    }
}

/// Seeds the outcomes of measurements in kernels that are called as plain functions on this thread.
pub fn seed(seed: u64) {
    EAGER.with_borrow_mut(|eager| eager.rng = StdRng::seed_from_u64(seed));
}

/// How many qubits are alive on this thread.
pub fn live_qubits() -> usize {
    EAGER.with_borrow(|eager| eager.alive.len() - eager.traced_out)
}

/// A new qubit in |0>.
///
/// # Panics
///
/// If the state of all live qubits would not fit in memory.
#[track_caller]
pub(crate) fn allocate() -> u64 {
    EAGER.with_borrow_mut(|eager| {
        if let Err(error) = eager.state.add_qubit(KERNEL) {
            panic!("{error}");
        }
        let handle = eager.next;
        eager.next += 1;
        eager.alive.push(handle);
        handle
    })
}

/// Applies a gate; the last `kind.targets()` of the qubits are its targets, the others are controls.
#[track_caller]
pub(crate) fn apply(kind: GateKind, qubits: &[u64], angles: &[f64]) {
    let gate = Gate {
        kind,
        qubits: qubits.to_vec(),
        angles: angles.to_vec(),
    };
    let Some(gate) = pass(gate) else { return };
    EAGER.with_borrow_mut(|eager| {
        let qubits: Vec<usize> = gate
            .qubits
            .iter()
            .map(|&handle| eager.position(handle))
            .collect();
        let (controls, targets) = qubits.split_at(qubits.len() - kind.targets());
        eager.state.apply(kind, controls, targets, &gate.angles);
    });
}

/// Measures a qubit for good.
#[track_caller]
pub(crate) fn measure(handle: u64) -> bool {
    EAGER.with_borrow_mut(|eager| eager.measure(handle))
}

/// Brings a qubit to |0>.
#[track_caller]
pub(crate) fn reset(handle: u64) {
    EAGER.with_borrow_mut(|eager| {
        let qubit = eager.position(handle);
        if eager.state.measure(qubit, eager.rng.random()) {
            eager.state.apply(GateKind::X, &[], &[qubit], &[]);
        }
    });
}

/// Traces a qubit out. Does nothing on a thread that is ending.
pub(crate) fn release(handle: u64) {
    let _ = EAGER.try_with(|eager| {
        if let Ok(mut eager) = eager.try_borrow_mut() {
            eager.release(handle);
        }
    });
}

/// The expectation value of an observable on some of the qubits: qubit k of it is `qubits[k]`.
///
/// # Panics
///
/// If the observable reaches past the qubits.
#[track_caller]
pub(crate) fn expectation(qubits: &[u64], observable: &Observable) -> f64 {
    assert!(
        observable.span() <= qubits.len(),
        "the observable `{observable}` acts on qubit {}, but the register has {} qubits",
        observable.span() - 1,
        qubits.len(),
    );
    EAGER.with_borrow(|eager| {
        let positions: Vec<usize> = qubits
            .iter()
            .map(|&handle| eager.position(handle))
            .collect();
        match observable.map_qubits(&positions) {
            Ok(observable) => eager.state.expectation(&observable),
            Err(error) => panic!("{error}"),
        }
    })
}
