//! Depths are the longest paths through all that depends on each other, and those that Qiskit finds for what is written.

use proptest::prelude::*;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::program::{BitId, Instruction};
use qkernel_runtime::resources::Resources;

use crate::pieces;

/// What is done on one way through the branches, each in the branch that was decided by that node.
enum Node<'p> {
    Do(&'p Instruction, Option<usize>),
    Decide(Vec<BitId>, Option<usize>),
}

type Way<'p> = Vec<std::rc::Rc<Node<'p>>>;

/// All ways that go on from one, whatever the bits are.
fn ways<'p>(list: &'p [Instruction], way: Way<'p>, branch: Option<usize>) -> Vec<Way<'p>> {
    list.iter().fold(vec![way], |all, instruction| {
        let go_on = |mut way: Way<'p>| match instruction {
            Instruction::Branch {
                condition,
                then,
                otherwise,
            } => {
                let here = Some(way.len());
                way.push(Node::Decide(condition.bits().collect(), branch).into());
                let arms = [then, otherwise];
                Vec::from_iter(arms.iter().flat_map(|arm| ways(arm, way.clone(), here)))
            }
            _ => {
                way.push(Node::Do(instruction, branch).into());
                vec![way]
            }
        };
        all.into_iter().flat_map(go_on).collect()
    })
}

/// Whether what is done at `late` needs what is done at `early`.
fn needs(way: &Way<'_>, late: usize, early: usize) -> bool {
    let writes = |k: usize, bit: BitId| matches!(&*way[k], Node::Do(Instruction::Measure { bit: own, .. }, _) if *own == bit);
    match (&*way[late], &*way[early]) {
        (Node::Do(_, branch) | Node::Decide(_, branch), _) if *branch == Some(early) => true,
        (Node::Do(late, _), Node::Do(early, _)) => late
            .qubits()
            .any(|qubit| early.qubits().any(|other| other == qubit)),
        (Node::Decide(bits, _), Node::Do(..)) => bits.iter().any(|&bit| {
            writes(early, bit) && !(early + 1..late).any(|between| writes(between, bit))
        }),
        _ => false,
    }
}

/// The longest path, each node with its weight.
fn longest(way: &Way<'_>, weight: impl Fn(&Instruction) -> bool) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for late in 0..way.len() {
        let before = (0..late).filter(|&early| needs(way, late, early));
        let own = matches!(&*way[late], Node::Do(instruction, _) if weight(instruction));
        ends.push(before.map(|early| ends[early]).max().unwrap_or(0) + usize::from(own));
    }
    ends.into_iter().max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn depths_are_longest_paths(random in pieces::random()) {
        let program = random.program();
        let list = program.instructions.to_vec();
        let all = ways(&list, Vec::new(), None);
        let depth = |weight: &dyn Fn(&Instruction) -> bool| {
            all.iter().map(|way| longest(way, weight)).max().unwrap_or(0)
        };
        let found = Resources::of(&program);
        let acts = |instruction: &Instruction| instruction.qubits().count();
        let is_t = |instruction: &Instruction| matches!(instruction, Instruction::Gate(gate)
            if gate.controls.is_empty() && matches!(gate.kind, GateKind::T | GateKind::Tdg));
        prop_assert_eq!(found.depth, depth(&|instruction| acts(instruction) > 0));
        prop_assert_eq!(found.two_qubit_depth, depth(&|instruction| acts(instruction) > 1));
        prop_assert_eq!(found.t_depth, depth(&is_t));
    }
}
