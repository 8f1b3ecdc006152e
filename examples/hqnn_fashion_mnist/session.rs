//! One training run: what is printed, and what is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use dfdx::prelude::{Cpu, DeviceBuildExt};
use hqnn_model::data::Dataset;
use hqnn_model::layers::builder::Hqnn;
use hqnn_model::quantum_layer::QuantumSpec;
use hqnn_model::report::Report;
use hqnn_model::{
    EpochMetrics, Evaluation, GradientFlow, Observer, Parameter, Progress, Trainer, checkpoint,
    metrics_csv, metrics_json, parameters,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::options::Settings;

/// The note of a checkpoint that holds the [`Settings`].
pub(crate) const NOTE: &str = "settings";

/// Trains a network with the circuit of `S` (`W` weights) on `C` classes, from the start or from a checkpoint.
pub(crate) fn train<S, const W: usize, const C: usize>(
    settings: &Settings,
    data: Dataset,
    output: &Path,
    resume: Option<&Path>,
) -> Result<()>
where
    S: QuantumSpec<4, W, 4>,
{
    let mut network =
        Cpu::seed_from_u64(settings.train.seed).build_module::<Hqnn<S, 4, W, 8, C>, f32>();
    network.quantum.method = settings.gradient.into();
    print_network(&parameters(&network));

    let mut trainer = Trainer::<_, C, f32>::new(network, data, settings.train)?;
    let checkpoints = output.join("checkpoints");
    fs::create_dir_all(&checkpoints)
        .with_context(|| format!("cannot make the folder {}", checkpoints.display()))?;
    if let Some(path) = resume {
        trainer.restore(path)?;
        println!(
            "Going on from {} after epoch {}.\n",
            path.display(),
            trainer.history().len()
        );
    } else {
        // Of an earlier run: going on from one of these would mix two runs.
        let replaced = checkpoint::remove_all(&checkpoints)?;
        if replaced > 0 {
            println!(
                "Replacing {replaced} checkpoints of an earlier run in {}.\n",
                checkpoints.display()
            );
        }
    }
    let notes = BTreeMap::from([(NOTE.to_string(), serde_json::to_string(settings)?)]);

    println!(
        "Training: batches of {}, Adam with learning rate {}, seed {}",
        settings.train.batch_size, settings.train.learning_rate, settings.train.seed
    );
    println!("  epoch      loss   train acc.   test acc.");
    for m in trainer.history() {
        println!("{}", row(m));
    }
    let start = Instant::now();
    let mut bar = Bar::new();
    while !trainer.is_finished() {
        let metrics = trainer.epoch(&mut bar)?;
        trainer.save(
            &checkpoints.join(checkpoint::file_name(metrics.epoch)),
            &notes,
        )?;
    }
    bar.0.finish_and_clear();
    println!("  {:.2} s\n", start.elapsed().as_secs_f64());

    let flow = trainer.gradient_flow()?;
    let evaluation = trainer.evaluate()?;
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
    output: &Path,
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
    let files: [(&str, Vec<u8>); 4] = [
        ("report.png", report.png()?),
        ("report.svg", report.svg()?.into_bytes()),
        ("metrics.csv", metrics_csv(history).into_bytes()),
        ("metrics.json", json.into_bytes()),
    ];
    println!("\nWritten:");
    for (name, bytes) in files {
        let path: PathBuf = output.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        println!("  {}", path.display());
    }
    println!(
        "  {}/checkpoints/epoch-NNN.safetensors (--resume goes on from the last)",
        output.display()
    );
    Ok(())
}

/// The bar at the bottom while the table grows above it.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("  {prefix} {bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Bar(bar)
    }
}

impl Observer for Bar {
    fn batch(&mut self, progress: &Progress) {
        self.0.set_length(progress.batches as u64);
        self.0.set_position(progress.batch as u64);
        self.0
            .set_prefix(format!("epoch {}/{}", progress.epoch, progress.epochs));
        self.0.set_message(format!(
            "loss {:.4}  accuracy {:.1} %",
            progress.loss,
            100.0 * progress.accuracy
        ));
    }

    fn epoch(&mut self, metrics: &EpochMetrics) {
        self.0.suspend(|| println!("{}", row(metrics)));
    }
}

fn row(m: &EpochMetrics) -> String {
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    format!(
        "  {:>5}  {:>8.4}  {:>11}  {:>10}",
        m.epoch,
        m.loss,
        percent(m.train_accuracy),
        percent(m.test_accuracy)
    )
}

fn print_network(parameters: &[Parameter<f32>]) {
    println!(
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
        println!(
            "  {:<28} {:>15} {:>6}",
            parameter.name,
            shape,
            parameter.values.len()
        );
        total += parameter.values.len();
    }
    println!("  {:<28} {:>15} {total:>6}\n", "parameters in all", "");
}

/// The two ends of the network: the loss has to come through the quantum circuit to reach the first of them.
fn print_flow(flow: &[GradientFlow]) {
    println!("Gradient flow: mean |gradient| on one batch");
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
        println!("  {part:<20} {mean:.6}  {verdict}");
    }
}

fn print_evaluation(evaluation: &Evaluation, classes: &[String]) {
    println!("\nTest accuracy: {:.2} %", 100.0 * evaluation.accuracy());
    for (class, name) in classes.iter().enumerate() {
        if let Some(share) = evaluation.class_accuracy(class) {
            println!("  {name:<12} {:>7.2} %", 100.0 * share);
        }
    }
}
