//! What is known of each gate, against its matrix.

use num_complex::Complex64;
use qkernel_runtime::gate::{GateKind, UndoAngle};
use qkernel_runtime::observable::Pauli;
use qkernel_runtime::program::{Action, Event, walk};
use qkernel_runtime::qasm;

use crate::dense::{
    Dense, Placed, adjoint, distance, gate, identity, multiply, on_register, pauli,
};
use crate::dense_program::Numbered;
use crate::{circuit, unitary};

const ANGLES: [f64; 3] = [0.7, -1.3, 2.1];

fn angles(kind: GateKind) -> &'static [f64] {
    &ANGLES[..kind.angles()]
}

fn is_zero(x: Complex64) -> bool {
    x.norm() < 1e-12
}

/// Whether a matrix is a product of Pauli operators, or its opposite.
fn is_pauli_product(a: &Dense) -> bool {
    let Some(flipped) = (0..a.len()).find(|&k| !is_zero(a[0][k])) else {
        return false;
    };
    // What has a 1 at some bits has the signs of these.
    let sign = |bits: usize| a[bits][bits ^ flipped] / a[0][flipped];
    (0..a.len()).all(|i| {
        let bits = (0..a.len().ilog2()).map(|q| i & 1 << q);
        let expected: Complex64 = bits.map(sign).product();
        let is_sign = is_zero(sign(i) - 1.0) || is_zero(sign(i) + 1.0);
        let only = (0..a.len()).all(|k| k == i ^ flipped || is_zero(a[i][k]));
        is_sign && only && is_zero(sign(i) - expected)
    })
}

#[test]
fn its_properties_are_those_of_the_matrix() {
    for kind in GateKind::ALL {
        let small = gate(kind, angles(kind));
        let size = small.len();
        let is_diagonal = (0..size).all(|i| (0..size).all(|k| i == k || is_zero(small[i][k])));
        assert_eq!(kind.is_diagonal(), is_diagonal, "{kind:?}");

        let undone = kind.inverse().iter().fold(small.clone(), |before, undo| {
            let angles = undo.angles.iter().map(|angle| match *angle {
                UndoAngle::Minus(number) => -ANGLES[number],
                UndoAngle::Fixed(angle) => angle,
                other => panic!("{other:?}"),
            });
            multiply(&gate(undo.kind, &Vec::from_iter(angles)), &before)
        });
        assert!(distance(&undone, &identity(size)) < 1e-12, "{kind:?}");

        for controls in 0..=2 {
            let targets = kind.targets();
            let n = targets + controls;
            let places = Vec::from_iter(0..n);
            let whole = on_register(n, &small, &places[targets..], &places[..targets]);
            let dagger = adjoint(&whole);
            let is_clifford = (0..n).all(|qubit| {
                [Pauli::X, Pauli::Z].into_iter().all(|which| {
                    let one = on_register(n, &pauli(which), &[], &[qubit]);
                    is_pauli_product(&multiply(&multiply(&whole, &one), &dagger))
                })
            });
            // A phase of the state, by any angle, is one for each angle; it is not counted.
            let found = kind.is_clifford(controls) || n == 0;
            assert_eq!(found, is_clifford, "{kind:?} under {controls}");
        }
    }
}

/// A definition that is read as any other, not as the gate that it is.
#[test]
fn its_definition_is_its_matrix() {
    let mut defined = 0;
    for kind in GateKind::ALL {
        let placed = Placed {
            kind,
            targets: (0..kind.targets()).rev().collect(),
            controls: Vec::new(),
        };
        let turned = (placed, (0..kind.angles()).map(|k| (0.4, k)).collect());
        let gates = [turned];
        let text = circuit(kind.targets(), &gates, true).to_qasm3();
        let name = kind.name();
        if text.contains(&format!("gate {name}")) {
            let own = text.replace(&format!("gate {name}"), "gate own");
            let own = own.replace(&format!("\n{name}"), "\nown");
            let read = qasm::read(&own).unwrap();
            let mut events = walk(&read.instructions);
            assert!(
                events.all(
                    |event| !matches!(event, Event::Do(Action::Gate(gate)) if gate.kind == kind)
                )
            );
            let found = Numbered::new(&read, &[]).unitary();
            let expected = unitary(kind.targets(), &gates);
            assert!(distance(&found, &expected) < 1e-12, "{own}");
            defined += 1;
        }
    }
    assert!(defined >= 6, "{defined}");
}
