//! Random graphs.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::gate::GateKind;
use crate::graph::{
    BinaryOp, Constant, Effects, Element, Graph, Loc, Modified, Modifier, Names, NodeShape, Nodes,
    Offset, Op, Order, Param, Record, Region, Row, Signature, Type, UnaryOp, ValueId, Values,
};
use crate::kernel::Kernel;
use crate::program::Function;

const HERE: Loc = Loc {
    file: "random",
    line: 1,
    column: 1,
};
pub(crate) const QUBIT: Type = Type::Scalar(Element::Qubit);
const BIT: Type = Type::Scalar(Element::Bit);
const PAIR: Type = Type::Tuple(&[QUBIT, QUBIT]);

pub(crate) fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

/// One of a list, at random.
fn one<T: Copy>(rng: &mut StdRng, of: &[T]) -> T {
    of[rng.random_range(0..of.len())]
}

/// Writes a graph whose state is two qubits, a number and an angle.
pub(crate) struct Writer {
    rng: StdRng,
    values: u32,
    pub(crate) nodes: Vec<(Op, Vec<ValueId>, Vec<ValueId>)>,
    /// Numbers that are known, and that do not grow from one iteration to the next.
    sizes: Vec<ValueId>,
    /// Angles that are known.
    angles: Vec<ValueId>,
    /// Kernels that may be called.
    callees: Vec<&'static Graph>,
    /// Bits that are not known when the kernel is counted.
    bits: Vec<ValueId>,
    /// Whether qubits may be allocated and measured: not where the kernel is called under a modifier.
    whole: bool,
    /// How many nodes may still be written.
    left: usize,
}

type State = [ValueId; 4];

impl Writer {
    pub(crate) fn value(&mut self) -> ValueId {
        self.values += 1;
        ValueId(self.values - 1)
    }

    pub(crate) fn add(&mut self, op: Op, ins: &[ValueId], outs: usize) -> Vec<ValueId> {
        let outs: Vec<ValueId> = (0..outs).map(|_| self.value()).collect();
        self.nodes.push((op, ins.to_vec(), outs.clone()));
        outs
    }

    /// A gate or an operation, as kernels have it: a call.
    fn apply(&mut self, op: Op, ins: &[ValueId], outs: usize) -> Vec<ValueId> {
        use crate::{gates, ops};
        const ALL: [&Graph; 14] = [
            &ops::qubit::GRAPH,
            &ops::qubit_array::GRAPH,
            &ops::measure::GRAPH,
            &ops::discard::GRAPH,
            &gates::h::GRAPH,
            &gates::s::GRAPH,
            &gates::t::GRAPH,
            &gates::rx::GRAPH,
            &gates::ry::GRAPH,
            &gates::cx::GRAPH,
            &gates::cp::GRAPH,
            &gates::crz::GRAPH,
            &gates::iswap::GRAPH,
            &gates::global_phase::GRAPH,
        ];
        let mut all = ALL.into_iter();
        let graph = all.find(|graph| graph.builtin() == Some(&op));
        let graph = graph.unwrap_or_else(|| panic!("{op:?} is not written"));
        self.add(Op::Call(graph), ins, outs)
    }

    pub(crate) fn number(&mut self, value: u64) -> ValueId {
        self.add(Op::Constant(Constant::UInt(value)), &[], 1)[0]
    }

    fn size(&mut self, depth: usize) -> ValueId {
        let small = self.rng.random_range(0..4);
        match self.rng.random_range(0..if depth == 0 { 4 } else { 10 }) {
            0 => self.number(small),
            1..=3 => one(&mut self.rng, &self.sizes),
            kind => {
                let left = self.size(depth - 1);
                let (op, right) = match kind {
                    4..=6 => (BinaryOp::Add, self.size(0)),
                    7 => (BinaryOp::Sub, self.number(small.min(1))),
                    8 => (BinaryOp::Mul, self.number(small)),
                    _ if small % 2 == 0 => (BinaryOp::Div, self.number(small + 1)),
                    _ => (BinaryOp::Rem, self.number(small + 1)),
                };
                self.add(Op::Binary(op), &[left, right], 1)[0]
            }
        }
    }

    fn angle(&mut self, depth: usize) -> ValueId {
        let factor = f64::from(self.rng.random_range(1..8)) / 4.0;
        match self.rng.random_range(0..if depth == 0 { 4 } else { 8 }) {
            0 => self.add(Op::Constant(Constant::Float(factor)), &[], 1)[0],
            1 => {
                let size = self.size(0);
                self.add(Op::ToFloat, &[size], 1)[0]
            }
            2 | 3 => one(&mut self.rng, &self.angles),
            4 => {
                let angle = self.angle(depth - 1);
                self.add(Op::Unary(UnaryOp::Neg), &[angle], 1)[0]
            }
            5 => {
                let angle = self.angle(depth - 1);
                use Function::{Abs, Atan, Cos, Sin, Tanh};
                let function = one(&mut self.rng, &[Sin, Cos, Tanh, Atan, Abs]);
                self.add(Op::Function(function), &[angle], 1)[0]
            }
            6 => {
                let (a, b) = (self.angle(depth - 1), self.angle(depth - 1));
                let ops = [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul];
                let op = one(&mut self.rng, &ops);
                self.add(Op::Binary(op), &[a, b], 1)[0]
            }
            _ => {
                let angle = self.angle(depth - 1);
                let factor = self.add(Op::Constant(Constant::Float(factor)), &[], 1)[0];
                self.add(Op::Binary(BinaryOp::Div), &[angle, factor], 1)[0]
            }
        }
    }

    fn condition(&mut self, depth: usize) -> ValueId {
        if depth > 0 && self.rng.random_bool(0.3) {
            let (a, b) = (self.condition(depth - 1), self.condition(depth - 1));
            let ops = [BinaryOp::And, BinaryOp::Or, BinaryOp::Eq, BinaryOp::Xor];
            let op = one(&mut self.rng, &ops);
            return self.add(Op::Binary(op), &[a, b], 1)[0];
        }
        if !self.bits.is_empty() && self.rng.random_bool(0.4) {
            return one(&mut self.rng, &self.bits);
        }
        if self.whole && self.rng.random_bool(0.4) {
            let qubit = self.apply(Op::Qubit, &[], 1);
            return self.apply(Op::Measure, &qubit, 1)[0];
        }
        let (a, b) = (self.size(1), self.size(1));
        let ops = [
            BinaryOp::Eq,
            BinaryOp::Ne,
            BinaryOp::Lt,
            BinaryOp::Le,
            BinaryOp::Gt,
            BinaryOp::Ge,
        ];
        let op = one(&mut self.rng, &ops);
        self.add(Op::Binary(op), &[a, b], 1)[0]
    }

    /// A part of a kernel as a region of its own.
    fn region(
        &mut self,
        args: Vec<ValueId>,
        state: State,
        depth: usize,
        frozen: bool,
    ) -> &'static Region {
        let outer = std::mem::take(&mut self.nodes);
        let (sizes, angles) = (self.sizes.len(), self.angles.len());
        let state = self.body(state, depth, frozen);
        self.sizes.truncate(sizes);
        self.angles.truncate(angles);
        let nodes = std::mem::replace(&mut self.nodes, outer);
        Box::leak(Box::new(Region {
            args: leak(args),
            nodes: written(nodes),
            yields: leak(state.to_vec()),
        }))
    }

    /// `frozen`: numbers stay as they are, in the arms of branches on measured bits.
    fn body(&mut self, mut state: State, depth: usize, frozen: bool) -> State {
        for _ in 0..self.rng.random_range(1..4) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            state = self.statement(state, depth, frozen);
        }
        state
    }

    fn statement(&mut self, [a, b, k, t]: State, depth: usize, frozen: bool) -> State {
        match self.rng.random_range(0..if depth == 0 { 7 } else { 12 }) {
            0 => {
                if self.rng.random_bool(0.2) {
                    let angle = self.angle(1);
                    let (kind, controls) = (GateKind::GlobalPhase, 0);
                    self.apply(Op::Gate { kind, controls }, &[angle], 0);
                    return [a, b, k, t];
                }
                let kind = one(&mut self.rng, &[GateKind::H, GateKind::T, GateKind::S]);
                let out = self.apply(Op::Gate { kind, controls: 0 }, &[a], 1);
                [out[0], b, k, t]
            }
            1 => {
                let (kind, controls) = match self.rng.random_bool(0.5) {
                    true => (GateKind::X, 1),
                    false => (GateKind::Iswap, 0),
                };
                let out = self.apply(Op::Gate { kind, controls }, &[a, b], 2);
                [out[0], out[1], k, t]
            }
            2 if self.whole => {
                let length = self.size(1);
                let register = self.apply(Op::QubitArray, &[length], 1)[0];
                let b = match self.rng.random_bool(0.7) {
                    true => self.element(register, b),
                    false => b,
                };
                self.apply(Op::Discard, &[register], 0);
                [a, b, k, t]
            }
            3 if !frozen => {
                let step = self.rng.random_range(0..3);
                let step = self.number(step);
                let next = match self.rng.random_range(0..4) {
                    0 => self.size(1),
                    _ => self.add(Op::Binary(BinaryOp::Add), &[k, step], 1)[0],
                };
                [a, b, next, t]
            }
            4 | 5 => {
                let angle = match self.rng.random_bool(0.3) {
                    true => t,
                    false => self.angle(2),
                };
                let (kind, controls) = match self.rng.random_range(0..4) {
                    0 => (GateKind::Rx, 0),
                    1 => (GateKind::Ry, 0),
                    2 => (GateKind::P, 1),
                    _ => (GateKind::Rz, 1),
                };
                let (op, qubits) = (Op::Gate { kind, controls }, [a, b]);
                let count = controls as usize + 1;
                let out = self.apply(op, &[&qubits[..count], &[angle]].concat(), count);
                [out[0], out.get(1).copied().unwrap_or(b), k, t]
            }
            6 if !frozen => {
                let angle = self.angle(1);
                let op = one(&mut self.rng, &[BinaryOp::Add, BinaryOp::Sub]);
                let next = self.add(Op::Binary(op), &[t, angle], 1)[0];
                // The qubits change places at times.
                match self.rng.random_bool(0.2) {
                    true => [b, a, k, next],
                    false => [a, b, k, next],
                }
            }
            7 | 8 => {
                let start = self.size(1);
                let end = if self.rng.random_bool(0.3) {
                    k
                } else {
                    self.size(1)
                };
                let step = self.rng.random_range(1..4);
                let step = self.number(step);
                let order = match self.rng.random_range(0..8) {
                    0 => Order::UpReversed,
                    1 => Order::Down,
                    2 => Order::DownReversed,
                    _ => Order::Up,
                };
                let var = self.value();
                let inner = [self.value(), self.value(), self.value(), self.value()];
                let sizes = self.sizes.len();
                self.sizes.push(var);
                let body = self.region(
                    [vec![var], inner.to_vec()].concat(),
                    inner,
                    depth - 1,
                    frozen,
                );
                self.sizes.truncate(sizes);
                let out = self.add(Op::For { body, order }, &[start, end, step, a, b, k, t], 4);
                [out[0], out[1], out[2], out[3]]
            }
            9 | 10 => {
                let condition = self.condition(1);
                let then = self.region(Vec::new(), [a, b, k, t], depth - 1, true);
                let otherwise = self.region(Vec::new(), [a, b, k, t], depth - 1, true);
                let out = self.add(Op::If { then, otherwise }, &[condition], 4);
                [out[0], out[1], k, t]
            }
            _ if self.callees.is_empty() => [a, b, k, t],
            _ => {
                let callee = self.callees[self.rng.random_range(0..self.callees.len())];
                self.call(callee, [a, b, k, t])
            }
        }
    }

    /// A gate on an element of a register, which may not have it, and a qubit.
    fn element(&mut self, register: ValueId, qubit: ValueId) -> ValueId {
        let index = self.size(1);
        let element = self.add(Op::Take, &[register, index], 1)[0];
        let (kind, controls) = (GateKind::X, 1);
        let out = self.apply(Op::Gate { kind, controls }, &[element, qubit], 2);
        // It may be put in the place of another.
        let (element, qubit) = match self.rng.random_bool(0.2) {
            true => (out[1], out[0]),
            false => (out[0], out[1]),
        };
        self.add(Op::Put, &[register, index, element], 0);
        qubit
    }

    fn call(&mut self, graph: &'static Graph, [a, b, k, t]: State) -> State {
        let (size, angle) = (self.size(1), self.angle(1));
        let bit = self.condition(1);
        let modifiers: &'static [Modifier] = match self.rng.random_range(0..7) {
            0 => &[Modifier::Inverse],
            1 => &[Modifier::Power],
            2 => &[Modifier::Inverse, Modifier::Power, Modifier::Inverse],
            3 if self.whole => &[Modifier::Control],
            4 if self.whole => &[Modifier::Control, Modifier::Power, Modifier::Inverse],
            _ => {
                let out = self.add(Op::Call(graph), &[a, b, size, angle, bit], 2);
                return [out[0], out[1], k, t];
            }
        };
        let (mut ins, mut results) = (Vec::new(), Vec::new());
        if modifiers.contains(&Modifier::Power) {
            ins.push(self.size(1));
        }
        let control = modifiers.contains(&Modifier::Control);
        if control {
            ins.push(self.apply(Op::Qubit, &[], 1)[0]);
            results.push(QUBIT);
        }
        ins.extend([a, b, size, angle, bit]);
        results.extend([QUBIT, QUBIT]);
        let modified = Box::leak(Box::new(Modified {
            graph,
            modifiers,
            results: leak(results),
        }));
        let out = self.add(Op::Modified(modified), &ins, if control { 3 } else { 2 });
        let (controls, pair) = out.split_at(out.len() - 2);
        if control {
            self.apply(Op::Discard, controls, 0);
        }
        [pair[0], pair[1], k, t]
    }

    pub(crate) fn graph(
        self,
        signature: Signature,
        args: Vec<ValueId>,
        yields: Vec<ValueId>,
    ) -> &'static Graph {
        let numbers = leak(vec![0; self.values as usize]);
        Box::leak(Box::new(Graph {
            signature,
            values: Values {
                names: Names {
                    numbers,
                    table: &[""],
                },
                classes: numbers,
                types: &[Type::Unknown],
            },
            body: Region {
                args: leak(args),
                nodes: written(self.nodes),
                yields: leak(yields),
            },
            effects: Effects::NONE,
            results: &[],
            needs: &[],
        }))
    }
}

pub(crate) fn written(nodes: Vec<(Op, Vec<ValueId>, Vec<ValueId>)>) -> Nodes {
    let (mut records, mut shapes, mut rows): (Vec<Record>, Vec<NodeShape>, Vec<Row>) =
        Default::default();
    for (op, ins, outs) in nodes {
        records.push(Record {
            shape: shapes.len() as u32,
            at: rows.len() as u32,
            line: 1,
            column: rows.len() as u32 + 1,
        });
        for list in [&ins, &outs] {
            for part in list.chunks(4) {
                let mut row = [ValueId(0); 4];
                row[..part.len()].copy_from_slice(part);
                rows.push(row);
            }
        }
        shapes.push(NodeShape {
            op,
            ins: ins.len(),
            outs: outs.len(),
            literal: false,
        });
    }
    Nodes {
        records: leak(records),
        shapes: leak(shapes),
        rows: leak(rows),
        ..Nodes::NONE
    }
}

pub(crate) fn param(name: &'static str, ty: Type) -> Param {
    Param {
        name,
        ty,
        size: None,
        loc: Offset::NAME,
    }
}

pub(crate) fn signature(name: &'static str, params: Vec<Param>, result: Type) -> Signature {
    Signature {
        name,
        params: leak(params),
        result,
        stated: &[],
        loc: HERE,
    }
}

pub(crate) fn writer(seed: u64, callees: Vec<&'static Graph>) -> Writer {
    Writer {
        rng: StdRng::seed_from_u64(seed),
        values: 0,
        nodes: Vec::new(),
        sizes: Vec::new(),
        angles: Vec::new(),
        callees,
        bits: Vec::new(),
        whole: false,
        left: 12,
    }
}

/// A kernel that takes two qubits, a size, an angle and a bit.
fn inner(name: &'static str, seed: u64, callees: Vec<&'static Graph>) -> &'static Graph {
    let mut writer = writer(seed, callees);
    let args = [(); 5].map(|()| writer.value());
    let [a, b, m, t, bit] = args;
    writer.sizes.push(m);
    writer.angles.push(t);
    writer.bits.push(bit);
    let [a, b, ..] = writer.body([a, b, m, t], 2, false);
    let [uint, float] = [Element::UInt, Element::Float].map(Type::Scalar);
    let params = [
        ("a", QUBIT),
        ("b", QUBIT),
        ("m", uint),
        ("t", float),
        ("bit", BIT),
    ];
    let params = params.map(|(name, ty)| param(name, ty)).to_vec();
    writer.graph(signature(name, params, PAIR), args.to_vec(), vec![a, b])
}

/// An entry kernel with the sizes `n` and `m` and the arguments `x` and `y`, which calls others and gives two measured bits.
pub(crate) fn outer(seed: u64) -> &'static Graph {
    let leaf = inner("leaf", seed ^ 0xaaaa, Vec::new());
    let middle = inner("middle", seed ^ 0x5555, vec![leaf]);
    let mut writer = writer(seed, vec![leaf, middle]);
    writer.whole = true;
    let args = [(); 4].map(|()| writer.value());
    writer.sizes.extend(&args[..2]);
    writer.angles.extend(&args[2..]);
    let qubits = [
        writer.apply(Op::Qubit, &[], 1)[0],
        writer.apply(Op::Qubit, &[], 1)[0],
    ];
    let zero = writer.number(0);
    let [a, b, ..] = writer.body([qubits[0], qubits[1], zero, args[3]], 3, false);
    // Turned, so that the bits depend on the phases, too.
    let bits = [(a, args[2]), (b, args[3])].map(|(qubit, angle)| {
        let (kind, controls) = (GateKind::Rx, 0);
        let turned = writer.apply(Op::Gate { kind, controls }, &[qubit, angle], 1);
        writer.apply(Op::Measure, &turned, 1)[0]
    });
    let (uint, float) = (Type::Scalar(Element::UInt), Type::Scalar(Element::Float));
    let params = [("n", uint), ("m", uint), ("x", float), ("y", float)];
    let params = params.map(|(name, ty)| param(name, ty)).to_vec();
    writer.graph(
        signature("outer", params, Type::Tuple(&[BIT, BIT])),
        args.to_vec(),
        bits.to_vec(),
    )
}
