//! Labels can be read: none is cut, covered or outside of its box, in random circuits of all elements.

use proptest::prelude::*;
use std::ops::Range;

use qkernel_runtime::circuit::{CircuitBuilder, Symbol};
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{BitId, Condition, QubitId};

use super::is_well_formed;

/// Left, top, right and bottom.
type Area = [f64; 4];

fn attribute(tag: &str, name: &str) -> f64 {
    let start = tag.find(&format!(" {name}=\"")).expect("it is there") + name.len() + 3;
    let text = tag[start..].split('"').next().unwrap_or_default();
    text.parse().expect("a number")
}

fn meet(a: &Area, b: &Area) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn holds(outer: &Area, inner: &Area) -> bool {
    // Numbers are whole, so the last letters may be half a pixel further.
    outer[0] <= inner[0] + 1.0
        && inner[2] <= outer[2] + 1.0
        && outer[1] <= inner[1]
        && inner[3] <= outer[3]
}

/// Boxes of elements, with rounded corners, and what is written, with its letters without what is below the line.
fn areas(svg: &str) -> (Vec<Area>, Vec<(Area, &str)>) {
    let (mut boxes, mut texts) = (Vec::new(), Vec::new());
    for tag in svg.split('<') {
        if tag.starts_with("rect ") && tag.contains(" rx=") {
            let (x, y) = (attribute(tag, "x"), attribute(tag, "y"));
            boxes.push([
                x,
                y,
                x + attribute(tag, "width"),
                y + attribute(tag, "height"),
            ]);
        } else if tag.starts_with("text ") {
            let (x, y, half) = (
                attribute(tag, "x"),
                attribute(tag, "y"),
                attribute(tag, "textLength") / 2.0,
            );
            let height = 0.7 * attribute(tag, "font-size");
            let text = tag.split_once('>').map_or("", |(_, text)| text);
            texts.push(([x - half, y - height, x + half, y], text));
        }
    }
    (boxes, texts)
}

/// No box covers another one or a label, and no label another one.
pub(crate) fn stay_apart(svg: &str) {
    let (boxes, texts) = areas(svg);
    for (k, one) in boxes.iter().enumerate() {
        for other in &boxes[..k] {
            assert!(!meet(one, other), "{one:?} {other:?}\n{svg}");
        }
        for (text, label) in &texts {
            let is_apart = !meet(one, text) || holds(one, text);
            assert!(is_apart, "{label} {text:?} {one:?}\n{svg}");
        }
    }
    for (k, (one, label)) in texts.iter().enumerate() {
        for (other, beside) in &texts[..k] {
            assert!(
                !meet(one, other),
                "{label} {one:?} {beside} {other:?}\n{svg}"
            );
        }
    }
}

/// What is done, and on which of what there is.
type Choice = (u8, usize, usize, usize);

/// A random circuit, and the labels of its gates of one qubit.
struct Made {
    b: CircuitBuilder,
    qubits: Vec<QubitId>,
    bits: Vec<BitId>,
    angles: Vec<Symbol>,
    labels: Vec<String>,
}

impl Made {
    fn new(qubits: usize, choices: &[Choice]) -> Made {
        let mut b = qkernel_runtime::Circuit::builder();
        let mut made = Made {
            qubits: b.qubits(qubits),
            angles: b.parameter("w", choices.len()),
            bits: Vec::new(),
            labels: Vec::new(),
            b,
        };
        // Some have names.
        if !choices.len().is_multiple_of(3) {
            let named = qubits.div_ceil(2);
            made.b.register("data", &made.qubits[..named]);
            if let Some(&last) = made.qubits.get(named) {
                made.b.register("flag", last);
            }
        }
        let mut number = 0;
        while number < choices.len() {
            number = made.step(choices, number);
        }
        made
    }

    /// Follows a choice, or some of them in branches; gives the number of the next.
    fn step(&mut self, choices: &[Choice], number: usize) -> usize {
        let (what, x, y, z) = choices[number];
        let count = self.qubits.len();
        let (one, other) = (self.qubits[x % count], self.qubits[y % count]);
        match what % 16 {
            0 => self.bits.push(self.b.project_z(one)),
            1 => drop(self.b.reset(one)),
            2 => {
                let ancilla = self.b.qubit();
                self.b.cx(one, ancilla);
                self.bits.push(self.b.measure(ancilla));
            }
            3 | 4 if !self.bits.is_empty() => {
                let (bit, second) = (
                    self.bits[y % self.bits.len()],
                    self.bits[z % self.bits.len()],
                );
                let condition = match x % 4 {
                    0 => Condition::from(bit),
                    1 => !Condition::from(bit),
                    2 => Condition::from(bit) & Condition::from(second),
                    _ => Condition::from(bit) ^ Condition::from(second),
                };
                let end = (number + 1 + z % 3).min(choices.len());
                return self.branch(condition, choices, number + 1..end, what % 16 == 4);
            }
            _ => self.gate(choices[number], number, one, other),
        }
        number + 1
    }

    fn branch(
        &mut self,
        condition: Condition,
        choices: &[Choice],
        inside: Range<usize>,
        both: bool,
    ) -> usize {
        let (angles, qubits) = (&self.angles, &self.qubits);
        let gates = |b: &mut CircuitBuilder, numbers: Range<usize>| {
            let labels = numbers.filter_map(|number| {
                let (_, x, y, _) = choices[number];
                let (one, other) = (qubits[x % qubits.len()], qubits[y % qubits.len()]);
                gate(b, choices[number], angles[number], number, one, other)
            });
            labels.collect::<Vec<_>>()
        };
        let end = inside.end;
        let middle = if both {
            inside.start + inside.len().div_ceil(2)
        } else {
            end
        };
        let (mut then, mut otherwise) = (Vec::new(), Vec::new());
        self.b.when_else(
            condition,
            |b| then = gates(b, inside.start..middle),
            |b| otherwise = gates(b, middle..end),
        );
        self.labels.extend(then.into_iter().chain(otherwise));
        end
    }

    fn gate(&mut self, choice: Choice, number: usize, one: QubitId, other: QubitId) {
        let label = gate(&mut self.b, choice, self.angles[number], number, one, other);
        self.labels.extend(label);
    }

    /// The circuit, with measurements or expectation values at its end.
    fn finish(mut self, is_measured: bool) -> (qkernel_runtime::Circuit, Vec<String>) {
        for (k, bits) in self.bits.chunks(3).enumerate().step_by(2) {
            self.b.register(&format!("m{k}"), bits);
        }
        if is_measured {
            let bits = self.b.measure_all(&self.qubits);
            if bits.len().is_multiple_of(2) {
                self.b.register("m0", &bits);
            }
        } else {
            for pair in self.qubits.chunks(2) {
                let indices = pair.iter().map(|qubit| Z(qubit.index()));
                self.b.expval(indices.reduce(|a, b| a * b).expect("one"));
            }
        }
        (self.b.build().unwrap(), self.labels)
    }
}

/// A gate with an angle that no other has; its label, if it is in one box.
fn gate(
    b: &mut CircuitBuilder,
    (what, _, _, z): Choice,
    w: Symbol,
    number: usize,
    one: QubitId,
    other: QubitId,
) -> Option<String> {
    use GateKind::{H, Iswap, P, Rx, Rxx, Ry, Rz, Swap, U, X};
    let controls = if one != other && z % 3 == 0 {
        vec![other]
    } else {
        Vec::new()
    };
    let angle = match z % 4 {
        0 => w * 1.0,
        1 => w * 0.5,
        2 => w.sin() * w,
        _ => w + 0.25,
    };
    let kind = [H, X, GateKind::Z, Rx, Ry, Rz, P, U, Swap, Rxx, Iswap][usize::from(what) % 11];
    match kind {
        Swap | Rxx | Iswap if one == other => None,
        Swap | Iswap => {
            b.gate(kind, &[], &[one, other], &[]);
            None
        }
        Rxx => {
            b.gate(kind, &[], &[one, other], &[angle]);
            None
        }
        U => {
            b.gate(kind, &controls, &[one], &[angle, w * 2.0, w * 3.0]);
            None
        }
        kind if kind.angles() == 1 => {
            b.gate(kind, &controls, &[one], &[angle]);
            let text = match z % 4 {
                0 => format!("w[{number}]"),
                1 => format!("0.5*w[{number}]"),
                2 => return None,
                _ => format!("w[{number}] + 0.25"),
            };
            Some(format!("{}({text})", kind.name()))
        }
        kind => {
            b.gate(kind, &controls, &[one], &[]);
            None
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn labels_are_whole(
        qubits in 1usize..6,
        choices in prop::collection::vec((any::<u8>(), 0usize..64, 0usize..64, 0usize..64), 0..40),
        is_measured in any::<bool>(),
        width in 60usize..140,
    ) {
        let (circuit, labels) = Made::new(qubits, &choices).finish(is_measured);
        for drawing in [circuit.draw().page(8 * width), circuit.draw().page(4000)] {
            is_well_formed(&drawing.svg());
        }
        for width in [width, 4000] {
            let text = circuit.draw().width(width).to_string();
            prop_assert!(text.lines().all(|line| line.chars().count() <= width), "{}", text);
            for label in &labels {
                let places: Vec<usize> = text.match_indices(label.as_str()).map(|(at, _)| at).collect();
                prop_assert_eq!(places.len(), 1, "{}\\n{}", label, text);
                // Nothing is between it and the edges of its box.
                let (before, after) = (&text[..places[0]], &text[places[0] + label.len()..]);
                let left = before.trim_end_matches(' ').chars().next_back();
                let right = after.trim_start_matches(' ').chars().next();
                prop_assert!(left.is_some_and(|c| "┤│".contains(c)), "{}\\n{}", label, text);
                prop_assert!(right.is_some_and(|c| "├│".contains(c)), "{}\\n{}", label, text);
            }
        }
    }
}

/// Whatever the width, a header is cut at operators, `else` not at all.
#[test]
fn headers_are_cut_where_they_can_be_read() {
    let mut text = String::from("qubit[2] q;");
    for k in 0..9 {
        text += &format!("bit c{k}; c{k} = measure q[0];");
    }
    let condition: Vec<String> = (0..9).map(|k| format!("c{k}")).collect();
    text += &format!("if ({}) {{", condition.join(" && "));
    text += &"U(0, 0, 1) q[0]; ".repeat(8);
    text += "} else { U(1, 0, 0) q[0]; U(1, 1, 0) q[1]; }";
    let drawing = Circuit::from_qasm(&text).expect("it is read").draw();
    let whole = "if c0 && c1 && c2 && c3 && c4 && c5 && c6 && c7 && c8";
    let mut seen = std::collections::BTreeSet::new();
    for width in 20..200 {
        let text = drawing.clone().width(width).to_string();
        for line in text.lines().filter(|line| line.contains('╌')) {
            for header in line.split(['╌', '╭', '╮', '┬', '╎', '║', '╰', '╯']) {
                let header = header.trim().trim_start_matches("… ");
                let (head, tail) = header.split_once('…').unwrap_or((header, ""));
                assert!(
                    header == "else" || whole.starts_with(head) && whole.ends_with(tail),
                    "{header}"
                );
                assert!(!head.ends_with(" &") && !tail.starts_with("& "), "{header}");
                seen.insert(header.to_owned());
            }
        }
    }
    for header in [whole, "else", "if c0 && … && c7 && c8"] {
        assert!(seen.contains(header), "{header}: {seen:?}");
    }
    let svg = drawing.page(640).svg();
    let (_, texts) = areas(&svg);
    let header = texts
        .iter()
        .find(|(_, text)| text.starts_with("if c0 &amp;&amp; "));
    let header = header.expect("a header").1.replace("&amp;", "&");
    let (head, tail) = header.split_once(" … ").unwrap_or((&header, whole));
    assert!(
        head == whole || head.ends_with("&&") && tail.starts_with("&&") || tail == whole,
        "{header}"
    );
}
