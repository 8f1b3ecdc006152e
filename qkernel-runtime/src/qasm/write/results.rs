//! What a circuit returns, in comments at the end of its text.

use super::bits::Bits;
use super::condition::Conditions;
use super::names::Namer;
use super::numbers::Texts;
use super::registers::Qubits;
use crate::observable::Observable;
use crate::program::{Condition, Output, Program, Wires};

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

/// What a result is called in comments.
pub(super) fn result(several: bool, number: usize) -> String {
    match several {
        true => format!("result {number}"),
        false => "result".into(),
    }
}

/// What the kernel returns, as comments.
pub(super) fn results<'p>(
    program: &'p Program,
    texts: &Texts,
    qubits: &Qubits,
    bits: &Bits,
    (conditions, names): (&mut Conditions<'p>, &mut Namer),
) -> String {
    let mut all = String::new();
    let several = program.outputs.len() > 1;
    for (number, output) in program.outputs.iter().enumerate() {
        let name = result(several, number);
        // The index, if there is one, and the value.
        let mut values: Vec<(Option<usize>, String)> = Vec::new();
        let mut bit = |condition: &'p Condition| {
            conditions.named(bits, condition, true, |text| {
                let part = names.fresh("part");
                all += &format!("// {part} = {text}\n");
                part
            })
        };
        match output {
            Output::Float(affine) => values.push((None, texts.affine(affine))),
            Output::FloatVector(affines) => {
                let affines = affines.iter().map(|affine| texts.affine(affine));
                values.extend(affines.enumerate().map(|(k, text)| (Some(k), text)));
            }
            Output::Bit(condition) => values.push((None, bit(condition))),
            Output::BitVector(conditions) => {
                let conditions = conditions.iter().map(&mut bit);
                values.extend(conditions.enumerate().map(|(k, text)| (Some(k), text)));
            }
        }
        for (index, value) in values {
            let index = index.map_or_else(String::new, |index| format!("[{index}]"));
            all += &format!("// {name}{index} = {value}\n");
        }
    }
    if !program.observables.is_empty() {
        let first = qubits.first();
        let note = "// <..> is an expectation value at the end; Z0 acts on";
        all.insert_str(0, &format!("{note} {first}.\n"));
    }
    all
}
