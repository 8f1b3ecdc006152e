//! Pictures of circuits: the files in this folder, and what holds for random circuits.
//!
//! `DRAWN=overwrite cargo test -p qkernel-tests-runtime --test drawn` brings the files up to date.

#[path = "../instructions/mod.rs"]
mod instructions;
mod kernels;
mod labels;
#[path = "../made/mod.rs"]
mod made;
mod names;

use std::path::Path;

use instructions::gate;
use kernels::*;
use made::made;
use proptest::prelude::*;
use qkernel_runtime::draw::{Drawing, Style};
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{
    Action, Argument, Call, CallArgument, Event, Instruction, Loop, NameId, Program, Scope,
    ScopeId, Shape, SlotId, walk,
};
use qkernel_tests::circuits::{teleport, variational_ansatz};

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
    let differs = |(a, b): &(&str, &str)| a != b;
    let line = text.lines().zip(expected.lines()).find(differs);
    assert!(
        text == expected,
        "{name} differs; DRAWN=overwrite writes it, to be looked at: {line:?}"
    );
}

macro_rules! pictures {
    ($($name:ident: $(@ $unbound:ident)? $($kernel:expr)? => $($file:literal $picture:expr),+;)*) => {$(
        #[test]
        fn $name() {
            $(let draw = || $kernel.compile().unwrap().draw();)?
            $(let draw = $unbound::draw;)?
            $(
                let picture: fn(Drawing) -> String = $picture;
                is_drawn($file, &picture(draw()));
            )+
        }
    )*};
}

fn text(drawing: Drawing) -> String {
    drawing.to_string()
}

fn svg(drawing: Drawing) -> String {
    let svg = drawing.svg();
    is_well_formed(&svg);
    svg.trim_end().into()
}

pictures! {
    tutorials: variational_ansatz { n_qubits: 4, n_layers: 2, hamiltonian: Z(0) } =>
        "tutorial.txt" text,
        "../../../../docs/pictures/tutorial.svg" svg,
        "tutorial_dark.svg" |drawing| svg(drawing.style(Style::Dark).page(700));
    boxes: variational_ansatz { n_qubits: 4, n_layers: 2, hamiltonian: Z(0) } =>
        "boxes.txt" |drawing| text(drawing.depth(0)),
        "../../../../docs/pictures/tutorial_boxes.svg" |drawing| svg(drawing.depth(0)),
        "opened.txt" |drawing| text(drawing.depth(1).width(110)),
        "opened.svg" |drawing| svg(drawing.depth(1));
    calls: calls {} =>
        "calls.txt" |drawing| text(drawing.depth(0).width(100)),
        "calls.svg" |drawing| svg(drawing.depth(0)),
        "calls_color_blind.svg" |drawing| svg(drawing.depth(0).style(Style::ColorBlind)),
        "calls_opened.txt" |drawing| text(drawing.depth(1).width(100)),
        "calls_opened_dark.svg" |drawing| svg(drawing.depth(1).style(Style::Dark));
    unbound: @ variational_ansatz =>
        "unbound.txt" text,
        "../../../../docs/pictures/tutorial_kernel.svg" svg,
        "unbound_opened.txt" |drawing| text(drawing.depth(1).width(120)),
        "unbound_opened_dark.svg" |drawing| svg(drawing.depth(1).style(Style::Dark));
    folded: variational_ansatz { n_qubits: 4, n_layers: 2, hamiltonian: Z(0) } =>
        "folded.txt" |drawing| text(drawing.folded()),
        "../../../../docs/pictures/tutorial_folded.svg" |drawing| svg(drawing.folded().depth(1));
    folded_lists: picked { which: vec![2, 0].into() } =>
        "picked.txt" |drawing| text(drawing.folded()),
        "picked_unrolled.txt" |drawing| text(drawing.folded().unrolled());
    unbound_teleported: @ teleport => "unbound_teleported.txt" text, "unbound_teleported.svg" svg;
    unbound_calls: @ calls =>
        "unbound_calls.txt" |drawing| text(drawing.width(100)),
        "unbound_calls.svg" svg;
    unbound_loops: @ loops =>
        "unbound_loops.txt" |drawing| text(drawing.width(100)),
        "unbound_loops.svg" svg,
        "unbound_unrolled.txt" |drawing| text(drawing.unrolled()),
        "unbound_loops_color_blind.svg" |drawing| svg(drawing.style(Style::ColorBlind));
    unbound_parts: @ parity =>
        "unbound_parity.txt" text;
    unbound_frames: @ frames => "unbound_frames.txt" text, "unbound_frames.svg" svg;
    narrow: variational_ansatz { n_qubits: 2, n_layers: 1, hamiltonian: Z(0) } =>
        "narrow.txt" |drawing| text(drawing.width(40));
    twenty_wires: variational_ansatz { n_qubits: 20, n_layers: 1, hamiltonian: Z(0) * Z(19) } =>
        "twenty_wires.txt" text;
    repeated: repeated { n: 2 } => "repeated.txt" text, "repeated.svg" svg;
    unbound_repeated: @ repeated => "unbound_repeated.txt" text;
    teleported: teleport {} => "teleported.txt" text, "teleported.svg" svg;
    wires_reused: rounds { rounds: 3 } => "wires_reused.txt" text, "wires_reused.svg" svg;
    rounds_of_a_code: repetition { rounds: 2 } => "repetition.txt" text, "repetition.svg" svg;
    gates: every_gate {} =>
        "gates.txt" text,
        "gates.svg" svg,
        "gates_color_blind.svg" |drawing| svg(drawing.style(Style::ColorBlind));
    controls: many_controls {} => "controls.txt" text, "controls.svg" svg;
    long_angles: long_angles {} => "long_angles.txt" text, "long_angles.svg" svg;
    branches: frames {} =>
        "frames.txt" text,
        "frames_dark.svg" |drawing| svg(drawing.style(Style::Dark)),
        "frames_folded.svg" |drawing| svg(drawing.page(400));
    branches_of_branches: switched {} =>
        "switched.txt" text,
        "switched.svg" svg,
        "unbound_switched.txt" |_| text(switched::draw());
    observables: observed { hs: vec![Z(0) * Z(1), 0.5 * X(1), Y(3)].into() } =>
        "observables.txt" text,
        "observables.svg" svg;
}

/// Gates and subroutines that a text defines are boxes or frames, and the gates in them stay the same.
#[test]
fn own_gates_of_a_text() {
    let circuit = Circuit::from_qasm(OWN_GATES).unwrap();
    let draw = || circuit.draw();
    is_drawn("own_gates.txt", &text(draw().depth(0).width(120)));
    is_drawn("own_gates.svg", &svg(draw().depth(0)));
    is_drawn("own_gates_opened.txt", &text(draw().depth(1).width(120)));
    let inlined = names(&draw().svg());
    assert_eq!(names(&draw().depth(9).svg()), inlined);
    assert!(names(&draw().depth(0).svg()).len() < inlined.len());
    // Each call is a box: two in the arms, one for each element of a register.
    let boxes = svg(draw().depth(0));
    let count = |label: &str| boxes.matches(&format!("<title>{label}</title>")).count();
    let found = [
        "both(theta)",
        "turn(theta)",
        "turn(0.1)",
        "pow(3) @ both(0.1)",
        "checked(theta)",
    ];
    assert_eq!(found.map(count), [1, 4, 2, 1, 1]);
    assert_eq!(count("inverse(both)(theta)"), 1);
    // Nothing of it is seen by what is drawn of the program that it becomes again.
    let again = Circuit::from_qasm(&circuit.to_qasm3()).unwrap();
    assert_eq!(names(&again.draw().svg()), inlined);
}

/// Loops of a text that do the same in each round are folded, and what else there is stays the same.
#[test]
fn loops_of_a_text() {
    let read = |body: &str| {
        let text = format!("OPENQASM 3.0; include \"stdgates.inc\"; {body}");
        Circuit::from_qasm(&text).unwrap().draw()
    };
    let drawing = read(TEXT_LOOPS);
    is_drawn(
        "text_loops.txt",
        &text(drawing.clone().folded().depth(1).width(120)),
    );
    is_drawn("text_loops.svg", &svg(drawing.clone().folded().depth(0)));
    let count = |drawing: Drawing| names(&drawing.inlined().svg()).len();
    // One round of each loop, the last one, whose rounds differ, whole.
    assert_eq!(count(drawing.clone()), 3 + 10 * (5 + 5) + 3 + 3);
    assert_eq!(count(drawing.clone().folded()), 3 + (5 + 1) + 1 + 3);
    assert_eq!(drawing.clone().folded().unrolled().svg(), drawing.svg());
    // A loop that ends early has the rounds that there were, one around 0 has its numbers, and rounds that measure differ.
    let header = |body: &str| {
        let text = read(body).folded().to_string();
        let (_, rest) = text.split_once("╭╌ ")?;
        Some(rest.split(" ╌").next()?.to_owned())
    };
    let found = [
        "qubit q; for int i in [0:9] { h q; reset q; if (i == 2) { break; } }",
        "qubit q; for int i in [3:-1:-2] { h q; reset q; sx q; sx q; }",
        "qubit q; for int i in [7:-3:1] { h q; reset q; sx q; sx q; }",
        "qubit q; for int i in [0:2] { h q; measure q; }",
        "qubit q; for int i in [0:2] { rx(i) q; }",
        "qubit q; for int i in [4:4] { h q; }",
    ];
    let expected = ["i in 0..3", "i in (-2..4).rev()", "i in range(7, -2, -3)"];
    let expected: Vec<_> = expected.map(|text| Some(text.to_owned())).into();
    assert_eq!(found.map(header), [expected, vec![None; 3]].concat()[..]);
}

/// Phases of the whole circuit are one note with their sum, those of branches are counted.
#[test]
fn global_phases_are_one_note() {
    let text = "OPENQASM 3.0; include \"stdgates.inc\"; input float a; gate g x { gphase(7); h x; }
        qubit[2] q; bit c; for int i in [1:4] { gphase(a/2); h q[0]; g q[0]; } gphase(0.25); c = measure q[1];
        if (c) { gphase(0.3); x q[0]; gphase(0.3); gphase(0.1); z q[0]; }";
    let drawing = Circuit::from_qasm(text).unwrap().draw();
    let notes = |drawing: Drawing| -> Vec<String> {
        let text = drawing.to_string();
        let notes = text.lines().filter(|line| line.contains("phase"));
        notes.map(str::to_owned).collect()
    };
    let others = ["global phase (0.1)", "2 times global phase (0.3)"];
    let all = ["global phase (2*a + 28.25)", others[0], others[1]];
    let boxed = ["global phase (2*a + 0.25)", others[0], others[1]];
    assert_eq!(notes(drawing.clone()), all);
    assert_eq!(notes(drawing.clone().folded()), all);
    assert_eq!(notes(drawing.clone().depth(0)), boxed);
    assert_eq!(notes(drawing.folded().depth(0)), boxed);
}

const TEXT_LOOPS: &str = "
    input float theta;
    gate pair(a) x, y { cx x, y; rz(a) y; cx x, y; }
    qubit[3] q;
    bit[3] c;
    h q;
    for int i in [1:10] {
        pair(theta) q[0], q[1];
        for int j in [0:2:8] { rx(theta/2) q[2]; }
        h q[0];
        cz q[1], q[2];
    }
    for int i in [1:3] { reset q[0]; t q[1]; }
    for int k in [2:-1:0] { ry(k * theta) q[k]; }
    c = measure q;
";

/// Kernels that call the next one twice, twenty of them, are not opened to the end.
#[test]
fn what_doubles_is_cut() {
    let note = "after 10000 elements, loops are folded and calls are boxes";
    let cut = d0::draw().depth(usize::MAX).to_string();
    assert!(
        cut.starts_with(note) && cut.len() < 10_000_000,
        "{}",
        cut.len()
    );
    let whole = d17::draw().inlined().unrolled();
    is_well_formed(&whole.svg());
    assert!(!whole.to_string().contains(note));
}

/// Twice as long a circuit takes twice the room, however many results there are, read or not.
#[test]
fn long_circuits_take_room_in_proportion() {
    let rounds = |count: usize| {
        let mut b = qkernel_runtime::Circuit::builder();
        let q = b.qubits(3);
        for k in 0..count {
            for _ in 0..2 {
                let ancilla = b.qubit();
                b.cx(q[k % 3], ancilla).measure(ancilla);
            }
            let ancilla = b.qubit();
            let bit = b.cx(q[k % 3], ancilla).measure(ancilla);
            b.when(bit, |b| {
                b.x(q[(k + 1) % 3]).h(q[(k + 2) % 3]);
            });
        }
        let drawing = b.build().unwrap().draw();
        [drawing.to_string().len(), drawing.svg().len()]
    };
    let (short, long) = (rounds(40), rounds(160));
    assert!((0..2).all(|k| long[k] < 5 * short[k]), "{short:?} {long:?}");
}

#[qkernel]
fn two(a: Qubit, b: Qubit) -> (Bit, Bit) {
    (measure(a), measure(b))
}

#[qkernel]
fn of_two() -> (Bit, Bit) {
    let (first, second) = two(h(qubit()), qubit());
    (second, first)
}

#[qkernel]
fn of_two_nameless() -> (Bit, Bit) {
    two(h(qubit()), qubit())
}

/// A box that measures several bits names them together, in a kernel as in its circuit.
#[test]
fn boxes_of_several_bits() {
    let last = |drawing: Drawing| {
        is_well_formed(&drawing.svg());
        let text = drawing.to_string();
        text.lines().last().unwrap_or_default().trim().to_owned()
    };
    assert_eq!(last(of_two::draw()), "first, second");
    let bound = |drawing: Drawing| last(drawing.depth(0));
    assert_eq!(bound(of_two_nameless {}.compile().unwrap().draw()), "c0…c1");
    // Results with names of their own have rows of their own.
    assert_eq!(
        bound(of_two {}.compile().unwrap().draw()),
        "second: ═════════╩═════"
    );
}

/// Measurements are in one column where their bits are in the order of their wires, in columns of their own elsewhere.
#[test]
fn measured_together() {
    let columns = |order: &[usize]| {
        let mut b = qkernel_runtime::Circuit::builder();
        let q = b.qubits(4);
        for &k in order {
            b.measure(q[k]);
        }
        let text = b.build().unwrap().draw().to_string();
        let last = text.lines().last().unwrap_or_default();
        last.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(columns(&[0, 1, 2, 3]), ["c0…c3"]);
    assert_eq!(columns(&[0, 3]), ["c0…c1"]);
    assert_eq!(columns(&[1, 2, 0, 3]), ["c0…c1", "c2…c3"]);
    assert_eq!(columns(&[3, 2, 1, 0]), ["c0", "c1", "c2", "c3"]);
    // A box that measures has the names of all its bits.
    let both = "OPENQASM 3.0; def both(qubit a, qubit b) -> bit[2] { bit[2] c; c[0] = measure a; c[1] = measure b; return c; }
        qubit[3] q; bit[2] c; bit d; c = both(q[2], q[0]); d = measure q[1];";
    let text = Circuit::from_qasm(both).unwrap().draw().depth(0);
    let text = text.to_string();
    let bits: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("   c:"))
        .collect();
    assert_eq!(bits[1].split_whitespace().next(), Some("[0]…[1]"), "{text}");
    assert!(bits[2].starts_with("   d: ═"), "{text}");
}

/// Conditions of OpenQASM are drawn without negations that nobody wrote.
#[test]
fn cases_and_registers_are_drawn_as_alternatives() {
    let drawn = |text: &str| {
        let declared = "OPENQASM 3.0; include \"stdgates.inc\"; qubit[3] q; bit[2] c; c = measure q[0:1]; bit d; d = measure q[0];";
        let circuit = Circuit::from_qasm(&format!("{declared} {text}")).unwrap();
        circuit.draw().width(120).to_string()
    };
    let pictures = [
        (
            "switch (c) { case 1, 2 { x q[2]; h q[2]; } default { } }",
            "╭╌ if c == 1 || c == 2 ╌",
        ),
        ("if (c) { x q[2]; h q[2]; }", "╭╌ if c != 0 ╌"),
        ("if (c == 2) { x q[2]; h q[2]; }", "╭╌ if c == 2 ╌"),
        ("if (c != 2) { x q[2]; h q[2]; }", "╭╌ if c != 2 ╌"),
        ("if (c[0]) { x q[2]; h q[2]; }", "╭╌ if c[0] ╌"),
        (
            "if (c == 3 && !d) { x q[2]; h q[2]; }",
            "╭╌ if c == 3 && !d ╌",
        ),
        ("if (int(c) + 0) { x q[2]; h q[2]; }", "╭╌ if c != 0 ╌"),
    ];
    for (text, header) in pictures {
        let picture = drawn(text);
        assert!(picture.contains(header), "{text}\n{picture}");
    }
}

/// The names of the gates that are drawn.
fn names(svg: &str) -> Vec<String> {
    let titles = svg.split("<g><title>").skip(1);
    let mut names: Vec<String> = titles
        .filter_map(|rest| rest.split(['(', '<', ' ']).next().map(str::to_owned))
        .filter(|name| GateKind::ALL.iter().any(|kind| kind.name() == name))
        .collect();
    names.sort();
    names
}

/// A kernel without loops has the same gates before it is bound and after.
#[test]
fn kernels_have_all_gates() {
    let bound = every_gate {}.compile().unwrap().draw().svg();
    let unbound = every_gate::draw().depth(usize::MAX).svg();
    assert_eq!(names(&bound).len(), 21);
    assert_eq!(names(&bound), names(&unbound));
    let bound = many_controls {}.compile().unwrap().draw().svg();
    let unbound = many_controls::draw().svg();
    let without_h = names(&bound).into_iter().filter(|name| name != "h");
    assert_eq!(without_h.collect::<Vec<_>>(), names(&unbound));
    // Three rounds of three gates, each beside the two of the picture that is folded.
    let folded = names(&long_angles::draw().svg());
    let unrolled = names(&long_angles::draw().unrolled().svg());
    assert_eq!((folded.len(), unrolled.len()), (3, 5));
    assert_eq!(
        unrolled,
        names(&long_angles {}.compile().unwrap().draw().svg())
    );
}

/// A bound kernel that is drawn as it is written, round by round, has the gates of its circuit.
#[test]
fn folded_circuits_have_all_gates() {
    let tutorial = variational_ansatz {
        n_qubits: 4,
        n_layers: 3,
        hamiltonian: Z(0),
    };
    let circuits = [
        tutorial.compile().unwrap().untyped(),
        loops { n: 5 }.compile().unwrap().untyped(),
        loops { n: 3 }.compile().unwrap().untyped(),
        rounds { rounds: 4 }.compile().unwrap().untyped(),
        rounds { rounds: 0 }.compile().unwrap().untyped(),
        picked {
            which: vec![2, 0].into(),
        }
        .compile()
        .unwrap()
        .untyped(),
        long_angles {}.compile().unwrap().untyped(),
        switched {}.compile().unwrap().untyped(),
    ];
    for circuit in circuits {
        let folded = circuit.draw().folded().inlined();
        assert_eq!(
            names(&folded.unrolled().svg()),
            names(&circuit.draw().svg())
        );
    }
    // What was not compiled has no loops to fold.
    let read = Circuit::from_qasm(OWN_GATES).unwrap();
    assert_eq!(read.draw().folded().to_string(), read.draw().to_string());
}

/// Kernels of the library, as they are and opened, take one line each and what is on it.
#[test]
fn library_kernels_are_drawn() {
    for (draw, gate) in [
        (
            rx_layer::draw as fn() -> Drawing,
            "<title>rx(weights[base + i])",
        ),
        (h_layer::draw, "<title>h<"),
        (cz_entangling_layer::draw, "<title>z<"),
        (cx_entangling_layer::draw, "<title>x<"),
        (angle_encoding::draw, "<title>"),
    ] {
        for drawing in [draw(), draw().inlined(), draw().unrolled().width(1).page(1)] {
            let svg = drawing.svg();
            is_well_formed(&svg);
            assert!(svg.contains(gate) && svg.contains(">q: q.len()<"), "{svg}");
            assert!(drawing.to_string().contains("q: q.len() ─"), "{drawing}");
        }
    }
}

/// Whatever the width, each row that is named has a line, each frame says what it is, and no two rows have the same name.
#[test]
fn rows_and_frames_are_told_apart() {
    let bound = [
        calls {}.compile().unwrap().draw(),
        frames {}.compile().unwrap().draw(),
        switched {}.compile().unwrap().draw(),
        rounds { rounds: 3 }.compile().unwrap().draw(),
    ];
    let unbound = [
        calls::draw(),
        frames::draw(),
        loops::draw(),
        switched::draw(),
    ];
    let unbound = unbound
        .into_iter()
        .chain([every_gate::draw(), many_controls::draw()]);
    let opened = bound.iter().cloned().chain(unbound);
    let opened: Vec<Drawing> = opened
        .flat_map(|d| [d.clone().depth(0), d.clone().depth(2), d])
        .collect();
    for drawing in opened {
        let whole = drawing.clone().width(2000).to_string();
        let names = |text: &str| -> Vec<String> {
            let named = text.lines().filter_map(|line| line.split_once(": "));
            named.map(|(name, _)| name.trim().to_owned()).collect()
        };
        let mut all = names(&whole);
        all.sort();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count, "{whole}");
        for width in [50, 80, 120] {
            let text = drawing.clone().width(width).to_string();
            for (name, line) in text.lines().filter_map(|line| line.split_once(": ")) {
                let has_line = line.contains(['─', '═', '┤', '●']);
                assert!(has_line && !name.trim().is_empty(), "{name}\n{text}");
            }
            for line in text.lines() {
                // One that is cut by the end of the row says so in the next.
                let says = |rest: &str| rest.starts_with("╌ ") || !rest.contains('╮');
                assert!(line.split('╭').skip(1).all(says), "{text}");
                let starts = line.trim_start().starts_with(['─', '═']);
                assert!(!starts, "a line without a name\n{text}");
            }
            assert!(!text.contains("if ?"), "{text}");
        }
    }
}

/// The arc of a measurement.
const DIAL: &str = " a10 10 0 0 1 20 0 ";

/// Elements are closed in the order in which they were opened, and nothing is left unescaped.
fn is_well_formed(svg: &str) {
    let mut open = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag ends");
        let name = |tag: &str| tag.split(' ').next().unwrap_or_default().to_owned();
        match tag.strip_prefix('/') {
            Some(end) => assert_eq!(open.pop().as_deref(), Some(end)),
            None if tag.ends_with('/') => {}
            None => open.push(name(tag)),
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        for entity in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;"];
            assert!(known.iter().any(|name| entity.starts_with(name)), "{text}");
        }
        assert!(!text.contains('>'), "{text}");
    }
    assert_eq!(open, Vec::<String>::new());
    labels::stay_apart(svg);
}

/// Names may be anything in a program that was put together by hand.
#[test]
fn names_are_escaped() {
    let name = "<a href=\"x\">&\u{1b}[31m\n\u{0}";
    let program = Program {
        kernel: name.into(),
        qubits: 1,
        arguments: vec![Argument {
            name: name.into(),
            shape: Shape::Scalar,
        }],
        instructions: [GateKind::Ry, GateKind::GlobalPhase]
            .map(|kind| {
                let targets: &[usize] = if kind == GateKind::Ry { &[0] } else { &[] };
                gate(kind, &[], targets, vec![SlotId::element(0, 0).into()])
            })
            .into_iter()
            .collect(),
        names: ["random"].into_iter().collect(),
        ..Program::default()
    };
    assert_eq!(program.check(), Ok(()));
    let drawing = Drawing::of(&program);
    let svg = drawing.svg();
    is_well_formed(&svg);
    assert!(svg.contains("&lt;a href=&quot;x&quot;&gt;&amp;"), "{svg}");
    let text = drawing.to_string();
    assert!(text.starts_with("global phase"), "{text}");
    let kept = |c: char| c == '\n' || !c.is_control();
    assert!(text.chars().all(kept) && svg.chars().all(kept));
}

#[test]
fn nothing_is_drawn_of_nothing() {
    assert_eq!(Drawing::of(&Program::default()).to_string(), "(no qubits)");
    let idle = Program {
        qubits: 2,
        ..Program::default()
    };
    assert_eq!(Drawing::of(&idle).to_string(), "q0: ─\n\nq1: ─");
    let nothing = Drawing::of(&Program::default()).svg();
    is_well_formed(&nothing);
    assert!(nothing.contains(">(no qubits)<"), "{nothing}");
    is_well_formed(&Drawing::of(&idle).page(0).svg());
}

/// Puts the instructions into calls, loops and arms, as no compiler would.
fn with_scopes(mut program: Program, choices: &[(u8, usize)]) -> Program {
    let name = NameId::new(0);
    for &(kind, number) in choices {
        let outer = ScopeId::new(number % (program.scopes.len() + 1));
        let scope = match kind % 4 {
            0 | 1 => Scope::Call(Call {
                kernel: name,
                controls: number % 3,
                inverted: number % 5 == 0,
                arguments: vec![
                    (
                        name,
                        CallArgument::Register(
                            std::iter::once(0..number % (program.qubits + 1)).collect(),
                        ),
                    ),
                    (name, CallArgument::UInt(number)),
                ],
            }),
            2 => Scope::Loop(Loop {
                variable: name,
                first: number,
                step: kind.into(),
                down: number % 2 == 0,
                rounds: number,
            }),
            _ if number % 2 == 0 => Scope::Round(number),
            _ => Scope::Arm(number % 3 == 0),
        };
        program.scopes.push(outer, scope);
    }
    let mut list = program.instructions.to_vec();
    let mut rest: Vec<&mut Instruction> = list.iter_mut().collect();
    let mut chosen = choices.iter().cycle();
    while let Some(instruction) = rest.pop() {
        let origin = match instruction {
            Instruction::Branch {
                then, otherwise, ..
            } => {
                rest.extend(then.iter_mut().chain(otherwise));
                continue;
            }
            Instruction::Gate(gate) => &mut gate.origin,
            Instruction::Allocate { origin, .. }
            | Instruction::Discard { origin, .. }
            | Instruction::Measure { origin, .. }
            | Instruction::Reset { origin, .. } => origin,
            _ => continue,
        };
        if let Some((_, number)) = chosen.next() {
            origin.scope = ScopeId::new(number % (choices.len() + 1));
        }
    }
    program.instructions = list.into();
    program
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn everything_is_drawn_once(
        choices in prop::collection::vec((0u8..26, 0usize..64, 0usize..64), 0..80),
        from_the_start in 0usize..4,
        scopes in prop::collection::vec((0u8..8, 0usize..64), 0..12),
        width in 0usize..120,
    ) {
        let program = made(&choices, from_the_start);
        // Whatever calls there are, if they are frames.
        let scopes = with_scopes(program.clone(), &scopes);
        prop_assert_eq!(scopes.check(), Ok(()));
        for depth in 0..3 {
            let drawing = Drawing::of(&scopes).depth(depth).width(width);
            is_well_formed(&drawing.clone().folded().svg());
            is_well_formed(&drawing.svg());
            prop_assert!(!drawing.to_string().is_empty());
        }
        let opened = Drawing::of(&scopes).depth(usize::MAX).svg();
        let text = Drawing::of(&program).width(width).to_string();
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        prop_assert!(longest <= width.max(48), "{longest} > {width}\n{text}");
        let (mut gates, mut controlled, mut measured) = (0, 0, 0);
        for event in walk(&program.instructions) {
            match event {
                Event::Do(Action::Gate(gate)) if gate.controls.is_empty() => gates += 1,
                Event::Do(Action::Gate(_)) => controlled += 1,
                Event::Do(Action::Measure { .. }) => measured += 1,
                _ => {}
            }
        }
        let svg = Drawing::of(&program).page(10 * width).svg();
        is_well_formed(&svg);
        for svg in [&svg, &opened] {
            let drawn = svg.matches("<g><title>x</title>").count();
            prop_assert_eq!((drawn, svg.matches(DIAL).count()), (gates + controlled, measured), "{}", svg);
        }
        let count = |mark| text.chars().filter(|&c| c == mark).count();
        prop_assert_eq!((count('x'), count('⊕'), count('M')), (gates, controlled, measured), "{}", text);
    }
}

/// What the qubits of a gate are to it is shown where they are not alike, and only there.
#[test]
fn qubits_that_are_not_alike() {
    let drawn = |first: usize, last: usize| {
        let mut b = Circuit::builder();
        let q = b.qubits(4);
        b.gate(GateKind::Rzx, &[q[1]], &[q[first], q[last]], &[0.5.into()]);
        b.rxx(q[2], q[3], 0.5);
        b.build().unwrap().draw().to_string()
    };
    let together = drawn(3, 2);
    for line in [
        "q2: ┤b          ├─┤          ├─",
        "    │  rzx(0.5) │ │ rxx(0.5) │",
        "q3: ┤a          ├─┤          ├─",
    ] {
        assert!(together.lines().any(|found| found == line), "{together}");
    }
    let apart = drawn(0, 2);
    assert!(apart.contains("q0: ┤a rzx(0.5) ├─"), "{apart}");
    assert!(apart.contains("q2: ┤b rzx(0.5) ├─"), "{apart}");
}
