//! The graph of a kernel is constant data: typed, located, and of a size that does not depend on its sizes.

use qkernel_runtime::graph::{BinaryOp, Element, Graph, Node, Op, Region, SizeExpr, Type};
use qkernel_runtime::prelude::*;

#[qkernel]
fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonian: Observable,
) -> Float {
    let mut q = qubit_array(n_qubits);
    for i in range(n_qubits) {
        q[i] = ry(q[i], inputs[i]);
    }
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, hamiltonian)
}

/// Every kind of value that there is.
#[qkernel]
fn everything(
    n: UInt,
    flag: Bit,
    marks: Vector<Bit>,
    table: Vector<UInt, { n + 1 }>,
    x: Float,
    m: Matrix<Float>,
    hs: Vector<Observable>,
) -> (Vector<Float>, Float, Bit, Vector<Bit>) {
    let mut q = qubit_array(n);
    let (mut a, b) = cx(h(qubit()), qubit());
    let mut sum = 0.5;
    for i in range(n - 1, 0, -1) {
        let index = table[i] % n;
        if flag && !marks[i] || index == 0 {
            sum += x.sin() * m[(i, 0)];
            q[i] = ry(q[i], sum);
        } else {
            let turned = rx(q[i], -x);
            q[i] = turned;
        }
    }
    let hit = measure(b);
    if hit {
        a = z(a);
    }
    let pair = (a, 2.0 * sum);
    let value = expval(pair.0, hs[0]);
    let values = expval(qubit_array(1), hs);
    (values, value + pair.1, hit, measure(q))
}

/// How many nodes a graph has, those in loops, branches and called kernels included.
const fn count(region: &Region) -> usize {
    let mut nodes = 0;
    let mut k = 0;
    while k < region.nodes.len() {
        nodes += 1 + match region.nodes.get(k).op {
            Op::Call(graph) => count(&graph.body),
            Op::For { body, .. } => count(body),
            Op::If { then, otherwise } => count(then) + count(otherwise),
            _ => 0,
        };
        k += 1;
    }
    nodes
}

const fn nodes<K: Kernel>() -> usize {
    count(&K::GRAPH.body)
}

/// Known to rustc: it can be the length of an array.
const NODES: usize = nodes::<variational_ansatz>();

#[test]
fn loops_are_not_unrolled() -> Result<(), Error> {
    let _: [u8; NODES] = [0; nodes::<variational_ansatz>()];
    assert!((20..100).contains(&NODES), "{NODES}");
    // The kernel has one graph, whatever it is bound to; only the circuit grows.
    let small = variational_ansatz {
        n_qubits: 4,
        n_layers: 2,
        hamiltonian: Z(0),
    };
    let large = variational_ansatz {
        n_qubits: 400,
        n_layers: 2,
        hamiltonian: Z(0),
    };
    let size = |kernel: &variational_ansatz| count(&graph_of(kernel).body);
    assert_eq!((size(&small), size(&large)), (NODES, NODES));
    let gates = |kernel: variational_ansatz| -> Result<usize, Error> {
        Ok(kernel.compile()?.resources().gates)
    };
    assert_eq!((gates(small)?, gates(large)?), (34, 400 * 7 + 399 * 2));
    Ok(())
}

fn graph_of<K: Kernel>(_: &K) -> Graph {
    K::GRAPH
}

#[test]
fn signatures() {
    let signature = variational_ansatz::SIGNATURE;
    assert_eq!(signature, variational_ansatz::GRAPH.signature);
    assert_eq!(signature.name, "variational_ansatz");
    assert_eq!((signature.loc.file, signature.loc.column), (file!(), 4));
    assert_eq!(signature.result, Type::Scalar(Element::Float));
    let params: Vec<_> = signature
        .params
        .iter()
        .map(|p| (p.name, p.ty, p.size.map(|size| size.text)))
        .collect();
    assert_eq!(
        params,
        [
            ("n_qubits", Type::Scalar(Element::UInt), None),
            ("n_layers", Type::Scalar(Element::UInt), None),
            ("inputs", Type::Vector(Element::Float), Some("n_qubits")),
            (
                "weights",
                Type::Vector(Element::Float),
                Some("n_layers * n_qubits * 3")
            ),
            ("hamiltonian", Type::Scalar(Element::Observable), None),
        ]
    );
    const LAYER: SizeExpr =
        SizeExpr::Binary(BinaryOp::Mul, &SizeExpr::Param(1), &SizeExpr::Param(0));
    assert_eq!(
        signature.params[3].size.unwrap().value,
        SizeExpr::Binary(BinaryOp::Mul, &LAYER, &SizeExpr::Constant(3))
    );
    for (below, param) in (1..).zip(signature.params) {
        let loc = variational_ansatz::GRAPH.loc(param.loc);
        let below = signature.loc.line + below;
        assert_eq!((loc.line, loc.column), (below, 5), "{}", param.name);
    }

    let signature = everything::SIGNATURE;
    let types: Vec<Type> = signature.params.iter().map(|param| param.ty).collect();
    use Element::*;
    assert_eq!(
        types,
        [
            Type::Scalar(UInt),
            Type::Scalar(Bit),
            Type::Vector(Bit),
            Type::Vector(UInt),
            Type::Scalar(Float),
            Type::Matrix(Float),
            Type::Vector(Observable)
        ]
    );
    assert_eq!(
        signature.result,
        Type::Tuple(&[
            Type::Vector(Float),
            Type::Scalar(Float),
            Type::Scalar(Bit),
            Type::Vector(Bit)
        ])
    );
    const {
        assert!(
            everything::GRAPH.effects.measures() && !variational_ansatz::GRAPH.effects.measures()
        )
    };

    // Gates and operations are kernels with signatures, too.
    assert_eq!(crx::SIGNATURE.params.len(), 3);
    assert_eq!(
        crx::SIGNATURE.result,
        Type::Tuple(&[Type::Scalar(Qubit), Type::Scalar(Qubit)])
    );
    assert_eq!(ry_layer::SIGNATURE.result, Type::Vector(Qubit));
}

/// The values of a graph and of all that it calls.
fn for_each_graph(graph: &'static Graph, look: &mut dyn FnMut(&'static Graph)) {
    fn inside(region: &'static Region, look: &mut dyn FnMut(&'static Graph)) {
        for node in region.nodes.iter() {
            match node.op {
                Op::Call(graph) => for_each_graph(graph, look),
                Op::For { body, .. } => inside(body, look),
                Op::If { then, otherwise } => {
                    inside(then, look);
                    inside(otherwise, look);
                }
                _ => {}
            }
        }
    }
    look(graph);
    inside(&graph.body, look);
}

fn has_unknown(ty: &Type) -> bool {
    match ty {
        Type::Unknown => true,
        Type::Tuple(parts) => parts.iter().any(has_unknown),
        _ => false,
    }
}

#[test]
fn every_value_has_a_type() {
    const GRAPHS: [&Graph; 4] = [
        &variational_ansatz::GRAPH,
        &everything::GRAPH,
        &qkernel_tests::listed::listed::GRAPH,
        &angle_encoding::GRAPH,
    ];
    let mut seen = 0;
    for graph in GRAPHS {
        for_each_graph(graph, &mut |graph| {
            for (number, value) in graph.values.iter().enumerate() {
                let name = graph.signature.name;
                assert!(
                    !has_unknown(&value.ty),
                    "`{name}`: value {number} `{}` has no type",
                    value.name
                );
                seen += 1;
            }
            let given: Vec<Type> = graph
                .body
                .yields
                .iter()
                .map(|id| graph.values.ty(*id))
                .collect();
            let declared = match graph.signature.result {
                Type::Tuple(parts) => parts.to_vec(),
                ty => vec![ty],
            };
            assert_eq!(given, declared, "`{}`", graph.signature.name);
        });
    }
    assert!(seen > 200, "{seen}");
    let named = |name: &str| {
        everything::GRAPH
            .values
            .iter()
            .filter(|value| value.name == name)
            .map(|value| value.ty)
            .next()
    };
    assert_eq!(named("index"), Some(Type::Scalar(Element::UInt)));
    assert_eq!(named("hit"), Some(Type::Scalar(Element::Bit)));
    assert_eq!(named("values"), Some(Type::Vector(Element::Float)));
}

fn calls(region: &'static Region, found: &mut Vec<(&'static str, Node)>) {
    for node in region.nodes.iter() {
        match node.op {
            Op::Call(graph) => found.push((graph.signature.name, node)),
            Op::For { body, .. } => calls(body, found),
            Op::If { then, otherwise } => {
                calls(then, found);
                calls(otherwise, found);
            }
            _ => {}
        }
    }
}

/// Every call knows its line, counted from the name of the kernel.
#[test]
fn calls_are_located() {
    let mut found = Vec::new();
    calls(&const { &variational_ansatz::GRAPH }.body, &mut found);
    let signature = variational_ansatz::SIGNATURE.loc;
    let places: Vec<_> = found
        .iter()
        .map(|(name, node)| {
            let loc = variational_ansatz::GRAPH.loc(node.loc);
            assert_eq!(loc.file, file!());
            (*name, loc.line - signature.line, loc.column)
        })
        .collect();
    assert_eq!(
        places,
        [
            ("qubit_array", 7, 17),
            ("ry", 9, 16),
            ("rz_layer", 13, 13),
            ("ry_layer", 14, 13),
            ("rz_layer", 15, 13),
            ("cz_entangling_layer", 16, 13),
            ("expval", 18, 5),
        ]
    );
}
