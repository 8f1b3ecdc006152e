//! `cargo bench -p qkernel-runtime --bench compile`: what `compile()` costs, with everything that it prepares for runs: time,
//! bytes that stay, the most bytes at a time, and allocations, each divided by the number of gates.
//!
//! - `ansatz`: layers of `rz`, `ry`, `rz` with an angle of an argument each, and a ring of `cz`;
//! - `fixed`: `h`, `cx`, `t`, no angles;
//! - `fourier`: the quantum Fourier transform, with angles that are known;
//! - `products`: angles that are products and functions of two arguments;
//! - `corrected`: syndromes that are measured, and corrections that depend on them.
//!
//! After `--` there may be names of kernels.

use std::hint::black_box;
use std::time::Instant;

use qkernel_runtime::prelude::*;

#[qkernel]
fn ansatz(
    n: UInt,
    layers: UInt,
    x: Vector<Float, { n }>,
    w: Vector<Float, { 3 * n * layers }>,
) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], x[i]);
    }
    for layer in range(layers) {
        let base = 3 * n * layer;
        q = rz_layer(q, w, base);
        q = ry_layer(q, w, base + n);
        q = rz_layer(q, w, base + 2 * n);
        q = cz_entangling_layer(q);
    }
    expval(q, Z(0))
}

#[qkernel]
fn fixed(n: UInt, layers: UInt) -> Float {
    let mut q = qubit_array(n);
    for _ in range(layers) {
        for i in range(1, n) {
            q[i] = h(q[i]);
            (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
            q[i] = t(q[i]);
        }
    }
    expval(q, Z(0))
}

#[qkernel]
fn fourier(n: UInt, layers: UInt) -> Float {
    let mut q = qubit_array(n);
    for _ in range(layers) {
        for i in range(n) {
            q[i] = h(q[i]);
            let mut angle = PI;
            for j in range(i + 1, n) {
                angle /= 2.0;
                (q[j], q[i]) = cp(q[j], q[i], angle);
            }
        }
    }
    expval(q, Z(0))
}

#[qkernel]
fn products(n: UInt, layers: UInt, x: Vector<Float, { n }>, w: Vector<Float, { layers }>) -> Float {
    let mut q = qubit_array(n);
    for layer in range(layers) {
        for i in range(n) {
            q[i] = ry(q[i], 0.5 * x[i] * w[layer] + x[i].sin());
            q[i] = rz(q[i], x[i] - w[layer]);
        }
    }
    expval(q, Z(0))
}

#[qkernel]
fn corrected(n: UInt, layers: UInt) -> Float {
    let mut q = qubit_array(n);
    for _ in range(layers) {
        for i in range(1, n) {
            let mut parity = qubit();
            (q[i - 1], parity) = cx(q[i - 1], parity);
            (q[i], parity) = cx(q[i], parity);
            if measure(parity) {
                q[i] = x(q[i]);
            }
        }
    }
    expval(q, Z(0))
}

/// The shortest time of several runs, in seconds, without that to drop what comes of it.
fn shortest<T>(work: impl Fn() -> T) -> f64 {
    let mut best = f64::INFINITY;
    let start = Instant::now();
    let mut runs = 0;
    while runs < 5 || runs < 200 && start.elapsed().as_secs_f64() < 0.5 {
        let begin = Instant::now();
        let result = black_box(work());
        best = best.min(begin.elapsed().as_secs_f64());
        drop(result);
        runs += 1;
    }
    best
}

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
        .collect();
    println!(
        "{:>10} {:>8} {:>10} {:>12} {:>12} {:>12}",
        "kernel", "gates", "us/gate", "bytes/gate", "peak/gate", "allocs/gate"
    );
    macro_rules! report {
        ($($kernel:ident: $($n:literal x $layers:literal),*;)*) => {$(
            if wanted.is_empty() || wanted.iter().any(|name| name == stringify!($kernel)) {$(
                let compiled = || $kernel { n: $n, layers: $layers }.compile().expect("it compiles");
                let gates = compiled().resources().gates as f64;
                let seconds = shortest(&compiled);
                let mut kept = None;
                let memory = allocation_counter::measure(|| kept = Some(compiled()));
                drop(kept);
                println!(
                    "{:>10} {:>8} {:>10.3} {:>12.0} {:>12.0} {:>12.2}",
                    stringify!($kernel),
                    gates,
                    1e6 * seconds / gates,
                    memory.bytes_current as f64 / gates,
                    memory.bytes_max as f64 / gates,
                    memory.count_total as f64 / gates,
                );
            )*}
        )*};
    }
    report! {
        ansatz: 4 x 2, 10 x 25, 20 x 500;
        fixed: 10 x 40, 20 x 700;
        fourier: 12 x 15, 24 x 130;
        products: 10 x 50, 20 x 1000;
        corrected: 8 x 10;
    }
}
