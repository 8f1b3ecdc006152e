use qkernel_runtime::prelude::*;

/// What is lost in one case is lost.
#[qkernel]
fn leaks(n: UInt) -> Bit {
    let q = qubit();
    let p = qubit();
    match n {
        0 => discard(q),
        1 | 7..=9 => {}
        _ => {
            let other = qubit();
            discard(q);
        }
    }
    match n % 5 {
        2 => discard(p),
        3 => discard(p),
        _ => {}
    }
    true
}

/// The last case is the one that is left.
#[qkernel]
fn last(n: UInt) -> Vector<Bit> {
    let (q, r) = (qubit(), qubit_array(2));
    match n {
        30 => discard(q),
        _ => {}
    }
    match measure(qubit()) {
        true => discard(r[0]),
        false => {}
    }
    measure(r)
}

fn main() {}
