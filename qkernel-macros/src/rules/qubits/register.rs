//! What is known of the elements of one register.

use qkernel_ir::{Poly, Same};

use crate::error::{self, Message, Way};
use crate::lower::Id;
use crate::model::Expr;
use crate::rules::qubits::values::Values;

/// What decides between two ways.
#[derive(Clone)]
pub(super) struct Condition {
    /// That where it does not hold, and that where it does.
    pub(super) ways: [Way; 2],
    /// Whether it is certainly the outcome of a measurement.
    pub(super) measured: bool,
    /// Whether what it decides is done again and again: a round of a `while`.
    pub(super) repeats: bool,
}

#[derive(Clone)]
pub(super) struct Register<'k> {
    /// The elements that are out.
    pub(super) out: Vec<Out<'k>>,
    /// Whether they are certainly out, and all others in. After a fault that is not known, so that there is one error for it.
    pub(super) certain: bool,
}

/// An element that is out of its register.
#[derive(Clone)]
pub(super) struct Out<'k> {
    pub(super) index: Poly,
    /// The qubit.
    pub(super) value: Id,
    pub(super) expr: &'k Expr,
    /// Where two ways have met: the condition, and its value for which the element is out.
    pub(super) when: Option<(Condition, bool)>,
}

impl<'k> Register<'k> {
    pub(super) const WHOLE: Register<'k> = Register {
        out: Vec::new(),
        certain: true,
    };

    pub(super) fn uncertain(self) -> Self {
        Register {
            certain: false,
            ..self
        }
    }

    /// Takes an element out. Returns the one that it certainly is, if that is out already.
    pub(super) fn take(&mut self, element: Out<'k>) -> Option<Out<'k>> {
        let is_same = |out: &&mut Out<'k>| out.index.same(&element.index) == Same::Yes;
        match self.out.iter_mut().find(is_same) {
            Some(out) => Some(std::mem::replace(out, element)),
            None => {
                self.out.push(element);
                None
            }
        }
    }

    /// Puts a qubit in. Returns whether another one is certainly in its place.
    pub(super) fn put(&mut self, index: &Poly) -> bool {
        let same: Vec<Same> = self.out.iter().map(|out| out.index.same(index)).collect();
        if let Some(place) = same.iter().position(|&same| same == Same::Yes) {
            self.out.remove(place);
            return false;
        }
        let certain = std::mem::replace(&mut self.certain, false);
        certain && !same.contains(&Same::Unknown)
    }

    /// What is known where two ways meet; `then` is the other one. If a measured bit decides between them, both are in the
    /// circuit, and an element that is out on one of them cannot be used any more.
    pub(super) fn merge(&mut self, then: &Register<'k>, condition: &Condition) {
        let (only_here, here_certain) = unmatched(&self.out, &then.out);
        let (only_then, then_certain) = unmatched(&then.out, &self.out);
        let all_same = only_here.is_empty() && only_then.is_empty();
        self.certain &=
            then.certain && here_certain && then_certain && (all_same || condition.measured);
        let when = |truth| Some((condition.clone(), truth));
        for place in only_here {
            let out = &mut self.out[place];
            out.when = out.when.take().or_else(|| when(false));
        }
        self.out.extend(only_then.into_iter().map(|place| {
            let out = &then.out[place];
            Out {
                when: out.when.clone().or_else(|| when(true)),
                ..out.clone()
            }
        }));
    }

    /// After a loop that began with `before`: what it does several times is left to `compile()`.
    pub(super) fn repeat(&mut self, before: &Register<'k>) {
        let sides = [
            unmatched(&self.out, &before.out),
            unmatched(&before.out, &self.out),
        ];
        let same = sides
            .iter()
            .all(|(only, certain)| *certain && only.is_empty());
        self.certain &= before.certain && same;
    }
}

impl Out<'_> {
    fn line(&self) -> usize {
        self.expr.span().start().line
    }

    /// Why the element cannot be taken again.
    pub(super) fn message(&self, text: &str, values: &Values<'_>) -> Message {
        if let Some(message) = self.taken_in_rounds(text) {
            return message;
        }
        match (self.way(), values.whereabouts(self.value, self.expr)) {
            (Some(way), _) => error::out_on_one_branch(text, &way.when, self.line()),
            (None, Err(done)) => error::element_measured(text, done, self.line()),
            (None, Ok((name, false))) => error::element_taken(text, self.line(), name),
            (None, Ok((name, true))) => error::element_called(text, self.line(), name),
        }
    }

    /// Why the register cannot be used whole.
    pub(super) fn message_whole(&self, register: &str) -> Message {
        let text = self.expr.text();
        if let Some(message) = self.taken_in_rounds(&text) {
            return message;
        }
        match self.way() {
            Some(way) => error::out_on_one_branch(&text, &way.when, self.line()),
            None => error::used_while_element_out(register, &text, self.line()),
        }
    }

    /// Why it cannot be out after the rounds of a `while`, if it was taken in one.
    pub(super) fn taken_in_rounds(&self, text: &str) -> Option<Message> {
        let (condition, holds) = self.when.as_ref()?;
        (condition.repeats && *holds).then(|| error::taken_in_rounds(text, self.line()))
    }

    /// The way on which it is out, where two have met.
    fn way(&self) -> Option<&Way> {
        let (condition, holds) = self.when.as_ref()?;
        Some(&condition.ways[usize::from(*holds)])
    }
}

/// Which elements of `a` are not in `b`, and whether that is certain.
fn unmatched(a: &[Out<'_>], b: &[Out<'_>]) -> (Vec<usize>, bool) {
    let (mut only, mut certain) = (Vec::new(), true);
    // What is out on both ways is another element than all that is out beside it.
    let is_in = |out: &Out<'_>, list: &[Out<'_>]| list.iter().any(|other| other.value == out.value);
    let others: Vec<&Out<'_>> = b.iter().filter(|other| !is_in(other, a)).collect();
    for (place, out) in a.iter().enumerate().filter(|(_, out)| !is_in(out, b)) {
        let same = others.iter().map(|other| out.index.same(&other.index));
        let same: Vec<Same> = same.collect();
        if !same.contains(&Same::Yes) {
            certain &= !same.contains(&Same::Unknown);
            only.push(place);
        }
    }
    (only, certain)
}
