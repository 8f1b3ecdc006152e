//! What a library has to offer for states that are shared among ranks.

use std::fmt::Debug;
use std::ops::ControlFlow;

use num_complex::Complex64;

use crate::{Error, PauliTerm, Primitive};

/// What holds states that are shared among ranks.
pub trait Store: Debug + Send + Sync + 'static {
    /// A state.
    type State: Shared;

    /// The name of the engine over it, for people.
    fn name(&self) -> &'static str;

    /// How many ranks there are.
    fn ranks(&self) -> usize;

    /// Refuses every use of states where they are gone; they are there, as by default, as long as the engine is.
    ///
    /// # Errors
    /// If they are gone.
    fn ready(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Refuses states that do not fit in memory. All ranks ask, and all of them are refused where one is.
    ///
    /// # Errors
    /// If `states` states of so many qubits do not fit.
    fn check(&self, kernel: &str, qubits: usize, states: usize) -> Result<(), Error>;

    /// A state of so many qubits, |0..0>. All ranks ask for it.
    ///
    /// # Errors
    /// If it does not fit in memory.
    fn state(&self, kernel: &str, qubits: usize) -> Result<Self::State, Error>;
}

/// A state that is shared among ranks. All qubits are given by their places, of which the lowest are near. Every method but
/// [`slope`](Shared::slope) has the same result on all ranks, which call it together.
pub trait Shared: Debug + Send + Sized + 'static {
    /// Observables, prepared for states of one size.
    type Observed: Debug + Send + Sync;

    /// Whether [`expectations`](Shared::expectations) needs a second state.
    const SECOND: bool;

    /// Prepares observables, whose products are over places.
    fn observed(observables: &[Vec<PauliTerm>], qubits: usize, near: usize) -> Self::Observed;

    /// Back to |0..0>.
    fn restart(&mut self);

    /// Takes the amplitudes of another state of the same size.
    fn copy_from(&mut self, other: &mut Self);

    /// Applies a primitive with this cosine and sine. Its targets are near, unless it is diagonal.
    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]);

    /// Exchanges a near place with a far one.
    fn exchange(&mut self, near: usize, far: usize);

    /// 2 Re <bra| dU/dθ U⁻¹ |ket> for this primitive U at the angle θ, `self` being the ket; of a rank only its share, which
    /// [`sum`](Shared::sum) adds up.
    fn slope(&mut self, bra: &mut Self, primitive: Primitive) -> f64;

    /// Adds up the ranks' shares, for all ranks.
    fn sum(&mut self, shares: &mut [f64]);

    /// The expectation value of each observable; `work` is a second state of any amplitudes, if one is needed.
    fn expectations(
        &mut self,
        observed: &Self::Observed,
        work: Option<&mut Self>,
        values: &mut [f64],
    );

    /// `image` = Σ weight · O |self> over the observables O, up to multiples of |self>.
    fn weigh(&mut self, observed: &Self::Observed, weights: &[f64], image: &mut Self);

    /// Calls `each` with every index over places and its amplitude, in ascending order, until it breaks.
    fn amplitudes(&mut self, each: &mut dyn FnMut(usize, Complex64) -> ControlFlow<()>);

    /// Calls `each` with every index over places and its probability, in ascending order, until it breaks.
    fn probabilities(&mut self, each: &mut dyn FnMut(usize, f64) -> ControlFlow<()>) {
        self.amplitudes(&mut |index, amplitude| each(index, amplitude.norm_sqr()));
    }

    /// The probability that measuring the qubit at this place gives 1.
    fn probability(&mut self, place: usize) -> f64;

    /// Brings the state to what it is after measuring `outcome` at this place, which had that probability, not 0.
    fn project(&mut self, place: usize, outcome: bool, probability: f64);
}
