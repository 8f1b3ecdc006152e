//! What kernels are written with: qubits, registers, numbers and vectors of them.
//!
//! Numbers are Rust's own (`Float = f64`), vectors of numbers are `Copy` handles, and a [`Qubit`] is neither
//! `Copy` nor `Clone`, so rustc's own move checking keeps a kernel from using one twice.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::eager;
use crate::observable::Observable;

/// A real number: an angle in radians, or an expectation value.
///
/// Kernels have `+ - * / %`, and of the functions of `f64` those of [`Function`](crate::program::Function) and
/// [`BinaryFunction`](crate::program::BinaryFunction): `sin cos tan asin acos atan exp ln sqrt tanh recip abs`, and with a second
/// number `atan2 powi min max`. Gradients are exact through all of them. At kinks the derivative is that of PyTorch: 0 for
/// `abs` at 0, half for each of two numbers that `min` or `max` finds equal; at the origin of `atan2`, where that has NaN, it is 0.
/// Where it is infinite, such as for `asin` at 1 or `sqrt` at 0, asking for it is an error that names the arguments. The exponent of `powi` is a whole number or a `UInt`, `n as i32`.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn direction(x: Float, y: Float) -> Float {
///     expval(ry(qubit(), y.atan2(x)), Z(0))
/// }
///
/// let circuit = direction {}.compile()?;
/// // The cosine of the angle, and its gradient.
/// let (value, (by_x, by_y)) = circuit.value_and_gradient((3.0, 4.0))?;
/// assert!((value - 0.6).abs() < 1e-12);
/// assert!((by_x - 0.128).abs() < 1e-12 && (by_y + 0.096).abs() < 1e-12);
/// # Ok::<(), Error>(())
/// ```
pub type Float = f64;

/// A size, a count or an index; known when a kernel is compiled.
pub type UInt = usize;

/// The outcome of a measurement.
pub type Bit = bool;

/// One qubit. A gate takes it and gives it back.
///
/// In a kernel that is called as a plain function, a qubit is a place in the state vector of the
/// thread. One that is dropped is traced out.
#[must_use = "a qubit that is not used again is lost: bind it again, measure it, return it or `discard` it"]
pub struct Qubit {
    /// The handle in the thread's state, or [`Qubit::TAKEN`].
    handle: Cell<u64>,
    /// The state belongs to the thread.
    thread: PhantomData<*const ()>,
}

impl Qubit {
    const TAKEN: u64 = u64::MAX;

    pub(crate) fn new(handle: u64) -> Self {
        Qubit {
            handle: Cell::new(handle),
            thread: PhantomData,
        }
    }

    /// Moves the handle out; dropping the qubit then does nothing.
    #[track_caller]
    pub(crate) fn take_handle(&self) -> u64 {
        self.assert_held();
        self.handle.replace(Self::TAKEN)
    }

    /// The handle; the qubit stays.
    #[track_caller]
    pub(crate) fn handle(&self) -> u64 {
        self.assert_held();
        self.handle.get()
    }

    /// Asserts that the qubit was not moved out of its register.
    #[track_caller]
    pub(crate) fn assert_held(&self) {
        assert!(
            self.handle.get() != Self::TAKEN,
            "this element of the register was taken and not put back"
        );
    }

    /// The handle; the qubit is gone.
    #[track_caller]
    pub(crate) fn into_handle(self) -> u64 {
        self.take_handle()
    }
}

impl Drop for Qubit {
    fn drop(&mut self) {
        let handle = self.handle.get();
        if handle != Self::TAKEN {
            eager::release(&[handle]);
        }
    }
}

impl fmt::Debug for Qubit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.handle.get() {
            Self::TAKEN => f.write_str("Qubit(taken)"),
            handle => write!(f, "Qubit({handle})"),
        }
    }
}

/// What a [`Vector`] can hold.
pub trait Element: Sized + 'static {
    /// How a vector of them is stored.
    type Items: AsRef<[Self]>;
}

impl Element for Qubit {
    type Items = Vec<Qubit>;
}

macro_rules! copied_elements {
    ($($ty:ty),*) => {$(
        impl Element for $ty {
            type Items = &'static [$ty];
        }
    )*};
}

copied_elements!(Float, UInt, Bit, Observable);

/// A register of qubits, or a vector of numbers, bits or observables.
///
/// `Vector<Qubit>` is a register: `q[i]` takes a qubit out, `q[i] = ..` puts one in. Vectors of anything else
/// are `Copy` handles to data that lives as long as the program does: build them from slices, arrays or `Vec`s
/// with `from`, once, not in a hot loop (a compiled circuit takes slices directly).
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// let angles = Vector::from([0.1, 0.2, 0.3]);
/// assert_eq!(angles.len(), 3);
/// assert_eq!(angles[1], 0.2);
/// ```
pub struct Vector<T: Element> {
    items: T::Items,
}

impl<T: Element> Vector<T> {
    /// How many elements there are.
    pub fn len(&self) -> UInt {
        self.items.as_ref().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements.
    pub fn as_slice(&self) -> &[T] {
        self.items.as_ref()
    }
}

impl Vector<Qubit> {
    pub(crate) fn from_qubits(items: Vec<Qubit>) -> Self {
        Vector { items }
    }

    pub(crate) fn into_qubits(self) -> Vec<Qubit> {
        self.items
    }
}

impl<T: Element<Items: Clone>> Clone for Vector<T> {
    fn clone(&self) -> Self {
        Vector {
            items: self.items.clone(),
        }
    }
}

impl<T: Element<Items: Copy>> Copy for Vector<T> {}

impl<T: Element + fmt::Debug> fmt::Debug for Vector<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}

impl<T: Element + PartialEq> PartialEq for Vector<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Element> Index<UInt> for Vector<T> {
    type Output = T;

    #[track_caller]
    fn index(&self, index: UInt) -> &T {
        &self.items.as_ref()[index]
    }
}

impl IndexMut<UInt> for Vector<Qubit> {
    #[track_caller]
    fn index_mut(&mut self, index: UInt) -> &mut Qubit {
        &mut self.items[index]
    }
}

impl<T: Element<Items = &'static [T]>> From<Vec<T>> for Vector<T> {
    fn from(items: Vec<T>) -> Self {
        Vector {
            items: items.leak(),
        }
    }
}

impl<T: Element<Items = &'static [T]> + Clone> From<&[T]> for Vector<T> {
    fn from(items: &[T]) -> Self {
        items.to_vec().into()
    }
}

impl<T: Element<Items = &'static [T]> + Clone> From<&Vec<T>> for Vector<T> {
    fn from(items: &Vec<T>) -> Self {
        items.clone().into()
    }
}

impl<T: Element<Items = &'static [T]>, const N: usize> From<[T; N]> for Vector<T> {
    fn from(items: [T; N]) -> Self {
        Vec::from(items).into()
    }
}

impl<T: Element<Items = &'static [T]> + Clone, const N: usize> From<&[T; N]> for Vector<T> {
    fn from(items: &[T; N]) -> Self {
        items.to_vec().into()
    }
}

impl<T: Element<Items = &'static [T]>, U: Into<T>> FromIterator<U> for Vector<T> {
    fn from_iter<I: IntoIterator<Item = U>>(items: I) -> Self {
        items.into_iter().map(Into::into).collect::<Vec<T>>().into()
    }
}

/// A matrix of numbers, stored row by row; `m[(i, j)]` is row i, column j.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// let m = Matrix::from([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(m[(1, 0)], 3.0);
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Matrix<T: Element<Items = &'static [T]>> {
    items: &'static [T],
    columns: UInt,
}

impl<T: Element<Items = &'static [T]>> Matrix<T> {
    /// A matrix of the given shape, `rows * columns` numbers stored row by row; `None` if the count differs.
    pub fn from_vec(rows: UInt, columns: UInt, items: Vec<T>) -> Option<Self> {
        (rows.checked_mul(columns)? == items.len()).then(|| Matrix {
            items: items.leak(),
            columns,
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> UInt {
        self.items.len().checked_div(self.columns).unwrap_or(0)
    }

    /// How many columns there are.
    pub fn columns(&self) -> UInt {
        self.columns
    }

    /// All numbers, row by row.
    pub fn as_slice(&self) -> &[T] {
        self.items
    }
}

impl<T: Element<Items = &'static [T]>, const R: usize, const C: usize> From<[[T; C]; R]>
    for Matrix<T>
{
    fn from(rows: [[T; C]; R]) -> Self {
        Matrix {
            items: rows.into_iter().flatten().collect::<Vec<T>>().leak(),
            columns: C,
        }
    }
}

impl<T: Element<Items = &'static [T]> + fmt::Debug> fmt::Debug for Matrix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.items.chunks(self.columns.max(1)))
            .finish()
    }
}

impl<T: Element<Items = &'static [T]>> Index<(UInt, UInt)> for Matrix<T> {
    type Output = T;

    #[track_caller]
    fn index(&self, (row, column): (UInt, UInt)) -> &T {
        assert!(
            column < self.columns,
            "column {column} is out of range: the matrix has {} columns",
            self.columns
        );
        &self.items[row * self.columns + column]
    }
}
