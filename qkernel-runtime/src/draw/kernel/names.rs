//! The names of lines and bits, which are known when all of the kernel was followed: a caller's name for a bit goes before that of the
//! kernel that measures it. Until then a placeholder is where a bit's name will be.

use std::collections::HashMap;

use super::expr::Expr;
use super::lines::{Bit, Strand};
use super::{Maker, Value};
use crate::draw::labels::Label;
use crate::graph::{Element, Graph, Type, ValueId, VariableKey};
use crate::program::Taken;

/// The placeholder of the first bit; no name of a kernel has such characters.
const PLACEHOLDERS: u32 = 0xf_0000;

/// A name that is not told apart from others yet, and the variable if there may be several of that.
type Named<'a> = (usize, &'a str, Option<VariableKey>);

/// What is written for a bit until its name is known. It is one character, so that texts are cut where they would be.
pub(super) fn placeholder(bit: usize) -> String {
    let number = u32::try_from(bit).ok();
    let character = number.and_then(|bit| char::from_u32(PLACEHOLDERS.checked_add(bit)?));
    character.map_or_else(|| format!("c{bit}"), String::from)
}

impl Maker {
    /// A new bit.
    pub(super) fn bit(&mut self) -> (usize, Value) {
        let bit = self.bits.len();
        self.bits.push(Bit {
            variable: None,
            named_at: usize::MAX,
            is_read: false,
        });
        (
            bit,
            Value::Expr(Expr::name(&placeholder(bit)), [bit].into()),
        )
    }

    /// A bit has the name of the first variable that holds it, in the outermost kernel that has one for it. Whether the value is a bit
    /// that was measured, and nothing that is computed of some.
    pub(super) fn name_bit(&mut self, value: &Value, graph: &Graph, id: ValueId) -> bool {
        let Value::Expr(expr, bits) = value else {
            return false;
        };
        let bit = match Vec::from_iter(bits).as_slice() {
            [bit] if expr.known.is_none() && expr.short() == placeholder(**bit) => **bit,
            _ => return false,
        };
        let (name, own) = (graph.values.name(id), &mut self.bits[bit]);
        if self.calls < own.named_at && !name.is_empty() {
            let is_single = graph.values.ty(id) == Type::Scalar(Element::Bit);
            own.variable = Some((name, is_single.then(|| graph.variable(id))));
            own.named_at = self.calls;
        }
        true
    }

    /// Gives lines and bits names that no others have: `t[0]`, `t[1]` to those of one variable, in the rounds of a loop, and `t`, `t'2` to
    /// those of several; then `q3` and `c3` to those without a variable, or `c3'2` where that is a name. Gives the names of the bits.
    pub(super) fn tell_apart(&mut self, taken: &mut Taken) -> Vec<String> {
        let is_shown =
            |strand: &Strand| strand.is_drawn && !strand.is_silent && strand.of.is_none();
        let strands = self.strands.iter().enumerate();
        let named = strands.filter(|(_, strand)| is_shown(strand) && !strand.name.is_empty());
        let named = named.map(|(number, strand)| {
            let single = strand.variable.filter(|_| strand.length.is_none());
            (number, strand.name.as_str(), single)
        });
        for (strand, name) in told_apart(named.collect(), taken) {
            self.strands[strand].name = name;
        }
        let bits = self.bits.iter().enumerate();
        let named = bits.filter_map(|(bit, own)| {
            let (name, variable) = own.variable?;
            Some((bit, name, variable))
        });
        let mut names = vec![String::new(); self.bits.len()];
        for (bit, name) in told_apart(named.collect(), taken) {
            names[bit] = name;
        }
        for (number, strand) in self.strands.iter_mut().enumerate() {
            if is_shown(strand) && strand.name.is_empty() {
                strand.name = taken.free(&format!("q{number}"));
            }
        }
        for (bit, name) in names.iter_mut().enumerate() {
            if name.is_empty() {
                *name = taken.free(&format!("c{bit}"));
            }
        }
        names
    }
}

fn told_apart(named: Vec<Named<'_>>, taken: &mut Taken) -> Vec<(usize, String)> {
    let mut rounds: HashMap<VariableKey, Vec<usize>> = HashMap::new();
    for (number, _, variable) in &named {
        if let Some(variable) = variable {
            rounds.entry(*variable).or_default().push(*number);
        }
    }
    let mut names = Vec::with_capacity(named.len());
    for (number, name, variable) in named {
        let of = match variable {
            Some(variable) => rounds.remove(&variable),
            None => Some(vec![number]),
        };
        // Those of later rounds have their names by now.
        let Some(of) = of else { continue };
        let name = taken.free(name);
        match of.as_slice() {
            [only] => names.push((*only, name)),
            _ => names.extend((of.iter().enumerate()).map(|(k, &of)| (of, format!("{name}[{k}]")))),
        }
    }
    names
}

/// Writes the names of bits where their placeholders are.
pub(super) fn with_names(label: &mut Label, names: &[String]) {
    let bit = |c: char| {
        let bit = u32::from(c).checked_sub(PLACEHOLDERS)?;
        names.get(usize::try_from(bit).ok()?)
    };
    for text in [&mut label.name, &mut label.detail, &mut label.whole] {
        if text.chars().any(|c| bit(c).is_some()) {
            let own = text.chars().map(|c| match bit(c) {
                Some(name) => name.clone(),
                None => c.into(),
            });
            *text = own.collect();
        }
    }
}
