//! A convolutional network and a quantum circuit, trained together on Fashion-MNIST.
//!
//! `cargo run --release --example hqnn_fashion_mnist -- --help` lists what can be set. Built with `--features mpi`, it also runs as
//! `mpirun -n 4 target/release/examples/hqnn_fashion_mnist --part 1`; `docs/beyond-one-machine.md` says when that pays.

use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use clap::Parser;
use hqnn_model::data::Dataset;
use hqnn_model::ranks::Ranks;
use hqnn_model::{checkpoint, quantum_layer};
use qkernel_runtime::prelude::*;

#[path = "hqnn_fashion_mnist/data.rs"]
mod data;
#[path = "hqnn_fashion_mnist/extras.rs"]
mod extras;
#[path = "hqnn_fashion_mnist/options.rs"]
mod options;
#[path = "hqnn_fashion_mnist/ranks.rs"]
mod ranks;
#[path = "hqnn_fashion_mnist/run.rs"]
mod run;
#[path = "hqnn_fashion_mnist/say.rs"]
mod say;
#[path = "hqnn_fashion_mnist/seeds.rs"]
mod seeds;
#[path = "hqnn_fashion_mnist/session.rs"]
mod session;

use extras::Extras;
use options::{Options, Settings, Source};
use ranks::World;
use run::Run;
use say::say;
use session::Output;

/// The circuit: features as angles, then layers of trained rotations and entanglement.
#[qkernel]
pub fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonians: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n_qubits);

    // Angle encoding.
    for i in range(n_qubits) {
        q[i] = ry(q[i], inputs[i]);
    }

    // Variational layers from the standard library, themselves kernels.
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }

    // One expectation value for each observable, all from one pass over the state.
    expval(q, hamiltonians)
}

/// The expectation value of Z on each of the four qubits.
const EACH_Z: [&str; 4] = ["Z0", "Z1", "Z2", "Z3"];

// The number of weights is part of a network's type, so each depth is a layer of its own. All that could be wrong
// with one is a compile error.
quantum_layer! {
    /// One variational layer.
    struct Ansatz1 = variational_ansatz { n_qubits: 4, n_layers: 1, hamiltonians: EACH_Z };
}
quantum_layer! {
    /// Two variational layers, as in the tutorial.
    struct Ansatz2 = variational_ansatz { n_qubits: 4, n_layers: 2, hamiltonians: EACH_Z };
}
quantum_layer! {
    /// Three variational layers.
    struct Ansatz3 = variational_ansatz { n_qubits: 4, n_layers: 3, hamiltonians: EACH_Z };
}
quantum_layer! {
    /// Four variational layers.
    struct Ansatz4 = variational_ansatz { n_qubits: 4, n_layers: 4, hamiltonians: EACH_Z };
}

/// The expectation value of Z on each of eight qubits.
const EACH_OF_EIGHT: [&str; 8] = ["Z0", "Z1", "Z2", "Z3", "Z4", "Z5", "Z6", "Z7"];

quantum_layer! {
    /// One variational layer of eight qubits.
    struct Wide1 = variational_ansatz { n_qubits: 8, n_layers: 1, hamiltonians: EACH_OF_EIGHT };
}
quantum_layer! {
    /// Two variational layers of eight qubits.
    struct Wide2 = variational_ansatz { n_qubits: 8, n_layers: 2, hamiltonians: EACH_OF_EIGHT };
}
quantum_layer! {
    /// Three variational layers of eight qubits.
    struct Wide3 = variational_ansatz { n_qubits: 8, n_layers: 3, hamiltonians: EACH_OF_EIGHT };
}
quantum_layer! {
    /// Four variational layers of eight qubits.
    struct Wide4 = variational_ansatz { n_qubits: 8, n_layers: 4, hamiltonians: EACH_OF_EIGHT };
}

/// A run of the network of these settings: the numbers of layers and of classes are part of its type.
fn begin(settings: &Settings, data: Dataset, world: &World) -> Result<Box<dyn Run>> {
    macro_rules! networks {
        ($($layers:literal $spec:ident $weights:literal),*) => {
            match (settings.qubits, settings.layers, settings.classes.len()) {
                $(
                    (4, $layers, 2) => run::begin::<$spec, 4, $weights, 8, 2>(settings, data, world),
                    (4, $layers, 3) => run::begin::<$spec, 4, $weights, 8, 3>(settings, data, world),
                    (4, $layers, 4) => run::begin::<$spec, 4, $weights, 8, 4>(settings, data, world),
                    (4, $layers, 5) => run::begin::<$spec, 4, $weights, 8, 5>(settings, data, world),
                    (4, $layers, 6) => run::begin::<$spec, 4, $weights, 8, 6>(settings, data, world),
                    (4, $layers, 7) => run::begin::<$spec, 4, $weights, 8, 7>(settings, data, world),
                    (4, $layers, 8) => run::begin::<$spec, 4, $weights, 8, 8>(settings, data, world),
                    (4, $layers, 9) => run::begin::<$spec, 4, $weights, 8, 9>(settings, data, world),
                    (4, $layers, 10) => run::begin::<$spec, 4, $weights, 8, 10>(settings, data, world),
                )*
                (8, 1, 10) => run::begin::<Wide1, 8, 24, 16, 10>(settings, data, world),
                (8, 2, 10) => run::begin::<Wide2, 8, 48, 16, 10>(settings, data, world),
                (8, 3, 10) => run::begin::<Wide3, 8, 72, 16, 10>(settings, data, world),
                (8, 4, 10) => run::begin::<Wide4, 8, 96, 16, 10>(settings, data, world),
                (qubits, layers, classes) => Err(anyhow!(
                    "no network is built in for {qubits} qubits, {layers} layers and {classes} classes"
                )),
            }
        };
    }
    networks!(1 Ansatz1 12, 2 Ansatz2 24, 3 Ansatz3 36, 4 Ansatz4 48)
}

fn main() -> ExitCode {
    ranks::start(|world| {
        ranks::same_words(world)?;
        let options = match Options::try_parse() {
            Ok(options) => options,
            // Its text is for the first rank to print; the status is the same on all.
            Err(told) => {
                if world.rank() == 0 {
                    let _ = told.print();
                }
                return Ok(u8::try_from(told.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from));
            }
        };
        run(&options, world)?;
        Ok(ExitCode::SUCCESS)
    })
}

fn run(options: &Options, world: &World) -> Result<()> {
    let extras = Extras::new(options)?;
    let resume = match &options.resume {
        None => None,
        Some(path) => {
            let path = path
                .clone()
                .unwrap_or_else(|| options.output.join("checkpoints"));
            Some(checkpoint::latest(&path).context("--resume cannot continue")?)
        }
    };
    let saved = resume.as_deref().map(saved_settings).transpose()?;
    let mut settings = Settings::new(options, saved)?;

    // The first rank fetches what is not there yet.
    let fetched = ranks::first(world, || data::load(&mut settings, extras.fetch))?;
    let images = match fetched {
        Some(images) => Ok(images),
        None => data::load(&mut settings, None),
    };
    let images = ranks::together(world, images)?;
    let data = images.choose(&settings)?;
    say!("Data: {}", data.source);
    say!("  classes {}", data.classes.join(", "));
    say!(
        "  {} training and {} test images of each",
        settings.train_samples,
        settings.test_samples
    );
    if settings.dataset == Source::Synthetic {
        say!("  drawn, not photographed: accuracies do not compare with those on Fashion-MNIST");
    }
    say!("");
    let hamiltonians: Vec<Observable> = (0..settings.qubits).map(Z).collect();
    let circuit = variational_ansatz {
        n_qubits: settings.qubits,
        n_layers: settings.layers,
        hamiltonians: hamiltonians.into(),
    }
    .compile()?;
    let resources = circuit.resources();
    say!(
        "Circuit: {} qubits, {} {}, gradients by {}",
        resources.qubits,
        settings.layers,
        if settings.layers == 1 {
            "layer"
        } else {
            "layers"
        },
        settings.gradient,
    );
    say!(
        "  {} gates ({} rotations, {} on two qubits), depth {}\n",
        resources.gates,
        resources.rotation,
        resources.two_qubit,
        resources.depth
    );

    match options.seeds {
        None => {
            let output = Output {
                folder: &options.output,
                png: extras.png,
            };
            let mut run = begin(&settings, data, world)?;
            session::train(&mut *run, &settings, &output, resume.as_deref(), world)
        }
        Some(count) => seeds::compare(&settings, &images, count, |settings, data| {
            session::measure(&mut *begin(settings, data, world)?)
        }),
    }
}

/// The settings of the run that a checkpoint is of.
fn saved_settings(path: &std::path::Path) -> Result<Settings> {
    let header = checkpoint::peek(path)?;
    let note = header
        .notes
        .get(session::NOTE)
        .ok_or_else(|| anyhow!("{} is not of this program", path.display()))?;
    serde_json::from_str(note)
        .with_context(|| format!("the settings in {} are damaged", path.display()))
}
