//! What a circuit returns, in comments at the end of its text.

use super::bits::Bits;
use super::numbers::Texts;
use super::registers::Qubits;
use crate::observable::Observable;
use crate::program::{Output, Program, Wires};

/// The observables on the wires, which have the numbers of their order of declaration.
pub(super) fn observables(program: &Program, wires: &Wires, qubits: &Qubits) -> Vec<String> {
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
pub(super) fn results(program: &Program, texts: &Texts, qubits: &Qubits, bits: &Bits) -> String {
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
