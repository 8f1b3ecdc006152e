//! Branches that measured bits decide: what is known after them.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::bits::Ends;
use super::error::Read;
use super::flow::Ways;
use super::leave::is_hidden;
use super::reader::{Cell, Entry, Journal, List, Reader};
use super::value::Value;
use crate::program::{BitId, Condition, Instruction};

impl<'t> Reader<'t> {
    /// A branch, and how its arms end.
    ///
    /// A bit that an arm changes is in one bit of the program after both, whichever is taken; a number is one or the other.
    pub(super) fn branch(
        &mut self,
        condition: Condition,
        at: usize,
        then: impl FnOnce(&mut Self) -> Read<Ways>,
        otherwise: impl FnOnce(&mut Self) -> Read<Ways>,
    ) -> Read<Ways> {
        let before = self.cells.len();
        let (ends, first, kept, mut then) = self.arm(true, then)?;
        let (other_ends, second, other_kept, mut otherwise) = self.arm(false, otherwise)?;
        // Nothing sees the bits of an arm after it.
        let changed = first.iter().chain(&second).map(|&(cell, _)| cell);
        let changed: BTreeSet<usize> = changed.filter(|&cell| cell < before).collect();
        let mut decider = condition.clone();
        if !(kept.numbers.is_empty() && other_kept.numbers.is_empty()) {
            let mut written = kept.written.iter().chain(&other_kept.written);
            let decided: BTreeSet<usize> = condition.bits().map(|bit| bit.index()).collect();
            if written.any(|bit| decided.contains(bit)) {
                // An arm measures what decided: which one was taken is in a bit of its own.
                let bit = self.new_cells(1, at)?[0];
                self.within_arm(&mut then, |r| r.store(Condition::Constant(true), bit, at))?;
                if self.rounds > 0 {
                    // A round before this one may have taken the other arm.
                    self.within_arm(&mut otherwise, |r| {
                        r.store(Condition::Constant(false), bit, at)
                    })?;
                }
                decider = BitId::new(bit).into();
            } else {
                // What decided is asked again after bits that it is made of get what they are at the ends of the arms.
                self.hold(&condition);
            }
        }
        for cell in changed {
            self.join_bit(cell, [(&first, &mut then), (&second, &mut otherwise)], at)?;
        }
        if !(then.instructions.is_empty() && otherwise.instructions.is_empty()) {
            self.out.tally.branch(then.tally, otherwise.tally);
            self.emit(
                Instruction::Branch {
                    condition,
                    then: then.instructions,
                    otherwise: otherwise.instructions,
                },
                at,
            )?;
        }
        let dead = [self.dead(ends), self.dead(other_ends)];
        self.join_numbers(&decider, [kept, other_kept], dead, at)?;
        Ok(ends.or(other_ends))
    }

    fn join_bit(&mut self, cell: usize, arms: [(&Ends, &mut List); 2], at: usize) -> Read<()> {
        let old = self.cells[cell];
        let end = |ends: &Ends| {
            let place = ends.binary_search_by_key(&cell, |&(other, _)| other);
            place.ok().map(|k| ends[k].1)
        };
        let ends = [end(arms[0].0), end(arms[1].0)];
        let [a, b] = ends.map(|end| end.unwrap_or(old));
        if a.known.is_none() && b.known.is_none() && a.bit == b.bit {
            self.set(cell, a);
            return Ok(());
        }
        let stays = a.bit == old.bit && b.bit == old.bit && !self.is_held(old.bit);
        let bit = match stays {
            true => old.bit,
            false => self.new_cells(1, at)?[0],
        };
        self.bit_names.holds(bit, cell);
        // Before the branch, for the arm that leaves it as it is.
        if stays
            && let Cell {
                known: Some(value),
                written,
                ..
            } = old
            && (value || written)
        {
            self.store(Condition::Constant(value), bit, at)?;
        }
        for (end, (_, arm)) in ends.into_iter().zip(arms) {
            if stays && end.is_none() {
                continue;
            }
            let end = end.unwrap_or(old);
            let value = match end.known {
                // What it is where nothing was written.
                Some(false) if !stays && self.rounds == 0 => continue,
                Some(value) => Condition::Constant(value),
                None if end.bit == bit => continue,
                None => BitId::new(end.bit).into(),
            };
            self.within_arm(arm, |r| r.store(value, bit, at))?;
        }
        self.set(cell, Cell::written(bit));
        Ok(())
    }

    fn join_numbers(
        &mut self,
        condition: &Condition,
        arms: [Journal<'t>; 2],
        dead: [usize; 2],
        at: usize,
    ) -> Read<()> {
        let [mut then, mut otherwise] = arms.map(|arm| arm.numbers);
        let keys: BTreeSet<(usize, &'t str)> =
            then.keys().chain(otherwise.keys()).copied().collect();
        for (scope, name) in keys {
            let Some(old) = self.scopes[scope].get(name).cloned() else {
                continue;
            };
            let (a, b) = (
                then.remove(&(scope, name)),
                otherwise.remove(&(scope, name)),
            );
            let place = match (&a, &b) {
                (Some((_, place)), _) | (None, Some((_, place))) => *place,
                _ => at,
            };
            let end = |changed: Option<(Entry<'t>, usize)>| changed.map_or(old.clone(), |c| c.0);
            // What comes after an arm that leaves the scope is not carried out.
            let [first_dead, second_dead] = dead.map(|from| scope >= from && !is_hidden(name));
            let joined = match (end(a), end(b)) {
                _ if first_dead && second_dead => continue,
                (_, end) if first_dead => end,
                (end, _) if second_dead => end,
                // Of a subroutine that has not returned.
                (Entry::Number(_, None, _), end) | (end, Entry::Number(_, None, _))
                    if is_hidden(name) =>
                {
                    end
                }
                (Entry::Number(of, Some(a), access), Entry::Number(_, Some(b), _)) => {
                    let joined = self.joined(name, condition, [&a, &b], place)?;
                    Entry::Number(of, Some(joined), access)
                }
                (Entry::Array(of, a, access), Entry::Array(_, b, _)) => {
                    self.steps(a.len(), place)?;
                    let mut all = Vec::with_capacity(a.len());
                    for (a, b) in a.iter().zip(b.iter()) {
                        all.push(match (a, b) {
                            (Some(a), Some(b)) => {
                                Some(self.joined(name, condition, [a, b], place)?)
                            }
                            _ => None,
                        });
                    }
                    Entry::Array(of, Rc::from(all), access)
                }
                // An arm leaves it without a value.
                (Entry::Number(_, None, _), Entry::Number(of, _, access))
                | (Entry::Number(of, _, access), _) => Entry::Number(of, None, access),
                (end, _) => end,
            };
            if let Some(entry) = self.changing(scope, name, place) {
                *entry = joined;
            }
        }
        Ok(())
    }

    fn joined(
        &mut self,
        name: &str,
        condition: &Condition,
        [then, otherwise]: [&Value; 2],
        at: usize,
    ) -> Read<Value> {
        match self.chosen_by(condition, then, otherwise, at)? {
            Some(value) => self.kept(value, at),
            None => fault!(
                at,
                "`{name}` would depend on a measured bit, but numbers that are not whole have to be known when the text is read"
            ),
        }
    }
}
