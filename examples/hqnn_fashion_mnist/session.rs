//! One training run: what is printed, and what is written.

use std::collections::BTreeMap;
use std::mem;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hqnn_model::checkpoint::{Folder, file_name};
use hqnn_model::data::Dataset;
use hqnn_model::ranks::Ranks;
use hqnn_model::report::Report;
use hqnn_model::{
    EpochMetrics, Evaluation, GradientFlow, Observer, Parameter, Progress, metrics_csv,
    metrics_json, write_file,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::extras::Png;
use crate::options::Settings;
use crate::ranks::{World, first, together};
use crate::run::Run;
use crate::say::say;
use crate::seeds::{heading, row};

/// What is written, and where.
pub(crate) struct Output<'a> {
    /// The folder of the run.
    pub(crate) folder: &'a Path,
    /// How the report becomes a PNG, if that is wanted.
    pub(crate) png: Option<Png>,
}

/// The note of a checkpoint that holds the [`Settings`].
pub(crate) const NOTE: &str = "settings";

/// Trains from the start, without a word and a file. Gives the last epoch.
pub(crate) fn measure(run: &mut dyn Run) -> Result<EpochMetrics> {
    while !run.is_finished() {
        run.epoch(&mut ())?;
    }
    run.history()
        .last()
        .copied()
        .context("no epoch was trained")
}

/// Trains from the start or from a checkpoint, and writes checkpoints and a report.
pub(crate) fn train(
    trainer: &mut dyn Run,
    settings: &Settings,
    output: &Output<'_>,
    resume: Option<&Path>,
    world: &World,
) -> Result<()> {
    print_network(&trainer.parameters());
    let notes = BTreeMap::from([(NOTE.to_string(), serde_json::to_string(settings)?)]);
    let folder = output.folder.join("checkpoints");
    let checkpoints = first(world, || Ok(Folder::open(&folder)?))?;
    // Checkpoints of an earlier run would mix with those of this one. They stay until there is something better.
    let mut replaced = 0;
    if let Some(path) = resume {
        trainer.restore(path)?;
        let check = |folder: &Folder| Ok(folder.check(trainer.id())?);
        together(world, checkpoints.as_ref().map_or(Ok(()), check))?;
        say!(
            "Going on from {} after epoch {}.\n",
            path.display(),
            trainer.history().len()
        );
    } else {
        let count = |folder: &Folder| Ok(folder.count()?);
        replaced = together(world, checkpoints.as_ref().map_or(Ok(0), count))?;
        if replaced > 0 {
            say!(
                "Checkpoints of an earlier run, {replaced} in {}, are replaced after the first epoch.\n",
                folder.display()
            );
        }
    }

    let parts = settings
        .train
        .part
        .map(|part| format!(" in parts of {part}"));
    let ranks = match world.count() {
        1 => String::new(),
        count => format!(", shared by {count} ranks"),
    };
    say!(
        "Training: batches of {}{}, Adam with learning rate {}, seed {}{ranks}",
        settings.train.batch_size,
        parts.unwrap_or_default(),
        settings.train.learning_rate,
        settings.train.seed
    );
    say!("{}", heading("epoch"));
    for m in trainer.history() {
        say!("{}", row(m.epoch as u64, m));
    }
    let mut bar = Bar::new();
    let (mut training, mut saving) = (Duration::ZERO, Duration::ZERO);
    while !trainer.is_finished() {
        let start = Instant::now();
        bar.last = start;
        let metrics = trainer.epoch(&mut bar)?;
        training += start.elapsed();
        let start = Instant::now();
        let cleared = match &checkpoints {
            Some(folder) if mem::take(&mut replaced) > 0 => folder.clear(),
            _ => Ok(()),
        };
        together(world, cleared.map_err(Into::into))?;
        trainer.save(&folder.join(file_name(metrics.epoch)), &notes)?;
        saving += start.elapsed();
        bar.bar
            .suspend(|| say!("{}", row(metrics.epoch as u64, &metrics)));
    }
    bar.bar.finish_and_clear();
    if bar.steps > 0 {
        let step = bar.stepping / bar.steps;
        let circuit = trainer.quantum_step(settings)?;
        say!(
            "  {:.3} s, and {:.3} s to save the checkpoints",
            training.as_secs_f64(),
            saving.as_secs_f64()
        );
        say!(
            "  {:.3} ms a step, of which the quantum layer takes {:.1} %",
            1e3 * step.as_secs_f64(),
            100.0 * circuit.as_secs_f64() / step.as_secs_f64()
        );
    }
    say!("");

    let flow = trainer.gradient_flow()?;
    let evaluation = trainer.evaluate()?;
    if world.rank() > 0 {
        return Ok(());
    }
    conclude(
        &flow,
        &evaluation,
        trainer.history(),
        trainer.data(),
        output,
    )
}

/// What the run came to, printed and written. Apart from [`train`], which is compiled for every network.
fn conclude(
    flow: &[GradientFlow],
    evaluation: &Evaluation,
    history: &[EpochMetrics],
    data: &Dataset,
    output: &Output<'_>,
) -> Result<()> {
    print_flow(flow);
    print_evaluation(evaluation, &data.classes);

    let report = Report {
        title: &format!(
            "Hybrid quantum network on {}: test accuracy {:.1} %",
            data.source,
            100.0 * evaluation.accuracy()
        ),
        history,
        evaluation,
        images: &data.test,
        classes: &data.classes,
    };
    let json = metrics_json(history, evaluation, &data.classes, flow);
    let mut files = vec![
        ("report.svg", report.svg().map(String::into_bytes)),
        ("metrics.csv", Ok(metrics_csv(history).into_bytes())),
        ("metrics.json", Ok(json.into_bytes())),
    ];
    if let Some(png) = output.png {
        files.push(("report.png", png(&report)));
    }
    say!("\nWritten:");
    // What is wrong with one file is no reason to lose the others.
    let mut faults = Vec::new();
    for (name, content) in files {
        let path = output.folder.join(name);
        match content.and_then(|bytes| write_file(&path, &bytes)) {
            Ok(()) => say!("  {}", path.display()),
            Err(fault) => faults.push(format!("\n  {name}: {fault}")),
        }
    }
    say!(
        "  {}/checkpoints/epoch-NNN.safetensors (--resume continues from the last)",
        output.folder.display()
    );
    ensure!(
        faults.is_empty(),
        "the run is done, but not all of its files are written:{}",
        faults.concat()
    );
    Ok(())
}

/// The bar at the bottom while the table grows above it, and how long the steps took: drawing and evaluations are not
/// theirs.
struct Bar {
    bar: ProgressBar,
    last: Instant,
    stepping: Duration,
    steps: u32,
}

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("  {prefix} {bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Bar {
            bar,
            last: Instant::now(),
            stepping: Duration::ZERO,
            steps: 0,
        }
    }
}

impl Observer for Bar {
    fn batch(&mut self, progress: &Progress) {
        self.stepping += self.last.elapsed();
        self.steps += 1;
        self.bar.set_length(progress.batches as u64);
        self.bar.set_position(progress.batch as u64);
        self.bar
            .set_prefix(format!("epoch {}/{}", progress.epoch, progress.epochs));
        self.bar.set_message(format!(
            "loss {:.4}  accuracy {:.1} %",
            progress.loss,
            100.0 * progress.accuracy
        ));
        self.last = Instant::now();
    }
}

fn print_network(parameters: &[Parameter<f32>]) {
    say!(
        "Network: image -> CNN -> pi * sigmoid -> quantum circuit -> [features, expectation values] -> classes"
    );
    let mut total = 0;
    for parameter in parameters {
        let shape = parameter
            .shape
            .iter()
            .map(usize::to_string)
            .collect::<Vec<_>>()
            .join(" x ");
        say!(
            "  {:<28} {:>15} {:>6}",
            parameter.name,
            shape,
            parameter.values.len()
        );
        total += parameter.values.len();
    }
    say!("  {:<28} {:>15} {total:>6}\n", "parameters in all", "");
}

/// The two ends of the network: the loss has to come through the quantum circuit to reach the first of them.
fn print_flow(flow: &[GradientFlow]) {
    say!("Gradient flow: mean |gradient| on one batch");
    for (part, name) in [
        ("first convolution", "feature_extractor.0.weight"),
        ("quantum weights", "qlayer.weights"),
    ] {
        let mean = flow
            .iter()
            .find(|flow| flow.parameter == name)
            .map_or(0.0, |flow| flow.mean);
        let verdict = if mean > 0.0 {
            "reached"
        } else {
            "NOT REACHED by the loss"
        };
        say!("  {part:<20} {mean:.6}  {verdict}");
    }
}

fn print_evaluation(evaluation: &Evaluation, classes: &[String]) {
    say!("\nTest accuracy: {:.2} %", 100.0 * evaluation.accuracy());
    for (class, name) in classes.iter().enumerate() {
        if let Some(share) = evaluation.class_accuracy(class) {
            say!("  {name:<12} {:>7.2} %", 100.0 * share);
        }
    }
}
