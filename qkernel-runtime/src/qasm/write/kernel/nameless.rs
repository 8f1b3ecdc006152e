//! Qubits and bits that are written before their name is known: `h(qubit())` is allocated first and assigned to a variable later.
//! Until then a mark is in the place of the name.

use super::marks::{END, Nameless, START};
use super::value::Value;
use super::walk::Walker;
use crate::graph::Element;

impl Walker {
    /// A mark in place of a name.
    pub(super) fn nameless(&mut self, otherwise: &'static str) -> String {
        self.nameless.push(Nameless {
            otherwise,
            name: None,
            same: None,
        });
        format!("{START}{}{END}", self.nameless.len() - 1)
    }

    /// What has the first mark is what has the second one from now on. Whether both are marks, of which neither was joined before.
    pub(super) fn is_called(&mut self, text: &str, other: &str) -> bool {
        let (Some(number), Some(same)) = (number(text), number(other)) else {
            return false;
        };
        let Some(own) = self.nameless.get_mut(number) else {
            return false;
        };
        if number == same || own.same.is_some() {
            return false;
        }
        if let Some((name, _)) = own.name.take() {
            self.names.forget(&name);
        }
        own.same = Some(same);
        true
    }

    /// The mark that gives a mark its name.
    fn joined(&self, mut number: usize) -> usize {
        while let Some(same) = self.nameless.get(number).and_then(|own| own.same) {
            number = same;
        }
        number
    }

    /// Gives what a variable takes the variable's name, where it has none; those of a caller go before those of the kernels that it
    /// calls, as in a drawing with boxes.
    pub(super) fn name(&mut self, value: &Value, name: &str) {
        let text = match value {
            Value::Qubit(place) if place.index.is_none() => &place.register,
            Value::Register(number) => &self.registers[*number].name,
            Value::Bit(bit) => &bit.text.text,
            Value::Vector(vector) if vector.element == Element::Bit => &vector.name,
            _ => return,
        };
        let depth = self.depth;
        let Some(number) = number(text) else {
            return;
        };
        let number = self.joined(number);
        let Some(own) = self.nameless.get_mut(number) else {
            return;
        };
        match &own.name {
            Some((_, before)) if *before <= depth => return,
            Some((before, _)) => self.names.forget(before),
            None => {}
        }
        own.name = Some((self.names.fresh_everywhere(name), depth));
    }

    /// A text with all names.
    pub(super) fn with_names(&mut self, text: &str) -> String {
        let mut named = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(START) {
            let end = rest[at..]
                .find(END)
                .map_or(rest.len(), |end| at + end + END.len_utf8());
            named.push_str(&rest[..at]);
            let number = number(&rest[at..end]).map(|number| self.joined(number));
            let own = number.and_then(|number| self.nameless.get_mut(number));
            if let Some(own) = own {
                let (name, _) = own.name.get_or_insert_with(|| {
                    let name = self.names.unnamed(own.otherwise);
                    self.names.take(&name);
                    (name, 0)
                });
                named.push_str(name);
            }
            rest = &rest[end..];
        }
        named + rest
    }
}

/// The number of a text that is a mark and nothing else.
fn number(text: &str) -> Option<usize> {
    text.strip_prefix(START)?.strip_suffix(END)?.parse().ok()
}
