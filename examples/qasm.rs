//! Reads a circuit as OpenQASM, draws, counts, samples and simulates it.
//!
//! ```console
//! cargo run --release --example qasm -- examples/qasm/turned_pair.qasm --set theta=pi/3 --simulate --shots 1000
//! ```

use std::fs;
use std::io::{ErrorKind, Read, Write, stdin, stdout};
use std::process::ExitCode;

use anyhow::{Context, Error, Result, anyhow, bail, ensure};
use clap::Parser;
use num_complex::Complex64;
use qkernel_runtime::draw::Drawing;
use qkernel_runtime::qasm::{self, QasmErrorKind};
use qkernel_runtime::{Circuit, error};

#[path = "qasm/options.rs"]
mod options;

use options::{Options, observables};

/// Drawings of more instructions are not shown where nobody asked for one.
const DRAWN: usize = 2000;
/// States of more qubits are not shown.
const SHOWN_QUBITS: usize = 24;
/// How many basis states are shown.
const SHOWN_STATES: usize = 32;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough, `head` for instance, is no fault.
        Err(fault) if is_closed(&fault) => ExitCode::SUCCESS,
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "error: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed(fault: &Error) -> bool {
    let cause = fault.downcast_ref::<std::io::Error>();
    cause.is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe)
}

fn run(options: &Options) -> Result<()> {
    let (text, name) = text(options)?;
    let sizes = options.size.iter().map(|(size, value)| (&**size, *value));
    let sizes: Vec<_> = sizes.collect();
    let mut reading = qasm::Options::new().named(name).sizes(&sizes);
    if let Some(folder) = &options.include {
        reading = reading.include_from(folder);
    }
    if let Some(most) = options.instructions {
        reading = reading.instructions(most);
    }
    let program = reading.read(&text).map_err(|fault| match fault.kind() {
        QasmErrorKind::Include if options.include.is_none() => {
            anyhow!("{fault}\n`--include DIR` allows the files of a folder")
        }
        QasmErrorKind::MissingSize => anyhow!("{fault}\n`--size NAME=N` gives it"),
        _ => fault.into(),
    })?;
    drop(text);
    let circuit = Circuit::from_program(program)?;
    let numbers = options.numbers(circuit.arguments())?;
    let mut out = stdout().lock();
    let mut parts = 0;
    let mut heading = |out: &mut dyn Write| {
        parts += 1;
        if parts > 1 { writeln!(out) } else { Ok(()) }
    };
    let asked = options.draw.is_some() || options.resources || options.runs();
    if options.draw.is_some() || !asked {
        heading(&mut out)?;
        draw(options, &circuit, &mut out)?;
    }
    if options.resources {
        heading(&mut out)?;
        writeln!(out, "{}", circuit.resources().to_string().trim_end())?;
    }
    if options.simulate {
        heading(&mut out)?;
        simulate(&circuit, &numbers, &mut out)?;
    }
    if !options.observable.is_empty() {
        heading(&mut out)?;
        let observed = circuit.with_observables(&observables(&options.observable)?)?;
        let width = options.observable.iter().map(|o| o.chars().count()).max();
        let width = width.unwrap_or(0);
        for (observable, value) in options
            .observable
            .iter()
            .zip(exact(observed.run(&numbers))?)
        {
            // Without the sign of a rounded zero.
            let value = (value * 1e6).round() / 1e6 + 0.0;
            writeln!(
                out,
                "<{observable}>{:1$} = {value:.6}",
                "",
                width - observable.chars().count()
            )?;
        }
    }
    if let Some(shots) = options.shots {
        heading(&mut out)?;
        ensure!(
            !circuit.program().outputs.is_empty(),
            "the circuit has no classical bits to count: it declares no `bit` and no `creg`"
        );
        let circuit = match options.rounds {
            Some(limit) => circuit.with_round_limit(limit),
            None => circuit,
        };
        let counts = circuit.sample_seeded(&numbers, shots, options.seed);
        let counts = counts.map_err(|fault| match fault {
            error::Error::Rounds { limit, .. } => {
                let rounds = if limit == 1 { "round" } else { "rounds" };
                anyhow!("a `while` took more than {limit} {rounds} in a shot: `--rounds N` sets another limit")
            }
            fault => fault.into(),
        })?;
        write!(out, "{counts}")?;
    }
    out.flush()?;
    Ok(())
}

/// The text and the name of its file.
fn text(options: &Options) -> Result<(String, String)> {
    let name = options.file.display().to_string();
    let (bytes, name) = if name == "-" {
        let mut bytes = Vec::new();
        stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("standard input")?;
        (bytes, "<stdin>".to_owned())
    } else {
        (fs::read(&options.file).with_context(|| name.clone())?, name)
    };
    let text = String::from_utf8(bytes).map_err(|fault| {
        let at = fault.utf8_error().valid_up_to();
        anyhow!("{name}: byte {at} is not UTF-8, so this is not a text")
    })?;
    Ok((text, name))
}

fn drawing(options: &Options, circuit: &Circuit) -> Drawing {
    let drawing = circuit.draw().width(options.width).page(options.page);
    let drawing = drawing.style(options.style.into());
    match options.depth {
        Some(depth) => drawing.depth(depth),
        None => drawing,
    }
}

fn draw(options: &Options, circuit: &Circuit, out: &mut impl Write) -> Result<()> {
    let count = circuit.program().instructions.len();
    let Some(file) = &options.draw else {
        if count > DRAWN {
            writeln!(
                out,
                "{count} instructions: `--draw -` draws them all the same"
            )?;
            return Ok(());
        }
        return Ok(writeln!(out, "{}", drawing(options, circuit))?);
    };
    let drawing = drawing(options, circuit);
    let name = file.display();
    let picture = match file.extension().and_then(|extension| extension.to_str()) {
        _ if file.as_os_str() == "-" => return Ok(writeln!(out, "{drawing}")?),
        Some("svg") => drawing.svg(),
        Some("txt") => format!("{drawing}\n"),
        _ => bail!("--draw {name}: the name has to end in .svg or .txt"),
    };
    fs::write(file, picture).with_context(|| format!("--draw {name}"))?;
    Ok(writeln!(out, "Drawn to {name}")?)
}

/// An exact result, or what to ask for where there is none.
fn exact<T>(result: Result<T, error::Error>) -> Result<T> {
    result.map_err(|fault| match fault {
        error::Error::Repeats { .. } => anyhow!("{fault}, here with --shots 1000"),
        _ => fault.into(),
    })
}

/// The state before measurements whose outcomes change nothing, or probabilities.
fn simulate(circuit: &Circuit, numbers: &[f64], out: &mut impl Write) -> Result<()> {
    let qubits = circuit.program().qubits;
    ensure!(
        qubits <= SHOWN_QUBITS,
        "--simulate shows circuits of up to {SHOWN_QUBITS} qubits, and this one has {qubits}: `--observable` and `--shots` take larger ones"
    );
    let (amplitudes, probabilities) = match circuit.state(numbers) {
        Ok(state) => {
            let probabilities = state.iter().map(Complex64::norm_sqr).collect();
            (Some(state), probabilities)
        }
        Err(error::Error::Mixed { .. }) => (None, circuit.probabilities(numbers)?),
        Err(fault) => return exact(Err(fault)),
    };
    let mut shown: Vec<usize> = (0..probabilities.len())
        .filter(|&basis| probabilities[basis] > 1e-12)
        .collect();
    let others = shown.len().saturating_sub(SHOWN_STATES);
    if others > 0 {
        shown.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        shown.truncate(SHOWN_STATES);
    }
    let width = qubits.max(5);
    match &amplitudes {
        Some(_) => writeln!(out, "{:>width$}  {:>19}  probability", "basis", "amplitude")?,
        None => writeln!(out, "{:>width$}  probability", "basis")?,
    }
    for basis in shown {
        write!(out, "{:>width$}", format!("{basis:0qubits$b}"))?;
        if let Some(state) = &amplitudes {
            let Complex64 { re, im } = state[basis];
            write!(out, "  {re:>9.6}{im:>+9.6}i")?;
        }
        writeln!(out, "  {:.6}", probabilities[basis])?;
    }
    if others > 0 {
        writeln!(out, "{others} more, which are less probable")?;
    }
    Ok(writeln!(out, "qubit 0 is on the right")?)
}
