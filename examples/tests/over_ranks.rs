//! The main job, shared by the ranks of `mpirun`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

mod common;
#[path = "../../backends/mpi/tests/launch/mod.rs"]
mod launch;

use common::{FEW, example, run, succeeded};
use launch::{Ended, LIMIT, ended, mpirun, over_ranks, present, without_ranks};

fn start(count: usize, output: &Path, flags: &[&str]) -> Ended {
    let output = ["--output", output.to_str().expect("text")];
    let program = example("hqnn_fashion_mnist");
    over_ranks(count, &program, &[&output[..], flags].concat())
}

/// All that a run has written but the lock, by name.
fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for folder in [folder, &folder.join("checkpoints")] {
        for entry in fs::read_dir(folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            if path.is_file() && name != "lock" {
                all.insert(name.into_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    all
}

/// 24 images in batches of 8: with parts of 2, ranks are a power of 2 that divides the parts, or not.
const PARTS: [&str; 6] = ["--epochs", "2", "--batch-size", "8", "--part", "2"];

#[test]
fn any_number_of_ranks_writes_the_same_files() {
    if !present("any_number_of_ranks_writes_the_same_files", "mpirun") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for flags in [&PARTS[..], &PARTS[..4]] {
        let alone = folder.path().join(format!("alone{}", flags.len()));
        succeeded(run(&alone, &[&FEW[..], flags].concat()));
        let expected = written(&alone);
        assert_eq!(expected.len(), 5);
        for count in 1..=4 {
            let output = folder.path().join(format!("{count}of{}", flags.len()));
            let text = start(count, &output, &[&FEW[..], flags].concat()).succeeded();
            assert_eq!(text.matches("Test accuracy: ").count(), 1, "{text}");
            let shared = format!(", shared by {count} ranks");
            assert_eq!(text.contains(&shared), count > 1, "{text}");
            assert!(written(&output) == expected, "{count} ranks, {flags:?}");
        }
    }
}

#[test]
fn a_run_goes_on_with_another_number_of_ranks() {
    if !present("a_run_goes_on_with_another_number_of_ranks", "mpirun") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let [whole, parts] = ["whole", "parts"].map(|name| folder.path().join(name));
    succeeded(run(&whole, &[&FEW[..], &PARTS].concat()));
    start(
        2,
        &parts,
        &[&FEW[..], &["--epochs", "1"], &PARTS[2..]].concat(),
    )
    .succeeded();
    let text = start(3, &parts, &["--resume", "--epochs", "2"]).succeeded();
    assert_eq!(text.matches("Going on from ").count(), 1, "{text}");
    // The first checkpoint says that its run was to end there.
    let [whole, parts] = [whole, parts].map(|folder| {
        let mut files = written(&folder);
        files.remove("epoch-001.safetensors").expect("it is there");
        files
    });
    assert!(parts.contains_key("epoch-002.safetensors"));
    assert!(parts == whole);
}

#[test]
fn what_is_wrong_is_told_once_and_ends_all() {
    if !present("what_is_wrong_is_told_once_and_ends_all", "mpirun") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out");
    for (flags, text) in [
        (&["--layers", "5"][..], "error: --layers is 5"),
        (&["--resume"], "error: --resume cannot continue: "),
        (&["--flowers"], "error: unexpected argument '--flowers'"),
        (
            &[
                "--dataset",
                "synthetic",
                "--learning-rate",
                "1e38",
                "--part",
                "2",
            ],
            "error: the loss became NaN in epoch 1",
        ),
        (
            &["--data", "/no/such/folder"],
            "error: cannot read the images",
        ),
    ] {
        let error = start(2, &output, flags).refused();
        assert_eq!(error.matches("error: ").count(), 1, "{error}");
        assert!(error.contains(text), "{error}");
    }
    let text = start(2, &output, &["--help"]).succeeded();
    assert_eq!(text.matches("Usage: ").count(), 1, "{text}");

    // A file in the place of a folder: only the first rank would write.
    let file = folder.path().join("file");
    fs::write(&file, "").expect("it is written");
    let error = start(2, &file, &FEW).refused();
    assert!(error.contains("error: cannot make the folder "), "{error}");
    // One that only the end of the run finds.
    fs::create_dir_all(output.join("report.svg")).expect("a folder");
    let error = start(2, &output, &[&FEW[..], &["--epochs", "1"]].concat()).refused();
    assert_eq!(error.matches("error: ").count(), 1, "{error}");
    assert!(
        error.contains("error: the run is done, but not all of its files are written:"),
        "{error}"
    );
}

#[test]
fn a_command_line_of_one_rank_alone_ends_all() {
    if !present("a_command_line_of_one_rank_alone_ends_all", "mpirun") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let program = example("hqnn_fashion_mnist");
    let expected = "error: rank 1 has another command line than rank 0: all ranks have to be started with the same one";
    for other in [&["--nonsense"][..], &["--help"], &["--seeds", "2"], &[]] {
        // `mpirun -n 1 program .. : -n 1 program ..`
        let mut command = mpirun(1, &program, &FEW);
        command.arg("--output").arg(folder.path());
        command.args([":", "-n", "1"]).arg(&program).args(other);
        let error = ended(&mut command, LIMIT).refused();
        assert!(error.contains(expected), "{error}");
        assert_eq!(error.matches("error: ").count(), 1, "{error}");
    }
    assert!(!folder.path().join("checkpoints").exists());
}

/// The commands of the page run as they are written, but for the place of the programs and of what they write.
#[test]
fn the_commands_of_the_page_run() {
    if !present("the_commands_of_the_page_run", "mpirun") {
        return;
    }
    let page = include_str!("../../docs/beyond-one-machine.md");
    let program = example("hqnn_fashion_mnist");
    let folder = tempfile::tempdir().expect("a folder");
    let mut outputs = Vec::new();
    for line in page.lines().filter(|line| line.contains("mpirun ")) {
        let (command, _) = line.split_once('#').unwrap_or((line, ""));
        let words: Vec<&str> = command.split_whitespace().collect();
        let named = |word: &&str| *word == "target/release/examples/hqnn_fashion_mnist";
        let Some(place) = words.iter().position(named) else {
            continue;
        };
        let flags = &words[place + 1..];
        outputs.push(match words[..place] {
            [.., "mpirun", "-n", count] => {
                start(count.parse().expect("a number"), folder.path(), flags).succeeded()
            }
            // With all that `mpirun` needs.
            _ => {
                let mut env = Command::new("env");
                without_ranks(&mut env).args(&words[..place]).arg(&program);
                env.args(flags).arg("--output").arg(folder.path());
                ended(&mut env, LIMIT).succeeded()
            }
        });
    }
    assert_eq!(outputs.len(), 4, "{outputs:?}");
    assert!(outputs[0].contains(" ms a step, "), "{outputs:?}");
    for text in &outputs[2..] {
        assert!(text.contains("Going on from "), "{text}");
    }
}
