//! Sizes and lengths that are negative, too large or do not fit.

use qkernel_runtime::prelude::*;

use super::refused;

#[qkernel]
fn one_less(n: UInt, h: Observable) -> Float {
    let q = qubit_array(n - 1);
    expval(q, h)
}

#[qkernel]
fn divided(n: UInt, k: UInt, h: Observable) -> Float {
    let q = qubit_array(6 / n + (n + 1) % k);
    expval(q, h)
}

#[qkernel]
fn huge(n: UInt, h: Observable) -> Float {
    let q = qubit_array(n * n + n);
    expval(q, h)
}

#[qkernel]
fn stepped(n: UInt, step: UInt, h: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(0, n, step) {
        q[i] = sx(q[i]);
    }
    expval(q, h)
}

#[test]
fn a_size_is_negative_or_too_large() {
    refused(
        one_less { n: 0, h: Z(0) },
        (1, 25),
        "`n - 1` is negative, but a `UInt` cannot be: it is 0 - 1",
    );
    refused(
        divided {
            n: 0,
            k: 1,
            h: Z(0),
        },
        (1, 25),
        "`6 / n` divides by zero: it is 6 / 0",
    );
    refused(
        divided {
            n: 1,
            k: 0,
            h: Z(0),
        },
        (1, 33),
        "`2 % k` divides by zero: it is 2 % 0",
    );
    refused(
        huge {
            n: usize::MAX,
            h: Z(0),
        },
        (1, 25),
        "`n * n` is too large: it is 18446744073709551615 * 18446744073709551615",
    );
    refused(
        huge { n: 5000, h: Z(0) },
        (1, 13),
        "more than 1048576 qubits: is a size too large?",
    );
    refused(
        stepped {
            n: 2,
            step: 0,
            h: Z(0),
        },
        (2, 5),
        "the step of this range is zero",
    );
}

#[qkernel]
fn stated(
    n: UInt,
    v: Vector<UInt, { 2 * n }>,
    w: Vector<Float, { n - 2 }>,
    h: Observable,
) -> Float {
    let mut q = qubit_array(n);
    q[v[0]] = ry(q[v[0]], w[0]);
    expval(q, h)
}

#[qkernel]
fn unstated(w: Vector<Float>, h: Observable) -> Float {
    let mut q = qubit_array(2);
    for i in range(w.len()) {
        q[i] = ry(q[i], w[i]);
    }
    expval(q, h)
}

#[test]
fn a_length_does_not_fit() {
    refused(
        stated {
            n: 3,
            v: Vector::from([0, 1]),
            h: Z(0),
        },
        (2, 5),
        "`v` has length 2, but `stated` needs 6 (`2 * n`)",
    );
    refused(
        stated {
            n: 1,
            v: Vector::from([0, 0]),
            h: Z(0),
        },
        (3, 5),
        "`w` cannot have the length `n - 2`: it is negative, too large or a division by zero (n = 1)",
    );
    refused(
        unstated { h: Z(0) },
        (2, 22),
        "the length of `w` is not stated: write `Vector<Float, { n }>`",
    );
}

/// The lengths come in any order.
#[qkernel]
fn doubled(
    w: Vector<Float, { 2 * v.len() + 1 }>,
    v: Vector<Float, { n }>,
    k: Vector<UInt, { w.len() - v.len() }>,
    n: UInt,
    h: Observable,
) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], w[k[i]] + v[i]);
    }
    expval(q, h)
}

#[qkernel]
fn of_unstated(v: Vector<Float>, w: Vector<Float, { v.len() + 1 }>, h: Observable) -> Float {
    let q = ry(qubit(), w[0] + v[0]);
    expval(q, h)
}

#[test]
fn a_length_is_stated_with_another() -> Result<(), Error> {
    let doubled = |n, k: &[usize]| doubled {
        n,
        k: Vector::from(k),
        h: Z(0),
    };
    let circuit = doubled(1, &[2, 0]).compile()?;
    let value = circuit.run((&[0.1, 0.2, 0.3], &[0.4]))?;
    assert!((value - 0.7_f64.cos()).abs() < 1e-12);
    refused(
        doubled(2, &[0, 1]),
        (3, 5),
        "`k` has length 2, but `doubled` needs 3 (`w.len() - v.len()`)",
    );
    refused(
        of_unstated { h: Z(0) },
        (0, 34),
        "the length of `v`, which `w` needs, is not stated: write `Vector<Float, { n }>`",
    );
    Ok(())
}

#[qkernel]
fn repeated(n: UInt, h: Observable) -> Float {
    let mut q = qubit();
    for _ in range(n) {
        for i in range(n) {
            q = rz(q, i as Float);
        }
    }
    expval(q, h)
}

/// A list of gates that would fill the memory is a mistaken size.
#[test]
fn there_are_too_many_gates() {
    refused(
        repeated {
            n: 1 << 21,
            h: Z(0),
        },
        (4, 17),
        "more than 4194304 gates: is a size too large? (i = 0)",
    );
}
