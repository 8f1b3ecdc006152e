//! What `compile()` says of modified kernels, with the exact words and places.

use qkernel_runtime::kernel::EntryKernel;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{Action, Event, walk};

/// Asserts that a kernel is refused, so many lines below its name, with this message.
#[track_caller]
fn refused<K: EntryKernel>(kernel: K, (line, column): (u32, u32), message: &str) {
    let (name, loc) = (K::SIGNATURE.name, K::SIGNATURE.loc);
    let Err(error) = kernel.compile() else {
        panic!("`{name}` is not refused")
    };
    let place = format!("{}:{}:{column}", loc.file, loc.line + line);
    assert_eq!(
        error.to_string(),
        format!("{place}: in `{name}`: {message}")
    );
}

#[qkernel]
fn exchanged(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    (h(b), a)
}

#[qkernel]
fn reversed(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    let last = q.len() - 1;
    for i in range(q.len() / 2) {
        (q[i], q[last - i]) = (q[last - i], q[i]);
    }
    q
}

#[qkernel]
fn undone(h: Observable) -> Float {
    let (a, b) = inverse(exchanged)(qubit(), qubit());
    discard(a);
    expval(b, h)
}

#[qkernel]
fn controlled(n: UInt, h: Observable) -> Float {
    let (c, q) = power(control(reversed), 2)(qubit(), qubit_array(n));
    discard(c);
    expval(q, h)
}

#[test]
fn qubits_that_have_moved() {
    let exchange = "exchange them with `swap`, or return them in the order of the parameters";
    let moved = "returns its qubits in another order";
    refused(
        undone { h: Z(0) },
        (1, 26),
        &format!("[QK0089] `exchanged` {moved}, so it has no inverse; {exchange}"),
    );
    assert!(controlled { n: 1, h: Z(0) }.compile().is_ok());
    refused(
        controlled { n: 3, h: Z(0) },
        (1, 32),
        &format!("[QK0089] `reversed` {moved}, so it cannot be controlled; {exchange}"),
    );
}

#[qkernel]
fn meeting(n: UInt, h: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        for j in range(n) {
            (q[i], q[j]) = control(power(sx, n))(q[i], q[j]);
        }
    }
    expval(q, h)
}

#[test]
fn a_control_that_is_the_target() {
    refused(
        meeting { n: 2, h: Z(0) },
        (4, 42),
        "[QK0084] `control(power(sx, ..))` needs different qubits, but `q[0]` is used twice (i = 0, j = 0)",
    );
}

#[qkernel]
fn turned(n: UInt, q: Vector<Qubit>, from: UInt) -> Vector<Qubit> {
    let mut q = q;
    q[from + n] = s(q[from + n]);
    q
}

#[qkernel]
fn outside(n: UInt, h: Observable) -> Float {
    let mut q = qubit_array(2);
    for i in range(2) {
        q = inverse(turned)(n, q, i);
    }
    expval(q, h)
}

#[qkernel]
fn sized(n: UInt, q: Vector<Qubit, { n }>) -> Vector<Qubit> {
    h_layer(q)
}

#[qkernel]
fn halved(n: UInt, h: Observable) -> Float {
    expval(power(sized, 2)(n, qubit_array(n / 2)), h)
}

#[qkernel]
fn infinite(n: UInt, h: Observable) -> Float {
    let (c, q) = control(inverse(rx))(qubit(), qubit(), 1.0 / (n as Float));
    discard(c);
    expval(q, h)
}

#[qkernel]
fn late(h: Observable) -> Float {
    let angle = expval(qubit(), Z(0));
    expval(power(ry, 2)(qubit(), angle), h)
}

#[qkernel]
fn negative(n: UInt, h: Observable) -> Float {
    expval(power(x, n - 3)(qubit()), h)
}

#[test]
fn mistakes_inside_and_outside() {
    let Err(error) = (outside { n: 2, h: Z(0) }).compile() else {
        panic!("it is not refused")
    };
    assert_eq!(
        error.to_string(),
        format!(
            "{}:{}:21: in `outside`: [QK0078] `q` has length 2, but `turned` needs at least 3 (`from + n + 1`) (i = 0)",
            file!(),
            outside::SIGNATURE.loc.line + 3
        )
    );
    refused(
        halved { n: 2, h: Z(0) },
        (1, 18),
        "[QK0078] `q` has length 1, but `sized` needs 2 (`n`)",
    );
    refused(
        infinite { n: 0, h: Z(0) },
        (1, 34),
        "[QK0079] this angle is inf, but must be finite",
    );
    refused(
        late { h: Z(0) },
        (2, 18),
        "[QK0086] an angle cannot depend on an expectation value of the same circuit",
    );
    refused(
        negative { n: 2, h: Z(0) },
        (1, 21),
        "[QK0080] `n - 3` is negative, but a `UInt` cannot be: it is 2 - 3",
    );
}

/// Gates know the call that put them there.
#[test]
fn gates_have_origins() {
    let circuit = infinite { n: 2, h: Z(0) }.compile().unwrap();
    let program = circuit.program();
    let mut gates = walk(&program.instructions).filter_map(|event| match event {
        Event::Do(Action::Gate(gate)) => Some(gate),
        _ => None,
    });
    let (Some(gate), None) = (gates.next(), gates.next()) else {
        panic!("one gate");
    };
    assert_eq!(&program.names[gate.origin.kernel], "infinite");
    assert_eq!(program.place(gate.origin).file, file!());
    assert_eq!((gate.controls.len(), gate.targets.len()), (1, 1));
}
