//! Modifiers: `ctrl`, `negctrl`, `inv`, `pow`.

use super::error::{Read, fault};
use super::gates::{Change, Gate, Operands};
use super::reader::Reader;
use super::syntax::{Expr, ExprKind, Modifier};
use super::value::Value;
use crate::gate::{GateKind, UndoAngle};
use crate::program::affine::scale;
use crate::program::{Affine, GateOp, Instruction, QubitId};

impl<'t> Reader<'t> {
    pub(super) fn changes(&mut self, modifiers: &[Modifier<'t>], at: usize) -> Read<Vec<Change>> {
        let mut changes = Vec::with_capacity(modifiers.len());
        for modifier in modifiers {
            changes.push(match modifier {
                Modifier::Control { positive, count } => {
                    let count = match count {
                        None => 1,
                        Some(count) => match self.whole_of(count)? {
                            n @ 1..=1024 => n as usize,
                            _ => return fault(count.at, "from 1 to 1024 controls are supported"),
                        },
                    };
                    Change::Control {
                        positive: *positive,
                        count,
                    }
                }
                Modifier::Inverse => Change::Inverse,
                Modifier::Power(exponent) => {
                    let value = self.exponent(exponent)?;
                    let value = self.real(value, exponent.at)?;
                    if value.constant.abs() > 1e15 {
                        return fault(at, "this power is too large");
                    }
                    Change::Power(value)
                }
            });
        }
        // Powers and inverses of a controlled gate are that of the gate, controlled.
        changes.sort_by_key(|change| !matches!(change, Change::Control { .. }));
        Ok(changes)
    }

    /// What a gate is raised to. There `1/2` is a half, as where the specification defines `s` as `pow(1/2) @ z`: a division of whole
    /// numbers that leaves a remainder is that of real ones.
    fn exponent(&mut self, expr: &Expr<'t>) -> Read<Value> {
        match &expr.kind {
            ExprKind::Unary("-", inner) => {
                let value = self.nested(expr.at, |r| r.exponent(inner))?;
                self.negated("-", value, expr.at)
            }
            ExprKind::Chain(first, rest) => {
                let mut value = self.nested(expr.at, |r| r.exponent(first))?;
                for (op, operand) in rest {
                    let right = self.nested(expr.at, |r| r.exponent(operand))?;
                    value = match (*op, &value, &right) {
                        ("/", Value::Int(a), Value::Int(b))
                            if *b != 0 && a.checked_rem(*b) != Some(0) =>
                        {
                            let [a, b] = [*a, *b].map(|number| Affine::number(number as f64));
                            self.reals("/", a, b, operand.at)?
                        }
                        _ => self.binary(op, value, right, operand.at)?,
                    };
                }
                Ok(value)
            }
            _ => self.eval(expr),
        }
    }

    /// A gate under modifiers, the first of which is the outermost.
    pub(super) fn changed(
        &mut self,
        gate: &Gate<'t>,
        changes: &[Change],
        on: Operands<'_>,
    ) -> Read<()> {
        let at = on.at;
        let Some((change, inner)) = changes.split_first() else {
            return match gate {
                Gate::Library(form) => self.library(*form, on),
                Gate::Defined(definition, cost) => self.defined(definition, *cost, on),
            };
        };
        match change {
            &Change::Control { positive, count } => {
                let (controls, qubits) = on.qubits.split_at(count);
                self.within.controls += count;
                let gates = self.with_phases(gate, inner, Operands { qubits, ..on })?;
                self.within.controls -= count;
                self.flipped(controls, positive, at)?;
                for gate in gates {
                    self.emit(Instruction::Gate(under(gate, controls)), at)?;
                }
                self.flipped(controls, positive, at)
            }
            Change::Inverse => {
                self.within.inverses += 1;
                let gates = self.gates(1, at, |r| r.changed(gate, inner, on))?;
                self.within.inverses -= 1;
                self.undone(gates, at)
            }
            Change::Power(exponent) => {
                let is_whole = exponent.terms.is_empty() && exponent.constant.fract() == 0.0;
                let mut gates = match is_whole {
                    true => {
                        let times = exponent.constant.abs() as usize;
                        self.gates(times, at, |r| r.changed(gate, inner, on))?
                    }
                    false => self.with_phases(gate, inner, on)?,
                };
                let Gate::Defined(definition, _) = gate else {
                    return self.raised(gates, exponent, at);
                };
                // What a power is made of is no call of the gate any more.
                let name = powered(definition.name, exponent, inner);
                let kernel = self.program.names.intern(&name);
                let arguments = self.arguments(definition, on);
                let call = self.within.call(kernel, arguments);
                let around = self.within.enter(call);
                for gate in &mut gates {
                    gate.origin.scope = self.within.here();
                }
                let found = self.raised(gates, exponent, at);
                self.within.leave(around);
                found
            }
        }
    }

    /// The gates of what a modifier changes that makes their phases seen.
    fn with_phases(
        &mut self,
        gate: &Gate<'t>,
        inner: &[Change],
        on: Operands<'_>,
    ) -> Read<Vec<GateOp>> {
        let outer = std::mem::replace(&mut self.phases, true);
        let found = self.gates(1, on.at, |r| r.changed(gate, inner, on));
        self.phases = outer;
        found
    }

    /// The gates that `inner` gives, to be changed. Its calls count that many times.
    pub(super) fn gates(
        &mut self,
        times: usize,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Read<()>,
    ) -> Read<Vec<GateOp>> {
        let ((), list) = self.apart(|r| r.nested(at, inner))?;
        self.withdraw(list.instructions.len());
        self.out.tally.add_calls(list.tally, times);
        Ok((list.instructions.into_iter())
            .filter_map(|instruction| match instruction {
                Instruction::Gate(gate) => Some(gate),
                _ => None,
            })
            .collect())
    }

    /// Exchanges 0 and 1 of controls that have to be 0.
    fn flipped(&mut self, controls: &[QubitId], positive: bool, at: usize) -> Read<()> {
        if !positive {
            for &control in controls {
                self.gate(GateKind::X, 0, &[control], &[], at)?;
            }
        }
        Ok(())
    }

    pub(super) fn undone(&mut self, gates: Vec<GateOp>, at: usize) -> Read<()> {
        for gate in gates.iter().rev() {
            for undone in undo(gate) {
                self.emit(Instruction::Gate(undone), at)?;
            }
        }
        Ok(())
    }
}

/// `pow(2) @ inv @ name`
fn powered(name: &str, exponent: &Affine, inner: &[Change]) -> String {
    let mut text = String::new();
    let first = Change::Power(exponent.clone());
    for change in std::iter::once(&first).chain(inner) {
        let modifier = match change {
            Change::Power(exponent) if exponent.terms.is_empty() => {
                let power = exponent.constant;
                match power == 0.0 || power.abs() >= 1e-5 {
                    true => format!("pow({power}) @ "),
                    false => format!("pow({power:e}) @ "),
                }
            }
            Change::Power(_) => "pow(…) @ ".into(),
            Change::Inverse => "inv @ ".into(),
            Change::Control { .. } => continue,
        };
        text.push_str(&modifier);
    }
    text + name
}

/// The gates that undo this one, in order.
pub(super) fn undo(gate: &GateOp) -> Vec<GateOp> {
    let undone = gate.kind.inverse().iter().map(|undo| {
        let angles = undo.angles.iter().map(|angle| match *angle {
            UndoAngle::Minus(k) => scale(&gate.angles[k], -1.0),
            UndoAngle::Fixed(value) => Affine::number(value),
        });
        GateOp {
            kind: undo.kind,
            angles: angles.collect(),
            ..gate.clone()
        }
    });
    undone.collect()
}

/// A gate under further controls; a phase under a control is a gate on that control.
pub(super) fn under(mut gate: GateOp, controls: &[QubitId]) -> GateOp {
    gate.controls.splice(0..0, controls.iter().copied());
    if gate.kind == GateKind::GlobalPhase
        && let Some(last) = gate.controls.pop()
    {
        gate.kind = GateKind::P;
        gate.targets = vec![last];
    }
    gate
}
