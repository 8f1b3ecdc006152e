//! Modifiers: `control`, `inverse` and `power` of gates and kernels.
//!
//! Each takes a kernel and gives a function, which is called at once: `control(ry)(c, q, theta)`. They nest:
//! `control(inverse(k))(c, q)`. The kernel applies gates only, and returns the qubits that it takes, in their order.
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! #[qkernel]
//! fn turn(q: Qubit, angle: Float) -> Qubit {
//!     rz(h(q), angle)
//! }
//!
//! /// There and back again, and then three times more if the other qubit is |1>.
//! #[qkernel]
//! fn there_and_back(angle: Float, observable: Observable) -> Float {
//!     let c = h(qubit());
//!     let q = inverse(turn)(turn(qubit(), angle), angle);
//!     let (c, q) = power(control(turn), 3)(c, q, angle);
//!     discard(c);
//!     expval(q, observable)
//! }
//!
//! let circuit = there_and_back { observable: X(0) }.compile()?;
//! assert!((circuit.run(&0.4)? - there_and_back(0.4, X(0))).abs() < 1e-12);
//! # Ok::<(), Error>(())
//! ```

mod carried;

use crate::eager::{Action, name, undo, within};
use crate::graph::{Modified, Modifier};
use crate::types::{Qubit, UInt};

use carried::{Carried, Held};

/// The kernel, applied where one more qubit is |1>: `control(k)(c, ..)` takes the control qubit first and gives it
/// back first, then what `k` gives.
///
/// # Panics
///
/// The function, called from host code, if the kernel does anything but apply gates, or does not give back the qubits that
/// it takes. In a kernel that is a compile error.
pub fn control<K: Modifiable<Args>, Args>(kernel: K) -> K::Controlled {
    kernel.controlled()
}

/// What undoes the kernel: `inverse(k)` takes and gives what `k` does.
///
/// # Panics
///
/// The function, called from host code, if the kernel does anything but apply gates, or does not give back the qubits that
/// it takes. In a kernel that is a compile error.
pub fn inverse<K: Modifiable<Args>, Args>(kernel: K) -> K::Function {
    kernel.changed(Change::Inverse)
}

/// The kernel, applied `count` times: `power(k, count)` takes and gives what `k` does.
///
/// # Panics
///
/// The function, called from host code, if the kernel does anything but apply gates, or does not give back the qubits that
/// it takes. In a kernel that is a compile error.
pub fn power<K: Modifiable<Args>, Args>(kernel: K, count: UInt) -> K::Function {
    kernel.changed(Change::Power(count))
}

/// Tells a kernel's graph which modifier a name is.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a modifier",
    label = "expected `control`, `inverse` or `power`"
)]
pub trait Modify {
    /// The modifier.
    const MODIFIER: Modifier;
}

macro_rules! modifiers {
    ($($name:ident $modifier:ident)*) => {$(
        // Hidden: the fn of this name carries the docs.
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        pub struct $name {}

        impl Modify for $name {
            const MODIFIER: Modifier = Modifier::$modifier;
        }
    )*};
}

modifiers! { control Control inverse Inverse power Power }

/// A gate or a kernel, as a function of these arguments, 16 at most.
#[diagnostic::on_unimplemented(
    message = "expected a gate or a kernel, found `{Self}`",
    label = "this cannot be modified"
)]
pub trait Modifiable<Args>: Sized {
    /// The same function, changed.
    type Function;
    /// The function with one more qubit.
    type Controlled;

    #[doc(hidden)]
    fn controlled(self) -> Self::Controlled;
    #[doc(hidden)]
    fn changed(self, change: Change) -> Self::Function;
}

macro_rules! arities {
    // Each number of arguments, and the ones that are larger.
    ([$($done:ident)*] $next:ident $($rest:ident)*) => {
        arities!(@impl $($done)* $next);
        arities!([$($done)* $next] $($rest)*);
    };
    ([$($done:ident)*]) => {};
    (@impl $($arg:ident)*) => {
        // The letters of types are the names of arguments, too.
        #[allow(non_snake_case, unused_mut, unused_variables)]
        impl<K, R, $($arg),*> Modifiable<($($arg,)*)> for K
        where
            K: Fn($($arg),*) -> R + 'static,
            R: Carried,
            $($arg: Carried),*
        {
            type Function = Box<dyn Fn($($arg),*) -> R>;
            type Controlled = Box<dyn Fn(Qubit, $($arg),*) -> R::Controlled>;

            fn controlled(self) -> Self::Controlled {
                Box::new(move |control, $($arg),*| {
                    let mut held = Vec::new();
                    $($arg.take(&mut held);)*
                    let result: R = Change::Control(control.handle()).apply::<K, R>(held, &|held| {
                        self($($arg.again(held)),*)
                    });
                    result.with_control(control)
                })
            }

            fn changed(self, change: Change) -> Self::Function {
                Box::new(move |$($arg),*| {
                    let mut held = Vec::new();
                    $($arg.take(&mut held);)*
                    change.apply::<K, R>(held, &|held| self($($arg.again(held)),*))
                })
            }
        }
    };
}

arities!(@impl);
arities!([] A B C D E F G H I J L M N O P Q);

/// What is done with a kernel.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Control(u64),
    Inverse,
    Power(UInt),
}

impl Change {
    /// Runs the kernel `K` so; `run` does it once with these qubits.
    fn apply<K, R: Carried>(
        self,
        mut held: Vec<Held>,
        run: &dyn Fn(&mut dyn Iterator<Item = Held>) -> R,
    ) -> R {
        let kernel = std::any::type_name::<K>();
        let once = |held: &[Held]| {
            let mut given = Vec::new();
            run(&mut held.iter().cloned()).take(&mut given);
            given
        };
        match self {
            Change::Power(count) => {
                for _ in 0..count {
                    let (given, _) = within(kernel, Action::Power, || once(&held));
                    if !alike(&given, &held) {
                        self.refuse(kernel, given);
                    }
                    held = given;
                }
            }
            Change::Inverse | Change::Control(_) => {
                let action = match self {
                    Change::Control(handle) => Action::Control(handle),
                    _ => Action::Inverse(Vec::new()),
                };
                let (given, kept) = within(kernel, action, || once(&held));
                if given != held && alike(&given, &held) {
                    release(given);
                    panic!("{}", self.modifier().moved(name(kernel)).as_str());
                }
                if given != held {
                    self.refuse(kernel, given);
                }
                undo(kept);
            }
        }
        match R::made_of(&mut held.iter().cloned()) {
            Some(result) => result,
            None => self.refuse(kernel, held),
        }
    }

    /// The kernel returns something else than its qubits.
    fn refuse(self, kernel: &'static str, given: Vec<Held>) -> ! {
        release(given);
        let (is, help) = Modified::OTHER_QUBITS;
        let text = self.modifier().message(name(kernel), is, help);
        panic!("{}", text.as_str())
    }

    fn modifier(self) -> Modifier {
        match self {
            Change::Control(_) => Modifier::Control,
            Change::Inverse => Modifier::Inverse,
            Change::Power(_) => Modifier::Power,
        }
    }
}

fn release(held: Vec<Held>) {
    let handles = held.iter().flat_map(Held::handles);
    handles.for_each(|&handle| drop(Qubit::new(handle)));
}

/// Whether both hold the same qubits, in whatever order.
fn alike(a: &[Held], b: &[Held]) -> bool {
    let sorted = |list: &[Held]| {
        let mut handles: Vec<u64> = list.iter().flat_map(Held::handles).copied().collect();
        handles.sort_unstable();
        handles
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_shape(b)) && sorted(a) == sorted(b)
}
