//! The Pauli algebra against dense matrices.

mod dense;

use std::time::{Duration, Instant};

use dense::{combine, distance, multiply, string, sum};
use num_complex::Complex64;
use proptest::prelude::*;
use qkernel_runtime::observable::{I, Observable, ObservableError, Pauli, X, Y, Z};

const QUBITS: usize = 3;

/// A sum with complex coefficients.
fn pauli_sum() -> impl Strategy<Value = Observable> {
    prop::collection::vec((-2.0..2.0, -2.0..2.0, string(QUBITS)), 0..4).prop_map(|terms| {
        terms
            .into_iter()
            .map(|(re, im, factors)| {
                Observable::from_terms([(1.0, factors)]) * Complex64::new(re, im)
            })
            .sum()
    })
}

/// A Hermitian sum with decimals as coefficients.
fn decimals(terms: usize) -> impl Strategy<Value = Observable> {
    let term = (-99..=99i32).prop_flat_map(|c| (Just(f64::from(c) / 10.0), string(QUBITS)));
    prop::collection::vec(term, 0..terms).prop_map(Observable::from_terms)
}

/// The largest entry, to compare errors with.
fn size(matrix: &dense::Dense) -> f64 {
    distance(
        matrix,
        &combine(matrix, dense::c(0.0), matrix, dense::c(0.0)),
    )
}

proptest! {
    #[test]
    fn arithmetic_is_that_of_matrices(a in pauli_sum(), b in pauli_sum(), x in -3.0..3.0f64, y in 0.5..3.0f64) {
        let (da, db) = (sum(QUBITS, &a), sum(QUBITS, &b));
        let (one, none) = (Complex64::ONE, Complex64::ZERO);
        let id = sum(QUBITS, &I());
        let c = Complex64::new(x, y);
        for (found, expected) in [
            (&a * &b, multiply(&da, &db)),
            (&a + &b, combine(&da, one, &db, one)),
            (&a - &b, combine(&da, one, &db, -one)),
            (-&a, combine(&da, -one, &da, none)),
            (x * &a, combine(&da, x.into(), &da, none)),
            (c * &a, combine(&da, c, &da, none)),
            (&a / y, combine(&da, (1.0 / y).into(), &da, none)),
            (&a / c, combine(&da, 1.0 / c, &da, none)),
            (&a + c, combine(&da, one, &id, c)),
            (x - &a, combine(&da, -one, &id, x.into())),
        ] {
            prop_assert!(distance(&sum(QUBITS, &found), &expected) < 1e-12);
        }
    }

    /// Values and references, operators and assignments: it is all one.
    #[test]
    fn every_spelling_gives_the_same(a in pauli_sum(), b in pauli_sum(), x in -3.0..3.0f64) {
        let c = Complex64::new(0.5, x);
        let assigned = |change: &dyn Fn(&mut Observable)| {
            let mut result = a.clone();
            change(&mut result);
            result
        };
        for spellings in [
            vec![a.clone() + b.clone(), &a + b.clone(), a.clone() + &b, &a + &b, assigned(&|a| *a += &b), assigned(&|a| *a += b.clone())],
            vec![a.clone() - b.clone(), &a - b.clone(), a.clone() - &b, &a - &b, assigned(&|a| *a -= &b), assigned(&|a| *a -= b.clone())],
            vec![a.clone() * b.clone(), &a * b.clone(), a.clone() * &b, &a * &b, assigned(&|a| *a *= &b), assigned(&|a| *a *= b.clone())],
            vec![a.clone() * x, &a * x, x * a.clone(), x * &a, assigned(&|a| *a *= x)],
            vec![a.clone() * c, &a * c, c * a.clone(), c * &a, assigned(&|a| *a *= c)],
            vec![a.clone() + x, &a + x, x + a.clone(), x + &a, assigned(&|a| *a += x), &a + x * I()],
            vec![a.clone() - c, &a - c, -(c - a.clone()), -(c - &a), assigned(&|a| *a -= c), &a - c * I()],
            vec![a.clone() / x, &a / x, assigned(&|a| *a /= x)],
            vec![a.clone() / c, &a / c, assigned(&|a| *a /= c)],
            vec![-a.clone(), -&a],
            vec![&a + &b, [&a, &b].into_iter().sum(), [a.clone(), b.clone()].into_iter().sum(), [&a, &b].into_iter().collect()],
            vec![&a * &b, [&a, &b].into_iter().product(), [a.clone(), b.clone()].into_iter().product()],
        ] {
            for other in &spellings {
                prop_assert_eq!(other, &spellings[0]);
            }
        }
    }

    /// What is Hermitian on paper is Hermitian, whatever its coefficients are in binary.
    #[test]
    fn rounding_makes_nothing_complex(a in decimals(5), b in decimals(5)) {
        let i = Complex64::I;
        for (found, name) in [
            (&a * &b * &a, "A B A"),
            (&a * &b + &b * &a, "A B + B A"),
            (i * (&a * &b - &b * &a), "i [A, B]"),
            ((&a + i * &b) * (&a - i * &b), "C C*"),
            (&a * &a * &a, "A A A"),
        ] {
            prop_assert!(found.check(QUBITS).is_ok(), "{}: {}", name, found);
        }
        // What vanishes on paper vanishes.
        let (cubes, again) = (&a * &b * &a, (&a * &b) * &a);
        prop_assert_eq!(cubes - again, Observable::zero());
        prop_assert_eq!((&a + &b) * (&a - &b) - &a * &a + &b * &b - &b * &a + &a * &b, Observable::zero());
        // Nothing else does.
        let product = &a * &b;
        let exact = multiply(&sum(QUBITS, &a), &sum(QUBITS, &b));
        prop_assert!(distance(&sum(QUBITS, &product), &exact) <= 1e-13 * size(&exact).max(1.0));
    }

    /// Decimals that cancel on paper, added in any order, leave no term.
    #[test]
    fn decimals_cancel(parts in prop::collection::vec(-9999..=9999i64, 1..12), digits in 1..6usize, first in any::<prop::sample::Index>()) {
        let scale = 10i64.pow(digits as u32);
        let text = |n: i64| format!("{}{}.{:0digits$}", if n < 0 { "-" } else { "" }, n.abs() / scale, n.abs() % scale);
        let mut all = parts.clone();
        all.insert(first.index(parts.len()), -parts.iter().sum::<i64>());
        let written: Vec<String> = all.iter().map(|&n| format!("{} X5", text(n))).collect();
        let parsed: Observable = format!("Z0 + {}", written.join(" + ")).parse().unwrap();
        prop_assert_eq!(&parsed, &Z(0));
        prop_assert_eq!(parsed.span(), 1);
        let computed: Observable = all.iter().map(|&n| n as f64 / scale as f64 * X(5)).sum();
        prop_assert_eq!(computed, Observable::zero());
    }

    #[test]
    fn text_reads_back(observable in dense::observable(5), exponent in -300..300) {
        let scaled = observable * 10f64.powi(exponent);
        prop_assert_eq!(&scaled.to_string().parse::<Observable>().unwrap(), &scaled);
    }

    #[test]
    fn coefficients_of_any_sign_are_read(a in -2.0..2.0f64, b in -2.0..2.0f64) {
        let expected = a * Z(0) + b * Z(1) * X(2);
        for text in [
            format!("{a} Z0 + {b} Z1 X2"),
            format!("{a}*Z(0) + {b}*Z(1)*X(2)"),
            format!("{a} * Z0 - {} * Z1 @ X2", -b),
            format!("{} + {}", a * Z(0), b * Z(1) * X(2)),
            format!("Z0 * {a} + X2 @ Z1 * {b}"),
        ] {
            prop_assert_eq!(&text.parse::<Observable>().unwrap(), &expected, "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof!["[XYZI0-9eE+*@.() -]{0,20}", "\\PC{0,12}", any::<String>()]) {
        if let Err(error) = text.parse::<Observable>() {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.position));
        }
    }

    #[test]
    fn renaming_qubits_permutes_them(observable in dense::observable(QUBITS), order in Just(vec![0, 1, 2]).prop_shuffle()) {
        let renamed = observable.map_qubits(&order).unwrap();
        let (before, after) = (sum(QUBITS, &observable), sum(QUBITS, &renamed));
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
    let h = 0.5 * X(0) * X(1) - Z(2);
    assert_eq!((h.span(), h.is_diagonal(), h.terms().len()), (3, false, 2));
    assert_eq!((Z(0) * Z(1) + 1.0).to_string(), "Z0 Z1 + 1");
    assert_eq!((-Z(0)).to_string(), "-Z0");
    assert_eq!((&h + Z(2)).to_string(), "0.5 X0 X1");
    assert_eq!(2.0 * &h - &h, h);
    assert_eq!((Z(2) * &h).to_string(), "0.5 X0 X1 Z2 - 1");
    assert_eq!((X(0) / 2.0).to_string(), "0.5 X0");
    let chain: Observable = (0..3).map(|i| Z(i) * Z(i + 1)).sum();
    assert_eq!(chain, (0..3).map(|i| Z(i) * Z(i + 1)).collect());
    assert_eq!(chain.to_string(), "Z0 Z1 + Z1 Z2 + Z2 Z3");
    assert!(chain.is_diagonal());
    let parity: Observable = (0..3).map(Z).product();
    assert_eq!(parity.to_string(), "Z0 Z1 Z2");
    let mut sum = Observable::default();
    sum += X(3);
    sum -= 2.0 * I();
    assert_eq!(sum.to_string(), "X3 - 2");
    assert_eq!(Observable::zero().to_string(), "0");
    assert_eq!(Observable::zero(), Observable::default());
    assert_eq!(Observable::identity(), I());
    assert_eq!((1.0 - Z(0) * 3.0).to_string(), "-3 Z0 + 1");
    assert_eq!((X(0) * Y(0)).to_string(), "i Z0");
    assert_eq!((X(0) * X(0)).to_string(), "1");
    assert_eq!(
        (X(0) * Complex64::new(1.0, -2.0)).to_string(),
        "(1 - 2i) X0"
    );
    assert_eq!(Observable::try_from("Z0").unwrap(), Z(0));
    // As it was written when sums had a type of their own.
    #[allow(clippy::useless_conversion)]
    let (o, pair): (Observable, Observable) = (Z(0).into(), (Z(0) * Z(1)).into());
    assert_eq!(o * pair, Z(1));
}

#[test]
fn what_is_no_observable_says_why() {
    let product = 0.5 * X(0) * Y(0) + Z(1);
    let message =
        "the observable has the term 0.5i Z0, which is not Hermitian: a coefficient must be real";
    assert_eq!(product.check(2).unwrap_err().to_string(), message);
    // Arithmetic keeps the fault; a product that is Hermitian after all has none.
    assert!((Z(3) - 2.0 * product).check(9).is_err());
    assert!((X(0) * Y(0) * Z(0) * Complex64::I).check(1).is_ok());

    assert_eq!(
        (X(1) * Z(4)).check(4).unwrap_err().to_string(),
        "the observable acts on qubit 4 (`X1 Z4`), but the register has 4 qubits"
    );
    assert_eq!(Z(1).map_qubits(&[7, 5]).unwrap(), Z(5));
    assert!(Z(2).map_qubits(&[7, 5]).is_err());
}

#[test]
fn what_is_not_finite_is_told_as_it_is() {
    let (infinity, nan) = (f64::INFINITY, f64::NAN);
    for (observable, text, coefficient) in [
        (infinity * Z(0), "inf Z0", "inf"),
        (-infinity * Z(0), "-inf Z0", "-inf"),
        (Z(0) * nan, "NaN Z0", "NaN"),
        (-(nan * Z(0)), "NaN Z0", "NaN"),
        (1e308 * Z(0) * 10.0, "inf Z0", "inf"),
        (1e308 * Z(0) + 1e308 * Z(0), "inf Z0", "inf"),
        (X(0) * Y(0) * infinity, "inf i Z0", "inf"),
        (Z(0) / 0.0, "inf Z0", "inf"),
        (infinity * Z(0) - infinity * Z(0), "NaN Z0", "NaN"),
        (0.0 * (infinity * Z(0)), "NaN Z0", "NaN"),
    ] {
        assert_eq!(observable.to_string(), text);
        let message = format!(
            "the observable has the coefficient {coefficient} at Z0, but every coefficient must be finite"
        );
        assert_eq!(observable.check(1).unwrap_err().to_string(), message);
        // Nothing that is done to it makes it finite again.
        for changed in [
            &observable + Z(0),
            &observable - Z(0),
            &observable * Z(0),
            -&observable,
            2.0 * &observable,
            &observable / 2.0,
            &observable - &observable,
            &observable * 0.0,
        ] {
            let error = changed.check(1).unwrap_err();
            assert!(
                matches!(error, ObservableError::NotFinite { .. }),
                "{changed}"
            );
        }
    }
}

#[test]
fn only_rounding_is_taken_for_zero() {
    let a = 0.1 * X(0) + 0.3 * Y(0);
    let sandwiched = &a * (0.7 * Z(0)) * &a;
    assert!((sandwiched + 0.07 * Z(0)).terms().len() == 0);
    let text = "0.1 X5 + 0.2 X5 - 0.3 X5 + Z0";
    assert_eq!(text.parse::<Observable>().unwrap(), Z(0));
    let tenths: Observable = (0..10).map(|_| 0.1 * Z(0)).sum();
    assert_eq!(tenths - Z(0), Observable::zero());
    // Small terms and small imaginary parts that were written stay.
    assert_eq!((1e-18 * Z(5)).span(), 6);
    assert_eq!("1e-18 Z5 + Z0".parse::<Observable>().unwrap().span(), 6);
    assert_eq!((1e-300 * Z(5) * Z(4)).span(), 6);
    assert_eq!((5e-324 * Z(5)).span(), 6);
    assert!((Z(0) + Complex64::new(0.0, 1e-18) * Z(0)).check(1).is_err());
    assert!((Z(0) + Complex64::new(0.0, 1e-18) * X(0)).check(1).is_err());
    let close = 0.3 * Z(1) - 0.300000000000003 * Z(1);
    assert_eq!(close.span(), 2);
}

/// Each qubit gives a factor -i, and there may be many.
#[test]
fn wide_products() {
    let (xs, ys): (Observable, Observable) = ((0..400).map(X).product(), (0..400).map(Y).product());
    let zs: Observable = (0..400).map(Z).product();
    assert_eq!(&ys * &xs, zs);
    assert_eq!((&ys * X(0)) * (X(0) * &xs), zs);
    assert_eq!(
        (zs * X(400))
            .to_string()
            .parse::<Observable>()
            .unwrap()
            .span(),
        401
    );
}

/// A sum of many terms takes about as long as sorting them: it was quadratic. The bench `observables` has the figures.
#[test]
fn long_sums_take_no_square_of_their_length() {
    const TERMS: usize = 20_000;
    let mut state = 1_u64;
    let mut random = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        state >> 33
    };
    let terms: Vec<(f64, Vec<(Pauli, usize)>)> = (0..TERMS)
        .map(|_| {
            let factors = (0..20).filter_map(|qubit| {
                let pauli =
                    [None, Some(Pauli::X), Some(Pauli::Y), Some(Pauli::Z)][random() as usize % 4];
                Some((pauli?, qubit))
            });
            (1.0, factors.collect())
        })
        .collect();
    let products: Vec<Observable> = (terms.iter().cloned())
        .map(|term| Observable::from_terms([term]))
        .collect();
    let start = Instant::now();
    let all = Observable::from_terms(terms);
    assert_eq!(all.terms().len(), TERMS);
    let (mut left, mut right, mut assigned) =
        (Observable::zero(), Observable::zero(), Observable::zero());
    for p in &products {
        left = p + left;
        right += p;
        assigned += 1.0 * p;
    }
    for sum in [left, right, assigned, products.iter().sum()] {
        assert_eq!(sum, all);
    }
    assert_eq!(all.to_string().parse::<Observable>().unwrap(), all);
    assert_eq!((&all * Z(0)) * Z(0), all);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}
