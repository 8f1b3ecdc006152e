//! What is wrong, and how it is reported: with the values of the loops around and the calls that led there.

use super::binder::Binder;
use super::list::Stop;
use super::listed::{Fault, Life, NAMELESS, Scope};
use super::value::{At, CallFrame};
use crate::graph::{Graph, Offset, Text};
use qkernel_ir::is_same;

impl Binder<'_> {
    /// Notes an error at a place of a kernel that is being run.
    pub(super) const fn fail(&mut self, frame: CallFrame, loc: Offset, text: Text) -> Stop {
        self.fail_at(frame.graph, loc, text)
    }

    /// Notes an error at a node.
    pub(super) const fn wrong(&mut self, at: At<'_>, text: Text) -> Stop {
        self.fail(at.frame, at.node.loc, text)
    }

    pub(super) const fn fail_at(&mut self, graph: &Graph, loc: Offset, text: Text) -> Stop {
        let scope = self.state.scope;
        self.state.fault = Some(Fault {
            text,
            kernel: graph.signature.name,
            loc: graph.loc(loc),
            scope,
        });
        Stop::Fault
    }

    /// Notes an error of what a kernel is called with, declared at `loc`: it is the caller's, if there is one.
    pub(super) const fn fail_argument(
        &mut self,
        frame: CallFrame,
        loc: Offset,
        text: Text,
    ) -> Stop {
        if self.state.scope > 0
            && let entry = self.scopes.items[self.state.scope as usize - 1]
            && let Scope::Call { caller, loc, .. } = entry.scope
        {
            self.state.scope = entry.outer;
            return self.fail_at(caller, loc, text);
        }
        self.fail(frame, loc, text)
    }

    pub(super) const fn leaked(&mut self, life: Life) -> Stop {
        let (name, index) = (life.name, life.index);
        let text = Text::new("[QK0005] qubit leak: ");
        let text = match (name.is_empty(), index) {
            (true, Life::ALONE) => text.with("this qubit"),
            (true, _) => text
                .with("element ")
                .with_number(index as u64)
                .with(" of this register"),
            (false, Life::ALONE) => text.with("`").with(name).with("`"),
            _ => text
                .with("element ")
                .with_number(index as u64)
                .with(" of `")
                .with(name)
                .with("`"),
        };
        let text = text.with(
            " is never measured, returned or passed on; `discard` it if it is not needed any more",
        );
        self.state.fault = Some(Fault {
            text,
            kernel: life.kernel,
            loc: life.loc,
            scope: life.scope,
        });
        Stop::Fault
    }

    /// The message in pieces: without `after`, the first one; then the one after that scope, which it gives.
    pub(super) const fn message(&self, fault: &Fault, after: Option<u32>) -> Option<(Text, u32)> {
        let (text, scope) = match after {
            None => (fault.text, fault.scope),
            // The scopes up to a call were named.
            Some(0) => return None,
            Some(call) => {
                let entry = self.scopes.items[call as usize - 1];
                let Scope::Call { caller, loc, .. } = entry.scope else {
                    return None;
                };
                let text = Text::around("\n  called by `", caller.signature.name, "` at ");
                (text.with_loc(caller.loc(loc)), entry.outer)
            }
        };
        let (text, count) = self.with_loops(text, scope);
        let mut call = scope;
        while call > 0
            && !matches!(
                self.scopes.items[call as usize - 1].scope,
                Scope::Call { .. }
            )
        {
            call = self.scopes.items[call as usize - 1].outer;
        }
        Some((if count > 0 { text.with(")") } else { text }, call))
    }

    /// The text with the loops of one kernel from the outside in, and how many there are.
    const fn with_loops(&self, text: Text, scope: u32) -> (Text, usize) {
        if scope == 0 {
            return (text, 0);
        }
        let entry = self.scopes.items[scope as usize - 1];
        if let Scope::Call { .. } = entry.scope {
            return (text, 0);
        }
        let (text, count) = self.with_loops(text, entry.outer);
        if let Scope::Round(round) = entry.scope
            && let Scope::Loop { name, .. } = self.scopes.items[entry.outer as usize - 1].scope
            && !is_same(name, NAMELESS)
        {
            let text = text.with(if count == 0 { " (" } else { ", " });
            let value = self.scopes.items[entry.outer as usize - 1]
                .scope
                .value(round);
            return (
                text.with(name).with(" = ").with_number(value as u64),
                count + 1,
            );
        }
        (text, count)
    }

    /// The user's name for a node's input, or what it is.
    pub(super) const fn describe(&self, text: Text, at: At<'_>, k: usize, nameless: &str) -> Text {
        let name = if k < at.node.ins.len() {
            at.frame.graph.values.name(at.node.ins[k])
        } else {
            ""
        };
        if name.is_empty() {
            text.with(nameless)
        } else {
            text.with("`").with(name).with("`")
        }
    }

    /// An element of a node's first input, as the user might write it.
    pub(super) const fn describe_element(&self, text: Text, at: At<'_>, index: usize) -> Text {
        let name = if at.node.ins.is_empty() {
            ""
        } else {
            at.frame.graph.values.name(at.node.ins[0])
        };
        if name.is_empty() {
            return text
                .with("element ")
                .with_number(index as u64)
                .with(" of this register");
        }
        text.with("`")
            .with(name)
            .with("[")
            .with_number(index as u64)
            .with("]`")
    }
}
