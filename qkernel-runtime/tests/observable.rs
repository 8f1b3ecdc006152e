//! The Pauli algebra against dense matrices.

mod dense;

use dense::{combine, distance, multiply, string, sum};
use num_complex::Complex64;
use proptest::prelude::*;
use qkernel_runtime::observable::{I, Observable, ObservableError, PauliSum, X, Y, Z};

const QUBITS: usize = 3;

fn pauli_sum() -> impl Strategy<Value = PauliSum> {
    prop::collection::vec((-2.0..2.0, -2.0..2.0, string(QUBITS)), 0..4).prop_map(|terms| {
        let term = |(re, im, factors)| {
            PauliSum::from(Observable::from_terms([(1.0, factors)])) * Complex64::new(re, im)
        };
        terms.into_iter().map(term).sum()
    })
}

proptest! {
    #[test]
    fn sums_and_products_are_those_of_matrices(a in pauli_sum(), b in pauli_sum(), x in -3.0..3.0f64) {
        let (da, db) = (sum(QUBITS, &a), sum(QUBITS, &b));
        let one = Complex64::ONE;
        prop_assert!(distance(&sum(QUBITS, &(a.clone() * &b)), &multiply(&da, &db)) < 1e-12);
        prop_assert!(distance(&sum(QUBITS, &(a.clone() + &b)), &combine(&da, one, &db, one)) < 1e-12);
        prop_assert!(distance(&sum(QUBITS, &(a.clone() - &b)), &combine(&da, one, &db, -one)) < 1e-12);
        prop_assert!(distance(&sum(QUBITS, &(x * a)), &combine(&da, dense::c(x), &da, dense::c(0.0))) < 1e-12);
    }

    #[test]
    fn text_reads_back(observable in dense::observable(5), exponent in -200..200) {
        let scaled = observable * 10f64.powi(exponent);
        prop_assert_eq!(&scaled.to_string().parse::<Observable>().unwrap(), &scaled);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[XYZI0-9eE+*. -]{0,20}") {
        if let Err(error) = text.parse::<Observable>() {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.position));
        }
    }

    #[test]
    fn renaming_qubits_permutes_them(observable in dense::observable(QUBITS), order in Just(vec![0, 1, 2]).prop_shuffle()) {
        let renamed = observable.map_qubits(&order).unwrap();
        let (before, after) = (sum(QUBITS, &observable.into()), sum(QUBITS, &renamed.into()));
        let moved = |k: usize| order.iter().enumerate().map(|(i, q)| (k >> i & 1) << q).sum::<usize>();
        for (i, row) in before.iter().enumerate() {
            for (j, entry) in row.iter().enumerate() {
                prop_assert!((entry - after[moved(i)][moved(j)]).norm() < 1e-12);
            }
        }
    }
}

#[test]
fn expressions() {
    let h: Observable = (0.5 * X(0) * X(1) - Z(2)).into();
    assert_eq!((h.span(), h.is_diagonal(), h.terms().len()), (3, false, 2));
    assert_eq!(Observable::from(Z(0) * Z(1) + 1.0).to_string(), "Z0 Z1 + 1");
    assert_eq!(Observable::from(-Z(0)).to_string(), "-Z0");
    assert_eq!((h.clone() + Z(2)).to_string(), "0.5 X0 X1");
    assert_eq!((2.0 * h.clone() - &h).to_string(), h.to_string());
    let chain: Observable = (0..3).map(|i| Z(i) * Z(i + 1)).sum();
    assert_eq!(chain, (0..3).map(|i| Z(i) * Z(i + 1)).collect());
    assert_eq!(chain.to_string(), "Z0 Z1 + Z1 Z2 + Z2 Z3");
    assert!(chain.is_diagonal());
    let mut sum = Observable::default();
    sum += X(3);
    sum -= 2.0 * I();
    assert_eq!(sum.to_string(), "X3 - 2");
    assert_eq!(Observable::default().to_string(), "0");
    assert_eq!((1.0 - Z(0) * 3.0).to_string(), "-3 Z0 + 1");
    assert_eq!(
        (X(0) * Complex64::new(1.0, -2.0)).to_string(),
        "(1 - 2i) X0"
    );
}

#[test]
fn what_is_no_observable_says_why() {
    let product: Observable = (0.5 * X(0) * Y(0) + Z(1)).into();
    let message =
        "the observable has the term 0.5i Z0, which is not Hermitian: a coefficient must be real";
    assert_eq!(product.check(2).unwrap_err().to_string(), message);
    // Arithmetic keeps the fault; a product that is Hermitian after all has none.
    assert!((Observable::from(Z(3)) - 2.0 * product).check(9).is_err());
    assert!(
        Observable::from(X(0) * Y(0) * Z(0) * Complex64::I)
            .check(1)
            .is_ok()
    );

    let infinite: Observable = (f64::INFINITY * Z(0)).into();
    assert!(matches!(
        infinite.check(1),
        Err(ObservableError::NotFinite { .. })
    ));
    assert_eq!(
        Observable::from(X(1) * Z(4))
            .check(4)
            .unwrap_err()
            .to_string(),
        "the observable acts on qubit 4 (`X1 Z4`), but the register has 4 qubits"
    );
    assert_eq!(
        Observable::from(Z(1)).map_qubits(&[7, 5]).unwrap(),
        Z(5).into()
    );
    assert!(Observable::from(Z(2)).map_qubits(&[7, 5]).is_err());
}
