//! Conditions as OpenQASM 3 writes them.

use std::collections::{BTreeMap, HashMap};

use super::bits::Bits;
use crate::program::parts::Parts;
use crate::program::{Condition, Operator};

/// How many operators and operands a condition may have that is written out. In a longer one, parts that are there several times have names.
const SPELLED: usize = 200;

/// How deep operators are in each other, at most, where none of them has a name: readers have limits.
const DEEPEST: usize = 40;

/// Conditions of a text, and the names that parts of them have.
#[derive(Default)]
pub(super) struct Conditions<'p> {
    parts: Parts<'p>,
    /// Names that may be used again, and the bits on which they depend.
    kept: HashMap<u32, String>,
    read: Vec<bool>,
}

/// A part that is written.
struct Subexpression {
    number: u32,
    /// How many others have it.
    uses: usize,
    /// Its text, if its operands are not needed for it, and whether that is a comparison.
    text: Option<(String, bool)>,
    size: usize,
    depth: usize,
}

impl Subexpression {
    fn is_long(&self) -> bool {
        self.size > SPELLED || self.depth > DEEPEST
    }
}

impl<'p> Conditions<'p> {
    /// Names are used no more: a bit that they depend on is written.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
        self.read.clear();
    }

    /// That a bit is written.
    pub(super) fn written(&mut self, bit: usize) {
        if self.read.get(bit).is_some_and(|&read| read) {
            self.forget();
        }
    }

    /// A condition that is not long.
    pub(super) fn spelled(&mut self, bits: &Bits, condition: &'p Condition) -> Option<String> {
        let parts = self.needed(bits, condition);
        let is_long = parts.last().is_some_and(Subexpression::is_long);
        (!is_long).then(|| self.text(parts, |_, text, is_operator| (text, is_operator)))
    }

    /// A condition; where it is long, `declare` gives names to what is written.
    pub(super) fn named(
        &mut self,
        bits: &Bits,
        condition: &'p Condition,
        is_kept: bool,
        mut declare: impl FnMut(String) -> String,
    ) -> String {
        let parts = self.needed(bits, condition);
        if !parts.last().is_some_and(Subexpression::is_long) {
            return self.text(parts, |_, text, is_operator| (text, is_operator));
        }
        let mut named = Vec::new();
        let text = self.text(parts, |part, text, is_operator| {
            if part.uses == 1 && part.depth % DEEPEST != 0 {
                return (text, is_operator);
            }
            let name = declare(text);
            named.push((part.number, name.clone()));
            (name, false)
        });
        if is_kept && !named.is_empty() {
            self.kept.extend(named);
            for bit in condition.bits() {
                let size = self.read.len().max(bit.index() + 1);
                self.read.resize(size, false);
                self.read[bit.index()] = true;
            }
        }
        text
    }

    /// The parts that are written, operands first.
    fn needed(&mut self, bits: &Bits, condition: &'p Condition) -> Vec<Subexpression> {
        let root = self.parts.add(condition);
        let mut open = BTreeMap::from([(root, 0)]);
        let mut found = Vec::new();
        while let Some((number, uses)) = open.pop_last() {
            let part = self.parts.list[number as usize];
            let compared = || bits.compared(self.parts.conditions[number as usize]);
            let text = match (self.kept.get(&number), part) {
                (Some(name), _) => Some((name.clone(), false)),
                (_, Operator::Bit(bit)) => Some((bits.text(bit), false)),
                (_, Operator::Constant(value)) => Some((value.to_string(), false)),
                _ => compared().map(|(text, _)| (text, true)),
            };
            if text.is_none() {
                for &operand in part.operands() {
                    *open.entry(operand).or_default() += 1;
                }
            }
            found.push(Subexpression {
                number,
                uses,
                text,
                size: 1,
                depth: 0,
            });
        }
        found.reverse();
        let mut sizes = HashMap::new();
        for part in &mut found {
            if part.text.is_none() {
                let operator = self.parts.list[part.number as usize];
                (part.size, part.depth) = (1, 1);
                for operand in operator.operands() {
                    let (size, depth) = sizes[operand];
                    part.size = part.size.saturating_add(size);
                    part.depth = part.depth.max(depth + 1);
                }
            }
            sizes.insert(part.number, (part.size, part.depth));
        }
        found
    }

    /// The text of the last one of these parts; `name` may give another one to the others, and says whether it needs parentheses.
    fn text(
        &self,
        parts: Vec<Subexpression>,
        mut name: impl FnMut(&Subexpression, String, bool) -> (String, bool),
    ) -> String {
        // With whether each is an operator, and how many are to use it.
        let mut texts: HashMap<u32, (String, bool, usize)> = HashMap::new();
        let count = parts.len();
        for (place, mut part) in parts.into_iter().enumerate() {
            let (text, is_operator) = part.text.take().unwrap_or_else(|| {
                let operator = self.parts.list[part.number as usize];
                let operator = operator.map(|operand| match texts.get_mut(operand) {
                    Some((text, is_operator, uses)) => {
                        *uses = uses.saturating_sub(1);
                        let text = match uses {
                            0 => std::mem::take(text),
                            _ => text.clone(),
                        };
                        if *is_operator {
                            format!("({text})")
                        } else {
                            text
                        }
                    }
                    None => String::new(),
                });
                let (text, is_operator) = match operator {
                    Operator::Not(a) => (format!("!{a}"), false),
                    Operator::And(a, b) => (format!("{a} && {b}"), true),
                    Operator::Or(a, b) => (format!("{a} || {b}"), true),
                    Operator::Equal(a, b) => (format!("{a} == {b}"), true),
                    Operator::Bit(_) | Operator::Constant(_) => (String::new(), false),
                };
                match place + 1 == count {
                    true => (text, is_operator),
                    false => name(&part, text, is_operator),
                }
            });
            if place + 1 == count {
                return text;
            }
            texts.insert(part.number, (text, is_operator, part.uses));
        }
        String::new()
    }
}
