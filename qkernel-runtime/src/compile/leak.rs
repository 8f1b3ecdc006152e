//! Qubits that are lost: on every path, each one is measured, discarded or looked at with `expval`.

use std::rc::Rc;

use super::binder::{Binder, Frame};
use super::refused;
use crate::error::CompileError;
use crate::graph::{Loc, Node};
use crate::program::QubitId;

/// A qubit's beginning and end.
#[derive(Clone, Debug)]
pub(super) struct Life {
    kernel: &'static str,
    loc: Loc,
    /// How the user may call it.
    name: String,
    /// The loops and the calls that led there.
    way: Rc<str>,
    ended: bool,
}

impl Binder {
    /// A new qubit; element `index` of what the node defines, if that is a register.
    pub(super) fn born(&mut self, frame: &Frame, node: &Node, index: Option<usize>, way: &Rc<str>) {
        let name = node.outs.first().map_or("", |&id| frame.name(id));
        let name = match (name, index) {
            ("", None) => "this qubit".into(),
            ("", Some(index)) => format!("element {index} of this register"),
            (name, None) => format!("`{name}`"),
            (name, Some(index)) => format!("element {index} of `{name}`"),
        };
        let kernel = frame.graph.signature.name;
        self.lives.push(Life {
            kernel,
            loc: node.loc,
            name,
            way: Rc::clone(way),
            ended: false,
        });
    }

    pub(super) fn end(&mut self, qubits: &[QubitId]) {
        for &qubit in qubits {
            self.lives[qubit.index()].ended = true;
        }
    }

    /// Of two arms of a branch: what is lost in one of them is lost.
    pub(super) fn merge_lives(&mut self, then: &[Life]) {
        for (life, then) in self.lives.iter_mut().zip(then) {
            life.ended &= then.ended;
        }
    }

    pub(super) fn check_lives(&self) -> Result<(), CompileError> {
        match self.lives.iter().find(|life| !life.ended) {
            None => Ok(()),
            Some(Life {
                kernel,
                loc,
                name,
                way,
                ..
            }) => {
                let message = format!(
                    "[QK0005] qubit leak: {name} is never measured, returned or passed on; `discard` it if it is not needed any more{way}"
                );
                Err(refused(kernel, *loc, message))
            }
        }
    }
}
