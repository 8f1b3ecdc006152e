use qkernel_runtime::prelude::*;

#[qkernel]
fn bell() -> (Qubit, Qubit) {
    cx(h(qubit()), qubit())
}

#[qkernel]
fn of_a_call() -> Bit {
    let pair = bell();
    discard(pair.1);
    measure(pair.0)
}

#[qkernel]
fn of_a_tuple() -> (Bit, Float) {
    // What is left is a number.
    let pair = (0.5, h(qubit()));
    (measure(pair.1), pair.0)
}

#[qkernel]
fn of_a_parameter(q: (Qubit, (Qubit, Qubit))) -> (Qubit, Qubit) {
    discard(q.1.0);
    (q.0, q.1.1)
}

#[qkernel]
fn called() -> (Bit, Bit) {
    let (a, b) = of_a_parameter((x(qubit()), bell()));
    (measure(a), measure(b))
}

#[qkernel]
fn of_a_modified_gate() -> (Bit, Bit) {
    let pair = control(x)(h(qubit()), qubit());
    (measure(pair.1), measure(pair.0))
}

#[qkernel]
fn measured() -> (Bit, Vector<Bit>) {
    let (a, b) = bell();
    discard(b);
    (measure(a), measure(qubit_array(2)))
}

#[qkernel]
fn without_a_name() -> Bit {
    // Bits may be left alone.
    let bits = measured().1;
    measured().0 && bits[0]
}

#[qkernel]
fn of_a_register() -> (Bit, Bit, Bit) {
    let mut q = qubit_array(3);
    (q[0], q[1]) = cx(h(q[0]), q[1]);
    let last = measure(q[2]);
    q[2] = qubit();
    (q[1], q[2]) = swap(q[1], q[2]);
    discard(q[1]);
    (measure(q[0]), last, measure(q[2]))
}

#[qkernel]
fn of_a_register_in_a_loop(n: UInt) -> Bit {
    let mut q = qubit_array(2);
    for _ in range(n) {
        let a = h(q[0]);
        q[0] = a;
    }
    for i in range(2) {
        discard(q[i]);
    }
    measure(qubit())
}

#[qkernel]
fn of_a_register_in_a_tuple() -> Bit {
    let both = (qubit_array(2), qubit());
    discard(both.1);
    discard(both.0[0]);
    measure(both.0[1])
}

#[qkernel]
fn of_a_register_on_a_branch() -> Bit {
    let mut q = qubit_array(2);
    let sure = measure(q[0]);
    let fresh = qubit();
    if sure {
        q[0] = x(fresh);
    } else {
        q[0] = fresh;
    }
    discard(q);
    sure
}

#[qkernel]
fn on_a_branch(n: UInt) -> Bit {
    let pair = bell();
    if n > 2 {
        discard(pair.1);
    } else {
        let other = pair.1;
        discard(other);
    }
    measure(pair.0)
}

#[qkernel]
fn whole_on_a_branch(n: UInt) -> Bit {
    let pair = bell();
    if n > 2 {
        discard(pair.1);
        measure(pair.0)
    } else {
        let (a, b) = pair;
        discard(a);
        measure(b)
    }
}

#[qkernel]
fn overwritten() -> (Bit, Bit) {
    let mut pair = bell();
    let first = measure(pair.0);
    discard(pair.1);
    pair = bell();
    discard(pair.1);
    (first, measure(pair.0))
}

#[qkernel]
fn in_a_loop(n: UInt) -> Bit {
    let mut any = false;
    let mut pair = bell();
    for _ in range(n) {
        any = measure(pair.0);
        discard(pair.1);
        pair = bell();
    }
    discard(pair.0);
    discard(pair.1);
    any
}

#[qkernel]
fn hidden() -> (Bit, Bit) {
    let pair = bell();
    let first = measure(pair.0);
    discard(pair.1);
    let pair = (measure(qubit()), 3);
    (first, pair.0)
}

#[qkernel]
fn assigned_later(n: UInt) -> Bit {
    let pair;
    if n > 2 {
        pair = bell();
    } else {
        pair = (qubit(), qubit());
    }
    let length = (qubit_array(n), 0.1);
    for i in range(length.0.len()) {
        discard(length.0[i]);
    }
    discard(pair.0);
    measure(pair.1)
}

#[qkernel]
fn as_a_statement() -> Bit {
    let pair = (true, qubit());
    measure(pair.1)
}

fn main() {
    of_a_call {}.compile().unwrap();
    of_a_tuple {}.compile().unwrap();
    called {}.compile().unwrap();
    of_a_modified_gate {}.compile().unwrap();
    without_a_name {}.compile().unwrap();
    of_a_register {}.compile().unwrap();
    of_a_register_in_a_loop { n: 3 }.compile().unwrap();
    of_a_register_in_a_tuple {}.compile().unwrap();
    of_a_register_on_a_branch {}.compile().unwrap();
    on_a_branch { n: 1 }.compile().unwrap();
    whole_on_a_branch { n: 3 }.compile().unwrap();
    overwritten {}.compile().unwrap();
    in_a_loop { n: 2 }.compile().unwrap();
    hidden {}.compile().unwrap();
    assigned_later { n: 2 }.compile().unwrap();
    as_a_statement {}.compile().unwrap();
    assert!(called().0);
    assert!(!of_a_register().1);
    for n in [1, 5] {
        on_a_branch(n);
        whole_on_a_branch(n);
        in_a_loop(n);
        assigned_later(n);
    }
}
