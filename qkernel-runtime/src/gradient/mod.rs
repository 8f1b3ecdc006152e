//! Derivatives of results by arguments.
//!
//! A circuit is differentiated in two parts. Everything that is plain arithmetic (angles that are affine in the arguments,
//! derived slots, arithmetic on expectation values) is differentiated backwards by the chain rule, for all methods
//! alike. What is left are derivatives of expectation values by single angles, one gate each: there the exact
//! methods differ. Finite differences and SPSA treat the whole kernel as a function of its arguments.
//!
//! Where a result depends on a square root of 0, there is no derivative: that is an error that names the arguments, whatever the
//! root is multiplied by on its way to the result. The derivative of a result that is infinite itself (`1/x` or `ln x` at 0) is that of
//! `f64`, infinite or not a number. What no result depends on has the derivative 0.
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! #[qkernel]
//! fn rooted(x: Float, h: Observable) -> Float {
//!     expval(ry(qubit(), x.sqrt()), h)
//! }
//!
//! let circuit = rooted { h: Z(0) }.compile()?;
//! assert_eq!(circuit.run(0.0)?, 1.0);
//! let error = circuit.gradient(0.0).unwrap_err().to_string();
//! assert!(error.contains("that of `sqrt` is infinite at 0.0, which depends on `x`"), "{error}");
//! # Ok::<(), Error>(())
//! ```

mod numeric;
mod shift;
mod shifts;

pub(crate) use numeric::Numeric;
pub use shift::ShiftRule;
pub(crate) use shifts::shifts;

/// How a gradient is computed.
///
/// | method | exact | circuits run for P angles | states held |
/// | --- | --- | --- | --- |
/// | `Adjoint` | yes | about 3, whatever P is | 2 |
/// | `ParameterShift` | yes | 2 P (4 P for controlled rotations) | 2 |
/// | `FiniteDifference` | to about step² | 2 for each argument | 1 |
/// | `Spsa` | unbiased as step → 0, noisy | 2 for each of `samples` | 1 |
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum GradientMethod {
    /// One run forward and one back, with the observable's image of the state beside the state: the fastest
    /// on a simulator, and so the default. (Jones and Gacon 2020, arXiv:2009.02823)
    #[default]
    Adjoint,
    /// Differences of expectation values at shifted angles, with the rule that fits the gate: what a quantum
    /// computer can do too. (Schuld et al. 2019, arXiv:1811.11184; Wierichs et al. 2022, arXiv:2107.12390)
    ParameterShift,
    /// (f(x + step) - f(x - step)) / (2 step) for each argument x.
    FiniteDifference {
        /// The step, in the units of the arguments (radians for an angle). About 1e-5 balances rounding and curvature.
        step: f64,
    },
    /// Simultaneous perturbation: all arguments are moved at once by ±step, each with a random sign. (Spall 1992)
    Spsa {
        /// The step, in the units of the arguments.
        step: f64,
        /// How many random directions are averaged.
        samples: usize,
        /// The seed of the directions; the same seed gives the same gradient.
        seed: u64,
    },
}
