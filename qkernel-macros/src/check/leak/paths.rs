//! Variables on the paths through a kernel.

use proc_macro2::Ident;
use quote::ToTokens;

use super::fate::{Fate, Form, Part, State};
use crate::check::{Obligation, Subject};
use crate::error::{self, Leak, position};
use crate::flow::Flow;
use crate::model::{ByVariable, MAX_PARTS, Name, VarId};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Parameter,
    Variable,
    /// Known not to hold qubits.
    Number,
}

/// A variable that may hold qubits.
#[derive(Clone)]
pub(super) struct Holder {
    /// The token that gave it its value.
    pub(super) defined: Ident,
    /// Whether it had a value there.
    pub(super) has_value: bool,
    pub(super) kind: Kind,
    pub(super) form: Form,
    /// How many loops were around the definition.
    pub(super) loops: usize,
    pub(super) fate: Fate,
}

pub(super) struct Paths {
    pub(super) variables: ByVariable<Option<Holder>>,
    pub(super) found: Vec<Obligation>,
    pub(super) loops: usize,
    /// The elements that the assignments around put back.
    pub(super) putting: Vec<String>,
}

impl Flow for Paths {
    type Fact = Option<Holder>;

    fn facts(&mut self) -> &mut ByVariable<Option<Holder>> {
        &mut self.variables
    }
}

impl Paths {
    pub(super) fn define(
        &mut self,
        id: VarId,
        name: &Ident,
        kind: Kind,
        form: Form,
        has_value: bool,
    ) {
        let state = match has_value {
            true => State::Live,
            // Nothing is lost before there is a value.
            false => State::Used,
        };
        self.variables[id] = Some(Holder {
            defined: name.clone(),
            has_value,
            kind,
            form,
            loops: self.loops,
            fate: Fate::new(state),
        });
    }

    pub(super) fn find(&mut self, variable: Option<VarId>) -> Option<&mut Holder> {
        self.variables[variable?].as_mut()
    }

    /// Gives a variable another value.
    pub(super) fn assign(&mut self, name: &Name, kind: Kind, form: Form) {
        let loops = self.loops;
        let Some(variable) = self.find(name.variable) else {
            return;
        };
        let name = &name.ident;
        let before = variable.clone();
        variable.fate.set(State::Live);
        variable.kind = kind;
        variable.form = form;
        // What a loop assigns is carried on; the last value is what can be lost.
        if variable.loops == loops || !variable.has_value {
            variable.defined = name.clone();
        }
        variable.has_value = true;
        self.report(&before, Some(name));
    }

    /// What is lost of a variable at the end of its life, or where another value is assigned to it.
    fn report(&mut self, variable: &Holder, assigned: Option<&Ident>) {
        if variable.kind != Kind::Number {
            let place = Place {
                path: Vec::new(),
                text: variable.defined.to_string(),
                form: &variable.form,
            };
            self.lost(variable, assigned, &variable.fate, &place);
        }
    }

    fn lost(
        &mut self,
        variable: &Holder,
        assigned: Option<&Ident>,
        fate: &Fate,
        place: &Place<'_>,
    ) {
        if !fate.out.is_empty() {
            return;
        }
        let message = |text: &str, state: &State| leak(variable, assigned, text, state);
        let mut add = |subject: Subject, leak: Option<Leak>| {
            self.found.extend(leak.map(|leak| Obligation {
                name: variable.defined.clone(),
                fields: place.path.clone(),
                subject,
                at: assigned.map(Ident::to_token_stream),
                leak,
            }));
        };
        match (fate.parts.keys().next(), place.form) {
            (None, _) => add(Subject::Whole, message(&place.text, &fate.state)),
            (Some(Part::Field(_)), form) => {
                let count = match form {
                    Form::Tuple(parts) => parts.len() as u32,
                    _ => MAX_PARTS,
                };
                let rest = (0..count).filter(|k| !fate.parts.contains_key(&Part::Field(*k)));
                let leak = message(&format!("{}.{{K}}", place.text), &fate.state);
                add(Subject::Fields(rest.collect()), leak);
            }
            (Some(Part::Element(_)), Form::Register(length)) => {
                // Where one of thousands is taken out, only the first of the others is reported.
                let mut rest =
                    (0..*length).filter(|k| !fate.parts.contains_key(&Part::Element(*k)));
                if let Some(k) = rest.next() {
                    let leak = message(&format!("{}[{k}]", place.text), &fate.state);
                    add(Subject::Whole, leak);
                }
            }
            // How many there are is not known.
            (Some(Part::Element(_)), _) => {}
        }
        for (part, fate) in &fate.parts {
            match part {
                Part::Field(k) => {
                    let mut path = place.path.clone();
                    path.push(*k);
                    let place = Place {
                        path,
                        text: format!("{}.{k}", place.text),
                        form: place.form.part(*part),
                    };
                    self.lost(variable, assigned, fate, &place);
                }
                // It is checked by the type of its register.
                Part::Element(k) => {
                    let place = Place {
                        path: place.path.clone(),
                        text: format!("{}[{k}]", place.text),
                        form: &Form::Unknown,
                    };
                    self.lost(variable, assigned, fate, &place);
                }
            }
        }
    }

    /// The end of variables' lives.
    pub(super) fn end(&mut self, ids: impl Iterator<Item = VarId>) {
        let mut ended: Vec<Holder> = ids.filter_map(|id| self.variables[id].take()).collect();
        ended.sort_by_key(|variable| position(variable.defined.span()));
        ended
            .iter()
            .for_each(|variable| self.report(variable, None));
    }

    /// A variable or a part of it is used up.
    pub(super) fn mark(&mut self, variable: Option<VarId>, path: &[Part]) {
        if let Some(variable) = self.find(variable) {
            variable.fate.part(path).set(State::Used);
        }
    }

    /// An element is moved out of the register that is this part of a variable.
    pub(super) fn take(&mut self, variable: Option<VarId>, path: &[Part], element: String) {
        if self.putting.contains(&element) {
            return;
        }
        if let Some(variable) = self.find(variable) {
            variable.fate.part(path).out.push(element);
        }
    }

    /// An element is put into a register. `index` is its number, if it is one.
    pub(super) fn put(&mut self, variable: Option<VarId>, index: Option<u64>, element: &str) {
        let Some(variable) = self.find(variable) else {
            return;
        };
        variable.fate.out.retain(|out| out != element);
        if let Some(index) = index {
            let state = variable.fate.state.clone();
            let element = Part::Element(index);
            variable.fate.part(&[element]).set(State::Live);
            // As all the others.
            if state == State::Live {
                variable.fate.parts.remove(&element);
            }
        }
    }

    pub(super) fn merge(&mut self, then: ByVariable<Option<Holder>>, condition: &str) {
        for (otherwise, then) in self.variables.zip(then) {
            if let (Some(otherwise), Some(then)) = (otherwise, then) {
                otherwise.fate.merge(&then.fate, condition);
            }
        }
    }
}

/// A variable or a part of one.
struct Place<'a> {
    /// The fields that lead to it.
    path: Vec<u32>,
    text: String,
    form: &'a Form,
}

fn leak(variable: &Holder, assigned: Option<&Ident>, name: &str, state: &State) -> Option<Leak> {
    Some(match state {
        State::Used => return None,
        _ if assigned.is_some() => error::overwritten(name),
        State::Live if variable.loops > 0 => error::leaked_in_loop(name),
        State::Live => error::leaked(name, variable.kind == Kind::Parameter),
        State::Branch {
            condition,
            live_when,
        } => error::leaked_on_branch(name, condition, *live_when),
    })
}
