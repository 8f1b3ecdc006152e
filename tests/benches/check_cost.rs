//! What kernels add to `cargo check`: a crate for each case, checked several times against an almost empty kernel in the
//! same run. `cargo bench -p qkernel-tests --bench check_cost` prints the best times; nothing is asserted.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

const PRELUDE: &str = "#![allow(dead_code)]\nuse qkernel_runtime::prelude::*;\n";

struct Case {
    name: &'static str,
    what: &'static str,
    source: String,
}

fn main() {
    // `cargo test --all-targets` runs benches, too.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let cases = [
        Case {
            name: "baseline",
            what: "one gate",
            source: baseline(),
        },
        Case {
            name: "qubits",
            what: "1,000 gates on three qubits",
            source: qubits(1000),
        },
        Case {
            name: "gates",
            what: "1,000 gates on elements of a register",
            source: gates(1000),
        },
        Case {
            name: "calls",
            what: "300 calls with a symbolic size each",
            source: calls(300),
        },
        Case {
            name: "fixed",
            what: "a static circuit of 1,000 gates",
            source: fixed(),
        },
        Case {
            name: "kernels",
            what: "50 kernels of an ansatz",
            source: kernels(50),
        },
    ];
    let folder = workspace(&cases);
    // The dependencies are built, and every source is read once.
    for case in &cases {
        check(&folder, case);
    }
    let mut best = vec![Duration::MAX; cases.len()];
    let moved = moved(&folder, &cases[cases.len() - 1]);
    for _ in 0..RUNS {
        for (case, best) in cases.iter().zip(&mut best) {
            *best = check(&folder, case).min(*best);
        }
    }
    println!("cargo check, best of {RUNS}:");
    for (case, time) in cases.iter().zip(&best) {
        let (seconds, base) = (time.as_secs_f64(), best[0].as_secs_f64());
        println!(
            "{:<38} {seconds:6.2} s  {:+6.2} s  {:5.1} x",
            case.what,
            seconds - base,
            seconds / base,
        );
    }
    let moved = moved.as_secs_f64();
    println!("the same after an edit above them       {moved:6.2} s  (incremental)");
}

fn baseline() -> String {
    format!(
        "{PRELUDE}#[qkernel]\npub fn one(q: Qubit, theta: Float) -> Qubit {{\n    ry(q, theta)\n}}\n"
    )
}

/// Rotations and entangling gates on qubits that have names.
fn qubits(count: usize) -> String {
    let mut body = String::new();
    for k in 0..count {
        let _ = match k % 3 {
            0 => writeln!(body, "    a = ry(a, theta);"),
            1 => writeln!(body, "    (a, b) = cx(a, b);"),
            _ => writeln!(body, "    (b, c) = cz(b, c);"),
        };
    }
    format!(
        "{PRELUDE}#[qkernel]
pub fn long(mut a: Qubit, mut b: Qubit, mut c: Qubit, theta: Float) -> (Qubit, Qubit, Qubit) {{
{body}    (a, b, c)
}}
"
    )
}

/// The same on a register of ten. Indices and angles are nodes of the graph, too: it has seven times as many.
fn gates(count: usize) -> String {
    let mut body = String::new();
    for k in 0..count {
        let (i, j) = (k % 10, (k + 3) % 10);
        let _ = match k % 3 {
            0 => writeln!(body, "    q[{i}] = ry(q[{i}], weights[{k}]);"),
            1 => writeln!(body, "    (q[{i}], q[{j}]) = cx(q[{i}], q[{j}]);"),
            _ => writeln!(body, "    q[{i}] = h(q[{i}]);"),
        };
    }
    format!(
        "{PRELUDE}#[qkernel]
pub fn long(n: UInt, weights: Vector<Float>, observable: Observable) -> Float {{
    let mut q = qubit_array(n);
{body}    expval(q, observable)
}}
"
    )
}

fn calls(count: usize) -> String {
    let body = "    q = layers(q, n, d, weights);\n".repeat(count);
    format!(
        "{PRELUDE}#[qkernel]
fn layers(q: Vector<Qubit>, n: UInt, d: UInt, w: Vector<Float, {{ 3 * n * d }}>) -> Vector<Qubit> {{
    let mut q = q;
    for i in range(n) {{
        q[i] = ry(q[i], w[d * i]);
    }}
    q
}}

#[qkernel]
pub fn many(n: UInt, d: UInt, weights: Vector<Float, {{ 3 * n * d }}>, observable: Observable) -> Float {{
    let mut q = qubit_array(n);
{body}    expval(q, observable)
}}
"
    )
}

/// 10 qubits, 50 layers, two gates each.
fn fixed() -> String {
    format!(
        "{PRELUDE}use qkernel_runtime::static_circuit;
#[qkernel]
pub fn ansatz(n: UInt, d: UInt, weights: Vector<Float, {{ n * d }}>, observable: Observable) -> Float {{
    let mut q = qubit_array(n);
    for layer in range(d) {{
        for i in range(n) {{
            q[i] = ry(q[i], weights[layer * n + i]);
        }}
        for i in range(n) {{
            (q[i], q[(i + 1) % n]) = cz(q[i], q[(i + 1) % n]);
        }}
    }}
    expval(q, observable)
}}

static_circuit! {{
    pub static ANSATZ: ansatz = {{ n: 10, d: 50, observable: \"Z0 Z1\" }};
}}
"
    )
}

/// The ansatz of the README, again and again.
fn kernels(count: usize) -> String {
    let mut source = PRELUDE.to_owned();
    for k in 0..count {
        let _ = write!(
            source,
            "
#[qkernel]
pub fn ansatz{k}(
    n: UInt,
    layers: UInt,
    inputs: Vector<Float, {{ n }}>,
    weights: Vector<Float, {{ layers * n * 3 }}>,
    hamiltonian: Observable,
) -> Float {{
    let mut q = qubit_array(n);
    for i in range(n) {{
        q[i] = ry(q[i], inputs[i]);
    }}
    for layer in range(layers) {{
        let base = layer * n * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n);
        q = rz_layer(q, weights, base + n * 2);
        q = cz_entangling_layer(q);
    }}
    expval(q, hamiltonian)
}}
"
        );
    }
    source
}

/// The cases as members of one workspace, so that they share the dependencies.
fn workspace(cases: &[Case]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check_cost");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().expect("the repository");
    let names: Vec<String> = cases
        .iter()
        .map(|case| format!("{:?}", case.name))
        .collect();
    let members = names.join(", ");
    write(
        &folder.join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
    );
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    for case in cases {
        let manifest = format!(
            "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nqkernel-runtime = {{ path = {:?} }}\n",
            case.name,
            root.join("qkernel-runtime"),
        );
        write(&folder.join(case.name).join("Cargo.toml"), &manifest);
        write(&source(&folder, case), &case.source);
    }
    folder
}

fn source(folder: &Path, case: &Case) -> PathBuf {
    folder.join(case.name).join("src/lib.rs")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the cases");
    fs::write(path, text).expect("a file of a case");
}

/// How long `cargo check` takes after an edit that moves all kernels of the case, where it keeps what it has found.
fn moved(folder: &Path, case: &Case) -> Duration {
    let times = (0..RUNS + 2).map(|lines| {
        let source = format!("{}{}", "\n".repeat(lines), case.source);
        check_source(folder, case, &source, "1")
    });
    // The first two fill the cache.
    times.skip(2).min().unwrap_or_default()
}

/// How long `cargo check` takes after a change of the case's source, without what an earlier run has left.
fn check(folder: &Path, case: &Case) -> Duration {
    let stamp = Instant::now().elapsed().as_nanos() as usize + std::process::id() as usize;
    check_source(folder, case, &format!("{}// {stamp}\n", case.source), "0")
}

fn check_source(folder: &Path, case: &Case, text: &str, incremental: &str) -> Duration {
    write(&source(folder, case), text);
    let start = Instant::now();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--offline", "--quiet", "--package", case.name])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", incremental)
        .stdin(Stdio::null())
        .output()
        .expect("cargo runs");
    let time = start.elapsed();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", case.name);
    time
}
