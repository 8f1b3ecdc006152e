//! The trait that `#[qkernel]` implements for the struct of the kernel's name.
//!
//! Code that works with any kernel states what it needs of one: [`EntryKernel`] to compile it, [`ScalarKernel`] and
//! [`UnitaryKernel`] for gradients, and `Kernel<Params = .., Output = ..>` for certain arguments and results.
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! /// The value of any kernel that gives a number.
//! fn evaluate<K>(kernel: K, arguments: impl Arguments<K::Params>) -> Result<f64, Error>
//! where
//!     K: EntryKernel + ScalarKernel,
//! {
//!     kernel.compile()?.run(arguments)
//! }
//!
//! /// Lowers the value of any kernel of one vector of angles, by gradient descent.
//! fn train<K>(circuit: &Circuit<K>, angles: &mut [f64], steps: usize) -> Result<f64, Error>
//! where
//!     K: ScalarKernel + UnitaryKernel + Kernel<Params = (Vector<Float>,)>,
//! {
//!     for _ in 0..steps {
//!         let (gradient,) = circuit.gradient(&*angles)?;
//!         for (angle, slope) in angles.iter_mut().zip(gradient) {
//!             *angle -= 0.3 * slope;
//!         }
//!     }
//!     circuit.run(&*angles)
//! }
//!
//! #[qkernel]
//! fn one(angles: Vector<Float, { 1 }>, observable: Observable) -> Float {
//!     expval(ry(qubit(), angles[0]), observable)
//! }
//!
//! #[qkernel]
//! fn many(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
//!     expval(cz_entangling_layer(ry_layer(qubit_array(n), angles, 0)), observable)
//! }
//!
//! assert_eq!(evaluate(one { observable: Z(0).into() }, &[0.0])?, 1.0);
//! let circuit = many { n: 3, observable: Z(1).into() }.compile()?;
//! let mut angles = [0.1, 0.2, 0.3];
//! assert!(train(&circuit, &mut angles, 50)? < -0.99);
//! # Ok::<(), Error>(())
//! ```

pub use crate::binding::Binding;
use crate::draw::Drawing;
use crate::error::{CompileError, Error};
use crate::formulas::Formulas;
use crate::graph::{Graph, Signature};
use crate::qasm::Export;
use crate::types::{Bit, Float, UInt, Vector};

/// A quantum kernel: a function that `#[qkernel]` compiled. [`compile`](crate::circuit::Compile::compile) binds it to its sizes.
///
/// This is not implemented by hand. The struct that implements it has the kernel's name, and one public field
/// for each parameter that is bound once (`UInt`, `Bit`, `Observable` and vectors of them).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a kernel",
    label = "not a gate or a kernel",
    note = "what a modifier gives is called at once: `control(k)(..)`"
)]
pub trait Kernel: Sized {
    /// What the kernel takes and gives.
    const SIGNATURE: Signature;
    /// What the kernel does, loops kept.
    const GRAPH: Graph;
    /// Evaluated before the graph: names the kernels that are called. For kernels that call each other that is a
    /// cycle, and rustc's text about this one is the shortest.
    #[doc(hidden)]
    const QK0061_IS_PART_OF_ITSELF: () = ();
    /// The types of the parameters that stay free, as a tuple: `Float`, `Vector<Float>`, `Matrix<Float>`.
    type Params;
    /// The result type.
    type Output;
    /// Whether the kernel can be run on its own: no qubits in or out.
    type Entry;
    /// Whether the kernel, or one that it calls, measures or resets a qubit.
    type Measures;

    /// The values of the struct's fields, in signature order.
    fn bindings(self) -> Vec<Binding>;

    /// A picture of the kernel as it is written: loops are frames that show one round, registers are one line each with their
    /// length, elements of a register leave that for a line of their own, kernels that are called are boxes unless
    /// [`Drawing::depth`] opens them, angles are the user's formulas.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// println!("{}", cz_entangling_layer::draw());
    /// let svg = ry_layer::draw().svg();
    /// assert!(svg.contains("weights[base + i]"), "{svg}");
    /// ```
    fn draw() -> Drawing {
        Drawing::of_graph(const { &Self::GRAPH })
    }

    /// What the kernel costs, as formulas in its sizes.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// assert_eq!(cz_entangling_layer::resources().two_qubit.to_string(), "max(0, q.len() - 1)");
    /// ```
    fn resources() -> Formulas {
        Formulas::of(const { &Self::GRAPH })
    }

    /// The kernel as OpenQASM 3, for all sizes: loops as `for`, kernels that it calls as `gate` or `def`, sizes as inputs.
    ///
    /// A size that is given by [`Export::sizes`], see [`to_qasm3_with`](Kernel::to_qasm3_with), is a `const int`, which the language asks for where a
    /// register has that length. Sizes are `int`, for with `uint` a range `[0:n - 2]` is not empty where `n` is 1.
    /// Vectors are arrays, a matrix is one row by row, and measured bits that the kernel returns are `output`s. Qubits and bits have the names that
    /// [`draw`](Kernel::draw) shows, results without one `c` or `c0`, `c1`, ..; a name that OpenQASM has for something else gets a `_`.
    ///
    /// Qiskit's reader takes neither constants nor definitions; it reads what `compile()?.to_qasm3()` writes.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn ghz(n: UInt) -> Vector<Bit> {
    ///     let mut q = qubit_array(n);
    ///     q[0] = h(q[0]);
    ///     for i in range(n - 1) {
    ///         (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    ///     }
    ///     measure(q)
    /// }
    ///
    /// let text = ghz::to_qasm3()?;
    /// assert!(text.contains("for int i in [0:n - 2] {\n  cx q[i], q[i + 1];\n}\n"));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// For a kernel that lets qubits change places from one turn of a loop to the next, where the sizes are not given; for a function of
    /// angles that OpenQASM does not have: `atan2`, `min`, `max`.
    fn to_qasm3() -> Result<String, Error> {
        Self::to_qasm3_with(&Export::new())
    }

    /// The kernel as OpenQASM 3, written as the options say.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    /// use qkernel_runtime::qasm::Export;
    ///
    /// #[qkernel]
    /// fn coins(n: UInt) -> Vector<Bit> {
    ///     measure(h_layer(qubit_array(n)))
    /// }
    ///
    /// let text = coins::to_qasm3_with(&Export::new().sizes(&[("n", 3)]))?;
    /// assert!(text.contains("const int n = 3;\n"));
    /// let circuit = qkernel_runtime::Circuit::from_qasm(&text).expect("it is read again");
    /// assert_eq!(circuit.num_qubits(), 3);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`to_qasm3`](Kernel::to_qasm3); for a size that the kernel does not have.
    fn to_qasm3_with(export: &Export) -> Result<String, Error> {
        crate::qasm::write::kernel::write(const { &Self::GRAPH }, export)
    }
}

/// The struct of a kernel's name, not its function.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[QK0075] a kernel's function cannot be compiled, only the struct of its name",
    label = "this is the function",
    note = "help: write `name {{ .. }}.compile()`, with a value for each size and observable; without any, `name {{}}.compile()`"
)]
pub trait HasFields {}

/// `compile` of the function of a kernel, which says what to write.
#[doc(hidden)]
pub trait CompileFunction<Arguments>: Sized {
    /// Never called: no function has the fields of a kernel.
    fn compile<T>(self) -> Result<T, CompileError>
    where
        Self: HasFields,
    {
        unreachable!("a function has no fields")
    }
}

macro_rules! functions {
    ($($done:ident)*; ) => {
        impl<F: Fn($($done),*) -> R, R, $($done),*> CompileFunction<($($done,)* R,)> for F {}
    };
    ($($done:ident)*; $next:ident $($rest:ident)*) => {
        functions!($($done)*;);
        functions!($($done)* $next; $($rest)*);
    };
}

functions!(; A B C D E G H I J L M N);

/// A kernel that can be run on its own: no qubits go in or out.
#[diagnostic::on_unimplemented(
    message = "[QK0042] `{Self}` cannot be run on its own: a circuit needs a kernel without qubits among its parameters and results",
    label = "not a kernel that can be run",
    note = "help: write a kernel that allocates the qubits, calls `{Self}` and measures them"
)]
pub trait EntryKernel: Kernel {}

#[diagnostic::do_not_recommend]
impl<K: Kernel<Entry = Flag<true>>> EntryKernel for K {}

/// A kernel that neither measures nor resets a qubit: its expectation values have gradients.
#[diagnostic::on_unimplemented(
    message = "[QK0070] no gradient can be taken of `{Self}`: a gradient needs a kernel that neither measures nor resets a qubit",
    label = "needs a kernel without measurements",
    note = "help: give qubits that are not needed any more to `discard`, and take expectation values with `expval`"
)]
pub trait UnitaryKernel: Kernel {}

#[diagnostic::do_not_recommend]
impl<K: Kernel + UnitaryFor<K::Output>> UnitaryKernel for K {}

/// Whether it measures. Of a kernel that gives bits this is not asked: that these have no gradient is reported once.
#[doc(hidden)]
pub trait UnitaryFor<Output> {}

#[diagnostic::do_not_recommend]
impl<K: Kernel> UnitaryFor<Bit> for K {}

#[diagnostic::do_not_recommend]
impl<K: Kernel> UnitaryFor<Vector<Bit>> for K {}

macro_rules! without_measurement {
    ([$($part:ident)*] $output:ty) => {
        #[diagnostic::do_not_recommend]
        impl<K: Kernel<Measures = Flag<false>>, $($part),*> UnitaryFor<$output> for K {}
    };
}

without_measurement!([] Float);
without_measurement!([] Vector<Float>);
without_measurement!([] UInt);
without_measurement!([] Vector<UInt>);
without_measurement!([]());

/// Tuples of all lengths.
macro_rules! tuples_without_measurement {
    ([$($done:ident)*] $next:ident $($rest:ident)*) => {
        without_measurement!([$($done)* $next] ($($done,)* $next,));
        tuples_without_measurement!([$($done)* $next] $($rest)*);
    };
    ([$($done:ident)*]) => {};
}

tuples_without_measurement!([] A B C D E F G H I J L M N O P Q);

/// A kernel that returns one `Float`: the gradient of that is a list of numbers.
#[diagnostic::on_unimplemented(
    message = "[QK0070] no gradient can be taken of `{Self}`: a gradient needs a kernel that returns a `Float`",
    label = "needs a kernel that returns a `Float`",
    note = "help: a kernel that returns `Vector<Float>` has `jacobian` and `vjp`"
)]
pub trait ScalarKernel: Kernel<Output = Float> {}

#[diagnostic::do_not_recommend]
impl<K: Kernel<Output = Float>> ScalarKernel for K {}

/// A truth about a kernel, as a type: what it says is decided by `cargo check`.
#[derive(Clone, Copy, Debug)]
pub struct Flag<const HOLDS: bool>;
