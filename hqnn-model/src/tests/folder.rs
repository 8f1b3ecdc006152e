use std::collections::BTreeMap;

use dfdx::prelude::*;

use super::*;
use crate::data::synthetic;
use crate::layers::Flatten;
use crate::{TrainConfig, Trainer};

type Net = (Flatten<784>, Linear<784, 2>);

/// Saves the first epochs of a small run.
fn save(folder: &Path, epochs: usize, seed: u64, batch_size: usize) -> u64 {
    let data = synthetic::generate(4, 1, 1)
        .subset(&[1, 8], 4, 1, 1)
        .unwrap();
    let network = Cpu::seed_from_u64(seed).build_module::<Net, f32>();
    let config = TrainConfig {
        epochs,
        batch_size,
        ..TrainConfig::default()
    };
    let mut trainer = Trainer::<_, 2, f32>::new(network, data, config).unwrap();
    while !trainer.is_finished() {
        let epoch = trainer.epoch(&mut ()).unwrap().epoch;
        trainer
            .save(&folder.join(file_name(epoch)), &BTreeMap::new())
            .unwrap();
    }
    trainer.id()
}

#[test]
fn a_folder_has_one_user_at_a_time() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("deep/down");
    let folder = Folder::open(&path).unwrap();
    let message = Folder::open(&path).unwrap_err().to_string();
    assert!(
        message.contains("deep/down: this folder is in use by another run"),
        "{message}"
    );
    drop(folder);
    Folder::open(&path).unwrap();
}

#[test]
fn only_checkpoints_are_removed_and_one_that_is_gone_is_no_error() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(place.path()).unwrap();
    for name in [
        "epoch-001.safetensors",
        "epoch-1234.safetensors",
        "epoch-x.safetensors",
        "notes.txt",
    ] {
        fs::write(place.path().join(name), "").unwrap();
    }
    assert_eq!(folder.count().unwrap(), 2);
    // Another process that is not ours removes them, too.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| folder.clear().unwrap());
        }
    });
    assert_eq!(folder.count().unwrap(), 0);
    // The lock and the two others.
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 3);
}

#[test]
fn the_last_of_one_run_is_found_and_two_runs_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path();
    let folder = Folder::open(path).unwrap();
    let run = save(path, 11, 1, 4);
    assert_eq!(latest(path).unwrap(), path.join("epoch-011.safetensors"));
    folder.check(run).unwrap();
    // A copy with another name is what it is, not what it is called.
    let copy = path.join("epoch-099.safetensors");
    fs::copy(path.join("epoch-004.safetensors"), &copy).unwrap();
    assert_eq!(latest(path).unwrap(), path.join("epoch-011.safetensors"));
    fs::remove_file(copy).unwrap();

    // The same settings make the same run, whatever number of epochs it is to have.
    assert_eq!(save(path, 2, 1, 4), run);
    latest(path).unwrap();

    // Other first weights, or other settings, are another run.
    for (seed, batch_size) in [(2, 4), (1, 3)] {
        let other = save(path, 3, seed, batch_size);
        assert_ne!(other, run);
        let message = latest(path).unwrap_err().to_string();
        assert!(
            message.ends_with(
                "this folder holds checkpoints of several runs (epoch-001.safetensors and \
                 epoch-011.safetensors are of two); name the file to go on from"
            ),
            "{message}"
        );
        let message = folder.check(run).unwrap_err().to_string();
        assert!(
            message.contains("epoch-001.safetensors: is of another run"),
            "{message}"
        );
        assert!(folder.check(other).is_err());
    }
    // A file that is named is taken.
    let file = path.join("epoch-002.safetensors");
    assert_eq!(latest(&file).unwrap(), file);
}
