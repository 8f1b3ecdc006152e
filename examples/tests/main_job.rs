//! The main job from start to end: what it writes, and that a run goes on as if it had never stopped.

use std::fs;

mod common;

use common::{FEW, refused, run, succeeded};

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
        "report.svg",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    let files = ["report.svg", "metrics.csv", "metrics.json"];
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
    assert!(refused(&["--qubits", "5"]).starts_with("error: --qubits is 5"));
    assert!(refused(&["--qubits", "8"]).starts_with("error: --qubits 8 is built in for all 10"));
    assert!(refused(&["--layers", "5"]).starts_with("error: --layers is 5"));
    for rate in ["0", "1e-50", "1e39", "NaN"] {
        let message = refused(&["--learning-rate", rate]);
        assert!(
            message.starts_with("error: the learning rate is "),
            "{message}"
        );
    }
    assert!(refused(&["--batch-size", "0"]).starts_with("error: the batch size is 0"));
    assert!(refused(&["--part", "5"]).starts_with("error: the part of a batch is 5 images"));
    assert!(refused(&["--seeds", "0"]).contains("'--seeds <N>'"));
    assert!(refused(&["--classes", "1"]).starts_with("error: --classes names 1, "));
    assert!(refused(&["--classes", "1,hat"]).contains("there is no such class"));
    for name in ["download", "png"] {
        let built = match name {
            "png" => cfg!(feature = "png"),
            _ => cfg!(feature = "download"),
        };
        if !built {
            assert_eq!(
                refused(&[&format!("--{name}")]),
                format!(
                    "error: --{name} is not in this build; `cargo run --release --features {name} --example hqnn_fashion_mnist -- --{name}` has it\n"
                )
            );
        }
    }
    assert!(
        refused(&["--download", "--dataset", "synthetic"])
            .starts_with("error: --download fetches Fashion-MNIST, but drawn garments")
    );
    assert!(refused(&["--download", "--data", "x"]).contains("'--download' cannot be used with"));
    assert!(refused(&["--epochs", "0"]).starts_with("error: --epochs is 0"));
    assert!(refused(&["--resume"]).starts_with("error: --resume cannot continue: "));
    assert!(refused(&["--data", "/no/such/folder"]).contains("train-images-idx3-ubyte"));
    assert!(
        refused(&["--data", "/no/such/folder", "--dataset", "synthetic"])
            .starts_with("error: --data names a folder, but drawn garments")
    );
    assert_eq!(
        fs::read_dir(folder.path()).expect("the folder").count(),
        0,
        "a refused run leaves nothing"
    );
}

#[cfg(feature = "png")]
#[test]
fn the_report_is_written_as_a_png_too() {
    let folder = tempfile::tempdir().expect("a folder");
    succeeded(run(
        folder.path(),
        &[&FEW[..], &["--epochs", "1", "--png"]].concat(),
    ));
    let bytes = fs::read(folder.path().join("report.png")).expect("it is written");
    assert!(bytes.starts_with(b"\x89PNG"));
}

/// PowerShell makes `0,1,5` three arguments.
#[test]
fn classes_may_be_several_arguments() {
    let folder = tempfile::tempdir().expect("a folder");
    let classes = |name: &str, classes: &[&str]| {
        let flags = [&FEW[..], &["--epochs", "1", "--classes"], classes].concat();
        let output = folder.path().join(name);
        succeeded(run(&output, &flags));
        fs::read_to_string(output.join("metrics.json")).expect("it is written")
    };
    let one = classes("one", &["0,1,ankle boot"]);
    assert_eq!(one, classes("three", &["0", "1", "ankle boot"]));
    assert_eq!(one, classes("mixed", &["T-shirt, trouser", "9"]));
}

/// The number after a word in a text.
fn number_after(text: &str, word: &str) -> f64 {
    let rest = text.split_once(word).expect("the word is there").1;
    let end = rest.find([',', ' ', '\n']).unwrap_or(rest.len());
    rest[..end].parse().expect("a number")
}

#[test]
fn several_seeds_give_the_mean_and_spread_of_single_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let accuracy = |seed: &str| {
        let flags = [&FEW[..], &["--epochs", "6", "--seed", seed]].concat();
        succeeded(run(folder.path(), &flags));
        let text = fs::read_to_string(folder.path().join("metrics.json")).expect("it is written");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        100.0 * json["test_accuracy"].as_f64().expect("a number")
    };
    let single = ["7", "8", "9"].map(accuracy);
    let mean = single.iter().sum::<f64>() / 3.0;
    let squares: f64 = single.iter().map(|x| (x - mean).powi(2)).sum();
    let smallest = single.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = single.iter().copied().fold(0.0, f64::max);
    assert!(
        smallest < largest,
        "seeds of which nothing can be learnt here"
    );

    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut several = common::command();
    several
        .args(FEW)
        .args(["--epochs", "6", "--seed", "7", "--seeds", "3"])
        .current_dir(elsewhere.path());
    let text = succeeded(several.output().expect("the example runs"));
    let line = text
        .lines()
        .find(|line| line.contains("test accuracy in %"))
        .expect("the last lines");
    for (word, value) in [
        ("mean ", mean),
        ("from ", smallest),
        (" to ", largest),
        ("standard deviation ", (squares / 2.0).sqrt()),
    ] {
        assert!(
            (number_after(line, word) - value).abs() < 0.006,
            "{word}: {line}"
        );
    }
    assert!(text.contains("Last epoch, 3 seeds:"), "{text}");
    let written = fs::read_dir(elsewhere.path()).expect("the folder").count();
    assert_eq!(written, 0, "it writes nothing");
}
