//! Kernels as plain functions: gates that act at once on a state of the thread.
//!
//! A plain call is one run. An expectation value is an average over the outcomes of every measurement and reset before it;
//! in a plain call an outcome that the code uses is drawn, and the value is the one for that outcome.
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! /// Half of a Bell pair, the other half measured: the outcome is not used, and the value is 0 on average.
//! #[qkernel]
//! fn forgotten(z: Observable) -> Float {
//!     let (a, b) = cx(h(qubit()), qubit());
//!     measure(a);
//!     expval(b, z)
//! }
//!
//! /// Here the outcome is given back, and says what the value is.
//! #[qkernel]
//! fn used(z: Observable) -> (Bit, Float) {
//!     let (a, b) = cx(h(qubit()), qubit());
//!     let outcome = measure(a);
//!     (outcome, expval(b, z))
//! }
//!
//! assert!(forgotten(Z(0).into()).abs() < 1e-12);
//! let (outcome, value) = used(Z(0).into());
//! assert!((value - if outcome { -1.0 } else { 1.0 }).abs() < 1e-12);
//! ```
//!
//! An outcome is used where anything that the kernel does or returns depends on it. A kernel that calls another one and
//! drops a part of its results uses all of them; so does code outside of kernels, whatever it does with what `measure` gives.
// Qubits are numbered by handles that are never used again. The state is a list of parts that never met; a gate on two
// of them makes them one. A qubit without a handle is traced out: such a qubit stays in its part as far as the others
// are entangled with it. Nothing here uses a kernel's graph (only its effects, for modifiers) or compiled circuits: this
// is a second way to run a kernel, by rustc's own semantics.

mod outcomes;
mod rounds;
mod scope;
mod state;

use std::cell::RefCell;

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::gate::{GateKind, UndoAngle};
use crate::observable::Observable;

pub use outcomes::{Outcomes, Unused};
pub use rounds::Rounds;
use scope::pass;
pub(crate) use scope::{Action, Gate, forbid, name, within};
use state::Eager;

/// Sets how many rounds a `while` may take in plain calls of this thread, 10,000 if none is set.
pub fn round_limit(limit: usize) {
    EAGER.with_borrow_mut(|eager| eager.rounds = limit);
}

thread_local! {
    static EAGER: RefCell<Eager> = RefCell::new(Eager::new());
}

/// Seeds the outcomes of measurements in kernels that are called as plain functions on this thread.
pub fn seed(seed: u64) {
    EAGER.with_borrow_mut(|eager| eager.rng = StdRng::seed_from_u64(seed));
}

/// How many qubits are alive on this thread.
pub fn live_qubits() -> usize {
    EAGER.with_borrow(|eager| eager.part_of.len() - eager.drawn.len())
}

/// A new qubit in |0>.
pub(crate) fn allocate() -> u64 {
    EAGER.with_borrow_mut(Eager::allocate)
}

/// Applies a gate; the last `kind.targets()` of the qubits are its targets, the others are controls.
///
/// # Panics
///
/// If the state of all qubits that have met would not fit in memory.
#[track_caller]
pub(crate) fn apply(kind: GateKind, qubits: &[u64], angles: &[f64]) {
    let gate = Gate {
        kind,
        qubits: qubits.to_vec(),
        angles: angles.to_vec(),
    };
    let Some(gate) = pass(gate) else { return };
    // A closure would hide the caller from a panic.
    if let Err(text) = EAGER.with_borrow_mut(|eager| eager.apply(&gate)) {
        panic!("{text}");
    }
}

/// Applies the inverse of some gates.
#[track_caller]
pub(crate) fn undo(gates: Vec<Gate>) {
    for gate in gates.into_iter().rev() {
        for undo in gate.kind.inverse() {
            let angles: Vec<f64> = undo
                .angles
                .iter()
                .map(|angle| match *angle {
                    UndoAngle::Minus(k) => -gate.angles[k],
                    UndoAngle::Fixed(angle) => angle,
                })
                .collect();
            apply(undo.kind, &gate.qubits, &angles);
        }
    }
}

/// Measures qubits and ends their lives.
pub(crate) fn measure(handles: &[u64]) -> Vec<bool> {
    EAGER.with_borrow_mut(|eager| eager.measure(handles))
}

/// Traces qubits out. Does nothing on a thread that is ending.
pub(crate) fn release(handles: &[u64]) {
    let _ = EAGER.try_with(|eager| {
        if let Ok(mut eager) = eager.try_borrow_mut() {
            eager.release(handles);
        }
    });
}

/// The expectation value of an observable on some of the qubits: qubit k of it is `qubits[k]`.
///
/// # Panics
///
/// If the observable reaches past the qubits, or is not Hermitian.
#[track_caller]
pub(crate) fn expectation(qubits: &[u64], observable: &Observable) -> f64 {
    assert!(
        observable.span() <= qubits.len(),
        "the observable `{observable}` acts on qubit {}, but {} observed",
        observable.span() - 1,
        match qubits.len() {
            1 => "one qubit is".to_owned(),
            count => format!("{count} qubits are"),
        },
    );
    if let Err(error) = observable.check(qubits.len()) {
        panic!("{error}");
    }
    EAGER.with_borrow_mut(|eager| eager.expectation(qubits, observable))
}
