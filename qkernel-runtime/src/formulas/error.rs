//! What can be wrong with the numbers that are put into formulas.

/// Why numbers could not be put into formulas.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormulaError {
    /// A size is not given.
    #[error("the size `{size}` is not given")]
    Missing {
        /// Its name.
        size: String,
    },
    /// A size is given more than once.
    #[error("the size `{size}` is given twice: as {first} and as {second}")]
    Repeated {
        /// Its name.
        size: String,
        /// The number that was given first.
        first: usize,
        /// The other one.
        second: usize,
    },
    /// The kernel has no such size.
    #[error("`{kernel}` has no size `{size}`: its sizes are {names}")]
    Foreign {
        /// The kernel.
        kernel: String,
        /// The name that was given.
        size: String,
        /// The names of its parameters.
        names: String,
    },
    /// The kernel does not compile for these sizes.
    #[error(
        "`{kernel}` does not compile for these sizes: `{formula}` is {value}, but must not be negative"
    )]
    Negative {
        /// The kernel.
        kernel: String,
        /// What is negative.
        formula: String,
        /// Its value.
        value: i128,
    },
    /// The kernel does not compile for these sizes.
    #[error(
        "`{kernel}` does not compile for these sizes: `{formula}` is {value}, but a size is divided by it or a range has it as its step"
    )]
    NotPositive {
        /// The kernel.
        kernel: String,
        /// What is not positive.
        formula: String,
        /// Its value.
        value: i128,
    },
    /// A number is too large, a sum has too many terms, or a formula is too long.
    #[error("a count is too large for these sizes, or takes too many steps to find")]
    TooLarge,
    /// The kernel calls kernels in too many different ways, or too many in one another.
    #[error(
        "`{kernel}` has too many calls of kernels to be counted, each with other sizes or in another loop"
    )]
    TooManyCalls {
        /// The kernel.
        kernel: String,
    },
    /// A count depends on what has no formula: an angle that is compared.
    #[error("a count depends on a comparison of angles, which has no formula")]
    Unknown,
}
