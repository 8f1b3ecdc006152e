//! Pictures of circuits: the files in this folder, and what holds for random circuits.
//!
//! `DRAWN=overwrite cargo test -p qkernel-tests-runtime --test drawn` brings the files up to date.

#[path = "../instructions/mod.rs"]
mod instructions;
mod kernels;
#[path = "../made/mod.rs"]
mod made;

use std::path::Path;

use kernels::*;
use made::made;
use proptest::prelude::*;
use qkernel_runtime::draw::Drawing;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{Event, Instruction, Program, walk};

/// Compares with a file, or writes it.
fn is_drawn(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/drawn")
        .join(name);
    let text = format!("{text}\n");
    if std::env::var_os("DRAWN").is_some_and(|value| value == "overwrite") {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text, expected,
        "{name} differs; DRAWN=overwrite writes it, to be looked at"
    );
}

macro_rules! pictures {
    ($($name:ident $kernel:expr;)*) => {$(
        #[test]
        fn $name() {
            let drawing = $kernel.compile().unwrap().draw();
            is_drawn(concat!(stringify!($name), ".txt"), &drawing.to_string());
        }
    )*};
}

pictures! {
    tutorial tutorial { n_qubits: 4, n_layers: 2, hamiltonian: Z(0) };
    teleported teleport {};
    wires_reused rounds { rounds: 3 };
    every_gate every_gate {};
    controls many_controls {};
    long_angles long_angles {};
    frames frames {};
    observables observed { hs: vec![Z(0) * Z(1), 0.5 * X(1), Y(3)].into() };
    twenty_wires tutorial { n_qubits: 20, n_layers: 1, hamiltonian: Z(0) * Z(19) };
}

#[test]
fn narrow() {
    let circuit = tutorial {
        n_qubits: 2,
        n_layers: 1,
        hamiltonian: Z(0),
    }
    .compile()
    .unwrap();
    is_drawn("narrow.txt", &circuit.draw().width(40).to_string());
}

#[test]
fn nothing_is_drawn_of_nothing() {
    assert_eq!(Drawing::of(&Program::default()).to_string(), "(no qubits)");
    let idle = Program {
        qubits: 2,
        ..Program::default()
    };
    assert_eq!(Drawing::of(&idle).to_string(), "q0: ─\n\nq1: ─");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn everything_is_drawn_once(
        choices in prop::collection::vec((0u8..26, 0usize..64, 0usize..64), 0..80),
        from_the_start in 0usize..4,
        width in 0usize..120,
    ) {
        let program = made(&choices, from_the_start);
        let text = Drawing::of(&program).width(width).to_string();
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        prop_assert!(longest <= width.max(48), "{longest} > {width}\n{text}");
        let (mut gates, mut controlled, mut measured) = (0, 0, 0);
        for event in walk(&program.instructions) {
            match event {
                Event::Do(Instruction::Gate(gate)) if gate.controls.is_empty() => gates += 1,
                Event::Do(Instruction::Gate(_)) => controlled += 1,
                Event::Do(Instruction::Measure { .. }) => measured += 1,
                _ => {}
            }
        }
        let count = |mark| text.chars().filter(|&c| c == mark).count();
        prop_assert_eq!((count('x'), count('⊕'), count('M')), (gates, controlled, measured), "{}", text);
    }
}
