//! What the macro knows by name. Under another name, as after `use .. as ..`, an operation is a kernel like any other: what
//! would be known of it here, rustc and the constants of the graph find out.

use syn::Path;

use crate::model::{Callee, Element, ErasedType, ExprKind, Inferred, Kernel, KernelType, Name};

/// An operation that is no gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Qubit,
    QubitArray,
    Reset,
    Measure,
    Discard,
    Expval,
    /// `X(k)`, `Y(k)` or `Z(k)`.
    Pauli,
    Identity,
    /// `control(k)`, `inverse(k)` or `power(k, n)`.
    Modifier,
}

impl Operation {
    pub(crate) fn of(path: &Path) -> Option<Operation> {
        let name = path.segments.last()?.ident.to_string();
        Some(match name.as_str() {
            "qubit" => Operation::Qubit,
            "qubit_array" => Operation::QubitArray,
            "reset" => Operation::Reset,
            "measure" => Operation::Measure,
            "discard" => Operation::Discard,
            "expval" => Operation::Expval,
            "X" | "Y" | "Z" => Operation::Pauli,
            "I" => Operation::Identity,
            "control" | "inverse" | "power" => Operation::Modifier,
            _ => return None,
        })
    }

    /// Whether no qubit comes back, and the word for it in messages.
    pub(crate) fn ends(self) -> Option<&'static str> {
        match self {
            Operation::Measure => Some("measured"),
            Operation::Discard => Some("discarded"),
            _ => None,
        }
    }

    /// Whether the qubits that it takes are what it gives.
    pub(crate) fn keeps(self) -> bool {
        matches!(self, Operation::Reset)
    }

    pub(crate) fn makes_qubits(self) -> bool {
        matches!(self, Operation::Qubit | Operation::QubitArray)
    }

    /// Whether there is nothing that could be wrong with a size that it takes.
    pub(crate) fn takes_any_size(self) -> bool {
        use Operation::{Identity, Pauli, QubitArray};
        matches!(self, Pauli | Identity | QubitArray)
    }

    /// What it gives for these arguments.
    pub(crate) fn result(self, args: &[Inferred]) -> Inferred {
        use Element::{Bit, Float, Observable, Qubit};
        let like = |argument: &Inferred, from: Element, to: Element| match &argument.ty {
            Some(ErasedType::Scalar(element)) if *element == from => Some(ErasedType::Scalar(to)),
            Some(ErasedType::Vector(element)) if *element == from => Some(ErasedType::Vector(to)),
            _ => None,
        };
        let ty = match (self, args) {
            (Operation::Qubit, []) => Some(ErasedType::Scalar(Qubit)),
            (Operation::QubitArray, [_]) => Some(ErasedType::Vector(Qubit)),
            (Operation::Pauli, [_]) | (Operation::Identity, []) => {
                Some(ErasedType::Scalar(Observable))
            }
            (_, [q]) if self.keeps() => like(q, Qubit, Qubit),
            (Operation::Measure, [q]) => like(q, Qubit, Bit),
            (Operation::Expval, [_, observable]) => like(observable, Observable, Float),
            _ => None,
        };
        Inferred {
            ty,
            measured: self == Operation::Measure && matches!(args, [q] if !q.has_no_qubits()),
            late: false,
        }
    }
}

impl Callee {
    pub(crate) fn operation(&self) -> Option<Operation> {
        Operation::of(&self.path).filter(|_| self.variable.is_none())
    }
}

impl Kernel {
    /// Whether it is a circuit of its own: no qubits come in or out, and it makes some.
    pub(crate) fn is_circuit(&self) -> bool {
        let mut makes_qubits = false;
        self.body.walk(&mut |expr| {
            if let ExprKind::Call { callee, .. } = &expr.kind {
                makes_qubits |= callee.operation().is_some_and(Operation::makes_qubits);
            }
        });
        let outside = self
            .params
            .iter()
            .map(|param| &param.ty)
            .chain([&self.result]);
        makes_qubits && !outside.into_iter().any(KernelType::has_qubits)
    }
}

/// What loops count with.
pub(crate) fn is_range(path: &Path) -> bool {
    path.segments
        .last()
        .is_some_and(|name| name.ident == "range")
}

/// Whether it may be what loops count with, under another name. Whether it is, rustc finds out by what it gives.
pub(crate) fn may_be_range(path: &Path) -> bool {
    let is_function = path.segments.iter().all(|name| {
        let text = name.ident.to_string();
        name.arguments.is_none() && !text.starts_with(char::is_uppercase)
    });
    is_function && Operation::of(path).is_none()
}

/// The number π.
pub(crate) fn is_pi(name: &Name) -> bool {
    name.variable.is_none() && name.ident == "PI"
}
