//! Qubits that are lost: on every path, each one is measured, discarded or looked at with `expval`.

use super::machine::{Machine, PLACES, Value};
use super::step::Frame;
use crate::graph::{Loc, Node, Text};

/// A qubit's beginning and end.
#[derive(Clone, Copy)]
pub(super) struct Life {
    kernel: &'static str,
    loc: Loc,
    /// The user's name for it, or for its register.
    name: &'static str,
    pub(super) ended: bool,
}

impl Life {
    pub(super) const NONE: Life = Life {
        kernel: "",
        loc: Loc {
            file: "",
            line: 0,
            column: 0,
        },
        name: "",
        ended: true,
    };
}

impl<const N: usize> Machine<N> {
    /// A new qubit, by number.
    pub(super) const fn born(&mut self, frame: Frame, node: &Node) -> usize {
        if self.qubits == PLACES {
            self.wrong(
                frame,
                node.loc,
                Text::new("[QK0082] the circuit is too large to be checked here; use `compile()`"),
            );
            return 0;
        }
        let name = if node.outs.is_empty() {
            ""
        } else {
            frame.graph.values.name(node.outs[0])
        };
        let life = Life {
            kernel: frame.graph.signature.name,
            loc: node.loc,
            name,
            ended: false,
        };
        self.lives[self.qubits] = life;
        self.qubits += 1;
        self.qubits - 1
    }

    /// A qubit, or all qubits of a register or a tuple, are used up.
    pub(super) const fn end(&mut self, value: Value) {
        match value {
            Value::Qubit(qubit) => self.lives[qubit].ended = true,
            Value::Register { first, count } => {
                let mut i = 0;
                while i < count {
                    let qubit = self.places[first + i];
                    if qubit < PLACES {
                        self.lives[qubit].ended = true;
                    }
                    i += 1;
                }
            }
            Value::Tuple { first, count } => {
                let mut i = 0;
                while i < count {
                    self.end(self.parts[first + i]);
                    i += 1;
                }
            }
            _ => {}
        }
    }

    pub(super) const fn check_lives(&mut self) {
        let mut i = 0;
        while i < self.qubits {
            let life = self.lives[i];
            if !life.ended {
                let mut text = Text::new("[QK0005] qubit leak: a qubit");
                if !life.name.is_empty() {
                    text.push(" of `");
                    text.push(life.name);
                    text.push("`");
                }
                text.push(" is never measured, returned or passed on; `discard` it if it is not needed any more");
                return self.fail(text, life.kernel, life.loc);
            }
            i += 1;
        }
    }
}
