//! What sums of many terms cost: `cargo bench -p qkernel-runtime --bench observables`.
//!
//! All is measured in turns within one run, so that a busy machine slows all alike; what counts are the ratios to
//! sorting the same products, as a list, by the standard library. A sum of twice as many terms takes a little more
//! than twice as long; it used to be four times.

use std::hint::black_box;
use std::time::{Duration, Instant};

use qkernel_runtime::observable::{I, Observable, Pauli, PauliString, X, Y, Z};
use qkernel_runtime::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const QUBITS: usize = 20;
const ROUNDS: usize = 15;

/// A sum that grows in a loop of the kernel.
#[qkernel]
fn grown(n: UInt, hs: Vector<Observable>, x: Float) -> Float {
    let mut total = 0.0 * I();
    for i in range(n) {
        total = hs[i] * 0.5 + total;
    }
    expval(rx_all(qubit_array(20), x), total)
}

#[qkernel]
fn rx_all(q: Vector<Qubit>, x: Float) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rx(q[i], x);
    }
    q
}

fn main() {
    println!(
        "random products on {QUBITS} qubits, median of {ROUNDS} rounds, in ms and as a multiple of sorting them"
    );
    for count in [10_000, 20_000] {
        table(count);
    }
}

fn table(count: usize) {
    let mut rng = StdRng::seed_from_u64(7);
    let terms: Vec<(f64, Vec<(Pauli, usize)>)> = (0..count)
        .map(|_| {
            let factors = (0..QUBITS).filter_map(|qubit| {
                let pauli = [None, Some(Pauli::X), Some(Pauli::Y), Some(Pauli::Z)];
                Some((pauli[rng.random_range(0..4)]?, qubit))
            });
            (0.5, factors.collect())
        })
        .collect();
    let products: Vec<Observable> = (terms.iter())
        .map(|(_, factors)| Observable::from_terms([(1.0, factors.clone())]))
        .collect();
    let strings: Vec<PauliString> = (products.iter())
        .flat_map(|product| product.terms().map(|(_, string)| string.clone()))
        .collect();
    let sum: Observable = products.iter().map(|p| 0.5 * p).sum();
    assert_eq!(sum.terms().len(), count);
    let text = sum.to_string();
    let left: Observable = (0..count / 100).map(|i| products[i].clone()).sum();
    let right: Observable = (0..100).map(|i| products[count - 1 - i].clone()).sum();
    let vector = Vector::from(products.clone());

    let works: [(&str, &dyn Fn() -> Observable); 8] = [
        ("h += c * p", &|| {
            let mut h = Observable::zero();
            for p in &products {
                h += 0.5 * p;
            }
            h
        }),
        ("h = c * p + h", &|| {
            products.iter().fold(Observable::zero(), |h, p| 0.5 * p + h)
        }),
        (".sum()", &|| products.iter().map(|p| 0.5 * p).sum()),
        ("from_terms", &|| {
            Observable::from_terms(terms.iter().cloned())
        }),
        ("h += c * X(0) * Y(1) * ..", &|| {
            let mut h = Observable::zero();
            for (c, factors) in &terms {
                let one = |&(pauli, qubit)| match pauli {
                    Pauli::X => X(qubit),
                    Pauli::Y => Y(qubit),
                    Pauli::Z => Z(qubit),
                };
                h += *c * factors.iter().map(one).product::<Observable>();
            }
            h
        }),
        (".parse()", &|| text.parse().expect("an observable")),
        ("in a kernel's loop", &|| {
            let kernel = grown {
                n: count,
                hs: vector,
            };
            let circuit = kernel.compile().expect("it fits");
            circuit.program().observables[0].clone()
        }),
        ("a * b, as many products", &|| &left * &right),
    ];
    for (name, work) in &works[..works.len() - 1] {
        assert_eq!(work(), sum, "{name}");
    }
    let reference = || {
        let mut sorted = strings.clone();
        sorted.sort();
        sorted
    };
    let mut times = vec![Vec::new(); works.len() + 1];
    for _ in 0..ROUNDS {
        times[0].push(timed(reference));
        for (k, (_, work)) in works.iter().enumerate() {
            times[k + 1].push(timed(work));
        }
    }
    let medians: Vec<f64> = (times.into_iter())
        .map(|mut times| {
            times.sort();
            times[ROUNDS / 2].as_secs_f64()
        })
        .collect();
    println!("\n{count} terms{:31.2}", 1e3 * medians[0]);
    for ((name, _), median) in works.iter().zip(&medians[1..]) {
        println!("  {name:30}{:8.2}{:8.1}", 1e3 * median, median / medians[0]);
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(work());
    let time = start.elapsed();
    drop(result);
    time
}
