//! Everything that is known while a kernel is bound.

use super::list::{Done, List, Span, Stop, get, grown, storage};
use super::listed::{Argument, Fault, Group, Life, Listed, Origin, ScopeEntry};
use super::value::*;
use crate::graph::{Offset, Text, ValueId};
use crate::program::{MAX_INSTRUCTIONS, MAX_QUBITS, Operation};
use qkernel_ir::each;

/// How many nodes may be run: beyond, a size was most likely mistaken.
pub(super) const MAX_STEPS: usize = 1 << 28;

/// Constants ask only what is wrong: the circuit is not listed there.
const NONE: usize = 0;

storage! {
    /// The values of all kernels that are running, one after the other.
    values: Value = Value::Nothing, [N], stack;
    /// The qubits of all registers.
    places: u32 = 0, [M], 256;
    /// Parts of tuples and elements of vectors.
    items: Value = Value::Nothing, [M], 256;
    /// The terms of affine forms.
    terms: Term = Term::NONE, [M], 256;
    /// Numbers 0 and 1 are the constants.
    conditions: ConditionEntry = ConditionEntry::NONE, [M], 64;
    /// The parts of observables, each a sum.
    parts: Span = Span::EMPTY, [M], 64;
    /// The terms of Pauli sums.
    sums: PauliTerm = PauliTerm::NONE, [M], 64;
    factors: Factor = Factor::NONE, [M], 64;
    /// What becomes of each qubit.
    lives: Life = Life::NONE, [M], 64;
    /// The qubits of each allocation.
    allocated: Group = Group::NONE, [NONE], 64;
    /// The bits of each measurement.
    measured: Group = Group::NONE, [NONE], 64;
    /// Places and ends of lives around the arms of branches.
    saved: u32 = 0, [M], 64;
    /// The calls and loops that steps are part of.
    scopes: ScopeEntry = ScopeEntry::NONE, [M], 64;
    /// What kernels were called with.
    arguments: Argument = Argument::Other, [NONE], 64;
    /// First qubits and numbers of those that follow.
    runs: (u32, u32) = (0, 0), [NONE], 64;
    /// The control qubits of the modifiers around.
    controls: u32 = 0, [M], 16;
    /// The arguments of a run, in order.
    extents: ArgumentSize = ArgumentSize::NONE, [M], 16;
    /// The values and lengths of a call's arguments.
    known: Option<i64> = None, [M], 16;
    /// The circuit.
    steps: Listed = Listed::End(0), [NONE], 256;
    /// The qubits of all gates.
    operands: u32 = 0, [M], 256;
    /// The angles of all gates.
    angles: Affine = Affine::ZERO, [NONE], 256;
    /// The slots that are computed.
    derived: Computed = Computed::NONE, [M], 64;
    /// What is measured in expectation: the terms.
    observables: Span = Span::EMPTY, [M], 16;
}

/// What is known beside the lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BinderState {
    /// Whether the circuit is listed, and not only checked.
    pub(super) is_listed: bool,
    /// How many bits were measured.
    pub(super) bits: u32,
    /// How many nodes were run.
    pub(super) run: usize,
    /// How many steps there are but for the beginnings and ends of qubits.
    emitted: usize,
    /// Where the steps of the innermost arm of a branch begin.
    pub(super) arm: usize,
    /// The innermost scope; 0 for the entry kernel.
    pub(super) scope: u32,
    /// How many calls are around.
    pub(super) depth: u32,
    /// How many loops are around.
    pub(super) loops: u32,
    /// How long the lists were before the outermost loop.
    pub(super) before: Lengths,
    /// How many allocations have no variable of the entry kernel yet.
    pub(super) nameless: u32,
    /// The last scope that a step may be in.
    pub(super) used: u32,
    /// Whether the modifiers around undo what is listed.
    pub(super) inverted: bool,
    pub(super) fault: Option<Fault>,
}

impl BinderState {
    pub(super) const fn new(is_listed: bool) -> BinderState {
        BinderState {
            is_listed,
            bits: 0,
            run: 0,
            emitted: 0,
            arm: 0,
            scope: 0,
            depth: 0,
            loops: 0,
            before: Lengths::NONE,
            nameless: 0,
            used: 0,
            inverted: false,
            fault: None,
        }
    }
}

impl Binder<'_> {
    pub(super) const fn get(&self, frame: CallFrame, id: ValueId) -> Value {
        self.values.items[frame.base + id.0 as usize]
    }

    pub(super) const fn set(&mut self, frame: CallFrame, id: ValueId, value: Value) {
        self.values.items[frame.base + id.0 as usize] = value;
    }

    pub(super) const fn input(&self, at: At<'_>, k: usize) -> Value {
        if k < at.node.ins.len() {
            self.values.items[at.frame.base + at.node.ins[k].0 as usize]
        } else {
            Value::Nothing
        }
    }

    pub(super) const fn uint(&mut self, at: At<'_>, k: usize) -> Done<usize> {
        match self.input(at, k) {
            Value::UInt(value) => Ok(value),
            value => Err(self.not_a_size(at, &value)),
        }
    }

    pub(super) const fn not_a_size(&mut self, at: At<'_>, value: &Value) -> Stop {
        let text = match value {
            Value::Bit(_) => Text::new("[QK0050] a size cannot depend on a measurement"),
            _ => Text::around("expected `UInt`, found `", value.kind(), "`"),
        };
        self.wrong(at, text)
    }

    /// Where a call in a kernel is.
    pub(super) const fn origin(&mut self, frame: CallFrame, loc: Offset) -> Origin {
        if self.state.is_listed {
            self.use_scope();
        }
        Origin {
            graph: frame.graph,
            at: loc,
            scope: self.state.scope,
        }
    }

    /// Notes that something is in the innermost scope.
    const fn use_scope(&mut self) {
        if self.state.used < self.state.scope {
            self.state.used = self.state.scope;
        }
    }

    /// Counts a node that is run.
    pub(super) const fn step(&mut self, frame: CallFrame, loc: Offset) -> Done {
        self.state.run += 1;
        if self.state.run > MAX_STEPS {
            return Err(self.too_many_steps(frame, loc));
        }
        Ok(())
    }

    pub(super) const fn too_many_steps(&mut self, frame: CallFrame, loc: Offset) -> Stop {
        self.too_many(
            frame,
            loc,
            "the circuit needs more than ",
            MAX_STEPS,
            " steps",
        )
    }

    /// Adds a step to the circuit.
    pub(super) const fn emit(&mut self, step: Listed, frame: CallFrame, loc: Offset) -> Done {
        get!(self.count(frame, loc));
        self.list(step)
    }

    /// Adds a step that does not count: what begins and ends qubits and branches, and calls.
    pub(super) const fn list(&mut self, step: Listed) -> Done {
        match self.state.is_listed {
            true => self.steps.push(step),
            false => Ok(()),
        }
    }

    /// Counts a step of the circuit.
    pub(super) const fn count(&mut self, frame: CallFrame, loc: Offset) -> Done {
        if self.state.emitted >= MAX_INSTRUCTIONS {
            return Err(self.too_many(frame, loc, "more than ", MAX_INSTRUCTIONS, " gates"));
        }
        self.state.emitted += 1;
        Ok(())
    }

    const fn too_many(
        &mut self,
        frame: CallFrame,
        loc: Offset,
        before: &str,
        limit: usize,
        what: &str,
    ) -> Stop {
        let text = Text::new("[QK0082] ")
            .with(before)
            .with_number(limit as u64)
            .with(what);
        self.fail(frame, loc, text.with(": is a size too large?"))
    }

    /// Whether so many more qubits are not too many.
    pub(super) const fn count_qubits(&mut self, at: At<'_>, more: usize) -> Done {
        if self.lives.len.saturating_add(more) > MAX_QUBITS {
            return Err(self.too_many(at.frame, at.node.loc, "more than ", MAX_QUBITS, " qubits"));
        }
        Ok(())
    }

    /// A new qubit; element `index` of what the node defines, if that is a register. Its group is the next one.
    pub(super) const fn born(&mut self, at: At<'_>, index: u32) -> Done<u32> {
        let qubit = self.lives.len;
        let origin = self.origin(at.frame, at.node.loc);
        self.use_scope();
        get!(self.list(Listed::On {
            operation: Operation::Allocate,
            qubit: qubit as u32,
            bit: 0,
            origin,
        }));
        get!(self.lives.push(Life {
            kernel: at.frame.graph.signature.name,
            loc: at.frame.graph.loc(at.node.loc),
            name: if at.node.outs.is_empty() {
                ""
            } else {
                at.frame.graph.values.name(at.node.outs[0])
            },
            index,
            group: self.allocated.len as u32,
            scope: origin.scope,
            ended: false,
        }));
        Ok(qubit as u32)
    }

    pub(super) const fn end(&mut self, qubit: u32) {
        self.lives.items[qubit as usize].ended = true;
    }

    /// On every path, each qubit is measured, discarded or looked at with `expval`.
    pub(super) const fn check_lives(&mut self) -> Done {
        each!(k, 0..self.lives.len, {
            if !self.lives.items[k].ended {
                return Err(self.leaked(self.lives.items[k]));
            }
        });
        Ok(())
    }
}
