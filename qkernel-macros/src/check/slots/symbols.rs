//! The variables of a kernel, and index expressions as polynomials over them.

use std::collections::{HashMap, HashSet};

use proc_macro2::Ident;

use crate::check::slots::poly::{Atom, Poly, Same};
use crate::check::slots::register::Register;
use crate::model::{BinaryOp, Block, ByVariable, Expr, ExprKind, Name, VarId};

/// What is known of a variable.
#[derive(Clone)]
pub(super) struct Symbol {
    /// The value as a polynomial, if it is one.
    pub(super) value: Option<Poly>,
    /// The symbol of the variable's present value.
    pub(super) atom: Atom,
    pub(super) register: Option<Register>,
    /// Where the variable is defined, if only rustc knows whether it is a register.
    pub(super) unsure: Option<Ident>,
}

impl Symbol {
    fn poly(&self) -> Poly {
        self.value.clone().unwrap_or_else(|| Poly::atom(self.atom))
    }
}

/// Whether a variable is a register.
pub(super) enum Kind {
    Register,
    /// Only rustc knows.
    Unsure,
    Other,
}

pub(super) struct Symbols {
    pub(super) variables: ByVariable<Option<Symbol>>,
    atoms: Atom,
    /// The atom of an element of a vector of numbers, by the vector's atom and the index.
    elements: HashMap<(Atom, Vec<Poly>), Atom>,
    /// Numbers that differ with the outcome of a measurement.
    measured: HashSet<Atom>,
    /// The atom of a constant of the surrounding crate, by its name.
    constants: HashMap<String, Atom>,
    /// The names of variables that also occur where the kernel was not understood.
    doubtful: HashSet<String>,
}

impl Symbols {
    pub(super) fn new(variables: ByVariable<Option<Symbol>>, doubtful: HashSet<String>) -> Self {
        Symbols {
            variables,
            atoms: 0,
            elements: HashMap::new(),
            measured: HashSet::new(),
            constants: HashMap::new(),
            doubtful,
        }
    }

    /// What a register is that has just got its value.
    fn new_register(&self, name: &Ident) -> Register {
        match self.doubtful.contains(&name.to_string()) {
            true => Register::Unknown,
            false => Register::WHOLE,
        }
    }

    pub(super) fn fresh(&mut self) -> Atom {
        self.atoms += 1;
        self.atoms
    }

    pub(super) fn declare(&mut self, id: VarId, name: &Ident, value: Option<Poly>, kind: Kind) {
        let atom = self.fresh();
        self.variables[id] = Some(Symbol {
            value,
            atom,
            register: (!matches!(kind, Kind::Other)).then(|| self.new_register(name)),
            unsure: matches!(kind, Kind::Unsure).then(|| name.clone()),
        });
    }

    /// What is known of a variable that is in scope.
    pub(super) fn find(&mut self, variable: Option<VarId>) -> Option<&mut Symbol> {
        self.variables[variable?].as_mut()
    }

    /// What is known of the elements of a register.
    pub(super) fn register(&mut self, variable: Option<VarId>) -> Option<&mut Register> {
        self.find(variable)?.register.as_mut()
    }

    /// A variable has a new value: as a register, it is whole.
    pub(super) fn changed(&mut self, name: &Name, value: Option<Poly>) {
        let atom = self.fresh();
        let new = self.new_register(&name.ident);
        if let Some(variable) = self.find(name.variable) {
            variable.value = value;
            variable.atom = atom;
            if let Some(register) = &mut variable.register {
                *register = new;
            }
        }
    }

    /// `name += change;` and its like.
    pub(super) fn update(&mut self, name: &Name, op: BinaryOp, change: Option<Poly>) {
        let old = self.find(name.variable).map(|variable| variable.poly());
        let new = old
            .zip(change)
            .and_then(|(old, change)| old.apply(op, &change));
        self.changed(name, new);
    }

    /// Nothing is known any more of these variables' numbers.
    pub(super) fn forget(&mut self, variables: &[VarId]) {
        for &id in variables {
            let atom = self.fresh();
            if let Some(variable) = self.find(Some(id)) {
                variable.value = None;
                variable.atom = atom;
            }
        }
    }

    /// Of two ways to get here, what both agree on is known. `condition` is the measured bit that decides, if one does.
    pub(super) fn merge(&mut self, other: ByVariable<Option<Symbol>>, condition: Option<&str>) {
        for (here, other) in self.variables.zip(other) {
            let (Some(here), Some(other)) = (here, other) else {
                continue;
            };
            if here.atom != other.atom {
                let differ = here.poly().same(&other.poly()) == Same::No;
                self.atoms += 1;
                (here.value, here.atom) = (None, self.atoms);
                if differ && condition.is_some() {
                    self.measured.insert(here.atom);
                }
            }
            if let (Some(register), Some(other)) = (&mut here.register, &other.register) {
                register.merge(other, condition);
            }
        }
    }

    /// Whether a number differs with the outcome of a measurement.
    pub(super) fn is_measured(&mut self, number: &Expr) -> bool {
        let poly = self.poly(number);
        poly.is_some_and(|poly| poly.mentions(&self.measured))
    }

    /// Which of the variables hold such numbers.
    pub(super) fn measured(&self, variables: &[VarId]) -> Vec<VarId> {
        let is_measured = |&id: &VarId| {
            let variable = self.variables[id].as_ref();
            variable.is_some_and(|variable| variable.poly().mentions(&self.measured))
        };
        variables.iter().copied().filter(is_measured).collect()
    }

    pub(super) fn mark_measured(&mut self, variables: &[VarId]) {
        let variables = variables
            .iter()
            .filter_map(|&id| self.variables[id].as_ref());
        self.measured
            .extend(variables.map(|variable| variable.atom));
    }

    /// An expression over sizes, `None` where it is not a polynomial.
    pub(super) fn poly(&mut self, expr: &Expr) -> Option<Poly> {
        match &expr.kind {
            ExprKind::UInt(value) => i64::try_from(*value).ok().map(Poly::constant),
            ExprKind::Name(name) => {
                let text = name.ident.to_string();
                if self.doubtful.contains(&text) {
                    return None;
                }
                match self.find(name.variable) {
                    Some(variable) => Some(variable.poly()),
                    None => Some(self.constant(text)),
                }
            }
            ExprKind::Constant(_) => Some(self.constant(expr.text())),
            ExprKind::ToUInt(inner) => self.poly(inner),
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.poly(left)?, self.poly(right)?);
                left.apply(*op, &right)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.choice(condition, then, otherwise.as_ref()?),
            ExprKind::Element { base, indices } => {
                let variable = self.find(base.variable())?;
                let base = variable.atom;
                if variable.register.is_some() && variable.unsure.is_none() {
                    return None;
                }
                let indices: Option<Vec<Poly>> =
                    indices.iter().map(|index| self.poly(index)).collect();
                let key = (base, indices?);
                let atom = match self.elements.get(&key) {
                    Some(&atom) => atom,
                    None => {
                        let atom = self.fresh();
                        self.elements.insert(key, atom);
                        atom
                    }
                };
                Some(Poly::atom(atom))
            }
            // A register keeps its length when its elements change, so its atom will do.
            ExprKind::Method { receiver, name, .. } if name == "len" => {
                let variable = self.find(receiver.variable())?;
                Some(Poly::atom(variable.atom))
            }
            _ => None,
        }
    }

    /// A number that a measured bit chooses, of two that differ.
    fn choice(&mut self, condition: &Expr, then: &Block, otherwise: &Block) -> Option<Poly> {
        let plain = condition.known.measured
            && then.statements.is_empty()
            && otherwise.statements.is_empty();
        let (then, otherwise) = (then.tail.as_ref()?, otherwise.tail.as_ref()?);
        if !plain || self.poly(then)?.same(&self.poly(otherwise)?) != Same::No {
            return None;
        }
        let atom = self.fresh();
        self.measured.insert(atom);
        Some(Poly::atom(atom))
    }

    fn constant(&mut self, name: String) -> Poly {
        let atom = match self.constants.get(&name) {
            Some(&atom) => atom,
            None => {
                let atom = self.fresh();
                self.constants.insert(name, atom);
                atom
            }
        };
        Poly::atom(atom)
    }
}
