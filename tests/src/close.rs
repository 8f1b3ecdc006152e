//! Comparing numbers, and the two ways to run a kernel.

use qkernel_runtime::arguments::{Arguments, Parameters, Results};
use qkernel_runtime::circuit::Compile;
use qkernel_runtime::kernel::EntryKernel;
use qkernel_runtime::types::{Float, Vector};

/// How far two exact results may be apart.
pub const EXACT: f64 = 1e-10;

/// Numbers, in whatever shape.
pub trait Flat {
    /// All numbers, one after the other.
    fn flat(&self) -> Vec<f64>;
}

impl Flat for f64 {
    fn flat(&self) -> Vec<f64> {
        vec![*self]
    }
}

impl Flat for [f64] {
    fn flat(&self) -> Vec<f64> {
        self.to_vec()
    }
}

impl<const N: usize> Flat for [f64; N] {
    fn flat(&self) -> Vec<f64> {
        self.to_vec()
    }
}

impl<T: Flat> Flat for Vec<T> {
    fn flat(&self) -> Vec<f64> {
        self.iter().flat_map(Flat::flat).collect()
    }
}

impl Flat for Vector<Float> {
    fn flat(&self) -> Vec<f64> {
        self.as_slice().to_vec()
    }
}

impl<T: Flat + ?Sized> Flat for &T {
    fn flat(&self) -> Vec<f64> {
        (**self).flat()
    }
}

macro_rules! flat_tuples {
    ($(($($T:ident $i:tt),+))*) => {$(
        impl<$($T: Flat),+> Flat for ($($T,)+) {
            fn flat(&self) -> Vec<f64> {
                [$(self.$i.flat()),+].concat()
            }
        }
    )*};
}
flat_tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
}

/// Asserts that all numbers agree.
///
/// # Panics
/// If they do not, naming the first that differs.
#[track_caller]
pub fn assert_close(what: &str, found: impl Flat, expected: impl Flat, tolerance: f64) {
    let (found, expected) = (found.flat(), expected.flat());
    assert_eq!(
        found.len(),
        expected.len(),
        "{what}: {found:?} instead of {expected:?}"
    );
    for (i, (a, b)) in found.iter().zip(&expected).enumerate() {
        assert!(
            (a - b).abs() <= tolerance,
            "{what}: number {i} is {a} instead of {b}"
        );
    }
}

/// Asserts that a kernel, compiled and run, gives what it gave as a plain function.
///
/// # Panics
/// If it does not, or is refused.
#[track_caller]
pub fn agree<K>(kernel: K, arguments: impl Arguments<K::Params>, eager: impl Flat)
where
    K: EntryKernel,
    K::Params: Parameters,
    K::Output: Results,
    <K::Output as Results>::Value: Flat,
{
    let name = K::SIGNATURE.name;
    let circuit = kernel.compile().unwrap_or_else(|error| panic!("{error}"));
    let value = circuit
        .run(arguments)
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(
        value.flat().iter().all(|x| x.is_finite()),
        "`{name}` gave {:?}",
        value.flat()
    );
    assert_close(
        &format!("`{name}`, graph against plain function"),
        value,
        eager,
        EXACT,
    );
}

/// Asserts that derivatives, one row per result, are those of a function, by central differences.
///
/// # Panics
/// If they are not.
#[track_caller]
pub fn assert_derivatives<F: Flat>(
    what: &str,
    found: impl Flat,
    at: &[f64],
    f: impl Fn(&[f64]) -> F,
) {
    // Four points: the error falls with the fourth power of the step.
    let step = 1e-4;
    let columns: Vec<Vec<f64>> = (0..at.len())
        .map(|i| {
            let moved = |steps: f64| {
                let mut at = at.to_vec();
                at[i] += steps * step;
                f(&at).flat()
            };
            let (near, far) = ([moved(1.0), moved(-1.0)], [moved(2.0), moved(-2.0)]);
            (0..near[0].len())
                .map(|k| {
                    (8.0 * (near[0][k] - near[1][k]) - (far[0][k] - far[1][k])) / (12.0 * step)
                })
                .collect()
        })
        .collect();
    let results = columns.first().map_or(0, Vec::len);
    let rows: Vec<f64> = (0..results)
        .flat_map(|row| columns.iter().map(move |column| column[row]))
        .collect();
    assert_close(what, found, rows, 1e-6);
}
