//! Circuits whose sizes and observables are constants: all that `compile()` can refuse is refused by `cargo check`.

pub(crate) mod values;

use std::ops::Deref;
use std::sync::LazyLock;

use crate::circuit::Circuit;

/// A circuit that [`static_circuit!`](crate::static_circuit) declares. It is a [`Circuit`], bound when it is first used.
pub struct StaticCircuit<K> {
    circuit: LazyLock<Circuit<K>>,
}

impl<K> StaticCircuit<K> {
    #[doc(hidden)]
    pub const fn new(circuit: fn() -> Circuit<K>) -> Self {
        StaticCircuit {
            circuit: LazyLock::new(circuit),
        }
    }
}

impl<K> Deref for StaticCircuit<K> {
    type Target = Circuit<K>;

    fn deref(&self) -> &Circuit<K> {
        &self.circuit
    }
}

/// Declares circuits whose sizes and observables are constants.
///
/// Observables are written as text, `"0.5 X0 X1 - Z2"`, vectors as arrays. Whatever `compile()` would refuse (an
/// index out of range, a qubit used twice, an observable that reaches past the register, lengths that do not fit) is
/// a compile error, with the values of the loops around it.
///
/// Constants have no heap, so there is a limit: each list of what the check keeps (qubits, terms of angles and of observables, parts of
/// tuples, ..) has 262144 items at most, enough for a hundred thousand gates; `compile()` takes larger ones.
///
/// ```
/// use qkernel_runtime::prelude::*;
/// use qkernel_runtime::static_circuit;
///
/// #[qkernel]
/// fn rotate_all(n: UInt, angles: Vector<Float, { n }>, observables: Vector<Observable>) -> Vector<Float> {
///     let q = ry_layer(qubit_array(n), angles, 0);
///     expval(q, observables)
/// }
///
/// static_circuit! {
///     /// Three qubits, each measured along z.
///     static ROTATE: rotate_all = { n: 3, observables: ["Z0", "Z1", "Z2"] };
/// }
///
/// let values = ROTATE.run(&[0.0, 0.1, 0.2])?;
/// assert_eq!(values[0], 1.0);
/// # Ok::<(), Error>(())
/// ```
///
/// ```compile_fail
/// # use qkernel_runtime::prelude::*;
/// # use qkernel_runtime::static_circuit;
/// #[qkernel]
/// fn neighbours(n: UInt, k: UInt, observable: Observable) -> Float {
///     let mut q = qubit_array(n);
///     for i in range(n) {
///         (q[i], q[i * k]) = cx(q[i], q[i * k]); // qubit 0 twice, in the first iteration
///     }
///     expval(q, observable)
/// }
///
/// static_circuit! {
///     static WRONG: neighbours = { n: 4, k: 2, observable: "Z0" };
/// }
/// ```
#[macro_export]
macro_rules! static_circuit {
    ($($(#[$meta:meta])* $visibility:vis static $name:ident: $kernel:path = { $($field:ident: $value:expr),* $(,)? };)*) => {$(
        $(#[$meta])*
        $visibility static $name: $crate::fixed::StaticCircuit<($kernel)> = {
            $crate::static_check!($kernel { $($field: $value),* });
            $crate::fixed::StaticCircuit::new(|| {
                let kernel = $crate::static_kernel!($kernel { $($field: $value),* });
                match $crate::circuit::Compile::compile(kernel) {
                    ::std::result::Result::Ok(circuit) => circuit,
                    ::std::result::Result::Err(error) => ::std::panic!("{error}"),
                }
            })
        };
    )*};
    ($($other:tt)*) => {
        ::std::compile_error!("a static circuit is written `static NAME: kernel = { n: 3, observable: \"Z0\" };`, with a value for each field of the kernel");
    };
}

/// A compile error if the kernel cannot be bound to these constants.
#[doc(hidden)]
#[macro_export]
macro_rules! static_check {
    ($kernel:path { $($field:ident: $value:expr),* $(,)? }) => {
        #[allow(long_running_const_eval)]
        const _: () = {
            const GRAPH: &$crate::graph::Graph = &<$kernel as $crate::kernel::Kernel>::GRAPH;
            let message = $crate::static_fields!($kernel { $($field: $value),* } (fields)
                $crate::__private::fixed::check::<{ $crate::__private::fixed::stack(GRAPH) }>(GRAPH, fields)
            );
            if let ::std::option::Option::Some(message) = message {
                $crate::__private::fail_at!(($kernel) ($crate::__private::fail) &message)
            }
        };
    };
}

/// The kernel's struct, from constants.
#[doc(hidden)]
#[macro_export]
macro_rules! static_kernel {
    ($kernel:path { $($field:ident: $value:expr),* $(,)? }) => {
        match ($($value,)*) {
            ($($field,)*) => {
                use $crate::__private::fixed::field;
                type Kernel = $kernel;
                Kernel { $($field: $crate::__private::fail_at!(($value) (field) $value).like(&$field)),* }
            }
        }
    };
}

/// What `with` makes of the kernel's fields. Where one does not fit, rustc says so and evaluates nothing; as `static_kernel!` is
/// told the same at the same place, it is reported once.
#[doc(hidden)]
#[macro_export]
macro_rules! static_fields {
    ($kernel:path { $($field:ident: $value:expr),* $(,)? } ($fields:ident) $with:expr) => {
        match ($($value,)*) {
            ($($field,)*) => {
                // The fields tell what an empty list is of. One that is missing is reported by `static_kernel!` alone.
                #[allow(clippy::needless_update)]
                let _ = || {
                    use $crate::__private::fixed::field;
                    type Kernel = $kernel;
                    Kernel {
                        $($field: $crate::__private::fail_at!(($value) (field) $value).like(&$field),)*
                        ..$crate::__private::fixed::missing()
                    }
                };
                #[allow(unused_imports)]
                use $crate::__private::fixed::NotAConstant as _;
                let $fields: &[(&str, $crate::__private::fixed::BindingRef<'_>)] =
                    &[$((::std::stringify!($field), $crate::__private::fixed::FixedValue(&$field).get())),*];
                $with
            }
        }
    };
}
