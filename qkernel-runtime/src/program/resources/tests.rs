use std::collections::BTreeMap;

use super::Resources;
use crate::gate::GateKind;
use crate::testing::{ansatz, branch, constant, gate, measure, program};

#[test]
fn prints_the_tutorial_circuit() {
    let printed = Resources::of(&ansatz(4, 2)).to_string();
    assert_eq!(
        printed,
        "Resource Estimate:
  Qubits: 4
  Gates:
    Total: 34
    Single-qubit: 28
    Two-qubit: 6
    Multi-qubit: 0
    T gates: 0
    Clifford gates: 6
    Rotation gates: 28
  Depth: 12
  Two-qubit depth: 5
  T depth: 0
  Measurements: 0
  Gates by name:
    cz: 6
    ry: 12
    rz: 16"
    );
}

#[test]
fn layers_wait_for_qubits_and_bits() {
    use GateKind::{GlobalPhase, H, Rz, T, X};
    let angle = [constant(0.3)];
    let mut program = program(
        3,
        vec![],
        vec![
            gate(H, &[], &[0], &[]),
            gate(T, &[], &[0], &[]),
            measure(0, 0),
            branch(
                0,
                vec![gate(X, &[1], &[2], &[]), gate(T, &[1], &[2], &[])],
                vec![gate(X, &[], &[1], &[])],
            ),
            gate(X, &[0, 1], &[2], &[]),
            gate(Rz, &[0], &[1], &angle),
            gate(GlobalPhase, &[], &[], &angle),
            gate(GlobalPhase, &[0], &[], &angle),
        ],
        vec![],
    );
    program.bits = 1;
    let found = Resources::of(&program);
    let expected = Resources {
        qubits: 3,
        allocations: 3,
        gates: 7,
        single_qubit: 3,
        two_qubit: 3,
        multi_qubit: 1,
        t: 1,
        clifford: 2,
        rotation: 2,
        measurements: 1,
        resets: 0,
        // Three on qubit 0, two in the branch, then three more.
        depth: 8,
        two_qubit_depth: 4,
        t_depth: 1,
        dead_parameters: Vec::new(),
        calls: BTreeMap::new(),
        gates_by_name: [
            ("ccx", 1),
            ("crz", 1),
            ("ct", 1),
            ("cx", 1),
            ("h", 1),
            ("p", 1),
            ("t", 1),
        ]
        .map(|(name, count)| (name.to_owned(), count))
        .into(),
    };
    assert_eq!(found, expected);
}

/// What one arm writes into a bit is there for the other as it was before.
#[test]
fn a_bit_that_one_arm_writes() {
    use GateKind::{H, X};
    let early = || vec![measure(1, 0)];
    for (then, otherwise, depth) in [
        (vec![], early(), 7),
        (early(), vec![], 7),
        (early(), early(), 6),
    ] {
        let slow = (0..5).map(|_| gate(H, &[], &[0], &[]));
        let rest = [
            measure(0, 0),
            branch(1, then, otherwise),
            branch(0, vec![gate(X, &[], &[2], &[])], vec![]),
        ];
        let mut program = program(3, vec![], slow.chain(rest).collect(), vec![]);
        program.bits = 2;
        assert_eq!(Resources::of(&program).depth, depth);
    }
}

/// The time goes with what the arms do: not with all qubits and bits for each branch.
#[test]
fn many_branches_on_many_bits() {
    const ROUNDS: usize = 1 << 15;
    let rounds = (0..ROUNDS).flat_map(|k| {
        let correction = gate(GateKind::X, &[], &[k], &[]);
        [measure(k, k), branch(k, vec![correction], vec![])]
    });
    let mut program = program(ROUNDS, vec![], rounds.collect(), vec![]);
    program.bits = ROUNDS;
    let found = Resources::of(&program);
    assert_eq!((found.gates, found.depth), (ROUNDS, 2));
}
