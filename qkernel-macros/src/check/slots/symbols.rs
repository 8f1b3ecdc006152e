//! The variables of a kernel, and index expressions as polynomials over them.

use std::collections::{HashMap, HashSet};

use proc_macro2::Ident;

use crate::check::slots::poly::{Atom, Poly, Same};
use crate::check::slots::register::Register;
use crate::model::{BinaryOp, Block, Expr, ExprKind};

#[derive(Clone)]
pub(super) struct Variable {
    /// The value as a polynomial, if it is one.
    pub(super) value: Option<Poly>,
    /// The symbol of the variable's present value.
    pub(super) atom: Atom,
    pub(super) register: Option<Register>,
    /// Where the variable is defined, if only rustc knows whether it is a register.
    pub(super) unsure: Option<Ident>,
}

impl Variable {
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

#[derive(Default)]
pub(super) struct Symbols {
    scopes: Vec<HashMap<String, usize>>,
    pub(super) variables: Vec<Variable>,
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
    pub(super) fn new(doubtful: HashSet<String>) -> Self {
        Symbols {
            doubtful,
            ..Symbols::default()
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

    pub(super) fn open(&mut self) {
        self.scopes.push(HashMap::new());
    }

    pub(super) fn close(&mut self) {
        self.scopes.pop();
    }

    /// Forgets the variables of closed scopes: they are never looked up again.
    pub(super) fn truncate(&mut self) {
        let open = self.scopes.iter().flat_map(HashMap::values).max();
        self.variables.truncate(open.map_or(0, |last| last + 1));
    }

    pub(super) fn declare(&mut self, name: &Ident, value: Option<Poly>, kind: Kind) {
        let atom = self.fresh();
        self.variables.push(Variable {
            value,
            atom,
            register: (!matches!(kind, Kind::Other)).then(|| self.new_register(name)),
            unsure: matches!(kind, Kind::Unsure).then(|| name.clone()),
        });
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), self.variables.len() - 1);
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name).copied())
    }

    /// A variable has a new value: as a register, it is whole.
    pub(super) fn changed(&mut self, name: &Ident, value: Option<Poly>) {
        let atom = self.fresh();
        let new = self.new_register(name);
        if let Some(variable) = self.find(&name.to_string()) {
            let variable = &mut self.variables[variable];
            variable.value = value;
            variable.atom = atom;
            if let Some(register) = &mut variable.register {
                *register = new;
            }
        }
    }

    /// `name += change;` and its like.
    pub(super) fn update(&mut self, name: &Ident, op: BinaryOp, change: Option<Poly>) {
        let old = self
            .find(&name.to_string())
            .map(|variable| self.variables[variable].poly());
        let new = old
            .zip(change)
            .and_then(|(old, change)| old.apply(op, &change));
        self.changed(name, new);
    }

    /// Nothing is known any more of these variables' numbers.
    pub(super) fn forget(&mut self, variables: &[usize]) {
        for &variable in variables {
            let atom = self.fresh();
            self.variables[variable].value = None;
            self.variables[variable].atom = atom;
        }
    }

    /// Of two ways to get here, what both agree on is known. `condition` is the measured bit that decides, if one does.
    pub(super) fn merge(&mut self, other: Vec<Variable>, condition: Option<&str>) {
        for (index, other) in other.into_iter().enumerate() {
            let here = &self.variables[index];
            if here.atom != other.atom {
                let differ = here.poly().same(&other.poly()) == Same::No;
                self.forget(&[index]);
                if differ && condition.is_some() {
                    self.measured.insert(self.variables[index].atom);
                }
            }
            if let (Some(register), Some(other)) =
                (&mut self.variables[index].register, &other.register)
            {
                register.merge(other, condition);
            }
        }
        self.truncate();
    }

    /// Whether a number differs with the outcome of a measurement.
    pub(super) fn is_measured(&mut self, number: &Expr) -> bool {
        let poly = self.poly(number);
        poly.is_some_and(|poly| poly.mentions(&self.measured))
    }

    /// Which of the variables hold such numbers.
    pub(super) fn measured(&self, variables: &[usize]) -> Vec<usize> {
        let is_measured =
            |&variable: &usize| self.variables[variable].poly().mentions(&self.measured);
        variables.iter().copied().filter(is_measured).collect()
    }

    pub(super) fn mark_measured(&mut self, variables: &[usize]) {
        let atoms = variables
            .iter()
            .map(|&variable| self.variables[variable].atom);
        self.measured.extend(atoms);
    }

    /// An expression over sizes, `None` where it is not a polynomial.
    pub(super) fn poly(&mut self, expr: &Expr) -> Option<Poly> {
        match &expr.kind {
            ExprKind::UInt(value) => i64::try_from(*value).ok().map(Poly::constant),
            ExprKind::Name(name) if self.doubtful.contains(&name.to_string()) => None,
            ExprKind::Name(name) => match self.find(&name.to_string()) {
                Some(variable) => Some(self.variables[variable].poly()),
                None => Some(self.constant(name.to_string())),
            },
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
                let base = self.find(&base.name()?.to_string())?;
                let variable = &self.variables[base];
                if variable.register.is_some() && variable.unsure.is_none() {
                    return None;
                }
                let indices: Option<Vec<Poly>> =
                    indices.iter().map(|index| self.poly(index)).collect();
                let key = (self.variables[base].atom, indices?);
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
                let variable = self.find(&receiver.name()?.to_string())?;
                Some(Poly::atom(self.variables[variable].atom))
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
