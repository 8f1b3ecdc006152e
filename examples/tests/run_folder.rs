//! The folder of a run: when others use it, when a run cannot start, when its output is closed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hqnn_model::data::{Split, fashion, synthetic};

mod common;

use common::{FEW, refused, run, succeeded};

/// A folder with Fashion-MNIST's four files, of drawn garments.
fn write_files(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    let set = synthetic::generate(6, 3, 1);
    let images = |split: &Split| {
        let mut file = vec![0, 0, 8, 3];
        for size in [split.len(), 28, 28] {
            file.extend((size as u32).to_be_bytes());
        }
        for index in 0..split.len() {
            file.extend(split.image(index).expect("it is there"));
        }
        file
    };
    let labels = |split: &Split| {
        let mut file = vec![0, 0, 8, 1];
        file.extend((split.len() as u32).to_be_bytes());
        file.extend(split.labels());
        file
    };
    let files = [
        images(&set.train),
        labels(&set.train),
        images(&set.test),
        labels(&set.test),
    ];
    for (name, bytes) in fashion::FILES.iter().zip(files) {
        fs::write(folder.join(name), bytes).expect("it is written");
    }
}

/// Flags for the few images that [`write_files`] writes.
const SIX: [&str; 4] = ["--train-samples", "6", "--test-samples", "3"];

/// All files below a folder with their content.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(content(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            all.insert(path.display().to_string(), bytes);
        }
    }
    all
}

#[test]
fn a_run_that_fails_in_its_first_epoch_or_before_leaves_the_last_one_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out");
    succeeded(run(&output, &[&FEW[..], &["--epochs", "2"]].concat()));
    let before = content(&output);
    assert!(before.len() > 5);
    for flags in [
        &["--data", "/no/such/folder"][..],
        &["--learning-rate", "1e-50"],
        &["--learning-rate", "1e38"],
        &["--train-samples", "1000000"],
        &["--resume", "--layers", "3"],
        &["--resume", "--part", "2"],
        &["--resume", "--epochs", "1"],
    ] {
        let all = if flags[0] == "--data" || flags[0] == "--resume" {
            flags.to_vec()
        } else {
            [&FEW[..4], flags].concat()
        };
        refused(run(&output, &all));
        assert!(content(&output) == before, "{flags:?} changed something");
    }
    let text = succeeded(run(&output, &[&FEW[..], &["--epochs", "1"]].concat()));
    assert!(
        text.contains("Checkpoints of an earlier run, 2 in "),
        "{text}"
    );
    let checkpoints = fs::read_dir(output.join("checkpoints")).expect("the folder");
    // The lock is the other one.
    assert_eq!(checkpoints.count(), 2);
}

fn start(output: &Path, flags: &[&str], stdout: impl Into<Stdio>) -> Child {
    common::command()
        .arg("--output")
        .arg(output)
        .args(FEW)
        .args(flags)
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts")
}

/// A process that ends with the test, passed or failed.
struct Ended(Child);

impl Ended {
    fn end(&mut self) {
        self.0.kill().expect("it can be stopped");
        self.0.wait().expect("it ends");
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

#[test]
fn a_folder_in_use_is_refused_until_its_run_has_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = Ended(start(
        folder.path(),
        &["--epochs", "1000000"],
        Stdio::null(),
    ));
    let begun = Instant::now();
    while !folder
        .path()
        .join("checkpoints/epoch-001.safetensors")
        .is_file()
    {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "it does not train"
        );
        thread::sleep(Duration::from_millis(20));
    }
    for flags in [&["--epochs", "1"][..], &["--resume"]] {
        let flags = if flags[0] == "--resume" {
            flags.to_vec()
        } else {
            [&FEW[..], flags].concat()
        };
        let message = refused(run(folder.path(), &flags));
        assert!(
            message.contains("this folder is in use by another run"),
            "{message}"
        );
    }
    first.end();
    succeeded(run(folder.path(), &[&FEW[..], &["--epochs", "1"]].concat()));
}

#[test]
fn checkpoints_of_two_runs_are_not_mixed() {
    let folder = tempfile::tempdir().expect("a folder");
    let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
    succeeded(run(&a, &[&FEW[..], &["--epochs", "3"]].concat()));
    succeeded(run(
        &b,
        &[&FEW[..], &["--epochs", "2", "--seed", "2"]].concat(),
    ));
    let file = |folder: &Path, epoch: usize| {
        folder.join(format!("checkpoints/epoch-00{epoch}.safetensors"))
    };

    // Going on from elsewhere into a folder that another run has filled.
    let from = file(&b, 2);
    let message = refused(run(
        &a,
        &["--epochs", "4", "--resume", from.to_str().expect("text")],
    ));
    assert!(message.contains("is of another run"), "{message}");

    fs::copy(file(&b, 1), file(&a, 1)).expect("it is copied");
    let message = refused(run(&a, &["--resume", "--epochs", "4"]));
    assert!(message.contains("checkpoints of several runs"), "{message}");
    // A folder of its own for what goes on from a file that is named.
    let c = folder.path().join("c");
    let from = file(&a, 3);
    succeeded(run(
        &c,
        &["--epochs", "4", "--resume", from.to_str().expect("text")],
    ));
}

#[test]
fn a_folder_of_images_is_found_again_from_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let [images, output, elsewhere] =
        ["images", "out", "else/where"].map(|name| folder.path().join(name));
    write_files(&images);
    fs::create_dir_all(&elsewhere).expect("a folder");
    let mut first = common::command();
    first
        .args(["--data", "images", "--epochs", "1", "--output"])
        .arg(&output)
        .args(SIX);
    succeeded(
        first
            .current_dir(folder.path())
            .output()
            .expect("the example runs"),
    );
    let mut second = common::command();
    second
        .args(["--resume", "--epochs", "2", "--output"])
        .arg(&output);
    succeeded(
        second
            .current_dir(&elsewhere)
            .output()
            .expect("the example runs"),
    );

    let message = refused(run(&output, &["--resume", "--dataset", "synthetic"]));
    assert_eq!(
        message,
        "error: --dataset is synthetic, but the resumed run has fashion-mnist\n"
    );
    fs::rename(&images, folder.path().join("moved")).expect("it is renamed");
    let message = refused(run(&output, &["--resume", "--epochs", "3"]));
    assert!(
        message.starts_with("error: cannot read the images (--data names the folder"),
        "{message}"
    );
    let moved = folder.path().join("moved");
    succeeded(run(
        &output,
        &[
            "--resume",
            "--epochs",
            "3",
            "--data",
            moved.to_str().expect("text"),
        ],
    ));
}

/// Trains on a folder of that name, then goes on.
#[cfg(unix)]
fn train_on(name: &OsStr) {
    let folder = tempfile::tempdir().expect("a folder");
    let images = folder.path().join(name);
    write_files(&images);
    let output = folder.path().join("out");
    let mut first = common::command();
    first
        .arg("--data")
        .arg(&images)
        .args(["--epochs", "1", "--output"])
        .arg(&output)
        .args(SIX);
    succeeded(first.output().expect("the example runs"));
    let text = succeeded(run(&output, &["--resume", "--epochs", "2"]));
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()),
        "{text:?}"
    );
    for name in ["report.svg", "metrics.csv", "metrics.json"] {
        assert!(output.join(name).is_file(), "{name} is missing");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_of_images_may_have_any_name() {
    use std::os::unix::ffi::OsStrExt;
    train_on(OsStr::from_bytes(b"caf\xe9"));
    train_on(OsStr::from_bytes(b"two\nlines\x1b[31m<&>\x01"));
}

#[test]
fn output_that_nobody_reads_stops_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut kinds = vec![("closed", Stdio::piped())];
    if let Ok(full) = File::options().write(true).open("/dev/full") {
        kinds.push(("full", full.into()));
    }
    for (name, stdout) in kinds {
        let output = folder.path().join(name);
        let mut child = start(&output, &["--epochs", "2"], stdout);
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        let message = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{message}");
        let warnings = usize::from(name == "full");
        assert_eq!(
            message.matches("standard output cannot be written").count(),
            warnings
        );
        assert!(output.join("report.svg").is_file());
        assert!(output.join("checkpoints/epoch-002.safetensors").is_file());
    }
}

#[test]
fn one_file_that_cannot_be_written_does_not_lose_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["report.svg", "metrics.csv"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    let message = refused(run(folder.path(), &[&FEW[..], &["--epochs", "1"]].concat()));
    assert!(
        message.starts_with("error: the run is done, but not all of its files are written:\n"),
        "{message}"
    );
    for name in ["report.svg", "metrics.csv"] {
        assert!(
            message.contains(&format!("\n  {name}: cannot write ")),
            "{message}"
        );
    }
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["checkpoints", "metrics.csv", "metrics.json", "report.svg"]
    );
}

/// Each rank would be a run of its own, in the same folder.
#[test]
#[cfg(not(feature = "mpi"))]
fn ranks_of_a_build_without_mpi_are_refused_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out");
    let started = |variables: [(&str, &str); 2]| {
        let mut command = common::command();
        command.arg("--output").arg(&output).args(FEW);
        command.envs(variables).output().expect("the example runs")
    };
    for [count, rank] in [
        ["OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"],
        ["PMI_SIZE", "PMI_RANK"],
        ["SLURM_STEP_NUM_TASKS", "SLURM_PROCID"],
    ] {
        let text = refused(started([(count, "2"), (rank, "0")]));
        let expected =
            format!("error: 2 ranks were started ({count}), but this program knows of 1: ");
        assert!(text.starts_with(&expected), "{text}");
        assert!(text.contains("--features mpi"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        let other = started([(count, "2"), (rank, "1")]);
        assert!(other.status.success() && other.stdout.is_empty() && other.stderr.is_empty());
    }
    assert!(!output.exists());
    // A batch script of Slurm has many tasks, and starts one process where it does not say `srun`.
    let alone = [("SLURM_NTASKS", "2"), ("OMPI_COMM_WORLD_SIZE", "1")];
    succeeded(started(alone));
}
