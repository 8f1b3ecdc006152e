//! Errors in kernels that are parts of others: where it is wrong, and how one got there.

use qkernel_runtime::prelude::*;

use super::refused;

#[qkernel]
fn turned(q: Vector<Qubit>, n: UInt, w: Vector<Float, { n }>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(n) {
        q[i] = rx(q[i], w[i]);
    }
    q
}

#[qkernel]
fn wrong_length(n: UInt, layers: UInt, w: Vector<Float, { n }>, h: Observable) -> Float {
    let mut q = qubit_array(n);
    for layer in range(layers) {
        q = turned(q, n - layer, w);
    }
    expval(q, h)
}

/// A vector without a stated length has the one that its first user states. It cannot have been longer before.
#[qkernel]
fn longer_before(n: UInt, k: UInt, w: Vector<Float>, v: Vector<Float>, h: Observable) -> Float {
    let mut q = qubit_array(n);
    q[0] = ry(q[0], w[k]);
    q[0] = ry(q[0], v[0]);
    q = turned(q, n, w);
    expval(q, h)
}

#[test]
fn an_argument_has_the_wrong_length() -> Result<(), Error> {
    refused(
        wrong_length {
            n: 3,
            layers: 2,
            h: Z(0),
        },
        (3, 13),
        "`w` has length 3, but `turned` needs 2 (`n`) (layer = 1)",
    );
    refused(
        longer_before {
            n: 3,
            k: 5,
            h: Z(0),
        },
        (4, 9),
        "`w` was used up to index 5 before, but `turned` needs length 3 (`n`)",
    );
    let value = longer_before {
        n: 3,
        k: 2,
        h: Z(0),
    }
    .compile()?
    .run((&[0.1, 0.2, 0.3], &[0.4]))?;
    let eager = longer_before(3, 2, [0.1, 0.2, 0.3].into(), [0.4].into(), Z(0));
    assert!((value - eager).abs() < 1e-12);
    Ok(())
}

#[qkernel]
fn wrapped(q: Vector<Qubit>, w: Vector<Float>, start: UInt) -> Vector<Qubit> {
    let mut q = q;
    for k in range(2) {
        q = ry_layer(q, w, start + k);
    }
    q
}

#[qkernel]
fn outer(n: UInt, m: UInt, w: Vector<Float, { m * n }>, h: Observable) -> Float {
    let mut q = qubit_array(n);
    for round in range(2) {
        q = wrapped(q, w, round * n);
    }
    expval(q, h)
}

#[qkernel]
fn sometimes(q: Vector<Qubit>, w: Vector<Float>, start: UInt) -> Vector<Qubit> {
    let mut q = q;
    if start > 0 {
        q = power(ry_layer, 2)(q, w, start);
    }
    q
}

#[qkernel]
fn round_after_round(n: UInt, w: Vector<Float, { n }>, v: Vector<UInt>, h: Observable) -> Float {
    let mut q = qubit_array(n);
    for round in range(v.len()) {
        q = sometimes(q, w, v[round]);
    }
    expval(q, h)
}

/// The library is not at fault, so the call by which it does not get what it needs is told, and the way there.
#[test]
fn an_argument_is_too_short_for_the_library() -> Result<(), Error> {
    let outer = |m| outer { n: 3, m, h: Z(0) };
    refused(
        outer(2),
        (3, 13),
        "`w` has length 6, but `wrapped` needs at least 7 (`start + q.len() + 1`) (round = 1)",
    );
    outer(3).compile()?;
    let rounds = |v: &[usize]| {
        round_after_round {
            n: 2,
            v: Vector::from(v),
            h: Z(0),
        }
        .compile()
    };
    rounds(&[0, 0])?;
    let Err(error) = rounds(&[0, 1]) else {
        panic!("not refused")
    };
    let (inner, outer) = (sometimes::SIGNATURE.loc, round_after_round::SIGNATURE.loc);
    assert_eq!(
        error.to_string(),
        format!(
            "{0}:{1}:19: in `sometimes`: [QK0078] `w` has length 2, but `ry_layer` needs at least 3 (`base + q.len()`)\n  \
             called by `round_after_round` at {0}:{2}:13 (round = 1)",
            inner.file,
            inner.line + 3,
            outer.line + 3,
        )
    );
    Ok(())
}

#[qkernel]
fn chosen(n: UInt, i: UInt, j: UInt) -> Vector<Qubit> {
    let mut q = qubit_array(n);
    (q[i], q[j]) = cx(q[i], q[j]);
    q
}

#[qkernel]
fn chosen_late(v: Vector<UInt>, h: Observable) -> Float {
    let q = chosen(2, v[0], v[1]);
    expval(q, h)
}

#[test]
fn indices_do_not_fit_a_kernel() -> Result<(), Error> {
    let chosen_late = |i, j| chosen_late {
        v: Vector::from([i, j]),
        h: Z(0),
    };
    chosen_late(1, 0).compile()?;
    refused(
        chosen_late(0, 2),
        (1, 13),
        "`chosen` needs `j + 1 <= n`, but `j + 1` is larger by 1",
    );
    refused(
        chosen_late(1, 1),
        (1, 13),
        "`chosen` needs different qubits, but takes two whose indices differ by `i - j`, which is 0 here",
    );
    Ok(())
}

#[qkernel]
fn broken(q: Vector<Qubit>, n: UInt) -> Vector<Qubit> {
    for i in range(n) {
        discard(q[i]);
    }
    q
}

#[qkernel]
fn given_back(n: UInt, h: Observable) -> Float {
    let q = broken(qubit_array(2), n);
    expval(q, h)
}

#[test]
fn a_register_is_given_back_with_a_hole() -> Result<(), Error> {
    let Err(error) = (given_back { n: 1, h: Z(0) }).compile() else {
        panic!("not refused")
    };
    assert_eq!(
        (&*error.kernel, error.loc.clone()),
        ("broken", broken::SIGNATURE.loc.into())
    );
    assert!(
        error.message.starts_with(
            "[QK0016] `q` is used whole while `q[0]` is out\n  called by `given_back` at "
        ),
        "{error}"
    );
    assert_eq!(given_back { n: 0, h: Z(0) }.compile()?.run(())?, 1.0);
    Ok(())
}

#[qkernel]
fn fresh(n: UInt) -> Vector<Qubit> {
    qubit_array(n)
}

#[qkernel]
fn keeps_one(n: UInt) -> Bit {
    let q = fresh(n + 1);
    for i in range(n) {
        discard(q[i]);
    }
    measure(qubit())
}

#[qkernel]
fn leaks_in_rounds(n: UInt) -> Bit {
    let mut any = false;
    for round in range(2) {
        any = keeps_one(n + round);
    }
    any
}

/// Where a qubit is made is told, and how one got there; who loses it is one of the callers.
#[test]
fn a_leaked_qubit_names_the_callers_of_its_kernel() {
    let Err(error) = (leaks_in_rounds { n: 2 }).compile() else {
        panic!("not refused")
    };
    assert_eq!(error.kernel, "fresh");
    let (keeps, leaks) = (keeps_one::SIGNATURE.loc, leaks_in_rounds::SIGNATURE.loc);
    assert_eq!(
        error.message,
        format!(
            "[QK0005] qubit leak: element 2 of this register is never measured, returned or passed on; \
             `discard` it if it is not needed any more\n  \
             called by `keeps_one` at {}:{}:13\n  \
             called by `leaks_in_rounds` at {}:{}:15 (round = 0)",
            keeps.file,
            keeps.line + 1,
            leaks.file,
            leaks.line + 3,
        )
    );
}
