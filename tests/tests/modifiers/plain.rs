//! Modifiers in host code: gates act at once, and what cannot be modified panics.

use qkernel_runtime::eager;
use qkernel_runtime::prelude::*;
use qkernel_tests::panics;

#[qkernel]
fn flipped(q: Qubit) -> (Qubit, Bit) {
    let (q, r) = cx(q, qubit());
    (q, measure(r))
}

#[qkernel]
fn moved(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    (b, h(a))
}

#[qkernel]
fn reversed(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    (q[0], q[1]) = (q[1], q[0]);
    q
}

#[qkernel]
fn again(q: Qubit) -> Qubit {
    reset(q)
}

#[qkernel]
fn helped(q: Qubit) -> Qubit {
    let (r, q) = cx(qubit(), q);
    discard(r);
    q
}

#[test]
fn acts_at_once() {
    let (c, q) = control(control(x))(x(qubit()), x(qubit()), qubit()).unpack();
    assert!(measure(q) && measure(c));
    // The control is in |0>.
    let (c, q) = control(x)(qubit(), qubit());
    assert!(!measure(q) && !measure(c));
    let q = inverse(sx)(inverse(sx)(qubit()));
    assert!(measure(q));
    let q = power(t, 4)(h(qubit()));
    assert!(measure(h(q)));
    assert!(!measure(power(x, 0)(qubit())));
    assert_eq!(
        measure(power(h_layer, 2)(qubit_array(3))).as_slice(),
        [false; 3]
    );
    // A modified kernel is a value, and a closure can be a kernel here.
    let undo = inverse(|q: Qubit| s(x(q)));
    assert!(measure(undo(qubit())) && measure(undo(qubit())));
    assert_eq!(eager::live_qubits(), 0);
}

trait Unpack {
    fn unpack(self) -> (Qubit, Qubit);
}

impl Unpack for (Qubit, Qubit, Qubit) {
    fn unpack(self) -> (Qubit, Qubit) {
        assert!(measure(self.0));
        (self.1, self.2)
    }
}

#[test]
fn what_cannot_be_undone_panics() {
    let q = qubit;
    assert_eq!(
        panics(|| inverse(flipped)(q())),
        "[QK0072] `flipped` allocates a qubit, so it has no inverse\n\nhelp: make the qubit a parameter, and return it"
    );
    assert_eq!(
        panics(|| control(again)(q(), q())),
        "[QK0072] `again` resets a qubit, so it cannot be controlled\n\nhelp: reset it before or after the call"
    );
    assert_eq!(
        panics(|| power(measure::<Qubit, Bit>, 2)(q())),
        "[QK0072] this kernel measures a qubit, so it has no powers\n\nhelp: return the qubit and measure it after the call"
    );
    assert_eq!(
        panics(|| control(inverse(helped))(q(), q())),
        "[QK0072] `helped` allocates a qubit, so it has no inverse\n\nhelp: make the qubit a parameter, and return it"
    );
    assert_eq!(
        panics(|| inverse(|q: Qubit| expval(q, Z(0)))(q())),
        "[QK0072] this kernel takes an expectation value, so it has no inverse\n\nhelp: return the qubits and call `expval` after the call"
    );
    assert_eq!(
        panics(|| inverse(|q: Qubit| discard(q))(q())),
        "[QK0072] this kernel discards a qubit, so it has no inverse\n\nhelp: return the qubit and `discard` it after the call"
    );
    assert_eq!(eager::live_qubits(), 0);
    // The scopes are closed again.
    assert!(measure(x(qubit())));
}

#[test]
fn other_qubits_panic() {
    let q = qubit;
    assert_eq!(
        panics(|| inverse(moved)(q(), q())),
        "[QK0089] `moved` returns its qubits in another order, so it has no inverse; exchange them with `swap`, or return them in the order of the parameters"
    );
    assert_eq!(
        panics(|| control(reversed)(q(), qubit_array(2))),
        "[QK0089] `reversed` returns its qubits in another order, so it cannot be controlled; exchange them with `swap`, or return them in the order of the parameters"
    );
    let other = "[QK0072] this kernel does not return the qubits that it takes, so it has no powers\n\nhelp: return the qubits of its parameters, in their order, and nothing else";
    assert_eq!(panics(|| power(|a: Qubit, _: Qubit| a, 1)(q(), q())), other);
    assert_eq!(
        panics(|| power(|a: Qubit, b: Vector<Qubit>| (b, a), 1)(q(), qubit_array(1))),
        other
    );
    assert_eq!(panics(|| power(|a: Qubit| (a, 0.5), 1)(q())), other);
    assert_eq!(eager::live_qubits(), 0);
}

/// A power gives its qubits to the next run as they come.
#[test]
fn powers_may_move_qubits() {
    let (a, b) = power(moved, 3)(x(qubit()), qubit());
    // x|0> goes to the right, gets its H, to the left, and to the right with another.
    let (a, b) = (measure(h(a)), measure(b));
    assert!(!a && b, "{a} {b}");
}
