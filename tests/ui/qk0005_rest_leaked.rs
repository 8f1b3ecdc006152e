use qkernel_runtime::prelude::*;

#[qkernel]
fn bell() -> (Qubit, Qubit) {
    cx(h(qubit()), qubit())
}

/// One half is used; only rustc knows how many there are.
#[qkernel]
fn of_a_call() -> Bit {
    let pair = bell();
    measure(pair.0)
}

#[qkernel]
fn of_a_tuple() -> Bit {
    let pair = (qubit(), h(qubit()));
    measure(pair.1)
}

#[qkernel]
fn of_a_parameter(q: (Qubit, (Qubit, Qubit))) -> (Qubit, Qubit) {
    (q.0, q.1.1)
}

#[qkernel]
fn of_a_modified_gate() -> Bit {
    let pair = control(x)(h(qubit()), qubit());
    measure(pair.1)
}

#[qkernel]
fn without_a_name() -> Bit {
    measure(bell().0)
}

#[qkernel]
fn of_a_register() -> (Bit, Bit) {
    let mut q = qubit_array(3);
    (q[0], q[1]) = cx(h(q[0]), q[1]);
    (measure(q[0]), measure(q[1]))
}

#[qkernel]
fn of_a_register_in_a_tuple() -> Bit {
    let both = (qubit_array(2), qubit());
    discard(both.1);
    measure(both.0[1])
}

#[qkernel]
fn on_a_branch(n: UInt) -> Bit {
    let pair = bell();
    if n > 2 {
        discard(pair.1);
    }
    measure(pair.0)
}

#[qkernel]
fn overwritten() -> (Bit, Bit) {
    let mut pair = bell();
    let first = measure(pair.0);
    pair = bell();
    discard(pair.1);
    (first, measure(pair.0))
}

#[qkernel]
fn in_a_loop(n: UInt) -> Bit {
    let mut any = false;
    for i in range(n) {
        let pair = bell();
        any = measure(pair.0);
    }
    any
}

#[qkernel]
fn as_a_statement() -> Bit {
    let pair = bell();
    pair.0;
    measure(pair.1)
}

fn main() {}
