//! A value and its gradient of a state that ranks share:
//! `mpirun -n 2 target/release/examples/spread --qubits 20 --layers 1`.

use std::process::ExitCode;
use std::time::Instant;

use qkernel_quest::Quest3;
use qkernel_runtime::prelude::*;

/// Layers of turns about z, y and z, and a ring of controlled Zs.
#[qkernel]
fn layers(n: UInt, depth: UInt, w: Vector<Float, { depth * n * 3 }>, energy: Observable) -> Float {
    let mut q = qubit_array(n);
    for layer in range(depth) {
        let base = layer * n * 3;
        q = rz_layer(q, w, base);
        q = ry_layer(q, w, base + n);
        q = rz_layer(q, w, base + n * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, energy)
}

/// The number after this name on the command line.
fn number(name: &str, otherwise: usize) -> Result<usize, String> {
    let words: Vec<String> = std::env::args().collect();
    let Some(at) = words.iter().position(|word| word == name) else {
        return Ok(otherwise);
    };
    let word = words.get(at + 1).map_or("", String::as_str);
    word.parse()
        .map_err(|_| format!("{name} takes a number, not `{word}`"))
}

fn main() -> ExitCode {
    Quest3::run(spread)
}

fn spread(quest: &Quest3) -> Result<(), Box<dyn std::error::Error>> {
    let (n, depth) = (number("--qubits", 12)?, number("--layers", 2)?);
    let energy: Observable = (0..n).map(|i| Z(i) + 0.5 * X(i)).sum();
    let circuit = layers { n, depth, energy }.compile()?;
    let circuit = circuit.with_engine(quest.engine())?;
    let w: Vec<f64> = (0..depth * n * 3).map(|i| (i as f64).sin()).collect();
    let begin = Instant::now();
    let (value, (gradient,)) = circuit.value_and_gradient(&w)?;
    let seconds = begin.elapsed().as_secs_f64();
    // All ranks have the same numbers; one of them prints.
    if quest.launch().rank == 0 {
        // From 0, as the sum of nothing is -0.
        let norm = gradient.iter().fold(0.0, |sum, d| sum + d * d).sqrt();
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        println!(
            "{} on {}: {value:.9}, gradient of length {norm:.9}",
            count(n, "qubit"),
            count(quest.launch().ranks, "rank")
        );
        eprintln!("{seconds:.3} s");
    }
    Ok(())
}
