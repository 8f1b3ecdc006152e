//! Declared sizes: `compile()`, a run and a plain call refuse the same.

use qkernel_runtime::prelude::*;
use qkernel_tests::panics;

#[qkernel]
fn turned(n: UInt, w: Vector<Float, { n }>, z: Observable) -> Float {
    let mut q = qubit();
    for i in range(n) {
        q = rx(q, w[i]);
    }
    expval(q, z)
}

#[test]
fn an_argument_is_too_long_or_too_short() -> Result<(), Error> {
    for length in 0..4 {
        let w = vec![0.1; length];
        let run = turned { n: 2, z: Z(0) }.compile()?.run(&w);
        if length == 2 {
            assert!((run? - turned(2, w.into(), Z(0))).abs() < 1e-12);
        } else {
            assert!(run.is_err());
            assert_eq!(
                panics(|| turned(2, w.into(), Z(0))),
                format!("[QK0078] `w` has length {length}, but `turned` needs 2 (`n`)")
            );
        }
    }
    Ok(())
}

#[qkernel]
fn of_a_matrix(rows: UInt, w: Matrix<Float, { rows }, { rows + 1 }>, z: Observable) -> Float {
    let mut q = qubit();
    for i in range(rows) {
        q = rx(q, w[(i, i + 1)]);
    }
    expval(q, z)
}

#[test]
fn a_matrix_has_other_rows_or_columns() -> Result<(), Error> {
    let circuit = of_a_matrix { rows: 2, z: Z(0) }.compile()?;
    let right = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]];
    let eager = of_a_matrix(2, right.into(), Z(0));
    assert!((circuit.run(right)? - eager).abs() < 1e-12);
    assert!(circuit.run(&right[..1]).is_err());
    assert_eq!(
        panics(|| of_a_matrix(2, [[0.1, 0.2, 0.3]].into(), Z(0))),
        "[QK0078] `w` has 1 row, but `of_a_matrix` needs 2 rows (`rows`)"
    );
    assert_eq!(
        panics(|| of_a_matrix(2, [[0.1, 0.2], [0.3, 0.4]].into(), Z(0))),
        "[QK0078] `w` has 2 columns, but `of_a_matrix` needs 3 columns (`rows + 1`)"
    );
    Ok(())
}

#[qkernel]
fn of_registers(
    n: UInt,
    q: Vector<Qubit>,
    pair: (Vector<Qubit, { q.len() }>, Bit),
) -> (Vector<Qubit, { n / 2 }>, Vector<Qubit>) {
    (q, pair.0)
}

/// What is made of known numbers is compared by `cargo check`, so the lengths come from a list.
#[qkernel]
fn gives(n: UInt, lengths: Vector<UInt, { 2 }>) -> Vector<Bit> {
    let (a, b) = of_registers(n, qubit_array(lengths[0]), (qubit_array(lengths[1]), true));
    discard(a);
    measure(b)
}

#[qkernel]
fn below(n: UInt, w: Vector<Float, { n - 2 }>, z: Observable) -> Float {
    let mut q = qubit();
    for i in range(w.len()) {
        q = rx(q, w[i]);
    }
    expval(q, z)
}

#[test]
fn a_length_cannot_be() {
    let message = "[QK0080] `w` cannot have the length `n - 2`: it is negative, too large or a division by zero (n = 1)";
    assert_eq!(panics(|| below(1, [0.1].into(), Z(0))), message);
    match (below { n: 1, z: Z(0) }).compile() {
        Ok(_) => panic!("not refused"),
        Err(error) => assert_eq!(error.message, message),
    }
}

#[test]
fn sub_kernels_are_refused_with_the_same_words() {
    for (n, lengths) in [
        (4, [2, 2]),
        (6, [2, 2]),
        (4, [2, 1]),
        (5, [2, 3]),
        (4, [3, 3]),
    ] {
        let plain = || gives(n, lengths.into());
        match (gives {
            n,
            lengths: lengths.into(),
        })
        .compile()
        {
            Ok(_) => assert_eq!(plain().len(), lengths[1]),
            Err(error) => {
                let (message, _) = error
                    .message
                    .split_once('\n')
                    .unwrap_or((&error.message, ""));
                assert_eq!(panics(plain), message);
            }
        }
    }
    let wrong = |n, lengths: [usize; 2]| panics(|| gives(n, lengths.into()));
    assert_eq!(
        wrong(6, [2, 2]),
        "[QK0078] `.0` of the result has length 2, but `of_registers` states 3 (`n / 2`)"
    );
    assert_eq!(
        wrong(4, [2, 1]),
        "[QK0078] `pair.0` has length 1, but `of_registers` needs 2 (`q.len()`)"
    );
}
