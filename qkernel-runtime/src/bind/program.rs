//! What the binder has listed, as a [`Program`].

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::binder::Binder;
use super::list::{List, Span};
use super::listed::{Argument, Group, Listed, Origin, Scope, Variable};
use super::value::{self as bound, Value};
use crate::graph::{Graph, Type};
use crate::observable::Observable;
use crate::program::{
    self, Affine, BitId, Call, CallArgument, Condition, Instructions, Loop, NameId, Names, Output,
    Program, QubitId, Registers, ScopeId, Scopes, Shape, SlotId, Tally,
};

/// The program of a graph that was bound.
pub(super) fn of(graph: &'static Graph, binder: &Binder<'_>) -> Program {
    let mut maker = Maker {
        binder,
        names: Names::default(),
        recent: Vec::new(),
        conditions: Vec::new(),
    };
    let mut tally = Tally::default();
    let mut instructions = Instructions::default();
    let (operands, angles) = (binder.operands.len, binder.angles.len);
    instructions.reserve(binder.steps.len, operands, angles);
    maker.list(&mut instructions, 0, binder.steps.len, &mut tally);
    instructions.shrink_to_fit();
    let scopes = maker.scopes();
    let mut outputs = Vec::with_capacity(graph.body.yields.len());
    for id in graph.body.yields {
        maker.output(binder.values.items[id.0 as usize], &mut outputs);
    }
    let returned: HashSet<usize> = outputs
        .iter()
        .flat_map(Output::bits)
        .map(BitId::index)
        .collect();
    let qubit_registers = maker.registers(&binder.allocated, |_| false);
    let bit_registers = maker.registers(&binder.measured, |bit| returned.contains(&bit));
    let signature = &graph.signature;
    let listed = |list: Span| list.of(binder.sums.items);
    Program {
        kernel: signature.name.into(),
        scopes,
        calls: tally.calls(),
        qubits: binder.lives.len,
        bits: binder.state.bits as usize,
        qubit_registers,
        bit_registers,
        instructions,
        arguments: (binder.extents.items[..binder.extents.len].iter())
            .map(|extent| {
                let param = &signature.params[extent.param];
                program::Argument {
                    name: param.name.into(),
                    shape: match param.ty {
                        Type::Scalar(_) => Shape::Scalar,
                        Type::Matrix(_) => Shape::Matrix(extent.rows, extent.columns),
                        _ => Shape::Vector(extent.columns),
                    },
                }
            })
            .collect(),
        derived: (binder.derived.items[..binder.derived.len].iter())
            .map(|computed| computed.derived.map(|&a| maker.affine(a)))
            .collect(),
        observables: (binder.observables.items[..binder.observables.len].iter())
            .map(|&terms| {
                Observable::from_terms(listed(terms).iter().map(|term| {
                    let factors = term.factors.of(binder.factors.items).iter();
                    (
                        term.coefficient.value().re,
                        factors.map(|factor| (factor.pauli, factor.qubit)),
                    )
                }))
            })
            .collect(),
        outputs,
        names: maker.names,
    }
}

struct Maker<'a> {
    binder: &'a Binder<'a>,
    names: Names,
    /// The last names that were looked up.
    recent: Vec<(&'static str, NameId)>,
    /// The first conditions.
    conditions: Vec<Arc<Condition>>,
}

impl Maker<'_> {
    /// The id of a name.
    fn name(&mut self, name: &'static str) -> NameId {
        // Most are among the last few: that costs less than a table of texts.
        let recent = self
            .recent
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, name));
        if let Some(&(_, id)) = recent {
            return id;
        }
        let id = self.names.intern(name);
        if self.recent.len() == 8 {
            self.recent.remove(0);
        }
        self.recent.push((name, id));
        id
    }

    fn origin(&mut self, origin: Origin) -> program::Origin {
        let loc = origin.graph.loc(origin.at);
        program::Origin {
            kernel: self.name(origin.graph.signature.name),
            file: self.name(loc.file),
            line: loc.line,
            column: loc.column,
            scope: ScopeId::new(origin.scope as usize),
        }
    }

    fn affine(&self, a: bound::Affine) -> Affine {
        let terms = a.terms.of(self.binder.terms.items).iter();
        Affine {
            constant: a.constant,
            terms: terms
                .map(|term| (term.slot.id(), term.coefficient))
                .collect(),
        }
    }

    /// A condition of the binder. Operands have smaller numbers than what takes them.
    fn condition(&mut self, number: u32) -> Condition {
        while self.conditions.len() <= number as usize {
            let made = |number: u32| Arc::clone(&self.conditions[number as usize]);
            let next = match self.binder.conditions.items[self.conditions.len()].condition {
                bound::Condition::Constant(value) => Condition::Constant(value),
                // No step depends on one.
                bound::Condition::Carried => Condition::Constant(false),
                bound::Condition::Bit(bit) => Condition::Bit(BitId::new(bit as usize)),
                bound::Condition::Not(a) => Condition::Not(made(a)),
                bound::Condition::And(a, b) => Condition::And(made(a), made(b)),
                bound::Condition::Or(a, b) => Condition::Or(made(a), made(b)),
                bound::Condition::Equal(a, b) => Condition::Equal(made(a), made(b)),
            };
            self.conditions.push(Arc::new(next));
        }
        Condition::clone(&self.conditions[number as usize])
    }

    fn list(&mut self, into: &mut Instructions, mut at: usize, end: usize, tally: &mut Tally) {
        while at < end {
            match self.binder.steps.items[at] {
                Listed::On {
                    operation,
                    qubit,
                    bit,
                    origin,
                } => into.on(
                    (operation, self.origin(origin)),
                    id(qubit),
                    BitId::new(bit as usize),
                ),
                Listed::Gate {
                    kind,
                    controls,
                    qubits,
                    angles,
                    origin,
                } => {
                    let (controls, targets) = qubits
                        .of(self.binder.operands.items)
                        .split_at(controls as usize);
                    tally.gate(kind, controls.len());
                    let angles =
                        Span::new(angles as usize, kind.angles()).of(self.binder.angles.items);
                    into.gate(
                        (kind, self.origin(origin)),
                        controls.iter().map(|&qubit| id(qubit)),
                        targets.iter().map(|&qubit| id(qubit)),
                        angles.iter().map(|&angle| self.affine(angle)),
                    );
                }
                Listed::Branch {
                    condition,
                    then,
                    otherwise,
                } => {
                    let half = at + 1 + then as usize;
                    let end = half + otherwise as usize;
                    let mut tallies = [Tally::default(), Tally::default()];
                    into.begin(self.condition(condition));
                    self.list(into, at + 1, half, &mut tallies[0]);
                    into.otherwise();
                    self.list(into, half, end, &mut tallies[1]);
                    into.end();
                    let [then, otherwise] = tallies;
                    tally.branch(then, otherwise);
                    at = end;
                }
                Listed::Calls(graph, count) => {
                    let kernel = self.name(graph.signature.name);
                    tally.call(kernel, count);
                }
                Listed::Again(condition, origin) => {
                    into.again(self.condition(condition), self.origin(origin));
                }
                // Each is passed with its branch.
                Listed::End(_) => break,
            }
            at += 1;
        }
    }

    fn scopes(&mut self) -> Scopes {
        let mut scopes = Scopes::default();
        scopes.reserve(self.binder.scopes.len);
        for entry in &self.binder.scopes.items[..self.binder.scopes.len] {
            let scope = match entry.scope {
                Scope::Round(round) => program::Scope::Round(round),
                Scope::Arm(holds) => program::Scope::Arm(holds),
                Scope::Loop { name, numbers } => program::Scope::Loop(Loop {
                    variable: self.name(name),
                    first: numbers.first,
                    step: numbers.step,
                    down: numbers.down,
                    rounds: numbers.count,
                }),
                Scope::Call {
                    callee,
                    controls,
                    inverted,
                    arguments,
                    ..
                } => program::Scope::Call(Call {
                    kernel: self.name(callee.signature.name),
                    controls: controls as usize,
                    inverted,
                    arguments: (callee
                        .signature
                        .params
                        .iter()
                        .zip(arguments.of(self.binder.arguments.items)))
                    .map(|(param, &argument)| (self.name(param.name), self.argument(argument)))
                    .collect(),
                }),
            };
            scopes.push(ScopeId::new(entry.outer as usize), scope);
        }
        scopes.shrink_to_fit();
        scopes
    }

    fn argument(&self, argument: Argument) -> CallArgument {
        match argument {
            Argument::Qubit(qubit) => CallArgument::Qubit(id(qubit)),
            Argument::Register(runs) => {
                let runs = runs.of(self.binder.runs.items).iter();
                CallArgument::Register(
                    runs.map(|&(first, count)| first as usize..(first + count) as usize)
                        .collect(),
                )
            }
            Argument::UInt(number) => CallArgument::UInt(number),
            Argument::Float(number) => CallArgument::Float(Box::new(self.affine(number))),
            Argument::All(number) => CallArgument::Argument(number as usize),
            Argument::Other => CallArgument::Other,
        }
    }

    /// What variables name. Single ones of one variable, in the rounds of a loop, are a register of its name, unless one is `alone`.
    fn registers<I: From<usize> + Into<usize>>(
        &mut self,
        groups: &List<'_, Group>,
        alone: impl Fn(usize) -> bool,
    ) -> Registers<I> {
        let mut registers: Vec<(NameId, bool, Vec<usize>)> = Vec::new();
        let mut rounds = HashMap::new();
        for group in &groups.items[..groups.len] {
            let Some(Variable { graph, id, .. }) = group.variable else {
                continue;
            };
            let name = self.name(graph.values.name(id));
            let elements = group.first as usize..(group.first + group.count) as usize;
            if group.is_single {
                match rounds.entry(graph.variable(id)) {
                    Entry::Occupied(known) => {
                        let number: usize = *known.get();
                        registers[number].2.extend(elements);
                        continue;
                    }
                    Entry::Vacant(new) => _ = new.insert(registers.len()),
                }
            }
            registers.push((name, group.is_single, elements.collect()));
        }
        let mut table = Registers::default();
        for (name, is_single, elements) in registers {
            if is_single && elements.iter().copied().any(&alone) {
                for element in elements {
                    table.push(name, true, [I::from(element)]);
                }
                continue;
            }
            let is_single = is_single && elements.len() == 1;
            table.push(name, is_single, elements.into_iter().map(I::from));
        }
        table
    }

    fn output(&mut self, value: Value, outputs: &mut Vec<Output>) {
        let binder = self.binder;
        let items = |span: Span| span.of(binder.items.items).iter();
        outputs.push(match value {
            Value::Float(value) => Output::Float(self.affine(value)),
            Value::Floats(all) => Output::FloatVector(
                items(all)
                    .filter_map(|value| match value {
                        Value::Float(value) => Some(self.affine(*value)),
                        _ => None,
                    })
                    .collect(),
            ),
            Value::Angles(number) => Output::FloatVector(
                (0..self.binder.extents.items[number as usize].columns)
                    .map(|k| SlotId::element(number as usize, k).into())
                    .collect(),
            ),
            Value::Bit(bit) => Output::Bit(self.condition(bit)),
            Value::Bits(all) => Output::BitVector(
                items(all)
                    .filter_map(|value| match value {
                        Value::Bit(bit) => Some(self.condition(*bit)),
                        _ => None,
                    })
                    .collect(),
            ),
            Value::Tuple(parts) => {
                for &part in items(parts) {
                    self.output(part, outputs);
                }
                return;
            }
            // Kernels that give anything else were refused.
            _ => return,
        });
    }
}

fn id(qubit: u32) -> QubitId {
    QubitId::new(qubit as usize)
}
