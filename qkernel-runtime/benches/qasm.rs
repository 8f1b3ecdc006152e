//! `cargo bench -p qkernel-runtime --bench qasm`: OpenQASM texts of 1, 10 and 100 MB on 20 qubits. Time, instructions and the most memory that
//! was in use, in total and as a multiple of the text; each text is read in a process of its own.
//!
//! - `turns`: `rz(1.2345678) q[3];`, angles as numbers;
//! - `layers`: a layer of `ry`, then a line of `cx`, again and again;
//! - `short`: `x q[3];`, as many gates as a text can have;
//! - `calls`: a gate of the text with two gates in its body.
//!
//! After `--` there may be sizes in MB. Memory is what Linux tells of a process; elsewhere it is left out.

use std::fmt::Write;
use std::process::Command;
use std::time::Instant;

use qkernel_runtime::qasm;

const QUBITS: usize = 20;
const TEXTS: [&str; 4] = ["turns", "layers", "short", "calls"];

/// A text of about that many bytes.
fn text(name: &str, bytes: usize) -> String {
    let mut text = format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[{QUBITS}] q;\n");
    text.push_str("gate both(a) s, t { ry(a) s; cx s, t; }\n");
    text.reserve(bytes);
    let mut k = 0;
    while text.len() < bytes {
        let (qubit, next) = (k % QUBITS, (k + 1) % QUBITS);
        let angle = (k % 62_831) as f64 / 1e4;
        let written = match (name, k / QUBITS % 2) {
            ("turns", _) => writeln!(text, "rz({angle:.7}) q[{qubit}];"),
            ("layers", 0) => writeln!(text, "ry({angle:.4}) q[{qubit}];"),
            ("layers", _) => writeln!(text, "cx q[{qubit}], q[{next}];"),
            ("short", _) => writeln!(text, "x q[{qubit}];"),
            _ => writeln!(text, "both({angle:.4}) q[{qubit}], q[{next}];"),
        };
        written.expect("a text takes what is written");
        k += 1;
    }
    text
}

/// The most bytes that this process had in use at once.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(1024 * kilobytes)
}

fn read(name: &str, megabytes: usize) {
    let text = text(name, 1_000_000 * megabytes);
    let before = peak();
    let start = Instant::now();
    let program = qasm::read(&text).unwrap_or_else(|error| panic!("{error}"));
    let seconds = start.elapsed().as_secs_f64();
    let count = program.instructions.len();
    print!("{name:>7} {megabytes:>5} {count:>12} {seconds:>9.2} ");
    match (before, peak()) {
        (Some(before), Some(after)) => {
            // The text itself is not counted.
            let used = after.saturating_sub(before);
            let (used, each) = (used as f64 / 1e6, used as f64 / text.len() as f64);
            println!("{used:>10.0} {each:>7.1}");
        }
        _ => println!("{:>10} {:>7}", "-", "-"),
    }
}

fn main() {
    let given: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    if let [flag, name, size] = &given[..]
        && flag == "--one"
    {
        return read(name, size.parse().expect("a size in MB"));
    }
    let mut sizes: Vec<usize> = given.iter().filter_map(|size| size.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1, 10, 100];
    }
    println!("   text    MB instructions   seconds  memory MB  x text");
    let this = std::env::current_exe().expect("the path of this program");
    for name in TEXTS {
        for size in &sizes {
            let mut one = Command::new(&this);
            let ended = one.args(["--one", name, &size.to_string()]).status();
            assert!(
                ended.is_ok_and(|status| status.success()),
                "{name}, {size} MB"
            );
        }
    }
}
