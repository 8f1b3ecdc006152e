//! Qubits that get lost. Here it is known on which ways a variable, a field of it or an element is never used; whether it
//! holds qubits rustc decides, by a trait obligation at the variable.

use proc_macro2::Ident;
use quote::ToTokens;

use super::fate::{Fate, Liveness};
use super::values::Form;
use super::{Holder, Kind, Qubits};
use crate::error::{self, Leak, position};
use crate::lower::Lowered;
use crate::model::{MAX_PARTS, VarId};
use crate::rules::obligation::{Obligation, Subject};

impl<'k> Qubits<'k> {
    fn live(&self, id: VarId, has_value: bool) -> Fate<'k> {
        let mut fate = Fate::new(match has_value {
            true => Liveness::Live,
            // Nothing is lost before there is a value.
            false => Liveness::Used,
        });
        fate.register.certain = !self.kernel.variables[id].doubtful;
        fate
    }

    pub(super) fn define(
        &mut self,
        id: VarId,
        name: &'k Ident,
        kind: Kind,
        value: Option<&Lowered>,
    ) {
        self.holders[id] = Some(Holder {
            defined: name,
            has_value: value.is_some(),
            kind,
            form: value.map_or(Form::Unknown, |value| self.values.form(value)),
            loops: self.loops,
            fate: self.live(id, value.is_some()),
        });
    }

    /// Gives a variable another value.
    pub(super) fn assign(
        &mut self,
        id: VarId,
        name: &'k Ident,
        kind: Kind,
        value: Option<&Lowered>,
    ) {
        let fate = self.live(id, true);
        let form = value.map_or(Form::Unknown, |value| self.values.form(value));
        let Some(variable) = self.holders[id].as_mut() else {
            return;
        };
        let mut after = Holder {
            kind,
            form,
            fate,
            has_value: true,
            ..*variable
        };
        // What a loop assigns is carried on; the last value is what can be lost.
        if after.loops == self.loops || !variable.has_value {
            after.defined = name;
        }
        let before = std::mem::replace(variable, after);
        self.report(&before, Some(name));
    }

    /// The end of variables' lives.
    pub(super) fn end(&mut self, ids: impl Iterator<Item = VarId>) {
        let mut ended: Vec<Holder<'k>> = ids.filter_map(|id| self.holders[id].take()).collect();
        ended.sort_by_key(|variable| position(variable.defined.span()));
        ended
            .iter()
            .for_each(|variable| self.report(variable, None));
    }

    /// What is lost of a variable at the end of its life, or where another value is assigned to it.
    fn report(&mut self, variable: &Holder<'k>, assigned: Option<&Ident>) {
        if variable.kind != Kind::Number {
            let place = Component {
                path: Vec::new(),
                text: variable.defined.to_string(),
                form: &variable.form,
            };
            self.lost(variable, assigned, &variable.fate, &place);
        }
    }

    fn lost(
        &mut self,
        variable: &Holder<'k>,
        assigned: Option<&Ident>,
        fate: &Fate<'k>,
        place: &Component<'_>,
    ) {
        let message = |text: &str, state: &Liveness| leak(variable, assigned, text, state);
        let mut add = |subject: Subject, leak: Option<Leak>| {
            self.obligations.extend(leak.map(|leak| Obligation {
                name: variable.defined.clone(),
                fields: place.path.clone(),
                subject,
                at: assigned.map(Ident::to_token_stream),
                leak,
            }));
        };
        let out = &fate.register.out;
        if !out.is_empty() {
            let numbers: Option<Vec<i64>> = out.iter().map(|out| out.index.as_constant()).collect();
            // Otherwise, what is left is not told apart.
            let Some(numbers) = numbers else { return };
            let length = match place.form {
                Form::Register(length) => i64::try_from(*length).unwrap_or(i64::MAX),
                // How many there are is not known.
                _ => 0,
            };
            // Where one of thousands is taken out, only the first of the others is reported. They have the register's type.
            if let Some(k) = (0..length).find(|k| !numbers.contains(k)) {
                let text = format!("{}[{k}]", place.text);
                add(Subject::Whole, message(&text, &fate.liveness));
            }
            for (k, out) in numbers.iter().zip(out) {
                let text = format!("{}[{k}]", place.text);
                if let Some(message) = out.taken_in_rounds(&text) {
                    add(Subject::Whole, Some(message.into_leak(&place.text)));
                } else if let Some((condition, holds)) = &out.when {
                    let state = Liveness::Branch(condition.ways[usize::from(!holds)].clone());
                    add(Subject::Whole, message(&text, &state));
                }
            }
            return;
        }
        if fate.fields.is_empty() {
            return add(Subject::Whole, message(&place.text, &fate.liveness));
        }
        let count = match place.form {
            Form::Tuple(parts) => parts.len() as u32,
            _ => MAX_PARTS,
        };
        let rest = (0..count).filter(|k| !fate.fields.contains_key(k));
        let leak = message(&format!("{}.{{K}}", place.text), &fate.liveness);
        add(Subject::Fields(rest.collect()), leak);
        for (k, fate) in &fate.fields {
            let mut path = place.path.clone();
            path.push(*k);
            let place = Component {
                path,
                text: format!("{}.{k}", place.text),
                form: place.form.field(*k),
            };
            self.lost(variable, assigned, fate, &place);
        }
    }
}

/// A variable or a part of one.
struct Component<'a> {
    /// The fields that lead to it.
    path: Vec<u32>,
    text: String,
    form: &'a Form,
}

fn leak(
    variable: &Holder<'_>,
    assigned: Option<&Ident>,
    name: &str,
    state: &Liveness,
) -> Option<Leak> {
    Some(match state {
        Liveness::Used => return None,
        _ if assigned.is_some() => error::overwritten(name),
        Liveness::Live if variable.loops > 0 => error::leaked_in_loop(name),
        Liveness::Live => error::leaked(name, variable.kind == Kind::Parameter),
        Liveness::Branch(way) => error::leaked_on_branch(name, way),
    })
}
