//! Observables that cannot be measured: refused wherever they come from, in the words of `Observable::check`.

use num_complex::Complex64;
use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;
use qkernel_tests::panics;

use super::refused;

#[qkernel]
fn one(o: Observable) -> Float {
    expval(ry(qubit(), 0.4), o)
}

#[qkernel]
fn element(k: UInt, os: Vector<Observable>) -> Float {
    expval(ry(qubit(), 0.4), os[k])
}

#[qkernel]
fn several(os: Vector<Observable>) -> Vector<Float> {
    expval(ry(qubit(), 0.4), os)
}

#[qkernel]
fn computed(o: Observable) -> Float {
    expval(ry(qubit(), 0.4), o * 2.0 + Z(0))
}

#[qkernel]
fn product(a: Observable, b: Observable) -> Float {
    expval(ry(qubit(), 0.4), a * b)
}

#[qkernel]
fn quotient(o: Observable, by: UInt) -> Float {
    expval(ry(qubit(), 0.4), o / (by as Float))
}

#[qkernel]
fn inner(o: Observable, q: Qubit) -> Float {
    expval(q, -o)
}

#[qkernel]
fn called(o: Observable) -> Float {
    inner(o, ry(qubit(), 0.4))
}

/// Refused by `compile()` and by the plain call.
#[track_caller]
fn both<K: qkernel_runtime::kernel::EntryKernel>(
    kernel: K,
    line: u32,
    plain: impl FnOnce() -> Float,
    message: &str,
) {
    refused(kernel, (line, 5), message);
    assert_eq!(panics(plain), message);
}

#[test]
fn what_cannot_be_measured_is_refused_wherever_it_is_bound() {
    let imaginary = || X(0) * Y(0);
    let complex = || Complex64::new(1.0, 2.0) * Z(0);
    let infinite = || f64::INFINITY * Z(0);
    for (o, fault) in [
        (
            imaginary(),
            "term i Z0, which is not Hermitian: a coefficient must be real",
        ),
        (
            complex(),
            "term (1 + 2i) Z0, which is not Hermitian: a coefficient must be real",
        ),
        (
            infinite(),
            "coefficient inf at Z0, but every coefficient must be finite",
        ),
        (
            f64::NAN * Z(0),
            "coefficient NaN at Z0, but every coefficient must be finite",
        ),
    ] {
        let message = format!("the observable has the {fault}");
        assert_eq!(o.check(1).unwrap_err().to_string(), message);
        let o = || o.clone();
        let os = || Vector::from([Z(0), o()]);
        both(one { o: o() }, 1, || one(o()), &message);
        both(element { k: 1, os: os() }, 1, || element(1, os()), &message);
        both(several { os: os() }, 1, || several(os())[1], &message);
        both(
            product { a: o(), b: I() },
            1,
            || product(o(), I()),
            &message,
        );
        both(quotient { o: o(), by: 1 }, 1, || quotient(o(), 1), &message);
        // What is good beside it is measured.
        assert!(element { k: 0, os: os() }.compile().is_ok());
    }
    let message = "the observable has the term (3 + 4i) Z0, which is not Hermitian: a coefficient must be real";
    both(
        computed { o: complex() },
        1,
        || computed(complex()),
        message,
    );
    let message =
        "the observable has the term -i Z0, which is not Hermitian: a coefficient must be real";
    refused_in_callee(called { o: imaginary() }, message);
    assert_eq!(panics(|| called(imaginary())), message);
    let message =
        "the observable has the coefficient inf at Z0, but every coefficient must be finite";
    both(
        quotient { o: Z(0), by: 0 },
        1,
        || quotient(Z(0), 0),
        message,
    );
    let message =
        "the observable has the term -i Z0, which is not Hermitian: a coefficient must be real";
    both(
        product { a: Y(0), b: X(0) },
        1,
        || product(Y(0), X(0)),
        message,
    );
}

fn refused_in_callee<K: qkernel_runtime::kernel::EntryKernel>(kernel: K, message: &str) {
    let Err(error) = kernel.compile() else {
        panic!("it was not refused")
    };
    assert!(error.message.contains(message), "{error}");
}

static_circuit! {
    static HERMITIAN: product = { a: "0.1 X0 + 0.3 Y0", b: "0.1 X0 + 0.3 Y0" };
}

/// On the way there may be anything.
#[test]
fn only_what_is_measured_must_be_hermitian() {
    let imaginary = X(0) * Y(0);
    let value = product {
        a: imaginary.clone(),
        b: imaginary.clone(),
    };
    assert_eq!(value.compile().unwrap().run(()), Ok(-1.0));
    assert_eq!(product(imaginary.clone(), imaginary), -1.0);
    let a = 0.1 * X(0) + 0.3 * Y(0);
    let sandwiched = &a * (0.7 * Z(0)) * &a;
    let value: Float = one { o: sandwiched }.compile().unwrap().run(()).unwrap();
    assert!((value + 0.07 * 0.4f64.cos()).abs() < 1e-15);
    let value: Float = HERMITIAN.run(()).unwrap();
    assert!((value - 0.1).abs() < 1e-15);
    let cancelled = "0.1 X5 + 0.2 X5 - 0.3 X5 + Z0".parse().unwrap();
    let value: Float = one { o: cancelled }.compile().unwrap().run(()).unwrap();
    assert!((value - 0.4f64.cos()).abs() < 1e-15);
}
