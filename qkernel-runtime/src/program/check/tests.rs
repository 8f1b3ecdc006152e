use crate::gate::GateKind::{H, Ry, X};
use crate::observable::Z;
use crate::program::{Affine, Argument, Derived, Instruction, QubitId, Shape, SlotId};
use crate::testing::{
    again, allocate, argument, branch, derived, discard, gate, measure, program, reset, slot,
};

/// What is wrong with a program on two qubits and two bits.
fn fault(instructions: Vec<Instruction>) -> Result<(), String> {
    let mut program = program(2, vec![], instructions, vec![]);
    program.bits = 2;
    program.check().map_err(|error| {
        let text = error.to_string();
        text.strip_prefix("`tested`: ").unwrap_or(&text).to_owned()
    })
}

#[test]
fn a_qubit_lives_from_its_allocation_to_its_end() {
    let h = |qubit| gate(H, &[], &[qubit], &[]);
    for good in [
        vec![],
        // Put together by hand: there from the start, to the end.
        vec![h(0), measure(0, 0), h(0), reset(0)],
        vec![allocate(0), h(0), discard(0), allocate(1), measure(1, 0)],
        // Each arm has a qubit of its own, and each ends a qubit from outside.
        vec![
            measure(0, 0),
            branch(
                0,
                vec![allocate(1), gate(X, &[0], &[1], &[]), discard(0)],
                vec![discard(0)],
            ),
        ],
        vec![branch(0, vec![branch(1, vec![discard(0)], vec![])], vec![])],
        // What ends in one arm is there in the other.
        vec![branch(
            0,
            vec![branch(1, vec![], vec![discard(0)])],
            vec![h(0)],
        )],
    ] {
        assert_eq!(fault(good), Ok(()));
    }
    let at = "at tested.rs:7:3: qubit";
    for (bad, message) in [
        (
            vec![h(0), allocate(0)],
            "`h` {at} 0 is used before it is allocated",
        ),
        (
            vec![allocate(0), allocate(0)],
            "`qubit` {at} 0 is allocated twice",
        ),
        (
            vec![allocate(0), discard(0), allocate(0)],
            "`qubit` {at} 0 is allocated twice",
        ),
        (
            vec![discard(1), measure(1, 0)],
            "`measure` {at} 1 is used after its end",
        ),
        (
            vec![discard(1), discard(1)],
            "`discard` {at} 1 is used after its end",
        ),
        (
            vec![
                branch(0, vec![discard(1)], vec![]),
                gate(X, &[0], &[1], &[]),
            ],
            "`cx` {at} 1 is used after its end",
        ),
        (
            vec![branch(0, vec![allocate(1)], vec![]), reset(1)],
            "`reset` {at} 1 is used after its end",
        ),
        (
            vec![branch(0, vec![allocate(1)], vec![h(1)])],
            "`h` {at} 1 is used before it is allocated",
        ),
        (
            vec![branch(0, vec![allocate(1)], vec![allocate(1)])],
            "`qubit` {at} 1 is allocated twice",
        ),
        (
            vec![
                branch(0, vec![], vec![branch(1, vec![], vec![discard(0)])]),
                h(0),
            ],
            "`h` {at} 0 is used after its end",
        ),
        (
            vec![
                branch(0, vec![branch(1, vec![], vec![discard(0)])], vec![]),
                h(0),
            ],
            "`h` {at} 0 is used after its end",
        ),
    ] {
        assert_eq!(fault(bad), Err(message.replace("{at}", at)));
    }
}

#[test]
fn a_loop_ends_its_arm_and_leaves_what_it_found() {
    let h = |qubit| gate(H, &[], &[qubit], &[]);
    for good in [
        vec![branch(0, vec![again(1)], vec![])],
        // Measured, and there in the next round; a qubit of each round.
        vec![
            measure(0, 0),
            branch(
                0,
                vec![h(0), measure(0, 0), allocate(1), h(1), discard(1), again(0)],
                vec![],
            ),
            h(0),
        ],
        vec![branch(
            0,
            vec![branch(1, vec![h(0), again(1)], vec![]), again(0)],
            vec![discard(0)],
        )],
    ] {
        assert_eq!(fault(good), Ok(()));
    }
    let at = "`while` at tested.rs:7:3:";
    for (bad, message) in [
        (vec![again(0)], "it does not end the first arm of a branch"),
        (
            vec![branch(0, vec![], vec![again(0)])],
            "it does not end the first arm of a branch",
        ),
        (
            vec![branch(0, vec![again(0), h(0)], vec![])],
            "it does not end the first arm of a branch",
        ),
        (
            vec![branch(0, vec![discard(1), again(0)], vec![])],
            "qubit 1 ends in a round, and the next one needs it",
        ),
        (
            vec![branch(
                0,
                vec![branch(1, vec![], vec![discard(1)]), again(0)],
                vec![],
            )],
            "qubit 1 ends in a round, and the next one needs it",
        ),
    ] {
        assert_eq!(fault(bad), Err(format!("{at} {message}")));
    }
    let beyond = fault(vec![branch(0, vec![again(2)], vec![])]);
    assert_eq!(beyond, Err("bit 2 does not exist, there are 2".into()));
}

#[test]
fn everything_that_is_named_exists() {
    for (bad, message) in [
        (
            gate(H, &[], &[2], &[]),
            "qubit 2 does not exist, there are 2",
        ),
        (gate(X, &[1], &[1], &[]), "qubit 1 is used twice"),
        (gate(X, &[], &[0, 1], &[]), "2 targets where 1 are needed"),
        (gate(Ry, &[], &[0], &[]), "0 angles where 1 are needed"),
        (measure(0, 2), "bit 2 does not exist, there are 2"),
        (allocate(5), "qubit 5 does not exist, there are 2"),
        (
            gate(Ry, &[], &[0], &[slot(0, 0)]),
            "there is no number 0 of argument 0",
        ),
    ] {
        let found = fault(vec![bad]).unwrap_err();
        assert!(found.ends_with(message), "{found}");
    }
    // A qubit by its name, where it has one.
    let mut named = program(2, vec![], vec![gate(X, &[1], &[1], &[])], vec![]);
    let name = named.names.intern("data");
    named
        .qubit_registers
        .push(name, false, [0, 1].map(QubitId::new));
    let found = named.check().unwrap_err().to_string();
    assert!(
        found.ends_with("qubit 1 (`data[1]`) is used twice"),
        "{found}"
    );
    named.instructions = vec![discard(1), measure(1, 0)].into();
    named.bits = 1;
    let found = named.check().unwrap_err().to_string();
    assert!(
        found.ends_with("qubit 1 (`data[1]`) is used after its end"),
        "{found}"
    );
    let mut nameless = measure(0, 0);
    if let Instruction::Measure { origin, .. } = &mut nameless {
        origin.kernel = 9.into();
    }
    assert_eq!(
        fault(vec![nameless]),
        Err("`measure` at tested.rs:7:3: name 9 does not exist, there are 2".into())
    );
    assert_eq!(
        fault(vec![branch(7, vec![], vec![])]),
        Err("bit 7 does not exist, there are 2".into())
    );
}

#[test]
fn slots_depend_on_earlier_ones() {
    let arguments = || -> Vec<Argument> {
        vec![
            argument("m", Shape::Matrix(2, 3)),
            argument("x", Shape::Scalar),
        ]
    };
    let with = |angle: Affine, more: Vec<Derived>| {
        let turn = gate(Ry, &[], &[0], &[angle]);
        let mut program = program(1, arguments(), vec![turn], vec![Z(0)]);
        program.derived.extend(more);
        program.check().map_err(|error| error.to_string())
    };
    assert_eq!(with(SlotId::entry(0, 1, 2).into(), vec![]), Ok(()));
    assert_eq!(with(slot(1, 0), vec![]), Ok(()));
    for missing in [
        SlotId::entry(0, 2, 0),
        SlotId::entry(0, 0, 3),
        SlotId::element(1, 1),
        SlotId::element(2, 0),
        SlotId::derived(1),
        SlotId::element(usize::MAX, 0),
    ] {
        let found = with(missing.into(), vec![]).unwrap_err();
        assert!(
            found.contains(&format!("there is no number {missing}")),
            "{found}"
        );
    }
    let late = with(derived(0), vec![]).unwrap_err();
    assert!(
        late.ends_with("an angle depends on an expectation value"),
        "{late}"
    );
    let itself = Derived::Product(slot(1, 0), derived(1));
    assert!(with(slot(1, 0), vec![itself]).is_err());
}
