//! Turns steps around.

use super::binder::Binder;
use super::list::{Done, get};
use super::listed::Listed;
use super::value::*;
use crate::gate::UndoAngle;
use qkernel_ir::each;

impl Binder<'_> {
    /// Replaces the steps from `first` on by those that undo them.
    pub(super) const fn turn_around(&mut self, first: usize) -> Done {
        if self.state.is_listed {
            let end = self.steps.len;
            get!(self.undo(first, end));
            self.steps.move_down(first, end);
        }
        Ok(())
    }

    const fn undo(&mut self, first: usize, mut end: usize) -> Done {
        while end > first {
            end -= 1;
            match self.steps.items[end] {
                Listed::End(back) => {
                    let head = end - back as usize;
                    let Listed::Branch {
                        condition, then, ..
                    } = self.steps.items[head]
                    else {
                        continue;
                    };
                    let half = head + 1 + then as usize;
                    let place = self.steps.len;
                    get!(self.steps.push(self.steps.items[head]));
                    get!(self.undo(head + 1, half));
                    let undone = self.steps.len;
                    get!(self.undo(half, end));
                    let then = (undone - place - 1) as u32;
                    let otherwise = (self.steps.len - undone) as u32;
                    self.steps.items[place] = Listed::Branch {
                        condition,
                        then,
                        otherwise,
                    };
                    get!(
                        self.steps
                            .push(Listed::End((self.steps.len - place) as u32))
                    );
                    end = head;
                }
                gate @ Listed::Gate { .. } => get!(self.undo_gate(gate)),
                calls @ Listed::Calls(..) => get!(self.steps.push(calls)),
                // Kernels that do more than gates were refused.
                _ => {}
            }
        }
        Ok(())
    }

    const fn undo_gate(&mut self, gate: Listed) -> Done {
        let Listed::Gate {
            kind,
            controls,
            qubits,
            angles,
            origin,
        } = gate
        else {
            return Ok(());
        };
        let list = kind.inverse();
        each!(k, 0..list.len(), {
            let first = self.angles.len;
            each!(i, 0..list[k].angles.len(), {
                let angle = match list[k].angles[i] {
                    UndoAngle::Minus(number) => {
                        get!(self.scale(self.angles.items[angles as usize + number], -1.0))
                    }
                    UndoAngle::Fixed(angle) => Affine::number(angle),
                };
                get!(self.angles.push(angle));
            });
            get!(self.steps.push(Listed::Gate {
                kind: list[k].kind,
                controls,
                qubits,
                angles: first as u32,
                origin
            }));
        });
        Ok(())
    }
}
