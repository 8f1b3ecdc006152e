//! Runs a graph on constants, the way the binder does, and tells what it would refuse.

use super::machine::{Machine, OUT, Value};
use crate::graph::{
    BinaryOp, Constant, Element, Graph, Loc, Node, Op, Param, Region, Size, SizeOp, Text, Type,
    UnaryOp, ValueId,
};

/// How many values a kernel and all that it calls have at a time.
pub const fn stack(graph: &Graph) -> usize {
    graph.values.len() + deepest(&graph.body)
}

const fn deepest(region: &Region) -> usize {
    let mut most = 0;
    let mut i = 0;
    while i < region.nodes.len() {
        let depth = match region.nodes[i].op {
            Op::Call(graph) => stack(graph),
            Op::For { body, .. } => deepest(body),
            Op::If { then, otherwise } => {
                let (a, b) = (deepest(then), deepest(otherwise));
                if a > b { a } else { b }
            }
            _ => 0,
        };
        if depth > most {
            most = depth;
        }
        i += 1;
    }
    most
}

/// What is wrong with a kernel for these values of its fields, if anything is.
pub const fn check<const N: usize>(
    graph: &'static Graph,
    fields: &[(&str, Value)],
) -> Option<Text> {
    match run::<N>(graph, fields) {
        Ok(_) => None,
        Err(text) => text,
    }
}

/// The lengths of a kernel's arguments, in signature order, and then that of its result. A length that is not stated,
/// and everything of a kernel that [`check`] refuses, is 0.
pub const fn lengths<const N: usize, const L: usize>(
    graph: &'static Graph,
    fields: &[(&str, Value)],
) -> [usize; L] {
    let mut lengths = [0; L];
    let Ok(machine) = run::<N>(graph, fields) else {
        return lengths;
    };
    let mut at = 0;
    let mut i = 0;
    while i < graph.signature.params.len() {
        if let Type::Scalar(Element::Float) | Type::Vector(Element::Float) =
            graph.signature.params[i].ty
        {
            if at < L {
                lengths[at] = count(&machine.values[graph.body.args[i].0 as usize]);
                at += 1;
            }
        }
        i += 1;
    }
    if let ([result], true) = (graph.body.yields, at < L) {
        lengths[at] = count(&machine.values[result.0 as usize]);
    }
    lengths
}

const fn count(value: &Value) -> usize {
    match (value, length(value)) {
        (Value::Float { .. }, _) => 1,
        (_, Some(count)) => count,
        (_, None) => 0,
    }
}

/// Runs the kernel; `Err(None)` where fields are missing, of which rustc tells.
const fn run<const N: usize>(
    graph: &'static Graph,
    fields: &[(&str, Value)],
) -> Result<Machine<N>, Option<Text>> {
    let mut machine: Machine<N> = Machine::new();
    let mut i = 0;
    while i < graph.signature.params.len() {
        let param = &graph.signature.params[i];
        let value = match param.ty {
            Type::Scalar(Element::Float) => Value::Float { after_run: false },
            Type::Vector(Element::Float) => Value::Vector {
                count: None,
                bits: false,
                after_run: false,
            },
            Type::Matrix(_) => Value::Matrix,
            _ => match field(param, fields) {
                Value::Nothing => return Err(None),
                Value::Misspelt => {
                    let text = Text::new("[QK0076] `").with(param.name);
                    return Err(Some(
                        text.with("` is not an observable such as \"0.5 X0 X1 - Z2\""),
                    ));
                }
                value => value,
            },
        };
        machine.values[graph.body.args[i].0 as usize] = value;
        i += 1;
    }
    machine.top = graph.values.len();
    machine.kernel(Frame { graph, base: 0 });
    match machine.fault {
        Some(fault) => Err(Some(fault)),
        None => Ok(machine),
    }
}

const fn field(param: &Param, fields: &[(&str, Value)]) -> Value {
    let mut i = 0;
    while i < fields.len() {
        if same(fields[i].0, param.name) {
            return fields[i].1;
        }
        i += 1;
    }
    Value::Nothing
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A running kernel, and where its values are.
#[derive(Clone, Copy)]
struct Frame {
    graph: &'static Graph,
    base: usize,
}

impl<const N: usize> Machine<N> {
    const fn get(&self, frame: Frame, id: ValueId) -> Value {
        self.values[frame.base + id.0 as usize]
    }

    const fn set(&mut self, frame: Frame, id: ValueId, value: Value) {
        self.values[frame.base + id.0 as usize] = value;
    }

    const fn input(&self, frame: Frame, node: &Node, k: usize) -> Value {
        if k < node.ins.len() {
            self.get(frame, node.ins[k])
        } else {
            Value::Nothing
        }
    }

    const fn wrong(&mut self, frame: Frame, loc: Loc, text: Text) {
        self.fail(text, frame.graph.signature.name, loc);
    }

    /// `message` with the user's name for an input in front.
    const fn named(&self, frame: Frame, node: &Node, k: usize, before: &str, after: &str) -> Text {
        let mut text = Text::new(before);
        let name = if k < node.ins.len() {
            frame.graph.values[node.ins[k].0 as usize].name
        } else {
            ""
        };
        text.push("`");
        text.push(if name.is_empty() { "this value" } else { name });
        text.push("`");
        text.push(after);
        text
    }

    const fn kernel(&mut self, frame: Frame) {
        self.check_sizes(frame);
        self.region(frame, &frame.graph.body);
        let mut i = 0;
        while i < frame.graph.body.yields.len() {
            let id = frame.graph.body.yields[i];
            self.whole(
                frame,
                self.get(frame, id),
                frame.graph.values[id.0 as usize].name,
                frame.graph.signature.loc,
            );
            i += 1;
        }
    }

    const fn check_sizes(&mut self, frame: Frame) {
        let signature = &frame.graph.signature;
        let mut i = 0;
        while i < signature.params.len() && i < frame.graph.body.args.len() {
            let param = &signature.params[i];
            let id = frame.graph.body.args[i];
            if let Some(size) = &param.size {
                let value = self.get(frame, id);
                match (self.size(frame, size), length(&value)) {
                    (None, _) => {
                        let mut text = Text::new("the length `");
                        text.push(size.text);
                        text.push("` cannot be computed");
                        self.wrong(frame, param.loc, text);
                    }
                    (Some(expected), Some(found)) if found != expected => {
                        let mut text = Text::new("[QK0078] `");
                        text.push(param.name);
                        text.push("` has length ");
                        text.push_number(found as u64);
                        text.push(", but `");
                        text.push(signature.name);
                        text.push("` needs ");
                        text.push_number(expected as u64);
                        self.wrong(frame, param.loc, text);
                    }
                    (Some(expected), None) => {
                        if let Value::Vector {
                            bits, after_run, ..
                        } = value
                        {
                            self.set(
                                frame,
                                id,
                                Value::Vector {
                                    count: Some(expected),
                                    bits,
                                    after_run,
                                },
                            );
                        }
                    }
                    _ => {}
                }
            }
            i += 1;
        }
    }

    const fn size(&self, frame: Frame, size: &Size) -> Option<usize> {
        let mut stack = [0; 16];
        let mut height = 0;
        let mut i = 0;
        while i < size.code.len() {
            let value = match size.code[i] {
                SizeOp::Constant(value) => value as usize,
                SizeOp::Param(number) => {
                    match self.get(frame, frame.graph.body.args[number as usize]) {
                        Value::UInt(value) => value,
                        _ => return None,
                    }
                }
                SizeOp::Binary(op) => {
                    if height < 2 {
                        return None;
                    }
                    height -= 2;
                    match arithmetic(op, stack[height], stack[height + 1]) {
                        Some(value) => value,
                        None => return None,
                    }
                }
            };
            if height == stack.len() {
                return None;
            }
            stack[height] = value;
            height += 1;
            i += 1;
        }
        Some(stack[0])
    }

    const fn region(&mut self, frame: Frame, region: &'static Region) {
        let mut i = 0;
        while i < region.nodes.len() && self.fault.is_none() {
            self.same_element(frame, region, i);
            if self.fault.is_none() {
                self.node(frame, &region.nodes[i]);
            }
            i += 1;
        }
    }

    /// `cx(q[i], q[j])` where i and j are the same: the second element that is taken for the call is out.
    const fn same_element(&mut self, frame: Frame, region: &'static Region, position: usize) {
        let node = &region.nodes[position];
        let Some(place) = self.place(frame, node) else {
            return;
        };
        if self.places[place] != OUT {
            return;
        }
        let mut k = position + 1;
        while k < region.nodes.len() {
            let call = &region.nodes[k];
            if let (Op::Call(callee), true) = (call.op, uses(call, node)) {
                let mut i = 0;
                while i < position {
                    let other = &region.nodes[i];
                    if let (Some(same), true) = (self.place(frame, other), uses(call, other)) {
                        if same == place {
                            let mut text = Text::new("[QK0084] `").with(callee.signature.name);
                            text.push("` needs different qubits, but element ");
                            if let Value::UInt(index) = self.input(frame, node, 1) {
                                text.push_number(index as u64);
                            }
                            let text = self.named(
                                frame,
                                node,
                                0,
                                text.with(" of ").as_str(),
                                " is used twice",
                            );
                            return self.wrong(frame, call.loc, text);
                        }
                    }
                    i += 1;
                }
                return;
            }
            k += 1;
        }
    }

    /// The place of the register that a node takes a qubit from.
    const fn place(&self, frame: Frame, node: &Node) -> Option<usize> {
        if let (Op::Take, 2) = (node.op, node.ins.len()) {
            if let (Value::Register { first, count }, Value::UInt(index)) =
                (self.input(frame, node, 0), self.input(frame, node, 1))
            {
                return if index < count {
                    Some(first + index)
                } else {
                    None
                };
            }
        }
        None
    }

    const fn node(&mut self, frame: Frame, node: &'static Node) {
        let value = match node.op {
            Op::Call(graph) => return self.call(frame, node, graph),
            Op::For { body, down } => return self.repeat(frame, node, body, down),
            Op::If { then, otherwise } => return self.branch(frame, node, then, otherwise),
            Op::Put => return self.put(frame, node),
            Op::Take => self.take(frame, node),
            Op::Constant(Constant::UInt(value)) => Value::UInt(value as usize),
            Op::Constant(Constant::Float(_)) | Op::ToFloat => Value::Float { after_run: false },
            Op::Constant(Constant::Bit(value)) => Value::Bit(Some(value)),
            Op::Len => match length(&self.input(frame, node, 0)) {
                Some(count) => Value::UInt(count),
                None => {
                    let text = self.named(
                        frame,
                        node,
                        0,
                        "the length of ",
                        " is not stated: write `Vector<Float, { n }>`",
                    );
                    self.wrong(frame, node.loc, text);
                    Value::Nothing
                }
            },
            Op::Pauli(_) | Op::Identity => return self.primitive(frame, node, &node.op),
            Op::Unary(UnaryOp::Not) => match self.input(frame, node, 0) {
                Value::Bit(Some(bit)) => Value::Bit(Some(!bit)),
                value => value,
            },
            Op::Unary(UnaryOp::Neg) | Op::Function(_) => self.input(frame, node, 0),
            Op::Binary(op) => self.binary(frame, node, op),
            Op::Pack => {
                let first = self.tuple(node.ins.len(), frame.graph.signature.name, node.loc);
                let mut k = 0;
                while k < node.ins.len() && self.fault.is_none() {
                    self.parts[first + k] = self.input(frame, node, k);
                    k += 1;
                }
                Value::Tuple {
                    first,
                    count: node.ins.len(),
                }
            }
            Op::Field(k) => match self.input(frame, node, 0) {
                Value::Tuple { first, .. } => self.parts[first + k as usize],
                value => value,
            },
            _ => return self.primitive(frame, node, &node.op),
        };
        self.define(frame, node, value);
    }

    /// Binds the one result of a node, or the parts of a tuple.
    const fn define(&mut self, frame: Frame, node: &Node, value: Value) {
        if node.outs.len() == 1 {
            self.set(frame, node.outs[0], value);
        } else if let Value::Tuple { first, count } = value {
            let mut k = 0;
            while k < node.outs.len() && k < count {
                self.set(frame, node.outs[k], self.parts[first + k]);
                k += 1;
            }
        }
    }

    const fn call(&mut self, frame: Frame, node: &'static Node, graph: &'static Graph) {
        if let [primitive] = graph.body.nodes {
            if matches!(
                primitive.op,
                Op::Gate { .. }
                    | Op::Qubit
                    | Op::QubitArray
                    | Op::Measure
                    | Op::Reset
                    | Op::Discard
                    | Op::Expval
                    | Op::Pauli(_)
                    | Op::Identity
            ) {
                return self.primitive(frame, node, &primitive.op);
            }
        }
        let callee = Frame {
            graph,
            base: self.top,
        };
        let mut k = 0;
        while k < node.ins.len() && k < graph.body.args.len() {
            let value = self.input(frame, node, k);
            self.whole(
                frame,
                value,
                frame.graph.values[node.ins[k].0 as usize].name,
                node.loc,
            );
            self.set(callee, graph.body.args[k], value);
            k += 1;
        }
        self.top += graph.values.len();
        self.kernel(callee);
        self.top -= graph.values.len();
        if self.fault.is_some() {
            return;
        }
        let yields = graph.body.yields;
        if yields.len() == 1 {
            let value = self.get(callee, yields[0]);
            self.define(frame, node, value);
        } else if node.outs.len() == 1 {
            let first = self.tuple(yields.len(), frame.graph.signature.name, node.loc);
            let mut k = 0;
            while k < yields.len() && self.fault.is_none() {
                self.parts[first + k] = self.get(callee, yields[k]);
                k += 1;
            }
            self.set(
                frame,
                node.outs[0],
                Value::Tuple {
                    first,
                    count: yields.len(),
                },
            );
        } else {
            let mut k = 0;
            while k < yields.len() && k < node.outs.len() {
                self.set(frame, node.outs[k], self.get(callee, yields[k]));
                k += 1;
            }
        }
    }

    const fn repeat(
        &mut self,
        frame: Frame,
        node: &'static Node,
        body: &'static Region,
        down: bool,
    ) {
        let (Value::UInt(start), Value::UInt(end), Value::UInt(step)) = (
            self.input(frame, node, 0),
            self.input(frame, node, 1),
            self.input(frame, node, 2),
        ) else {
            return self.wrong(
                frame,
                node.loc,
                Text::new("the number of iterations depends on a measurement"),
            );
        };
        if step == 0 {
            return self.wrong(frame, node.loc, Text::new("the step of this range is zero"));
        }
        let carried = node.outs.len();
        let mut k = 0;
        while k < carried {
            self.set(frame, body.args[k + 1], self.input(frame, node, k + 3));
            k += 1;
        }
        let distance = if down {
            start.saturating_sub(end)
        } else {
            end.saturating_sub(start)
        };
        let name = frame.graph.values[body.args[0].0 as usize].name;
        let mut i = 0;
        while i < distance.div_ceil(step) && self.fault.is_none() {
            let value = if down {
                start - i * step
            } else {
                start + i * step
            };
            self.set(frame, body.args[0], Value::UInt(value));
            self.enter_loop(name, value);
            self.region(frame, body);
            if self.fault.is_none() {
                self.leave_loop();
            }
            self.carry(frame, body);
            i += 1;
        }
        let mut k = 0;
        while k < carried {
            self.set(frame, node.outs[k], self.get(frame, body.args[k + 1]));
            k += 1;
        }
    }

    /// Hands all values to the next iteration at once: they may be exchanged.
    const fn carry(&mut self, frame: Frame, body: &'static Region) {
        let mut values = [Value::Nothing; 64];
        let mut k = 0;
        while k < body.yields.len() && k < values.len() {
            values[k] = self.get(frame, body.yields[k]);
            k += 1;
        }
        let mut k = 0;
        while k < body.yields.len() && k < values.len() {
            self.set(frame, body.args[k + 1], values[k]);
            k += 1;
        }
    }

    const fn branch(
        &mut self,
        frame: Frame,
        node: &'static Node,
        then: &'static Region,
        otherwise: &'static Region,
    ) {
        let chosen = match self.input(frame, node, 0) {
            Value::Bit(Some(true)) => then,
            Value::Bit(Some(false)) => otherwise,
            _ => return self.feed_forward(frame, node, then, otherwise),
        };
        self.region(frame, chosen);
        let mut k = 0;
        while k < node.outs.len() && k < chosen.yields.len() {
            self.set(frame, node.outs[k], self.get(frame, chosen.yields[k]));
            k += 1;
        }
    }

    /// Both arms run, and leave the same qubits in the same places.
    const fn feed_forward(
        &mut self,
        frame: Frame,
        node: &'static Node,
        then: &'static Region,
        otherwise: &'static Region,
    ) {
        let (before, used) = (self.places, self.used_places);
        self.region(frame, then);
        let after_then = self.places;
        let mut i = 0;
        while i < used {
            self.places[i] = before[i];
            i += 1;
        }
        self.region(frame, otherwise);
        let mut i = 0;
        while i < used {
            match (after_then[i], self.places[i]) {
                (OUT, _) => self.places[i] = OUT,
                (_, OUT) => {}
                (a, b) if a != b => return self.moved(frame, node),
                _ => {}
            }
            i += 1;
        }
        let mut k = 0;
        while k < node.outs.len() && k < then.yields.len() && k < otherwise.yields.len() {
            let (a, b) = (
                self.get(frame, then.yields[k]),
                self.get(frame, otherwise.yields[k]),
            );
            let merged = match (a, b) {
                (Value::Bit(_), _) => Value::Bit(None),
                (Value::UInt(a), Value::UInt(b)) if a != b => {
                    return self.wrong(
                        frame,
                        node.loc,
                        Text::new("a number of this `if` depends on a measurement"),
                    );
                }
                (Value::Qubit(a), Value::Qubit(b)) if a != b => return self.moved(frame, node),
                (a, _) => a,
            };
            self.set(frame, node.outs[k], merged);
            k += 1;
        }
    }

    const fn moved(&mut self, frame: Frame, node: &Node) {
        self.wrong(
            frame,
            node.loc,
            Text::new(
                "the branches of an `if` on a measurement leave different qubits in the same place",
            ),
        );
    }

    const fn index(&mut self, frame: Frame, node: &Node) -> Option<usize> {
        match self.input(frame, node, 1) {
            Value::UInt(index) => Some(index),
            _ => {
                self.wrong(
                    frame,
                    node.loc,
                    Text::new("an index cannot depend on a measurement"),
                );
                None
            }
        }
    }

    const fn take(&mut self, frame: Frame, node: &Node) -> Value {
        let vector = self.input(frame, node, 0);
        if let Value::Matrix = vector {
            return Value::Float { after_run: false };
        }
        let Some(index) = self.index(frame, node) else {
            return Value::Nothing;
        };
        if !self.in_range(frame, node, &vector, index) {
            return Value::Nothing;
        }
        match vector {
            Value::Register { first, .. } => {
                let qubit = self.places[first + index];
                if qubit == OUT {
                    let mut text = Text::new("element ");
                    text.push_number(index as u64);
                    text.push(" of the register was taken before and not put back");
                    self.wrong(frame, node.loc, text);
                }
                self.places[first + index] = OUT;
                Value::Qubit(qubit)
            }
            Value::UInts { items, .. } => Value::UInt(items[index]),
            Value::Observables { span, .. } => Value::Observable(span),
            Value::Vector { bits: true, .. } => Value::Bit(None),
            Value::Vector { after_run, .. } => Value::Float { after_run },
            _ => Value::Nothing,
        }
    }

    const fn in_range(&mut self, frame: Frame, node: &Node, vector: &Value, index: usize) -> bool {
        let Some(count) = length(vector) else {
            return true;
        };
        if index < count {
            return true;
        }
        let mut text = Text::new("[QK0083] index ");
        text.push_number(index as u64);
        let mut text = self.named(
            frame,
            node,
            0,
            text.with(" is out of range for ").as_str(),
            " of length ",
        );
        text.push_number(count as u64);
        self.wrong(frame, node.loc, text);
        false
    }

    const fn put(&mut self, frame: Frame, node: &Node) {
        let vector = self.input(frame, node, 0);
        let Some(index) = self.index(frame, node) else {
            return;
        };
        if !self.in_range(frame, node, &vector, index) {
            return;
        }
        if let (Value::Register { first, .. }, Value::Qubit(qubit)) =
            (vector, self.input(frame, node, 2))
        {
            if self.places[first + index] != OUT {
                let mut text = Text::new("element ");
                text.push_number(index as u64);
                let text = self.named(
                    frame,
                    node,
                    0,
                    text.with(" of ").as_str(),
                    " still holds a qubit that would be lost",
                );
                self.wrong(frame, node.loc, text);
            }
            self.places[first + index] = qubit;
        }
    }

    /// A register that is used whole has all of its qubits.
    const fn whole(&mut self, frame: Frame, value: Value, name: &str, loc: Loc) {
        let Value::Register { first, count } = value else {
            return;
        };
        let mut i = 0;
        while i < count {
            if self.places[first + i] == OUT {
                let name = if name.is_empty() {
                    "the register"
                } else {
                    name
                };
                let mut text = Text::new("`");
                text.push(name);
                text.push("` is used whole while `");
                text.push(name);
                text.push("[");
                text.push_number(i as u64);
                text.push("]` is out");
                return self.wrong(frame, loc, text);
            }
            i += 1;
        }
    }

    const fn primitive(&mut self, frame: Frame, node: &'static Node, op: &Op) {
        let first = self.input(frame, node, 0);
        if let (Op::Measure | Op::Reset | Op::Discard | Op::Expval, true) =
            (op, !node.ins.is_empty())
        {
            self.whole(
                frame,
                first,
                frame.graph.values[node.ins[0].0 as usize].name,
                node.loc,
            );
        }
        let value = match op {
            Op::Gate { kind, controls } => {
                let count = *controls as usize + kind.targets();
                return self.gate(frame, node, count, kind.name());
            }
            Op::Qubit => {
                self.qubits += 1;
                Value::Qubit(self.qubits - 1)
            }
            Op::QubitArray => match first {
                Value::UInt(count) => self.register(count, frame.graph.signature.name, node.loc),
                _ => {
                    return self.wrong(
                        frame,
                        node.loc,
                        Text::new("a register's size cannot depend on a measurement"),
                    );
                }
            },
            Op::Measure => match first {
                Value::Register { count, .. } => Value::Vector {
                    count: Some(count),
                    bits: true,
                    after_run: false,
                },
                _ => Value::Bit(None),
            },
            Op::Reset => first,
            Op::Pauli(_) => match first {
                Value::UInt(qubit) => Value::Observable(qubit + 1),
                _ => Value::Observable(0),
            },
            Op::Identity => Value::Observable(0),
            Op::Expval => {
                let available = match first {
                    Value::Register { count, .. } => count,
                    _ => 1,
                };
                let (needed, value) = match self.input(frame, node, 1) {
                    Value::Observables { count, span } => (
                        span,
                        Value::Vector {
                            count: Some(count),
                            bits: false,
                            after_run: true,
                        },
                    ),
                    Value::Observable(span) => (span, Value::Float { after_run: true }),
                    _ => (0, Value::Float { after_run: true }),
                };
                if needed > available {
                    let mut text = self.named(frame, node, 1, "[QK0081] ", " acts on qubit ");
                    text.push_number(needed as u64 - 1);
                    let mut text =
                        self.named(frame, node, 0, text.with(", but ").as_str(), " has ");
                    text.push_number(available as u64);
                    text.push(if available == 1 { " qubit" } else { " qubits" });
                    return self.wrong(frame, node.loc, text);
                }
                value
            }
            _ => return,
        };
        self.define(frame, node, value);
    }

    const fn gate(&mut self, frame: Frame, node: &'static Node, count: usize, name: &str) {
        let mut k = 0;
        while k < node.ins.len() {
            match self.input(frame, node, k) {
                Value::Float { after_run: true } => {
                    let text = Text::new(
                        "an angle cannot depend on an expectation value of the same circuit",
                    );
                    return self.wrong(frame, node.loc, text);
                }
                Value::Qubit(qubit) if k < count => {
                    let mut i = 0;
                    while i < k {
                        if let Value::Qubit(other) = self.input(frame, node, i) {
                            if other == qubit {
                                let mut text = Text::new("[QK0084] `");
                                text.push(name);
                                text.push("` got qubit ");
                                text.push_number(qubit as u64);
                                text.push(" twice");
                                return self.wrong(frame, node.loc, text);
                            }
                        }
                        i += 1;
                    }
                }
                _ => {}
            }
            k += 1;
        }
        if node.outs.len() == 1 && count > 1 {
            let first = self.tuple(count, frame.graph.signature.name, node.loc);
            let mut k = 0;
            while k < count && self.fault.is_none() {
                self.parts[first + k] = self.input(frame, node, k);
                k += 1;
            }
            return self.set(frame, node.outs[0], Value::Tuple { first, count });
        }
        let mut k = 0;
        while k < node.outs.len() && k < count {
            self.set(frame, node.outs[k], self.input(frame, node, k));
            k += 1;
        }
    }

    const fn binary(&mut self, frame: Frame, node: &Node, op: BinaryOp) -> Value {
        match (self.input(frame, node, 0), self.input(frame, node, 1)) {
            (Value::UInt(a), Value::UInt(b)) => {
                if let Some(result) = compare(op, a, b) {
                    return Value::Bit(Some(result));
                }
                match arithmetic(op, a, b) {
                    Some(value) => Value::UInt(value),
                    None => {
                        let mut text = Text::EMPTY;
                        text.push_number(a as u64);
                        text.push(match op {
                            BinaryOp::Sub => " - ",
                            BinaryOp::Add => " + ",
                            BinaryOp::Mul => " * ",
                            BinaryOp::Div => " / ",
                            _ => " % ",
                        });
                        text.push_number(b as u64);
                        text.push(" is not a `UInt`: it is negative, too large or divides by zero");
                        self.wrong(frame, node.loc, text);
                        Value::Nothing
                    }
                }
            }
            (Value::Bit(Some(a)), Value::Bit(Some(b))) => Value::Bit(match op {
                BinaryOp::And => Some(a && b),
                BinaryOp::Or => Some(a || b),
                BinaryOp::Eq => Some(a == b),
                _ => Some(a != b),
            }),
            (Value::Float { after_run: a }, Value::Float { after_run: b }) => {
                match compare(op, 0, 0) {
                    // Known when the circuit is compiled, but not here.
                    Some(_) => Value::Bit(None),
                    None => Value::Float { after_run: a || b },
                }
            }
            (Value::Observable(a), Value::Observable(b)) => {
                Value::Observable(if a > b { a } else { b })
            }
            (Value::Observable(span), _) | (_, Value::Observable(span)) => Value::Observable(span),
            _ => Value::Bit(None),
        }
    }
}

const fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Register { count, .. }
        | Value::Observables { count, .. }
        | Value::UInts { count, .. } => Some(*count),
        Value::Vector { count, .. } => *count,
        _ => None,
    }
}

const fn arithmetic(op: BinaryOp, a: usize, b: usize) -> Option<usize> {
    match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::Div => a.checked_div(b),
        BinaryOp::Rem => a.checked_rem(b),
        _ => None,
    }
}

const fn compare(op: BinaryOp, a: usize, b: usize) -> Option<bool> {
    Some(match op {
        BinaryOp::Eq => a == b,
        BinaryOp::Ne => a != b,
        BinaryOp::Lt => a < b,
        BinaryOp::Le => a <= b,
        BinaryOp::Gt => a > b,
        BinaryOp::Ge => a >= b,
        _ => return None,
    })
}

/// Whether what a node defines is an argument of a call.
const fn uses(call: &Node, node: &Node) -> bool {
    let mut i = 0;
    while i < call.ins.len() {
        if !node.outs.is_empty() && call.ins[i].0 == node.outs[0].0 {
            return true;
        }
        i += 1;
    }
    false
}
