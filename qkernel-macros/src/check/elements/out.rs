//! What is known of the elements of one register.

use qkernel_ir::{Poly, Same};

use crate::error::{self, Message};

#[derive(Clone, PartialEq)]
pub(super) enum Register {
    /// These elements are out, all others are in.
    Known(Vec<Out>),
    Unknown,
}

/// An element that is out of its register.
#[derive(Clone, PartialEq)]
pub(super) struct Out {
    pub(super) index: Poly,
    pub(super) text: String,
    pub(super) line: usize,
    /// Where it went.
    pub(super) to: To,
    /// The outcome of a measurement for which it is out, such as "`m` is true"; always out if there is none.
    pub(super) when: Option<String>,
}

#[derive(Clone, PartialEq)]
pub(super) enum To {
    Variable(String),
    /// `measure` or `discard`.
    Gone(&'static str),
    Unknown,
}

impl Register {
    pub(super) const WHOLE: Register = Register::Known(Vec::new());

    /// Takes an element out. After a mistake nothing is known, so that there is one error for it.
    pub(super) fn take(&mut self, element: Out) -> Result<(), Message> {
        let Register::Known(out) = self else {
            return Ok(());
        };
        match out
            .iter()
            .find(|out| out.index.same(&element.index) == Same::Yes)
        {
            None => {
                out.push(element);
                Ok(())
            }
            Some(out) => {
                let message = out.refuse(&element.text);
                *self = Register::Unknown;
                Err(message)
            }
        }
    }

    /// Puts a qubit in.
    pub(super) fn put(&mut self, index: Option<&Poly>, text: &str) -> Result<(), Message> {
        let Register::Known(out) = self else {
            return Ok(());
        };
        let same: Vec<Same> = match index {
            Some(index) => out.iter().map(|out| out.index.same(index)).collect(),
            None => vec![Same::Unknown],
        };
        if let Some(position) = same.iter().position(|&same| same == Same::Yes) {
            out.remove(position);
            return Ok(());
        }
        *self = Register::Unknown;
        if same.contains(&Same::Unknown) {
            return Ok(());
        }
        Err(error::element_overwritten(text))
    }

    /// Uses the register whole.
    pub(super) fn whole(&mut self, name: &str) -> Result<(), Message> {
        let Register::Known(out) = self else {
            return Ok(());
        };
        let Some(out) = out.first() else {
            return Ok(());
        };
        let message = match &out.when {
            Some(when) => error::out_on_one_branch(&out.text, when, out.line),
            None => error::used_while_element_out(name, &out.text, out.line),
        };
        *self = Register::Unknown;
        Err(message)
    }

    /// What is known where two ways meet. If a measured bit decides between them, both are in the circuit, and an element
    /// that is out on one of them cannot be used any more: `condition` is the text of that bit, `other` what holds when it
    /// is true.
    pub(super) fn merge(&mut self, other: &Register, condition: Option<&str>) {
        let (Register::Known(here), Register::Known(there)) = (&*self, other) else {
            *self = Register::Unknown;
            return;
        };
        *self = match (unmatched(here, there), unmatched(there, here), condition) {
            (Some(only_here), Some(only_there), _)
                if only_here.is_empty() && only_there.is_empty() =>
            {
                return;
            }
            (Some(only_here), Some(only_there), Some(condition)) => {
                let both = here.iter().filter(|out| !only_here.contains(out)).cloned();
                let mark = |out: &Out, truth: &str| Out {
                    when: out
                        .when
                        .clone()
                        .or_else(|| Some(format!("`{condition}` is {truth}"))),
                    ..out.clone()
                };
                let here = only_here.iter().map(|out| mark(out, "false"));
                let there = only_there.iter().map(|out| mark(out, "true"));
                Register::Known(both.chain(here).chain(there).collect())
            }
            _ => Register::Unknown,
        };
    }
}

impl Out {
    /// Why the element cannot be taken again.
    fn refuse(&self, text: &str) -> Message {
        match (&self.when, &self.to) {
            (Some(when), _) => error::out_on_one_branch(text, when, self.line),
            (None, To::Gone(done)) => error::element_measured(text, done, self.line),
            (None, To::Variable(name)) => error::element_taken(text, self.line, name),
            (None, To::Unknown) => error::element_taken(text, self.line, ".."),
        }
    }
}

/// The elements of `a` that are not in `b`, `None` where that is not known.
fn unmatched(a: &[Out], b: &[Out]) -> Option<Vec<Out>> {
    let mut only = Vec::new();
    for out in a {
        let same: Vec<Same> = b.iter().map(|other| out.index.same(&other.index)).collect();
        if same.contains(&Same::Yes) {
            continue;
        }
        if same.contains(&Same::Unknown) {
            return None;
        }
        only.push(out.clone());
    }
    Some(only)
}
