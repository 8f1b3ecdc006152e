//! What qubits and bits are called: as the first variable that holds them, in the outermost kernel that has one for them.
//!
//! It is noted once for each allocation and each measurement, whatever comes of it. Constants ask only what is
//! wrong, and name nothing.

use super::binder::Binder;
use super::list::{Done, List};
use super::listed::{Group, Variable};
use super::value::*;
use crate::graph::ValueId;
use qkernel_ir::each;

impl Binder<'_> {
    /// Qubits from number `first` on were allocated.
    pub(super) const fn allocated(&mut self, first: usize, count: usize, is_single: bool) -> Done {
        if !self.state.is_listed {
            return Ok(());
        }
        self.state.nameless += 1;
        push(&mut self.allocated, first, count, is_single)
    }

    /// Bits from number `first` on were measured.
    pub(super) const fn measured(&mut self, first: usize, count: usize, is_single: bool) -> Done {
        match self.state.is_listed {
            true => push(&mut self.measured, first, count, is_single),
            false => Ok(()),
        }
    }

    /// Notes that a value has a variable, if that has a name.
    #[inline]
    pub(super) const fn name(&mut self, frame: CallFrame, id: ValueId, value: Value) {
        match value {
            _ if !self.state.is_listed => {}
            // Most are what has its name already.
            Value::Qubit(_) | Value::Register(_) if self.state.nameless == 0 => {}
            Value::Qubit(_) | Value::Register(_) | Value::Bit(_) | Value::Bits(_) => {
                self.name_any(frame, id, value);
            }
            _ => {}
        }
    }

    const fn name_any(&mut self, frame: CallFrame, id: ValueId, value: Value) {
        let (qubit, is_single) = match value {
            Value::Qubit(qubit) => (qubit, true),
            Value::Register(places) if places.count > 0 => {
                (self.places.items[places.start()], false)
            }
            Value::Bit(condition) => return self.name_bit(frame, id, condition, true),
            Value::Bits(all) if all.count > 0 => {
                if let Value::Bit(condition) = self.items.items[all.start()] {
                    self.name_bit(frame, id, condition, false);
                }
                return;
            }
            _ => return,
        };
        if qubit == OUT {
            return;
        }
        let group = self.lives.items[qubit as usize].group;
        let depth = self.state.depth;
        if called(&mut self.allocated, group, is_single, depth, frame, id) && depth == 0 {
            self.state.nameless -= 1;
        }
    }

    /// Notes that what a kernel is called with has its parameters.
    pub(super) const fn name_arguments(&mut self, callee: CallFrame) {
        let args = callee.graph.body.args;
        each!(k, 0..args.len(), {
            self.name(callee, args[k], self.get(callee, args[k]));
        });
    }

    const fn name_bit(&mut self, frame: CallFrame, id: ValueId, condition: u32, is_single: bool) {
        let Condition::Bit(bit) = self.conditions.items[condition as usize].condition else {
            return;
        };
        // Most are what was measured last.
        let (mut low, mut high) = (0, self.measured.len);
        if high > 0 && self.measured.items[high - 1].first <= bit {
            low = high - 1;
        }
        while low + 1 < high {
            let middle = low.midpoint(high);
            match self.measured.items[middle].first <= bit {
                true => low = middle,
                false => high = middle,
            }
        }
        if low < self.measured.len {
            let depth = self.state.depth;
            called(&mut self.measured, low as u32, is_single, depth, frame, id);
        }
    }
}

const fn push(groups: &mut List<'_, Group>, first: usize, count: usize, is_single: bool) -> Done {
    groups.push(Group {
        first: first as u32,
        count: count as u32,
        is_single,
        variable: None,
    })
}

/// A group has this variable, unless it had one before that is not in a kernel which is called from there. Says whether it has.
const fn called(
    groups: &mut List<'_, Group>,
    group: u32,
    is_single: bool,
    depth: u32,
    frame: CallFrame,
    id: ValueId,
) -> bool {
    let group = &mut groups.items[group as usize];
    if let Some(known) = group.variable
        && known.depth <= depth
    {
        return false;
    }
    if group.is_single != is_single || frame.graph.values.name(id).is_empty() {
        return false;
    }
    group.variable = Some(Variable {
        graph: frame.graph,
        id,
        depth,
    });
    true
}
