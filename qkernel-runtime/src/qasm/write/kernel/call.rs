//! Calls of kernels: as a `gate`, as a `def`, or written where they are.

use super::frame::{CallFrame, Written};
use super::lines::{Lines, bits};
use super::statement::{Gate, GateOperand, Name, Statement};
use super::text::Text;
use super::value::{Bit, Value, Vector};
use super::walk::{Inside, Key, Routine, Walker};
use crate::formulas::{Formula, Symbol};
use crate::graph::{Effects, Element, Graph, Node};
use crate::qasm::write::gates::Definitions;

impl Walker<'_> {
    pub(super) fn call(
        &mut self,
        graph: &'static Graph,
        arguments: Vec<Value>,
        node: &Node,
        frame: &CallFrame,
    ) -> Written<Vec<Value>> {
        let leaves: Vec<Value> = arguments
            .iter()
            .cloned()
            .flat_map(Value::into_leaves)
            .collect();
        if !self.export.inlined
            && let Some(gate) = self.as_gate(graph, &leaves)
        {
            let (gate, results) = gate;
            self.push(Statement::Gate(gate), node, frame)?;
            return Ok(results);
        }
        if !self.export.inlined
            && !self.inlined
            && !self.unrolled
            && let Some(routine) = self.routine(graph, &arguments, Inside::Def)
        {
            return self.called(&routine, &leaves, node, frame);
        }
        self.depth += 1;
        let results = self.kernel(graph, arguments);
        self.depth -= 1;
        results
    }

    fn called(
        &mut self,
        routine: &Routine,
        leaves: &[Value],
        node: &Node,
        frame: &CallFrame,
    ) -> Written<Vec<Value>> {
        let texts = leaves.iter().filter_map(|leaf| match leaf {
            Value::Qubit(place) => Some(place.text()),
            Value::Register(number) => Some(self.registers[*number].name.clone()),
            Value::Vector(vector) if vector.element == Element::Observable => None,
            Value::Vector(vector) => Some(vector.name.clone()),
            Value::Matrix { name, .. } => Some(name.clone()),
            Value::Observable(_) | Value::Missing | Value::Tuple(_) => None,
            value => Some(value.text().text),
        });
        let call = format!("{}({})", routine.name, texts.collect::<Vec<_>>().join(", "));
        let mut value = Value::Missing;
        let text = match &routine.returns {
            None => format!("{call};"),
            Some(ty) => {
                let name = self.nameless("m");
                value = Value::Bit(Bit::measured(name.clone()));
                format!("{ty} {name} = {call};")
            }
        };
        self.push(Statement::Plain(text), node, frame)?;
        let result = |from: &Option<usize>| match from {
            Some(k) => leaves[*k].clone(),
            None => value.clone(),
        };
        Ok(routine.results.iter().map(result).collect())
    }

    /// The kernel as a `gate` on single qubits, applied to these, and its results.
    fn as_gate(&mut self, graph: &'static Graph, leaves: &[Value]) -> Option<(Gate, Vec<Value>)> {
        let fits = |leaf: &Value| matches!(leaf, Value::Qubit(_) | Value::Float(_));
        if graph.effects != Effects::NONE || !leaves.iter().all(fits) {
            return None;
        }
        let routine = self.routine(graph, leaves, Inside::Gate)?;
        let (mut angles, mut qubits) = (Vec::new(), Vec::new());
        for leaf in leaves {
            match leaf {
                Value::Qubit(place) => qubits.push(place.clone()),
                value => angles.push(value.text()),
            }
        }
        let gate = Gate {
            modifiers: Vec::new(),
            name: Name::Defined(routine.name),
            angles,
            qubits,
        };
        let results = routine.results.iter().map(|from| match from {
            Some(k) => leaves[*k].clone(),
            None => Value::Missing,
        });
        Some((gate, results.collect()))
    }

    /// A kernel as a definition, where it can be one: it is kept, for the next call with such arguments.
    fn routine(
        &mut self,
        graph: &'static Graph,
        arguments: &[Value],
        inside: Inside,
    ) -> Option<Routine> {
        let mut lengths = vec![format!("{inside:?}")];
        for leaf in arguments.iter().cloned().flat_map(Value::into_leaves) {
            if let Value::Register(number) = leaf
                && self.registers[number].slots.is_some()
            {
                return None;
            }
            let sizes = match &leaf {
                Value::Matrix { rows, columns, .. } => vec![rows.times(columns), columns.clone()],
                leaf => self.length(leaf).into_iter().collect(),
            };
            if !sizes.iter().all(|size| self.is_constant(size)) {
                return None;
            }
            lengths.extend(sizes.iter().map(|size| Text::int(size).text));
        }
        let key = (std::ptr::from_ref(graph), lengths);
        if let Some(known) = self.routines.get(&key) {
            return known.clone();
        }
        let mut inner = self.clone();
        inner.names = self.outside.clone();
        if self.inside == Inside::Program {
            inner.program = self.names.clone();
        }
        (inner.out, inner.registers) = (Vec::new(), self.registers.clone());
        inner.nameless = Vec::new();
        (inner.loops, inner.inside) = (0, inside);
        let routine = inner.defined(graph, arguments);
        // What was defined on the way is kept as well.
        if routine.is_some() {
            for key in &inner.order[self.order.len()..] {
                if let Some(Some(inner)) = inner.routines.get(key) {
                    self.names.take(&inner.name);
                }
            }
            (self.routines, self.order) = (inner.routines, inner.order);
            (self.outside, self.definitions) = (inner.outside, inner.definitions);
        }
        if let Some(routine) = &routine {
            self.outside.take(&routine.name);
            self.names.take(&routine.name);
            self.order.push(key.clone());
        }
        self.routines.insert(key, routine.clone());
        routine
    }

    fn defined(&mut self, graph: &'static Graph, arguments: &[Value]) -> Option<Routine> {
        let mut name = self.names.fresh(graph.signature.name);
        while self.program.has(&name) {
            name = self.names.fresh(&name);
        }
        let (mut angles, mut qubits, mut all) = (Vec::new(), Vec::new(), Vec::new());
        let (mut values, mut parameters) = (Vec::new(), Vec::new());
        for (param, argument) in graph.signature.params.iter().zip(arguments) {
            let mut leaves = Vec::new();
            for leaf in argument.clone().into_leaves() {
                let (own, ty) = self.parameter(param.name, &leaf)?;
                if let Some((ty, own)) = ty {
                    match leaf {
                        Value::Qubit(_) => qubits.push(own.clone()),
                        _ => angles.push(own.clone()),
                    }
                    all.push(format!("{ty} {own}"));
                }
                leaves.push(own.clone());
                parameters.push(own);
            }
            values.push(argument.with_leaves(&mut leaves.into_iter()));
        }
        let results = self.kernel(graph, values).ok()?;
        let mut returned = None;
        let mut from = Vec::new();
        for result in results.into_iter().flat_map(Value::into_leaves) {
            let found = parameters.iter().position(|own| match (own, &result) {
                (Value::Qubit(a), Value::Qubit(b)) => a == b,
                (Value::Register(a), Value::Register(b)) => {
                    a == b && self.registers[*b].slots.is_none()
                }
                _ => false,
            });
            match (&result, found) {
                (_, Some(_)) => from.push(found),
                (Value::Bit(bit), None) if returned.is_none() => {
                    returned = Some(bit.text.clone());
                    from.push(None);
                }
                _ => return None,
            }
        }
        // A register whose qubits changed places gives them back otherwise than a text says.
        if self
            .registers
            .iter()
            .any(|register| register.slots.is_some())
        {
            return None;
        }
        let mut definitions = Definitions::default();
        let mut lines = Lines {
            modifiers: self.export.modifiers,
            definitions: &mut definitions,
            text: String::new(),
        };
        lines.list(&self.out, 1);
        let mut body = lines.text;
        let head = match self.inside {
            Inside::Gate if angles.is_empty() => format!("gate {name} {}", qubits.join(", ")),
            Inside::Gate => format!("gate {name}({}) {}", angles.join(", "), qubits.join(", ")),
            _ => format!("def {name}({})", all.join(", ")),
        };
        let returns = returned.as_ref().map(|_| bits(None));
        if let Some(text) = returned {
            body += &format!("  return {text};\n");
        }
        let arrow = returns
            .as_ref()
            .map_or(String::new(), |ty| format!(" -> {ty}"));
        self.definitions.extend(definitions);
        let text = self.with_names(&format!("{head}{arrow} {{\n{body}}}\n"));
        Some(Routine {
            name,
            text,
            returns,
            results: from,
        })
    }

    /// A parameter of a definition: its value there, and its type and name.
    fn parameter(&mut self, name: &str, leaf: &Value) -> Option<(Value, Option<(String, String)>)> {
        let own = self.names.fresh(name);
        let float = |length: &Formula| format!("readonly array[float[64], {}]", Text::int(length));
        let (value, ty) = match leaf {
            Value::Qubit(_) => {
                let place = GateOperand {
                    register: own.clone(),
                    index: None,
                };
                (Value::Qubit(place), "qubit".into())
            }
            Value::Register(number) => {
                let length = self.registers[*number].length.clone();
                let ty = format!("qubit[{}]", Text::int(&length));
                (self.register(own.clone(), length), ty)
            }
            Value::UInt(_) => {
                let symbol = Symbol::Size(0, own.as_str().into());
                (Value::UInt((&symbol).into()), "int".into())
            }
            Value::Float(_) => (Value::Float(Text::atom(own.as_str())), "float[64]".into()),
            Value::Bit(_) => (Value::Bit(Bit::measured(own.clone())), "bool".into()),
            Value::Vector(vector) => {
                let ty = match vector.element {
                    Element::Float => float(&vector.length),
                    Element::Bit => bits(Some(&vector.length)),
                    Element::UInt => {
                        format!("readonly array[int, {}]", Text::int(&vector.length))
                    }
                    _ => return Some((leaf.clone(), None)),
                };
                let own = Vector {
                    name: own.clone(),
                    ..vector.clone()
                };
                (Value::Vector(own), ty)
            }
            Value::Matrix { rows, columns, .. } => {
                let ty = float(&rows.times(columns));
                let own = Value::Matrix {
                    name: own.clone(),
                    rows: rows.clone(),
                    columns: columns.clone(),
                };
                (own, ty)
            }
            Value::Observable(_) => return Some((leaf.clone(), None)),
            Value::Tuple(_) | Value::Missing => return None,
        };
        Some((value, Some((ty, own))))
    }
}

/// The definitions, in their order.
pub(super) fn definitions(walker: &Walker) -> String {
    let text = |key: &Key| walker.routines.get(key)?.as_ref().map(|r| r.text.as_str());
    walker.order.iter().filter_map(text).collect()
}
