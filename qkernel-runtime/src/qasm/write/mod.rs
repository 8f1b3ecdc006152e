//! Programs as OpenQASM.
//!
//! Qubits that are never alive at the same time share a wire of the text, with a reset between them. Qubits that an observable
//! sees keep theirs to the end, so that the expectation value is one of the state at the end of the text.

mod again;
mod bits;
mod expand;
mod gates;
pub(crate) mod kernel;
mod names;
mod numbers;
mod registers;
mod steps;
mod three;
mod two;

use std::collections::HashSet;

use crate::error::Error;
use crate::observable::Observable;
use crate::program::{Output, Program, Wires};
use bits::Bits;
pub(super) use gates::defined;
use numbers::Texts;
use registers::Qubits;

/// A version of the language.
#[derive(Clone, Copy, PartialEq)]
enum Version {
    Two,
    Three,
}

/// How a circuit or a kernel is written as OpenQASM 3: an argument of [`Circuit::to_qasm3_with`](crate::circuit::Circuit::to_qasm3_with)
/// and [`Kernel::to_qasm3_with`](crate::Kernel::to_qasm3_with).
#[derive(Clone, Debug)]
pub struct Export {
    modifiers: bool,
    sizes: Vec<(String, usize)>,
    inlined: bool,
    unrolled: bool,
    singles: bool,
    assigns: bool,
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

/// A program that is well formed, as OpenQASM 3.
pub(crate) fn qasm3(program: &Program, export: &Export) -> String {
    three::write(program, export)
}

/// A program that is well formed, as OpenQASM 2.
///
/// # Errors
/// With the first thing that OpenQASM 2 cannot say.
pub(crate) fn qasm2(program: &Program) -> Result<String, Error> {
    two::write(program)
}

fn wires(program: &Program) -> Wires {
    let observed: HashSet<usize> = program.observed().map(|(qubit, _)| qubit).collect();
    Wires::keeping(program, |qubit| observed.contains(&qubit.index()))
}

/// The observables on the wires, which have the numbers of their order of declaration.
fn observables(program: &Program, wires: &Wires, qubits: &Qubits) -> Vec<String> {
    let on_wires = |observable: &Observable| {
        let terms = observable.terms().map(|(coefficient, string)| {
            let factors = string.factors().iter();
            let placed: Vec<_> = factors
                .map(|&(qubit, pauli)| (pauli, qubits.number(wires.wire(qubit.into()))))
                .collect();
            (coefficient, placed)
        });
        Observable::from_terms(terms).to_string()
    };
    program.observables.iter().map(on_wires).collect()
}

/// What the kernel returns, as comments.
fn results(program: &Program, texts: &Texts, qubits: &Qubits, bits: &Bits) -> String {
    let mut all = String::new();
    let several = program.outputs.len() > 1;
    for (number, output) in program.outputs.iter().enumerate() {
        let name = if several {
            format!("result {number}")
        } else {
            "result".into()
        };
        let mut one = |index: Option<usize>, value: String| {
            let index = index.map_or_else(String::new, |index| format!("[{index}]"));
            all += &format!("// {name}{index} = {value}\n");
        };
        match output {
            Output::Float(affine) => one(None, texts.affine(affine)),
            Output::FloatVector(affines) => {
                for (index, affine) in affines.iter().enumerate() {
                    one(Some(index), texts.affine(affine));
                }
            }
            Output::Bit(condition) => one(None, bits.condition(condition)),
            Output::BitVector(conditions) => {
                for (index, condition) in conditions.iter().enumerate() {
                    one(Some(index), bits.condition(condition));
                }
            }
        }
    }
    if !program.observables.is_empty() {
        let first = qubits.first();
        all.insert_str(
            0,
            &format!("// <..> is an expectation value at the end; Z0 acts on {first}.\n"),
        );
    }
    all
}

/// One line for a comment.
fn comment(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
