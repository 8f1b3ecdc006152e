//! `control`, `inverse` and `power` of a kernel.

use super::{Element, Graph, Modified, Modifier, Signature, Text, Type};
use qkernel_ir::{all, each};

impl Modifier {
    /// The name of its function.
    pub const fn name(self) -> &'static str {
        match self {
            Modifier::Control => "control",
            Modifier::Inverse => "inverse",
            Modifier::Power => "power",
        }
    }

    /// The end of the message for a kernel that cannot be modified so.
    pub(crate) const fn consequence(self) -> &'static str {
        match self {
            Modifier::Control => "so it cannot be controlled",
            Modifier::Inverse => "so it has no inverse",
            Modifier::Power => "so it has no powers",
        }
    }

    /// The message for a kernel, by its name if it has one, for what it is, and what to do about it.
    pub(crate) const fn message(self, kernel: &str, is: &str, help: &str) -> Text {
        let text = Text::new("[QK0072] ").with_name(kernel).with(" ").with(is);
        let text = text.with(", ").with(self.consequence());
        text.with("\n\nhelp: ").with(help)
    }

    /// The message for qubits returned in another order, which is known only when the kernel is bound.
    pub(crate) const fn moved(self, kernel: &str) -> Text {
        let text = Text::new("[QK0089] ").with_name(kernel);
        text.with(" returns its qubits in another order, ")
            .with(self.consequence())
            .with("; exchange them with `swap`, or return them in the order of the parameters")
    }
}

impl Modified {
    /// How many results there are, for [`Modified::results`].
    pub const fn width(graph: &Graph, modifiers: &[Modifier]) -> usize {
        count(modifiers, Modifier::Control)
            + match graph.signature.result {
                Type::Tuple(parts) => parts.len(),
                _ => 1,
            }
    }

    /// The types of the results.
    pub const fn types<const N: usize>(graph: &Graph, modifiers: &[Modifier]) -> [Type; N] {
        let mut types = [Type::Scalar(Element::Qubit); N];
        let k = count(modifiers, Modifier::Control);
        match graph.signature.result {
            Type::Tuple(parts) => {
                each!(i, 0..parts.len(), {
                    types[k + i] = parts[i];
                });
            }
            ty => types[k] = ty,
        }
        types
    }

    /// How many of the inputs are counts of powers; they come first.
    pub const fn powers(&self) -> usize {
        count(self.modifiers, Modifier::Power)
    }

    /// How many control qubits there are; they come after the counts.
    pub const fn controls(&self) -> usize {
        Self::controls_of(self.modifiers)
    }

    /// How many control qubits some modifiers take.
    pub(crate) const fn controls_of(modifiers: &[Modifier]) -> usize {
        count(modifiers, Modifier::Control)
    }

    /// The index of the input that is the kernel's first argument.
    pub const fn first_argument(&self) -> usize {
        self.powers() + self.controls()
    }

    /// The type of all that it gives.
    pub(super) const fn result(&self) -> Type {
        match self.results {
            _ if self.controls() == 0 => self.graph.signature.result,
            [one] => *one,
            several => Type::Tuple(several),
        }
    }

    /// As the user might write it: `control(inverse(ry))`.
    pub(crate) const fn name(&self) -> Text {
        let mut text = Text::EMPTY;
        each!(i, 0..self.modifiers.len(), {
            text.push(self.modifiers[i].name());
            text.push("(");
        });
        text.push(self.graph.signature.name);
        let mut i = self.modifiers.len();
        while i > 0 {
            i -= 1;
            text.push(match self.modifiers[i] {
                Modifier::Power => ", ..)",
                _ => ")",
            });
        }
        text
    }

    /// The message for a kernel that returns something else, and what to do about it.
    pub(crate) const OTHER_QUBITS: (&str, &str) = (
        "does not return the qubits that it takes",
        "return the qubits of its parameters, in their order, and nothing else",
    );

    /// Why the kernel cannot be modified, if it cannot.
    pub(crate) const fn fault(&self) -> Option<Text> {
        // Nothing is known of a kernel that has errors of its own.
        if self.graph.values.is_empty() {
            return None;
        }
        let (is, help) = match self.graph.effects.fault() {
            Some(fault) => fault,
            None if gives_back(&self.graph.signature) => return None,
            None => Modified::OTHER_QUBITS,
        };
        match self.modifiers {
            // The innermost modifier is the one that is applied to it.
            [.., modifier] => Some(modifier.message(self.graph.signature.name, is, help)),
            [] => None,
        }
    }
}

const fn count(modifiers: &[Modifier], modifier: Modifier) -> usize {
    let mut count = 0;
    each!(i, 0..modifiers.len(), {
        if modifiers[i] as u8 == modifier as u8 {
            count += 1;
        }
    });
    count
}

const MAX_PARTS: usize = 64;

/// The qubits and registers in a signature's parameters or results, in order.
struct Parts {
    /// Whether each is a register.
    registers: [bool; MAX_PARTS],
    count: usize,
    /// Whether there is anything else.
    others: bool,
}

impl Parts {
    const NONE: Parts = Parts {
        registers: [false; MAX_PARTS],
        count: 0,
        others: false,
    };

    const fn push(&mut self, ty: Type) {
        match ty {
            Type::Scalar(Element::Qubit) | Type::Vector(Element::Qubit)
                if self.count < MAX_PARTS =>
            {
                self.registers[self.count] = matches!(ty, Type::Vector(_));
                self.count += 1;
            }
            Type::Tuple(parts) => {
                each!(i, 0..parts.len(), {
                    self.push(parts[i]);
                });
            }
            _ => self.others = true,
        }
    }
}

/// Whether the results are the qubits of the parameters, by their types.
const fn gives_back(signature: &Signature) -> bool {
    let (mut taken, mut given) = (Parts::NONE, Parts::NONE);
    each!(i, 0..signature.params.len(), {
        taken.push(signature.params[i].ty);
    });
    given.push(signature.result);
    !given.others
        && given.count == taken.count
        && all!(i, 0..given.count, given.registers[i] == taken.registers[i])
}
