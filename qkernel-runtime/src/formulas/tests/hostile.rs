//! Kernels that would take for ever, or more memory than there is, or more stack.

use crate::formulas::{FormulaError, Formulas};
use crate::gate::GateKind;
use crate::graph::{
    BinaryOp, Element, Graph, Modified, Modifier, Op, Order, Region, Type, ValueId,
};
use crate::testing::graphs::{QUBIT, Writer, leak, param, signature, writer, written};

/// A kernel on a qubit and a size, `name(q, n)`.
fn kernel(
    name: &'static str,
    body: impl FnOnce(&mut Writer, ValueId, ValueId) -> ValueId,
) -> &'static Graph {
    let mut writer = writer(0, Vec::new());
    let args = [writer.value(), writer.value()];
    let q = body(&mut writer, args[0], args[1]);
    let params = vec![param("q", QUBIT), param("n", Type::Scalar(Element::UInt))];
    writer.graph(signature(name, params, QUBIT), args.to_vec(), vec![q])
}

impl Writer {
    fn binary(&mut self, op: BinaryOp, left: ValueId, right: ValueId) -> ValueId {
        self.add(Op::Binary(op), &[left, right], 1)[0]
    }

    fn hadamard(&mut self, q: ValueId) -> ValueId {
        let kind = GateKind::H;
        self.add(Op::Gate { kind, controls: 0 }, &[q], 1)[0]
    }

    /// `for _ in 0..n { .. }` around a body that takes a qubit and gives it back.
    fn for_each(
        &mut self,
        q: ValueId,
        n: ValueId,
        body: impl FnOnce(&mut Writer, ValueId) -> ValueId,
    ) -> ValueId {
        let (zero, one) = (self.number(0), self.number(1));
        let outer = std::mem::take(&mut self.nodes);
        let (var, inner) = (self.value(), self.value());
        let yields = vec![body(self, inner)];
        let nodes = std::mem::replace(&mut self.nodes, outer);
        let region = Box::leak(Box::new(Region {
            args: leak(vec![var, inner]),
            nodes: written(nodes),
            yields: leak(yields),
        }));
        let op = Op::For {
            body: region,
            order: Order::Up,
        };
        self.add(op, &[zero, n, one, q], 1)[0]
    }
}

/// `depth` kernels, each of which calls the next one as `step` says; the last one is one gate.
fn chain(
    depth: usize,
    step: impl Fn(&mut Writer, &'static Graph, ValueId, ValueId) -> ValueId,
) -> &'static Graph {
    let last = kernel("k", |writer, q, _| writer.hadamard(q));
    (0..depth).fold(last, |next, _| {
        kernel("k", |writer, q, n| step(writer, next, q, n))
    })
}

fn call(writer: &mut Writer, graph: &'static Graph, q: ValueId, n: ValueId) -> ValueId {
    writer.add(Op::Call(graph), &[q, n], 1)[0]
}

#[test]
fn kernels_that_call_each_other_twice() {
    let twice = chain(60, |writer, next, q, n| {
        let q = call(writer, next, q, n);
        call(writer, next, q, n)
    });
    let formulas = Formulas::of(twice);
    assert_eq!(formulas.gates.to_string(), (1_u64 << 60).to_string());
    let numbers = formulas.at(&[("n", 3)]).unwrap();
    assert_eq!(numbers.gates, 1 << 60);
    // A kernel that is one gate is that gate.
    assert_eq!(numbers.calls["k"], (1 << 60) - 2);
    // In loops, under modifiers, with what is known growing on the way.
    let inverse: &Modified = Box::leak(Box::new(Modified {
        graph: chain(1, call),
        modifiers: &[Modifier::Inverse],
        results: &[QUBIT],
    }));
    let looped = chain(12, |writer, next, q, n| {
        let one = writer.number(1);
        let less = writer.binary(BinaryOp::Sub, n, one);
        writer.for_each(q, n, |writer, q| {
            let q = call(writer, next, q, less);
            let q = call(writer, next, q, less);
            writer.add(Op::Modified(inverse), &[q, n], 1)[0]
        })
    });
    // The product of 2n, 2(n - 1), .., of twelve factors; and three gates or so for each modified call.
    let numbers = Formulas::of(looped).at(&[("n", 14)]).unwrap();
    let (mut product, mut gates) = (1_usize, 0);
    for k in 0..12 {
        product *= 14 - k;
        gates += product << k;
    }
    assert_eq!(numbers.gates, (product << 12) + gates);
}

#[test]
fn calls_that_all_differ() {
    // f(n) calls g(2 n) and g(2 n + 1), and so on: no two calls are the same.
    let differ = chain(40, |writer, next, q, n| {
        let one = writer.number(1);
        let even = writer.binary(BinaryOp::Add, n, n);
        let odd = writer.binary(BinaryOp::Add, even, one);
        let q = call(writer, next, q, even);
        call(writer, next, q, odd)
    });
    let deep = chain(5000, call);
    for graph in [differ, deep] {
        let formulas = Formulas::of(graph);
        assert_eq!(formulas.gates.to_string(), "?");
        assert_eq!(
            formulas.at(&[("n", 1)]).unwrap_err().to_string(),
            "`k` has too many calls of kernels to be counted, each with other sizes or in another loop"
        );
    }
    // A kernel that calls itself cannot be declared, but one that is deep can.
    let deep = chain(200, call);
    assert_eq!(Formulas::of(deep).gates.to_string(), "1");
}

#[test]
fn sizes_that_double_with_every_line() {
    let too_large = |step: &dyn Fn(&mut Writer, ValueId, ValueId) -> ValueId| {
        let graph = kernel("k", |writer, q, n| {
            let size = (0..80).fold(n, |size, _| step(writer, size, n));
            writer.for_each(q, size, |writer, q| writer.hadamard(q))
        });
        let formulas = Formulas::of(graph);
        let text = formulas.to_string();
        assert!(text.len() < 1 << 20, "{}", text.len());
        for n in [0, 1, 2, 3, usize::MAX / 2, usize::MAX] {
            match formulas.at(&[("n", n)]) {
                Ok(_)
                | Err(
                    FormulaError::TooLarge
                    | FormulaError::Negative { .. }
                    | FormulaError::NotPositive { .. },
                ) => {}
                Err(error) => panic!("{error}"),
            }
        }
        formulas.gates.to_string()
    };
    let texts = [
        too_large(&|writer, size, _| writer.binary(BinaryOp::Mul, size, size)),
        too_large(&|writer, size, n| {
            let sum = writer.binary(BinaryOp::Add, size, n);
            writer.binary(BinaryOp::Rem, size, sum)
        }),
        too_large(&|writer, size, n| {
            let sum = writer.binary(BinaryOp::Add, size, n);
            writer.binary(BinaryOp::Div, sum, size)
        }),
    ];
    for text in texts {
        assert!(text.contains("too large"), "{text}");
    }
    // Sums, products and the rest at the ends of what a `usize` is.
    let square = kernel("k", |writer, q, n| {
        writer.for_each(q, n, |writer, q| {
            writer.for_each(q, n, |writer, q| {
                writer.for_each(q, n, |writer, q| writer.hadamard(q))
            })
        })
    });
    let formulas = Formulas::of(square);
    assert_eq!(formulas.gates.to_string(), "n^3");
    assert_eq!(
        formulas.at(&[("n", usize::MAX)]),
        Err(FormulaError::TooLarge)
    );
    assert_eq!(formulas.at(&[("n", 1 << 21)]).unwrap().gates, 1 << 63);
}
