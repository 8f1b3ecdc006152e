//! The main job from start to end: what it writes, and that a run goes on as if it had never stopped.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The example, as `cargo test` has built it; `cargo test --test main_job` alone builds no examples.
fn program() -> PathBuf {
    let test = env::current_exe().expect("this test has a path");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("a target folder");
    let program = folder
        .join("examples")
        .join(format!("hqnn_fashion_mnist{}", env::consts::EXE_SUFFIX));
    if !program.is_file() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--example", "hqnn_fashion_mnist"]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success());
    }
    program
}

/// Runs it on a few drawn garments.
fn run(output: &Path, flags: &[&str]) -> Output {
    Command::new(program())
        .arg("--output")
        .arg(output)
        .args(flags)
        .output()
        .expect("the example runs")
}

const FEW: [&str; 6] = [
    "--dataset",
    "synthetic",
    "--train-samples",
    "6",
    "--test-samples",
    "3",
];

fn succeeded(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

fn refused(output: Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_run_that_was_stopped_goes_on_to_the_same_result() {
    let folder = tempfile::tempdir().expect("a folder");
    let [whole, parts] = ["whole", "parts"].map(|name| folder.path().join(name));

    let text = succeeded(run(&whole, &[&FEW[..], &["--epochs", "3"]].concat()));
    for part in [
        "Data: ",
        "Circuit: 4 qubits",
        "1036",
        "Test accuracy: ",
        "report.png",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    let files = ["report.png", "report.svg", "metrics.csv", "metrics.json"];
    for name in files {
        assert!(fs::metadata(whole.join(name)).expect("it is written").len() > 0);
    }

    succeeded(run(&parts, &[&FEW[..], &["--epochs", "1"]].concat()));
    let text = succeeded(run(&parts, &["--resume", "--epochs", "3"]));
    assert!(text.contains("Going on from "), "{text}");
    for name in [
        "metrics.csv",
        "metrics.json",
        "report.svg",
        "checkpoints/epoch-003.safetensors",
    ] {
        assert!(
            fs::read(whole.join(name)).expect("it is written")
                == fs::read(parts.join(name)).expect("it is written"),
            "{name} differs"
        );
    }
}

#[test]
fn other_depths_classes_and_gradients_train() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [
        "--epochs",
        "1",
        "--layers",
        "1",
        "--classes",
        "bag,3,sandal",
        "--gradient",
        "parameter-shift",
    ];
    let text = succeeded(run(folder.path(), &[&FEW[..], &flags].concat()));
    assert!(
        text.contains("Circuit: 4 qubits, 1 layer, gradients by parameter shift"),
        "{text}"
    );
}

#[test]
fn flags_that_make_no_sense_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |flags: &[&str]| refused(run(folder.path(), flags));
    assert!(refused(&["--layers", "5"]).starts_with("error: --layers is 5"));
    assert!(refused(&["--classes", "1"]).starts_with("error: --classes names 1, "));
    assert!(refused(&["--classes", "1,hat"]).contains("there is no such class"));
    assert!(refused(&["--epochs", "0"]).starts_with("error: --epochs is 0"));
    assert!(refused(&["--resume"]).starts_with("error: there is nothing to go on from"));
    assert!(refused(&["--data", "/no/such/folder"]).contains("train-images-idx3-ubyte"));
    assert_eq!(
        fs::read_dir(folder.path()).expect("the folder").count(),
        0,
        "a refused run leaves nothing"
    );
}
