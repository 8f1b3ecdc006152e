//! Random graphs: numbers put into the formulas are those of the bound circuit.

mod hostile;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::Formulas;
use crate::compile::bind;
use crate::gate::GateKind;
use crate::graph::{
    BinaryOp, Constant, Effects, Element, Graph, Loc, Modified, Modifier, Names, Nodes, Op, Param,
    Record, Region, Row, Shape, Signature, Type, ValueId, Values,
};
use crate::kernel::Binding;
use crate::resources::Resources;

const HERE: Loc = Loc {
    file: "random",
    line: 1,
    column: 1,
};
const QUBIT: Type = Type::Scalar(Element::Qubit);
const PAIR: Type = Type::Tuple(&[QUBIT, QUBIT]);

fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

/// Writes a graph whose state is two qubits and a number.
struct Writer {
    rng: StdRng,
    values: u32,
    nodes: Vec<(Op, Vec<ValueId>, Vec<ValueId>)>,
    /// Numbers that are known, and that do not grow from one iteration to the next.
    sizes: Vec<ValueId>,
    /// Kernels that may be called.
    callees: Vec<&'static Graph>,
    /// Bits that are not known when the kernel is counted.
    bits: Vec<ValueId>,
    /// Whether qubits may be allocated and measured: not where the kernel is called under a modifier.
    whole: bool,
    /// How many nodes may still be written.
    left: usize,
}

type State = [ValueId; 3];

impl Writer {
    fn value(&mut self) -> ValueId {
        self.values += 1;
        ValueId(self.values - 1)
    }

    fn add(&mut self, op: Op, ins: &[ValueId], outs: usize) -> Vec<ValueId> {
        let outs: Vec<ValueId> = (0..outs).map(|_| self.value()).collect();
        self.nodes.push((op, ins.to_vec(), outs.clone()));
        outs
    }

    fn number(&mut self, value: u64) -> ValueId {
        self.add(Op::Constant(Constant::UInt(value)), &[], 1)[0]
    }

    fn size(&mut self, depth: usize) -> ValueId {
        let small = self.rng.random_range(0..4);
        match self.rng.random_range(0..if depth == 0 { 4 } else { 10 }) {
            0 => self.number(small),
            1..=3 => self.sizes[self.rng.random_range(0..self.sizes.len())],
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

    fn condition(&mut self, depth: usize) -> ValueId {
        if depth > 0 && self.rng.random_bool(0.3) {
            let (a, b) = (self.condition(depth - 1), self.condition(depth - 1));
            let ops = [BinaryOp::And, BinaryOp::Or, BinaryOp::Eq, BinaryOp::Xor];
            let op = ops[self.rng.random_range(0..ops.len())];
            return self.add(Op::Binary(op), &[a, b], 1)[0];
        }
        if !self.bits.is_empty() && self.rng.random_bool(0.4) {
            return self.bits[self.rng.random_range(0..self.bits.len())];
        }
        if self.whole && self.rng.random_bool(0.4) {
            let qubit = self.add(Op::Qubit, &[], 1);
            return self.add(Op::Measure, &qubit, 1)[0];
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
        let op = ops[self.rng.random_range(0..ops.len())];
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
        let sizes = self.sizes.len();
        let state = self.body(state, depth, frozen);
        self.sizes.truncate(sizes);
        let nodes = std::mem::replace(&mut self.nodes, outer);
        Box::leak(Box::new(Region {
            args: leak(args),
            nodes: written(nodes),
            yields: leak(state.to_vec()),
        }))
    }

    /// `frozen`: the number stays as it is, in the arms of branches on measured bits.
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

    fn statement(&mut self, [a, b, k]: State, depth: usize, frozen: bool) -> State {
        match self.rng.random_range(0..if depth == 0 { 4 } else { 9 }) {
            0 => {
                if self.rng.random_bool(0.2) {
                    let angle = self.add(Op::Constant(Constant::Float(0.5)), &[], 1);
                    let (kind, controls) = (GateKind::GlobalPhase, 0);
                    self.add(Op::Gate { kind, controls }, &angle, 0);
                    return [a, b, k];
                }
                let kinds = [GateKind::H, GateKind::T, GateKind::S];
                let kind = kinds[self.rng.random_range(0..kinds.len())];
                let out = self.add(Op::Gate { kind, controls: 0 }, &[a], 1);
                [out[0], b, k]
            }
            1 => {
                let (kind, controls) = match self.rng.random_bool(0.5) {
                    true => (GateKind::X, 1),
                    false => (GateKind::Iswap, 0),
                };
                let out = self.add(Op::Gate { kind, controls }, &[a, b], 2);
                [out[0], out[1], k]
            }
            2 if self.whole => {
                let length = self.size(1);
                let register = self.add(Op::QubitArray, &[length], 1);
                self.add(Op::Discard, &register, 0);
                [a, b, k]
            }
            3 if !frozen => {
                let step = self.rng.random_range(0..3);
                let step = self.number(step);
                let next = match self.rng.random_range(0..4) {
                    0 => self.size(1),
                    _ => self.add(Op::Binary(BinaryOp::Add), &[k, step], 1)[0],
                };
                [a, b, next]
            }
            4 | 5 => {
                let start = self.size(1);
                let end = if self.rng.random_bool(0.3) {
                    k
                } else {
                    self.size(1)
                };
                let step = self.rng.random_range(1..4);
                let step = self.number(step);
                let down = self.rng.random_bool(0.3);
                let var = self.value();
                let inner = [self.value(), self.value(), self.value()];
                let sizes = self.sizes.len();
                self.sizes.push(var);
                let body = self.region(
                    [vec![var], inner.to_vec()].concat(),
                    inner,
                    depth - 1,
                    frozen,
                );
                self.sizes.truncate(sizes);
                let out = self.add(Op::For { body, down }, &[start, end, step, a, b, k], 3);
                [out[0], out[1], out[2]]
            }
            6 | 7 => {
                let condition = self.condition(1);
                let then = self.region(Vec::new(), [a, b, k], depth - 1, true);
                let otherwise = self.region(Vec::new(), [a, b, k], depth - 1, true);
                let out = self.add(Op::If { then, otherwise }, &[condition], 3);
                [out[0], out[1], k]
            }
            _ if self.callees.is_empty() => [a, b, k],
            _ => {
                let callee = self.callees[self.rng.random_range(0..self.callees.len())];
                self.call(callee, [a, b, k])
            }
        }
    }

    fn call(&mut self, graph: &'static Graph, [a, b, k]: State) -> State {
        let size = self.size(1);
        let bit = self.condition(1);
        let modifiers: &'static [Modifier] = match self.rng.random_range(0..7) {
            0 => &[Modifier::Inverse],
            1 => &[Modifier::Power],
            2 => &[Modifier::Inverse, Modifier::Power, Modifier::Inverse],
            3 if self.whole => &[Modifier::Control],
            4 if self.whole => &[Modifier::Control, Modifier::Power, Modifier::Inverse],
            _ => {
                let out = self.add(Op::Call(graph), &[a, b, size, bit], 2);
                return [out[0], out[1], k];
            }
        };
        let (mut ins, mut results) = (Vec::new(), Vec::new());
        if modifiers.contains(&Modifier::Power) {
            ins.push(self.size(1));
        }
        let control = modifiers.contains(&Modifier::Control);
        if control {
            ins.push(self.add(Op::Qubit, &[], 1)[0]);
            results.push(QUBIT);
        }
        ins.extend([a, b, size, bit]);
        results.extend([QUBIT, QUBIT]);
        let modified = Box::leak(Box::new(Modified {
            graph,
            modifiers,
            results: leak(results),
        }));
        let out = self.add(Op::Modified(modified), &ins, if control { 3 } else { 2 });
        let (controls, pair) = out.split_at(out.len() - 2);
        if control {
            self.add(Op::Discard, controls, 0);
        }
        [pair[0], pair[1], k]
    }

    fn graph(
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

fn written(nodes: Vec<(Op, Vec<ValueId>, Vec<ValueId>)>) -> Nodes {
    let (mut records, mut shapes, mut rows): (Vec<Record>, Vec<Shape>, Vec<Row>) =
        Default::default();
    for (op, ins, outs) in nodes {
        records.push(Record {
            shape: shapes.len() as u32,
            at: rows.len() as u32,
            line: 1,
            column: 1,
        });
        for list in [&ins, &outs] {
            for part in list.chunks(4) {
                let mut row = [ValueId(0); 4];
                row[..part.len()].copy_from_slice(part);
                rows.push(row);
            }
        }
        shapes.push(Shape {
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
        file: "random",
        ..Nodes::NONE
    }
}

fn param(name: &'static str, ty: Type) -> Param {
    Param {
        name,
        ty,
        size: None,
        loc: HERE,
    }
}

fn signature(name: &'static str, params: Vec<Param>, result: Type) -> Signature {
    Signature {
        name,
        params: leak(params),
        result,
        stated: &[],
        loc: HERE,
    }
}

fn writer(seed: u64, callees: Vec<&'static Graph>) -> Writer {
    Writer {
        rng: StdRng::seed_from_u64(seed),
        values: 0,
        nodes: Vec::new(),
        sizes: Vec::new(),
        callees,
        bits: Vec::new(),
        whole: false,
        left: 12,
    }
}

/// A kernel that takes two qubits, a size and a bit.
fn inner(name: &'static str, seed: u64, callees: Vec<&'static Graph>) -> &'static Graph {
    let mut writer = writer(seed, callees);
    let args = [(); 4].map(|()| writer.value());
    let [a, b, m, bit] = args;
    writer.sizes.push(m);
    writer.bits.push(bit);
    let [a, b, _] = writer.body([a, b, m], 2, false);
    let [uint, flag] = [Element::UInt, Element::Bit].map(Type::Scalar);
    let params = vec![
        param("a", QUBIT),
        param("b", QUBIT),
        param("m", uint),
        param("bit", flag),
    ];
    writer.graph(signature(name, params, PAIR), args.to_vec(), vec![a, b])
}

fn outer(seed: u64) -> &'static Graph {
    let leaf = inner("leaf", seed ^ 0xaaaa, Vec::new());
    let middle = inner("middle", seed ^ 0x5555, vec![leaf]);
    let mut writer = writer(seed, vec![leaf, middle]);
    writer.whole = true;
    let args = [writer.value(), writer.value()];
    writer.sizes.extend(args);
    let qubits = [
        writer.add(Op::Qubit, &[], 1)[0],
        writer.add(Op::Qubit, &[], 1)[0],
    ];
    let zero = writer.number(0);
    let [a, b, _] = writer.body([qubits[0], qubits[1], zero], 3, false);
    writer.add(Op::Discard, &[a], 0);
    writer.add(Op::Discard, &[b], 0);
    let uint = Type::Scalar(Element::UInt);
    let params = vec![param("n", uint), param("m", uint)];
    writer.graph(
        signature("outer", params, Type::Tuple(&[])),
        args.to_vec(),
        Vec::new(),
    )
}

#[test]
fn numbers_are_those_of_the_bound_circuit() {
    let mut bound = 0;
    for seed in 0..450 {
        let graph = outer(seed);
        let formulas = Formulas::of(graph);
        for (n, m) in [(0, 0), (1, 0), (0, 2), (1, 1), (2, 3), (4, 1), (5, 5)] {
            let Ok(program) = bind(graph, vec![Binding::UInt(n), Binding::UInt(m)]) else {
                continue;
            };
            bound += 1;
            let expected = Resources::of(&program);
            let found = formulas.at(&[("n", n), ("m", m)]).unwrap_or_else(|error| {
                panic!("seed {seed}, n = {n}, m = {m}: {error}\n{formulas}\n{expected}")
            });
            assert!(
                found.agrees_with(&expected),
                "seed {seed}, n = {n}, m = {m}\n{formulas}\n{found}\n{expected}"
            );
        }
    }
    assert!(bound > 2000, "{bound} bound circuits");
}
