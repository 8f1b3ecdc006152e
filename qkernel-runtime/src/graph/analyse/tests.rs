//! Random kernels of loops in loops and calls in calls, each with one place that takes an element of a vector: what the
//! analysis says is held against every run with small sizes.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{Analysis, analyse};
use crate::bind::bind;
use crate::gates::cx;
use crate::graph::*;
use crate::kernel::{Binding, Kernel as _};
use crate::ops::{discard, qubit_array};
use crate::testing::graphs::{leak, param, signature, written};

/// Variables are the parameters `n` and `m`, and after them the variables of the loops, outermost first.
#[derive(Clone, Debug)]
enum Expr {
    Number(u64),
    Variable(usize),
    Length,
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
}

#[derive(Clone, Debug)]
struct Loop {
    start: Expr,
    end: Expr,
    step: Expr,
    order: Order,
}

#[derive(Clone, Debug)]
enum Access {
    /// `w[index]`
    Element(Expr),
    /// `cx(q[i], q[j])`, of a register that is as long as `w`.
    Pair(Expr, Expr),
    /// A call with `n`, `m` and `w`.
    Call(Box<Kernel>, Expr, Expr),
}

#[derive(Clone, Debug)]
struct Kernel {
    stated: Option<Expr>,
    loops: Vec<Loop>,
    /// The place is reached where the first is less than the second.
    condition: Option<(Expr, Expr)>,
    place: Access,
}

mod random {
    use super::*;

    fn leaf(rng: &mut StdRng, variables: usize) -> Expr {
        match rng.random_range(0..8) {
            0 | 1 => Expr::Number(rng.random_range(0..4)),
            2 => Expr::Length,
            _ => Expr::Variable(rng.random_range(0..variables)),
        }
    }

    fn expr(rng: &mut StdRng, variables: usize, depth: usize) -> Expr {
        if depth == 0 || rng.random_range(0..3) == 0 {
            return leaf(rng, variables);
        }
        let op =
            [BinaryOp::Add, BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul][rng.random_range(0..4)];
        let part = |rng: &mut StdRng| Box::new(expr(rng, variables, depth - 1));
        Expr::Binary(op, part(rng), part(rng))
    }

    /// A size over `n` and `m`.
    fn size(rng: &mut StdRng) -> Expr {
        loop {
            let size = expr(rng, 2, 2);
            if !mentions_length(&size) {
                return size;
            }
        }
    }

    fn mentions_length(expr: &Expr) -> bool {
        match expr {
            Expr::Length => true,
            Expr::Binary(_, left, right) => mentions_length(left) || mentions_length(right),
            _ => false,
        }
    }

    pub(super) fn kernel(rng: &mut StdRng, level: usize) -> Kernel {
        let mut loops = Vec::new();
        for depth in 0..rng.random_range(0..4) {
            let order = match rng.random_range(0..8) {
                0 => Order::UpReversed,
                1 => Order::Down,
                2 => Order::DownReversed,
                _ => Order::Up,
            };
            let (mut start, end) = (Expr::Number(0), expr(rng, 2 + depth, 1));
            if rng.random_range(0..2) == 0 {
                start = expr(rng, 2 + depth, 1);
            }
            let step = match rng.random_range(0..8) {
                0 => Expr::Variable(1),
                1 => Expr::Number(2),
                2 => Expr::Number(3),
                _ => Expr::Number(1),
            };
            loops.push(Loop {
                start,
                end,
                step,
                order,
            });
        }
        let variables = 2 + loops.len();
        let place = match rng.random_range(0..8) {
            0..4 if level > 0 => {
                let callee = Box::new(kernel(rng, level - 1));
                Access::Call(callee, expr(rng, variables, 1), expr(rng, variables, 1))
            }
            4 | 5 => Access::Pair(expr(rng, variables, 1), expr(rng, variables, 1)),
            _ => Access::Element(expr(rng, variables, 2)),
        };
        let stated = (rng.random_range(0..2) == 0).then(|| size(rng));
        let condition = (rng.random_range(0..6) == 0)
            .then(|| (expr(rng, variables, 1), expr(rng, variables, 1)));
        Kernel {
            stated,
            loops,
            condition,
            place,
        }
    }
}

/// A run that was refused.
struct Refused;

/// How often the place of the innermost kernel was reached, and in how many steps.
#[derive(Default)]
struct Count {
    reached: usize,
    steps: usize,
}

/// More would take too long.
const STEPS: usize = 3000;

/// Runs a kernel on numbers.
fn run(kernel: &Kernel, n: i64, m: i64, length: i64, count: &mut Count) -> Result<(), Refused> {
    if let Some(size) = &kernel.stated
        && value(size, &[n, m], length)? != length
    {
        return Err(Refused);
    }
    run_loops(kernel, &mut vec![n, m], length, count)
}

fn run_loops(
    kernel: &Kernel,
    variables: &mut Vec<i64>,
    length: i64,
    count: &mut Count,
) -> Result<(), Refused> {
    if let Some(each) = kernel.loops.get(variables.len() - 2) {
        let [start, end, step] =
            [&each.start, &each.end, &each.step].map(|expr| value(expr, variables, length));
        let (start, end, step) = (start?, end?, step?);
        if step == 0 {
            return Err(Refused);
        }
        let all = start..end;
        let most = STEPS + 1;
        let mut values: Vec<i64> = match each.order {
            Order::Down | Order::DownReversed => {
                all.rev().step_by(step as usize).take(most).collect()
            }
            _ => all.step_by(step as usize).take(most).collect(),
        };
        if matches!(each.order, Order::UpReversed | Order::DownReversed) {
            values.reverse();
        }
        for at in values {
            count.steps += 1;
            if count.steps > STEPS {
                return Err(Refused);
            }
            variables.push(at);
            run_loops(kernel, variables, length, count)?;
            variables.pop();
        }
        return Ok(());
    }
    if let Some((left, right)) = &kernel.condition
        && value(left, variables, length)? >= value(right, variables, length)?
    {
        return Ok(());
    }
    let inside = |index: i64| {
        if index < length {
            Ok(index)
        } else {
            Err(Refused)
        }
    };
    match &kernel.place {
        Access::Element(index) => {
            let index = value(index, variables, length)?;
            count.reached += 1;
            inside(index).map(|_| ())
        }
        Access::Pair(i, j) => {
            let (i, j) = (value(i, variables, length)?, value(j, variables, length)?);
            count.reached += 1;
            match inside(i)? == inside(j)? {
                true => Err(Refused),
                false => Ok(()),
            }
        }
        Access::Call(callee, n, m) => {
            let (n, m) = (value(n, variables, length)?, value(m, variables, length)?);
            run(callee, n, m, length, count)
        }
    }
}

fn value(expr: &Expr, variables: &[i64], length: i64) -> Result<i64, Refused> {
    let value = match expr {
        Expr::Number(number) => *number as i64,
        Expr::Variable(number) => variables[*number],
        Expr::Length => length,
        Expr::Binary(op, left, right) => {
            let left = value(left, variables, length)?;
            let right = value(right, variables, length)?;
            match op {
                BinaryOp::Add => left + right,
                BinaryOp::Sub => left - right,
                _ => left * right,
            }
        }
    };
    if value < 0 { Err(Refused) } else { Ok(value) }
}

/// Writes the graph of a kernel.
struct Builder {
    types: Vec<Type>,
}

type List = Vec<(Op, Vec<ValueId>, Vec<ValueId>)>;

impl Builder {
    fn fresh(&mut self, ty: Type) -> ValueId {
        self.types.push(ty);
        ValueId(self.types.len() as u32 - 1)
    }

    fn node(&mut self, nodes: &mut List, op: Op, ins: Vec<ValueId>, ty: Type) -> ValueId {
        let out = self.fresh(ty);
        nodes.push((op, ins, vec![out]));
        out
    }

    fn expr(&mut self, expr: &Expr, variables: &[ValueId], nodes: &mut List) -> ValueId {
        let (op, ins) = match expr {
            Expr::Variable(number) => return variables[*number],
            Expr::Number(number) => (Op::Constant(Constant::UInt(*number)), vec![]),
            Expr::Length => (Op::Len, vec![W]),
            Expr::Binary(op, left, right) => {
                let ins = [left, right].map(|part| self.expr(part, variables, nodes));
                (Op::Binary(*op), ins.to_vec())
            }
        };
        self.node(nodes, op, ins, UINT)
    }

    fn body(
        &mut self,
        kernel: &Kernel,
        variables: &mut Vec<ValueId>,
        args: Vec<ValueId>,
    ) -> Region {
        let mut nodes = Vec::new();
        if let Some(each) = kernel.loops.get(variables.len() - 2) {
            let ins = [&each.start, &each.end, &each.step];
            let ins = ins
                .map(|expr| self.expr(expr, variables, &mut nodes))
                .to_vec();
            let variable = self.fresh(UINT);
            variables.push(variable);
            let body = Box::leak(Box::new(self.body(kernel, variables, vec![variable])));
            let order = each.order;
            nodes.push((Op::For { body, order }, ins, vec![]));
        } else if let Some((left, right)) = &kernel.condition {
            let ins = [left, right].map(|expr| self.expr(expr, variables, &mut nodes));
            let less = Op::Binary(BinaryOp::Lt);
            let bit = self.node(&mut nodes, less, ins.to_vec(), Type::Scalar(Element::Bit));
            let then = region(Vec::new(), self.place(&kernel.place, variables));
            let otherwise = region(Vec::new(), Nodes::NONE);
            let op = Op::If {
                then: Box::leak(Box::new(then)),
                otherwise: Box::leak(Box::new(otherwise)),
            };
            nodes.push((op, vec![bit], vec![]));
        } else {
            return region(args, self.place(&kernel.place, variables));
        }
        region(args, listed(nodes, Vec::new()))
    }

    fn place(&mut self, place: &Access, variables: &[ValueId]) -> Nodes {
        let (mut nodes, mut apart) = (Vec::new(), Vec::new());
        match place {
            Access::Element(index) => {
                let index = self.expr(index, variables, &mut nodes);
                self.node(&mut nodes, Op::Take, vec![W, index], UINT);
            }
            Access::Pair(i, j) => {
                let length = self.node(&mut nodes, Op::Len, vec![W], UINT);
                let register = Type::Vector(Element::Qubit);
                let q = self.node(
                    &mut nodes,
                    Op::Call(&qubit_array::GRAPH),
                    vec![length],
                    register,
                );
                let indices = [i, j].map(|index| self.expr(index, variables, &mut nodes));
                let qubit = Type::Scalar(Element::Qubit);
                let taken =
                    indices.map(|index| self.node(&mut nodes, Op::Take, vec![q, index], qubit));
                let given = [self.fresh(qubit), self.fresh(qubit)];
                apart.push(nodes.len() as u32);
                nodes.push((Op::Call(&cx::GRAPH), taken.to_vec(), given.to_vec()));
                for (index, qubit) in indices.into_iter().zip(given) {
                    nodes.push((Op::Put, vec![q, index, qubit], vec![]));
                }
                nodes.push((Op::Call(&discard::GRAPH), vec![q], vec![]));
            }
            Access::Call(callee, n, m) => {
                let graph = Box::leak(Box::new(graph_of(callee).0));
                let [n, m] = [n, m].map(|expr| self.expr(expr, variables, &mut nodes));
                nodes.push((Op::Call(graph), vec![n, m, W], vec![]));
            }
        }
        listed(nodes, apart)
    }
}

const UINT: Type = Type::Scalar(Element::UInt);
const W: ValueId = ValueId(2);

/// All of these nodes matter to the analysis.
fn listed(nodes: List, apart: Vec<u32>) -> Nodes {
    let nodes = written(nodes);
    Nodes {
        sized: leak((0..nodes.shapes.len() as u32).collect()),
        apart: leak(apart),
        ..nodes
    }
}

fn region(args: Vec<ValueId>, nodes: Nodes) -> Region {
    Region {
        args: leak(args),
        nodes,
        yields: &[],
    }
}

fn stated(size: &Expr) -> SizeExpr {
    match size {
        Expr::Number(number) => SizeExpr::Constant(*number),
        Expr::Variable(number) => SizeExpr::Param(*number as u32),
        Expr::Length => unreachable!("a size without lengths"),
        Expr::Binary(op, left, right) => {
            let [left, right] = [left, right].map(|side| &*Box::leak(Box::new(stated(side))));
            SizeExpr::Binary(*op, left, right)
        }
    }
}

fn graph_of(kernel: &Kernel) -> (Graph, Analysis) {
    let size = kernel.stated.as_ref().map(|size| Size {
        text: "size",
        value: stated(size),
    });
    let w = param("w", Type::Vector(Element::UInt));
    let params = [param("n", UINT), param("m", UINT), Param { size, ..w }];
    let signature = signature("random", params.to_vec(), Type::Tuple(&[]));
    let mut builder = Builder {
        types: params.iter().map(|param| param.ty).collect(),
    };
    let args: Vec<ValueId> = (0..3).map(ValueId).collect();
    let body = builder.body(kernel, &mut args[..2].to_vec(), args.clone());
    let count = builder.types.len();
    let values = Values {
        names: Names {
            numbers: leak((0..count as u32).collect()),
            table: leak(
                (0..count)
                    .map(|id| ["n", "m", "w"].get(id).copied().unwrap_or("i"))
                    .collect(),
            ),
        },
        classes: leak((0..count as u32).collect()),
        types: leak(builder.types),
    };
    let analysis = analyse::<64>(&signature, values, &body);
    let graph = Graph {
        signature,
        values,
        body,
        effects: Effects::NONE,
        results: &[],
        needs: leak(analysis.needs[..analysis.needed].to_vec()),
    };
    (graph, analysis)
}

/// What is an error at `cargo check` is refused for all sizes for which its place is reached, and what a kernel needs of its
/// arguments when it is bound is what it refuses without knowing.
#[test]
fn what_is_wrong_for_every_size_is_refused_for_every_size() {
    let (mut wrong, mut needs, mut right) = (0, 0, 0);
    for seed in 0..800 {
        let kernel = random::kernel(&mut StdRng::seed_from_u64(seed), 2);
        let (graph, analysis) = graph_of(&kernel);
        let graph: &'static Graph = Box::leak(Box::new(graph));
        wrong += usize::from(analysis.count > 0);
        needs += usize::from(analysis.needed > 0);
        let mut met = false;
        for sizes in 0..4 * 4 * 7 {
            let (n, m, length) = (sizes % 4, sizes / 4 % 4, sizes / 16);
            let mut count = Count::default();
            let refused = run(&kernel, n, m, length, &mut count).is_err();
            if count.steps > STEPS {
                continue;
            }
            let reached = count.reached;
            let bound = bind(
                graph,
                vec![
                    Binding::UInt(n as usize),
                    Binding::UInt(m as usize),
                    Binding::UInts((0..length as usize).collect()),
                ],
            );
            // Written only where it is wanted: it takes longer than all else.
            let text = || format!("seed {seed}, n = {n}, m = {m}, length {length}: {kernel:#?}");
            assert_eq!(refused, bound.is_err(), "{}\n{:?}", text(), bound.err());
            met |= !refused && reached > 0;
            if analysis.count > 0 {
                let fault = analysis.faults[0].text;
                let fault = fault.as_str();
                // Where there is nothing, lengths that are stated are the same.
                let compares = fault.contains("of length") && !fault.contains("at least");
                let is_empty = reached == 0 || compares && (n == 0 || m == 0 || length == 0);
                assert!(refused || is_empty, "{fault}: {}", text());
            }
        }
        right += usize::from(met);
    }
    println!("{wrong} wrong, {right} right for some sizes, {needs} with needs");
    assert!(
        wrong > 100 && right > 100 && needs > 300,
        "{wrong} {right} {needs}"
    );
}
