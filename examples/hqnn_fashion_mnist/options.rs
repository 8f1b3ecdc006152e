//! The command line, and the settings that follow from it.

use std::fmt::Display;
use std::path::{self, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::{Parser, ValueEnum};
use hqnn_model::data::CLASS_NAMES;
use hqnn_model::{GradientMethod, TrainConfig};
use serde::{Deserialize, Serialize};

/// Train a hybrid network (a small CNN and a quantum circuit of four qubits) to tell garments apart.
///
/// Without flags it trains on four classes of Fashion-MNIST if they were fetched before, and otherwise on built-in drawn
/// garments. Curves, confusion matrix, metrics and checkpoints go to the output folder.
#[derive(Debug, Parser)]
#[command(name = "hqnn_fashion_mnist", version)]
pub(crate) struct Options {
    /// What to train on [default: auto]
    #[arg(long, value_enum, help_heading = "Data")]
    pub(crate) dataset: Option<Source>,
    /// Folder with the four Fashion-MNIST files (IDX, plain or .gz) [default: the cache folder]
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    pub(crate) data: Option<PathBuf>,
    /// Fetch Fashion-MNIST into the cache folder, 30 MB, if it is not there yet (built with `--features download`)
    #[arg(long, conflicts_with = "data", help_heading = "Data")]
    pub(crate) download: bool,
    /// Classes, by number or name, 2 to 10 of them: 0,1,5,8 or 0 1 5 8 or "t-shirt,ankle boot", a name of two words in
    /// quotes [default: 0,1,5,8: T-shirt, trouser, sandal, bag]
    #[arg(
        long,
        value_name = "CLASS",
        value_delimiter = ',',
        num_args = 1..,
        value_parser = class,
        help_heading = "Data"
    )]
    pub(crate) classes: Option<Vec<u8>>,
    /// Training images of each class [default: 60]
    #[arg(long, value_name = "N", help_heading = "Data")]
    pub(crate) train_samples: Option<usize>,
    /// Test images of each class [default: 30]
    #[arg(long, value_name = "N", help_heading = "Data")]
    pub(crate) test_samples: Option<usize>,

    /// Passes over the training images [default: 10]
    #[arg(long, value_name = "N", help_heading = "Training")]
    pub(crate) epochs: Option<usize>,
    /// Images for each update [default: 4]
    #[arg(long, value_name = "N", help_heading = "Training")]
    pub(crate) batch_size: Option<usize>,
    /// Images in a part of a batch: parts are what the ranks of a run over MPI share, and the result depends on their size
    /// in its last digits [default: the batch size]
    #[arg(long, value_name = "N", help_heading = "Training")]
    pub(crate) part: Option<usize>,
    /// Learning rate of Adam [default: 0.001]
    #[arg(long, value_name = "RATE", help_heading = "Training")]
    pub(crate) learning_rate: Option<f64>,
    /// Decides the choice of images, their order and the first weights; the same seed gives the same result [default: 42]
    #[arg(long, value_name = "N", help_heading = "Training")]
    pub(crate) seed: Option<u64>,
    /// Train once for each of N seeds, from --seed on, tell mean and spread of the results, and write nothing
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u64).range(1..=1_000_000),
        conflicts_with_all = ["resume", "output", "png"],
        help_heading = "Training"
    )]
    pub(crate) seeds: Option<u64>,

    /// Qubits of the circuit: 4, or 8, which are built in for all 10 classes [default: 4]
    #[arg(long, value_name = "N", help_heading = "Quantum circuit")]
    pub(crate) qubits: Option<usize>,
    /// Variational layers of the circuit, 1 to 4 [default: 2]
    #[arg(long, value_name = "N", help_heading = "Quantum circuit")]
    pub(crate) layers: Option<usize>,
    /// How the circuit is differentiated; both are exact [default: adjoint]
    #[arg(long, value_enum, help_heading = "Quantum circuit")]
    pub(crate) gradient: Option<Gradient>,

    /// Folder for the picture, the metrics and the checkpoints
    #[arg(
        long,
        value_name = "DIR",
        default_value = "runs/fashion-mnist",
        help_heading = "Output"
    )]
    pub(crate) output: PathBuf,
    /// Write the report as a PNG too, not as an SVG alone (built with `--features png`)
    #[arg(long, help_heading = "Output")]
    pub(crate) png: bool,
    /// Go on from the latest checkpoint of the output folder, or from the file or folder given here
    ///
    /// Settings are those of the stopped run; --epochs may be larger. The result is, bit for bit, that of a run
    /// that never stopped.
    #[arg(long, value_name = "PATH", num_args = 0..=1, help_heading = "Output")]
    #[expect(
        clippy::option_option,
        reason = "absent, bare, and with a path are three things"
    )]
    pub(crate) resume: Option<Option<PathBuf>>,
}

/// Where images come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Source {
    /// Fashion-MNIST if it is in the cache folder, drawn garments otherwise
    Auto,
    /// Fashion-MNIST, from `--data`, the cache folder or `--download`, or an error
    FashionMnist,
    /// Built-in drawn garments; needs neither files nor a network
    Synthetic,
}

/// How the circuit is differentiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Gradient {
    /// Two runs of the circuit for each angle, as on a quantum computer
    ParameterShift,
    /// One run forwards and one backwards for all angles
    Adjoint,
}

impl Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Source::Auto => "auto",
            Source::FashionMnist => "fashion-mnist",
            Source::Synthetic => "synthetic",
        })
    }
}

impl Display for Gradient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Gradient::ParameterShift => "parameter shift",
            Gradient::Adjoint => "the adjoint method",
        })
    }
}

impl From<Gradient> for GradientMethod {
    fn from(gradient: Gradient) -> Self {
        match gradient {
            Gradient::ParameterShift => GradientMethod::ParameterShift,
            Gradient::Adjoint => GradientMethod::Adjoint,
        }
    }
}

fn class(text: &str) -> Result<u8, String> {
    let named = CLASS_NAMES
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text.trim()));
    match named.or_else(|| text.trim().parse().ok()) {
        Some(class) if class < CLASS_NAMES.len() => Ok(class as u8),
        _ => {
            let list: Vec<_> = CLASS_NAMES
                .iter()
                .enumerate()
                .map(|(i, name)| format!("{i} {name}"))
                .collect();
            Err(format!(
                "there is no such class; there are {}",
                list.join(", ")
            ))
        }
    }
}

/// Everything that decides the result of a run; a checkpoint holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// What to train on: never `Auto` once the images were chosen.
    pub(crate) dataset: Source,
    /// Where the files are, if a folder was named; absolute, so that a run can go on from anywhere.
    #[serde(with = "saved_path")]
    pub(crate) data: Option<PathBuf>,
    /// The classes.
    pub(crate) classes: Vec<u8>,
    /// Training images of each class.
    pub(crate) train_samples: usize,
    /// Test images of each class.
    pub(crate) test_samples: usize,
    /// Qubits of the circuit.
    #[serde(default = "four")]
    pub(crate) qubits: usize,
    /// Layers of the circuit.
    pub(crate) layers: usize,
    /// How it is differentiated.
    pub(crate) gradient: Gradient,
    /// Epochs, batch size and its parts, learning rate and seed.
    pub(crate) train: TrainConfig,
}

impl Settings {
    /// What the flags say, and for those that are not given the defaults, or the settings of the run that goes on.
    pub(crate) fn new(options: &Options, saved: Option<Settings>) -> Result<Settings> {
        let resumed = saved.is_some();
        let base = saved.unwrap_or(Settings {
            dataset: if options.data.is_some() {
                Source::FashionMnist
            } else {
                Source::Auto
            },
            data: None,
            classes: vec![0, 1, 5, 8],
            train_samples: 60,
            test_samples: 30,
            qubits: 4,
            layers: 2,
            gradient: Gradient::Adjoint,
            train: TrainConfig::default(),
        });
        if resumed {
            if let Some(dataset) = options.dataset.filter(|&dataset| dataset != Source::Auto) {
                same("--dataset", Some(dataset), base.dataset)?;
            }
            ensure!(
                options.data.is_none() || base.dataset != Source::Synthetic,
                "--data names a folder, but the resumed run is trained on drawn garments"
            );
            same("--train-samples", options.train_samples, base.train_samples)?;
            same("--test-samples", options.test_samples, base.test_samples)?;
            same("--batch-size", options.batch_size, base.train.batch_size)?;
            same(
                "--part",
                options.part,
                base.train.part.unwrap_or(base.train.batch_size),
            )?;
            same(
                "--learning-rate",
                options.learning_rate,
                base.train.learning_rate,
            )?;
            same("--seed", options.seed, base.train.seed)?;
            same("--qubits", options.qubits, base.qubits)?;
            same("--layers", options.layers, base.layers)?;
            ensure!(
                options
                    .gradient
                    .is_none_or(|gradient| gradient == base.gradient),
                "--gradient differs from that of the resumed run"
            );
            ensure!(
                options
                    .classes
                    .as_ref()
                    .is_none_or(|classes| *classes == base.classes),
                "--classes differs from those of the resumed run"
            );
        }
        let data = match &options.data {
            Some(folder) => Some(path::absolute(folder).context("--data names no folder")?),
            None => base.data,
        };
        let settings = Settings {
            dataset: match options.dataset {
                Some(dataset) if !resumed => dataset,
                _ => base.dataset,
            },
            data,
            classes: options.classes.clone().unwrap_or(base.classes),
            train_samples: options.train_samples.unwrap_or(base.train_samples),
            test_samples: options.test_samples.unwrap_or(base.test_samples),
            qubits: options.qubits.unwrap_or(base.qubits),
            layers: options.layers.unwrap_or(base.layers),
            gradient: options.gradient.unwrap_or(base.gradient),
            train: TrainConfig {
                epochs: options.epochs.unwrap_or(base.train.epochs),
                batch_size: options.batch_size.unwrap_or(base.train.batch_size),
                learning_rate: options.learning_rate.unwrap_or(base.train.learning_rate),
                seed: options.seed.unwrap_or(base.train.seed),
                part: options.part.or(base.train.part),
            },
        };
        settings.check()?;
        if let Some(seeds) = options.seeds {
            ensure!(
                settings.train.seed.checked_add(seeds).is_some(),
                "--seed is {}, and there are no {seeds} seeds from there on",
                settings.train.seed
            );
        }
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        let count = self.classes.len();
        ensure!(
            (2..=10).contains(&count),
            "--classes names {count}, but 2 to 10 classes are needed"
        );
        for (place, class) in self.classes.iter().enumerate() {
            ensure!(
                !self.classes[..place].contains(class),
                "--classes names class {class} twice"
            );
        }
        ensure!(
            [4, 8].contains(&self.qubits),
            "--qubits is {}, but 4 and 8 are possible",
            self.qubits
        );
        ensure!(
            self.qubits == 4 || count == 10,
            "--qubits 8 is built in for all 10 classes, but --classes names {count}"
        );
        ensure!(
            (1..=4).contains(&self.layers),
            "--layers is {}, but 1 to 4 are possible",
            self.layers
        );
        ensure!(
            self.train_samples > 0,
            "--train-samples is 0, but there is nothing to learn from no image"
        );
        ensure!(
            self.test_samples > 0,
            "--test-samples is 0, but there is nothing to judge by then"
        );
        ensure!(
            self.train.epochs > 0,
            "--epochs is 0, but at least one is needed"
        );
        self.train.check::<f32>()?;
        if self.dataset == Source::Synthetic && self.data.is_some() {
            bail!("--data names a folder, but drawn garments (--dataset synthetic) need none");
        }
        Ok(())
    }
}

/// The qubits of a run whose checkpoints do not say it.
fn four() -> usize {
    4
}

/// A path is text where it can be: not every name of a folder is Unicode.
mod saved_path {
    use std::ffi::OsString;
    use std::path::PathBuf;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Saved {
        Text(String),
        Other(OsString),
    }

    pub(super) fn serialize<S: Serializer>(
        path: &Option<PathBuf>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        path.clone()
            .map(|path| match path.into_os_string().into_string() {
                Ok(text) => Saved::Text(text),
                Err(other) => Saved::Other(other),
            })
            .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<PathBuf>, D::Error> {
        let saved = Option::<Saved>::deserialize(deserializer)?;
        Ok(saved.map(|saved| match saved {
            Saved::Text(text) => text.into(),
            Saved::Other(other) => other.into(),
        }))
    }
}

fn same<T: PartialEq + Display>(flag: &str, given: Option<T>, saved: T) -> Result<()> {
    match given {
        Some(given) if given != saved => {
            bail!("{flag} is {given}, but the resumed run has {saved}")
        }
        _ => Ok(()),
    }
}
