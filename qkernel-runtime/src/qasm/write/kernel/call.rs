//! Calls of kernels: as a `gate`, as a `def`, or written where they are.

use super::frame::Done;
use super::lines::lines;
use super::statement::{Gate, GateOperand, Statement};
use super::text::Text;
use super::value::{Bit, Value, bits};
use super::walk::{Inside, Key, Routine, Walker};
use crate::graph::{Effects, Element, Follow, Graph};
use crate::qasm::write::expand::Name;

impl Walker {
    pub(super) fn call(
        &mut self,
        graph: &'static Graph,
        arguments: Vec<Value>,
    ) -> Done<Vec<Value>> {
        let leaves = arguments.iter().cloned().flat_map(Value::into_leaves);
        let leaves: Vec<Value> = leaves.collect();
        if self.calls
            && let Some((gate, results)) = self.as_gate(graph, &leaves)
        {
            self.push(Statement::Gate(gate))?;
            return Ok(results);
        }
        if self.calls
            && !self.inlined
            && !self.unrolled
            && let Some(routine) = self.routine(graph, &arguments, Inside::Def)
        {
            return self.called(&routine, &leaves);
        }
        self.depth += 1;
        let results = self.kernel(graph, arguments);
        self.depth -= 1;
        results
    }

    fn called(&mut self, routine: &Routine, leaves: &[Value]) -> Done<Vec<Value>> {
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
        let (mut text, mut value) = (format!("{call};"), Value::Missing);
        if routine.returns {
            let name = self.nameless("m");
            text.insert_str(0, &format!("{} {name} = ", bits(None)));
            value = Value::Bit(Bit::measured(name));
        }
        self.push(Statement::Plain(text))?;
        Ok(routine.results(leaves, &value))
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
        let results = routine.results(leaves, &Value::Missing);
        let gate = Gate::new(Name::Defined(routine.name), angles, qubits);
        Some((gate, results))
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
        let mut registers = self.registers.iter();
        if registers.any(|register| register.slots.is_some()) {
            return None;
        }
        let mut body = lines(&self.out, 1, self.modifiers, &mut self.definitions);
        let head = match self.inside {
            Inside::Gate if angles.is_empty() => format!("gate {name} {}", qubits.join(", ")),
            Inside::Gate => format!("gate {name}({}) {}", angles.join(", "), qubits.join(", ")),
            _ => format!("def {name}({})", all.join(", ")),
        };
        let (returns, mut arrow) = (returned.is_some(), String::new());
        if let Some(text) = returned {
            arrow = format!(" -> {}", bits(None));
            body += &format!("  return {text};\n");
        }
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
        let (value, ty) = match leaf {
            Value::Qubit(_) => {
                let place = GateOperand::alone(own.clone());
                (Value::Qubit(place), "qubit".into())
            }
            Value::Register(number) => {
                let length = self.registers[*number].length.clone();
                let ty = format!("qubit[{}]", Text::int(&length));
                (self.register(own.clone(), length), ty)
            }
            Value::UInt(_) | Value::Float(_) | Value::Bit(_) => {
                (leaf.named(&own), leaf.variable()?.into())
            }
            Value::Vector(vector) => {
                let Some(ty) = vector.ty() else {
                    return Some((leaf.clone(), None));
                };
                let is_array = vector.element != Element::Bit;
                let readonly = if is_array { "readonly " } else { "" };
                (leaf.named(&own), format!("{readonly}{ty}"))
            }
            Value::Matrix { rows, columns, .. } => {
                let length = Text::int(&rows.times(columns));
                let ty = format!("readonly array[float[64], {length}]");
                let (name, rows, columns) = (own.clone(), rows.clone(), columns.clone());
                (
                    Value::Matrix {
                        name,
                        rows,
                        columns,
                    },
                    ty,
                )
            }
            Value::Observable(_) => return Some((leaf.clone(), None)),
            Value::Tuple(_) | Value::Missing => return None,
        };
        Some((value, Some((ty, own))))
    }
}

impl Routine {
    /// What a call gives of these arguments and of the value returned.
    fn results(&self, leaves: &[Value], returned: &Value) -> Vec<Value> {
        let result = |from: &Option<usize>| from.map_or(returned, |k| &leaves[k]).clone();
        self.results.iter().map(result).collect()
    }
}

/// The definitions, in their order.
pub(super) fn definitions(walker: &Walker) -> String {
    let text = |key: &Key| walker.routines.get(key)?.as_ref().map(|r| r.text.as_str());
    walker.order.iter().filter_map(text).collect()
}
