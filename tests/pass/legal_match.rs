use qkernel_runtime::prelude::*;

/// Statements, blocks and values; ranges with one end; a `match` in a `match`, and on what has no name.
#[qkernel]
fn chosen(n: UInt, flag: Bit, table: Vector<UInt>) -> (Bit, Bit) {
    let (mut q, mut p) = (qubit(), qubit());
    let mut count = 0;
    match n {
        0 => q = x(q),
        1 | 2 if table[0] > 3 || flag => count += 2,
        1 | 2 => count += 1,
        3..=5 | 9 => {
            (q, p) = cx(q, p);
            match table[0] + 1 {
                ..3 => p = x(p),
                7 | 8 => (q, p) = swap(q, p),
                _ => {}
            }
        }
        10.. => q = h(q),
        _ => (),
    }
    let angle = match count {
        1 => PI,
        _ => 0.0,
    };
    for i in range(3) {
        q = match i % 2 {
            0 => rx(q, angle),
            _ => z(q),
        };
    }
    match flag {
        true => p = x(p),
        false => {}
    }
    match measure(q) {
        false => {
            discard(p);
            (flag, true)
        }
        true => match measure(p) {
            true => (true, true),
            _ => (false, flag),
        },
    }
}

/// The last statement of a kernel without results.
#[qkernel]
fn given_up(q: Qubit, n: UInt) {
    match n {
        0 => discard(q),
        _ => discard(h(q)),
    }
}

#[qkernel]
fn calls(n: UInt) -> Bit {
    given_up(qubit(), n);
    measure(qubit())
}

fn main() {
    for n in 0..12 {
        let table = vec![n / 2];
        chosen(n, true, table.clone().into());
        chosen { n, flag: false, table: table.into() }.compile().unwrap();
    }
    let circuit = chosen { n: 4, flag: true, table: vec![1].into() }.compile().unwrap();
    assert_eq!(circuit.outcomes(()).unwrap().iter().count(), 1);
    calls(1);
    calls { n: 1 }.compile().unwrap();
}
