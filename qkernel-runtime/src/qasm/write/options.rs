//! How something is written.

use crate::gate::GateKind;

/// A version of the language.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Version {
    Two,
    Three,
}

/// The names of a gate in the standard library with no control, with one, and so on. What is not there needs its definition
/// in OpenQASM 3, and is [expanded](super::expand) in OpenQASM 2. No other gate may be defined by the names that it has in some
/// versions of `qelib1.inc`.
pub(super) fn library(kind: GateKind, version: Version) -> &'static [&'static str] {
    match version {
        Version::Three => kind.row().qasm3,
        Version::Two => kind.row().qasm2,
    }
}

/// How a circuit or a kernel is written as OpenQASM 3: an argument of [`Circuit::to_qasm3_with`](crate::circuit::Circuit::to_qasm3_with)
/// and [`Kernel::to_qasm3_with`](crate::Kernel::to_qasm3_with).
#[derive(Clone, Debug)]
pub struct Export {
    pub(super) modifiers: bool,
    pub(super) sizes: Vec<(String, usize)>,
    pub(super) inlined: bool,
    pub(super) unrolled: bool,
    pub(super) singles: bool,
    pub(super) assigns: bool,
}

impl Default for Export {
    fn default() -> Self {
        Export {
            modifiers: true,
            sizes: Vec::new(),
            inlined: false,
            unrolled: false,
            singles: true,
            assigns: true,
        }
    }
}

impl Export {
    /// As [`Circuit::to_qasm3`](crate::circuit::Circuit::to_qasm3) writes.
    pub fn new() -> Export {
        Export::default()
    }

    /// No modifiers in the text: a gate that has no name in `stdgates.inc` with so many controls is taken apart into gates that have one.
    pub fn without_modifiers(mut self) -> Export {
        self.modifiers = false;
        self
    }

    /// A bit that is no register is written as a register of one, and so is a qubit: Qiskit's samplers give registers only. Read again, it is a
    /// register.
    pub fn without_lone_bits(mut self) -> Export {
        self.singles = false;
        self
    }

    /// No assignments to bits in the text: results that no measurement is into, of which others are the opposite for instance, are in its
    /// comments alone. Qiskit reads no assignments.
    pub fn without_assignments(mut self) -> Export {
        self.assigns = false;
        self
    }

    /// Numbers for sizes of a kernel, which become constants of the text; all others are inputs. They are named as
    /// [`Formulas::at`](crate::formulas::Formulas::at) names them: `n`, `q.len()`, `counts[0]`, and 0 or 1 for a `Bit`.
    /// A number that is given later takes the place of one that was given for the same size before.
    pub fn sizes(mut self, sizes: &[(&str, usize)]) -> Export {
        self.sizes
            .extend(sizes.iter().map(|&(name, size)| (name.to_owned(), size)));
        self
    }

    /// A kernel without definitions: calls are written where they are.
    pub fn without_calls(mut self) -> Export {
        self.inlined = true;
        self
    }

    /// A kernel without loops and conditions on sizes, where the [`sizes`](Export::sizes) are given.
    pub fn without_loops(mut self) -> Export {
        self.unrolled = true;
        self
    }
}
