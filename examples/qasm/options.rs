//! The command line.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Parser;
use qkernel_runtime::draw::Style;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{Argument, Instruction};
use qkernel_runtime::qasm;

/// Read a circuit as OpenQASM 2 or 3: draw, count, sample and simulate it.
///
/// With nothing but a file, the circuit is drawn on the terminal.
#[derive(Debug, Parser)]
#[command(name = "qasm", version)]
pub(crate) struct Options {
    /// The text; `-` is standard input
    pub(crate) file: PathBuf,
    /// Allow the text to include files of this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) include: Option<PathBuf>,
    /// The most instructions that the circuit may have, for a text that is not trusted
    #[arg(long, value_name = "N")]
    pub(crate) instructions: Option<usize>,
    /// How often a `while` on a measured bit may go on in one shot; 10,000 without it
    #[arg(long, value_name = "N")]
    pub(crate) rounds: Option<usize>,
    /// Draw the circuit: an SVG for a name that ends in .svg, text for one in .txt; `-` is the terminal
    #[arg(long, value_name = "OUT")]
    pub(crate) draw: Option<PathBuf>,
    /// How many characters a line of a drawing as text has
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = positive)]
    pub(crate) width: usize,
    /// How wide a drawing as SVG is at most, in pixels
    #[arg(long, value_name = "N", default_value_t = 960, value_parser = positive)]
    pub(crate) page: usize,
    /// The colours of a drawing as SVG
    #[arg(long, value_enum, default_value_t)]
    pub(crate) style: Colors,
    /// Draw the text's own gates as boxes, or as frames if they are inside of fewer than N others; without it, all gates
    #[arg(long, value_name = "N")]
    pub(crate) depth: Option<usize>,
    /// Count qubits, gates and depth
    #[arg(long)]
    pub(crate) resources: bool,
    /// How often to run the circuit, and count its classical bits
    #[arg(long, value_name = "N")]
    pub(crate) shots: Option<usize>,
    /// Decides the outcomes of the shots
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Show the state, or, where it depends on outcomes, the probabilities
    #[arg(long)]
    pub(crate) simulate: bool,
    /// An expectation value, exactly: "Z0", "0.5 X0 Y1 - Z2"; may be given again
    #[arg(long, value_name = "SUM")]
    pub(crate) observable: Vec<String>,
    /// The value of an `input`, as theta=0.3, theta=pi/2, or for an array w=0.1,0.2; may be given again
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// The value of an `input` of whole numbers or bits, as n=4, or for an array "counts[0]=2"; may be given again
    #[arg(long, value_name = "NAME=N", value_parser = size)]
    pub(crate) size: Vec<(String, usize)>,
}

/// The colours of a drawing.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub(crate) enum Colors {
    #[default]
    Light,
    Dark,
    ColorBlind,
}

impl From<Colors> for Style {
    fn from(colors: Colors) -> Style {
        match colors {
            Colors::Light => Style::Light,
            Colors::Dark => Style::Dark,
            Colors::ColorBlind => Style::ColorBlind,
        }
    }
}

fn positive(text: &str) -> Result<usize> {
    let number = text.parse()?;
    ensure!(
        number > 0,
        "nothing is drawn on a page of 0: it takes 1 or more"
    );
    Ok(number)
}

fn size(text: &str) -> Result<(String, usize)> {
    let (name, value) = text.split_once('=').context("write it as NAME=N")?;
    Ok((name.trim().to_owned(), value.trim().parse()?))
}

impl Options {
    /// Whether something that needs the values of inputs is asked for.
    pub(crate) fn runs(&self) -> bool {
        self.shots.is_some() || self.simulate || !self.observable.is_empty()
    }

    /// The numbers of a run, in the order of the inputs.
    pub(crate) fn numbers(&self, inputs: &[Argument]) -> Result<Vec<f64>> {
        let mut given: Vec<Option<Vec<f64>>> = vec![None; inputs.len()];
        for set in &self.set {
            let Some((name, values)) = set.split_once('=') else {
                bail!("--set {set}: write it as NAME=VALUE");
            };
            let Some(place) = inputs.iter().position(|input| input.name == name.trim()) else {
                let names: Vec<&str> = inputs.iter().map(|input| &*input.name).collect();
                bail!("--set {set}: {}", listed(&names));
            };
            ensure!(
                given[place].is_none(),
                "--set {set}: the input `{}` has a value already",
                name.trim()
            );
            let values: Result<Vec<f64>> = values.split(',').map(number).collect();
            given[place] = Some(values.with_context(|| format!("--set {set}"))?);
        }
        let mut all = Vec::new();
        for (input, values) in inputs.iter().zip(given) {
            let (name, length) = (&input.name, input.shape.len());
            match values {
                Some(values) => {
                    let found = values.len();
                    let numbers = if length == 1 { "number" } else { "numbers" };
                    ensure!(
                        found == length,
                        "the input `{name}` takes {length} {numbers}, not {found}"
                    );
                    all.extend(values);
                }
                // What is drawn or counted needs none.
                None if !self.runs() => all.extend(vec![0.0; length]),
                None => bail!("the input `{name}` has no value: add --set {name}=.."),
            }
        }
        Ok(all)
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "the circuit has no inputs".into(),
        _ => format!("the inputs are {}", names.join(", ")),
    }
}

/// A number as OpenQASM writes it: the angle of a gate.
fn number(text: &str) -> Result<f64> {
    let program = qasm::read(&format!("gphase({text});"));
    let text = text.trim();
    ensure!(!text.is_empty(), "a number is missing");
    let program =
        program.map_err(|fault| anyhow!("`{text}` is not a number: {}", fault.message()))?;
    match program.instructions.to_vec().as_slice() {
        [Instruction::Gate(gate)] => Ok(gate.angles[0].constant),
        _ => bail!("`{text}` is not a number"),
    }
}

/// An observable, with the text that it was read from.
pub(crate) fn observables(texts: &[String]) -> Result<Vec<Observable>> {
    let one = |text: &String| text.parse().with_context(|| format!("--observable {text}"));
    texts.iter().map(one).collect()
}
