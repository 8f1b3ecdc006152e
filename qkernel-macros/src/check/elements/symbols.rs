//! The variables of a kernel, and index expressions as polynomials over them.

use std::collections::{HashMap, HashSet};

use proc_macro2::Ident;
use qkernel_ir::{Poly, Same, Symbol, ValueId};

use crate::check::elements::out::Register;
use crate::model::{BinaryOp, Block, ByVariable, Expr, ExprKind, Name, VarId};

/// What is known of a variable.
#[derive(Clone)]
pub(super) struct Content {
    /// The value as a polynomial, if it is one.
    pub(super) value: Option<Poly>,
    /// The symbol of the variable's present value.
    pub(super) symbol: Symbol,
    pub(super) register: Option<Register>,
    /// Where the variable is defined, if only rustc knows whether it is a register.
    pub(super) unsure: Option<Ident>,
}

impl Content {
    fn poly(&self) -> Poly {
        self.value.unwrap_or(Poly::symbol(self.symbol))
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
    pub(super) variables: ByVariable<Option<Content>>,
    /// How many symbols there are.
    symbols: u32,
    /// The symbols of the elements of a vector of numbers, by the vector's symbol; each with its index.
    elements: HashMap<Symbol, Vec<(Vec<Poly>, Symbol)>>,
    /// Numbers that differ with the outcome of a measurement.
    measured: HashSet<Symbol>,
    /// The symbol of a constant of the surrounding crate, by its name.
    constants: HashMap<String, Symbol>,
    /// The names of variables that also occur where the kernel was not understood.
    doubtful: HashSet<String>,
}

impl Symbols {
    pub(super) fn new(variables: ByVariable<Option<Content>>, doubtful: HashSet<String>) -> Self {
        Symbols {
            variables,
            symbols: 0,
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

    pub(super) fn fresh(&mut self) -> Symbol {
        self.symbols += 1;
        Symbol::of(ValueId(self.symbols))
    }

    pub(super) fn declare(&mut self, id: VarId, name: &Ident, value: Option<Poly>, kind: Kind) {
        let symbol = self.fresh();
        self.variables[id] = Some(Content {
            value,
            symbol,
            register: (!matches!(kind, Kind::Other)).then(|| self.new_register(name)),
            unsure: matches!(kind, Kind::Unsure).then(|| name.clone()),
        });
    }

    /// What is known of a variable that is in scope.
    pub(super) fn find(&mut self, variable: Option<VarId>) -> Option<&mut Content> {
        self.variables[variable?].as_mut()
    }

    /// What is known of the elements of a register.
    pub(super) fn register(&mut self, variable: Option<VarId>) -> Option<&mut Register> {
        self.find(variable)?.register.as_mut()
    }

    /// A variable has a new value: as a register, it is whole.
    pub(super) fn changed(&mut self, name: &Name, value: Option<Poly>) {
        let symbol = self.fresh();
        let new = self.new_register(&name.ident);
        if let Some(variable) = self.find(name.variable) {
            variable.value = value;
            variable.symbol = symbol;
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
            .and_then(|(old, change)| known(old.apply(op, &change)));
        self.changed(name, new);
    }

    /// Nothing is known any more of these variables' numbers.
    pub(super) fn forget(&mut self, variables: &[VarId]) {
        for &id in variables {
            let symbol = self.fresh();
            if let Some(variable) = self.find(Some(id)) {
                variable.value = None;
                variable.symbol = symbol;
            }
        }
    }

    /// Of two ways to get here, what both agree on is known. `condition` is the measured bit that decides, if one does.
    pub(super) fn merge(&mut self, other: ByVariable<Option<Content>>, condition: Option<&str>) {
        for (here, other) in self.variables.zip(other) {
            let (Some(here), Some(other)) = (here, other) else {
                continue;
            };
            if here.symbol != other.symbol {
                let differ = here.poly().same(&other.poly()) == Same::No;
                self.symbols += 1;
                let symbol = Symbol::of(ValueId(self.symbols));
                (here.value, here.symbol) = (None, symbol);
                if differ && condition.is_some() {
                    self.measured.insert(symbol);
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
        poly.is_some_and(|poly| self.depends(&poly))
    }

    fn depends(&self, poly: &Poly) -> bool {
        poly.symbols().any(|symbol| self.measured.contains(&symbol))
    }

    /// Which of the variables hold such numbers.
    pub(super) fn measured(&self, variables: &[VarId]) -> Vec<VarId> {
        let is_measured = |&id: &VarId| {
            let variable = self.variables[id].as_ref();
            variable.is_some_and(|variable| self.depends(&variable.poly()))
        };
        variables.iter().copied().filter(is_measured).collect()
    }

    pub(super) fn mark_measured(&mut self, variables: &[VarId]) {
        let variables = variables
            .iter()
            .filter_map(|&id| self.variables[id].as_ref());
        self.measured
            .extend(variables.map(|variable| variable.symbol));
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
                known(left.apply(*op, &right))
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.choice(condition, then, otherwise.as_ref()?),
            ExprKind::Element { base, indices } => {
                let variable = self.find(base.variable())?;
                let base = variable.symbol;
                if variable.register.is_some() && variable.unsure.is_none() {
                    return None;
                }
                let indices: Option<Vec<Poly>> =
                    indices.iter().map(|index| self.poly(index)).collect();
                let symbol = self.element(base, indices?);
                Some(Poly::symbol(symbol))
            }
            // A register keeps its length when its elements change, so its symbol will do.
            ExprKind::Method { receiver, name, .. } if name == "len" => {
                let variable = self.find(receiver.variable())?;
                Some(Poly::symbol(variable.symbol))
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
        let symbol = self.fresh();
        self.measured.insert(symbol);
        Some(Poly::symbol(symbol))
    }

    fn constant(&mut self, name: String) -> Poly {
        if let Some(&symbol) = self.constants.get(&name) {
            return Poly::symbol(symbol);
        }
        let symbol = self.fresh();
        self.constants.insert(name, symbol);
        Poly::symbol(symbol)
    }

    /// The symbol of an element of a vector of numbers.
    fn element(&mut self, vector: Symbol, indices: Vec<Poly>) -> Symbol {
        let known = self.elements.get(&vector).and_then(|elements| {
            let is_same = |others: &[Poly]| {
                let mut pairs = others.iter().zip(&indices);
                others.len() == indices.len() && pairs.all(|(a, b)| a.equals(b))
            };
            let found = elements.iter().find(|(others, _)| is_same(others));
            found.map(|(_, symbol)| *symbol)
        });
        known.unwrap_or_else(|| {
            let symbol = self.fresh();
            let elements = self.elements.entry(vector).or_default();
            elements.push((indices, symbol));
            symbol
        })
    }
}

fn known(poly: Poly) -> Option<Poly> {
    poly.is_known().then_some(poly)
}
