use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;

use dfdx::prelude::*;

use super::*;
use crate::data::{Dataset, synthetic};
use crate::layers::builder::Hqnn;
use crate::tutorial::Ansatz;
use crate::{EpochMetrics, TrainConfig};

type Net = Hqnn<Ansatz, 4, 24, 8, 4>;
type Run = Trainer<<Net as BuildOnDevice<Cpu, f32>>::Built, 4, f32>;

fn data(seed: u64) -> Dataset {
    static DRAWN: Mutex<BTreeMap<u64, Dataset>> = Mutex::new(BTreeMap::new());
    let mut drawn = DRAWN.lock().unwrap();
    let generate = || {
        synthetic::generate(6, 4, seed)
            .subset(&[0, 1, 5, 8], 6, 4, 5)
            .unwrap()
    };
    drawn.entry(seed).or_insert_with(generate).clone()
}

fn run_of(seed: u64, config: TrainConfig) -> Run {
    Trainer::new(
        Cpu::seed_from_u64(seed).build_module::<Net, f32>(),
        data(1),
        config,
    )
    .unwrap()
}

const CONFIG: TrainConfig = TrainConfig {
    epochs: 4,
    batch_size: 5,
    learning_rate: 1e-3,
    seed: 3,
    part: None,
};

#[test]
fn a_resumed_run_gives_the_same_bits_as_one_that_never_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let mut whole = run_of(1, CONFIG);
    whole.run(&mut ()).unwrap();
    for stop in 0..=4 {
        let path = folder.path().join(file_name(stop));
        let mut begun = run_of(
            1,
            TrainConfig {
                epochs: stop,
                ..CONFIG
            },
        );
        begun.run(&mut ()).unwrap();
        let notes = BTreeMap::from([("layers".to_string(), "2".to_string())]);
        begun.save(&path, &notes).unwrap();
        drop(begun);

        // Other first weights, which the checkpoint replaces.
        let mut resumed = run_of(77, CONFIG);
        assert_eq!(resumed.restore(&path).unwrap().notes, notes);
        assert_eq!(resumed.history().len(), stop);
        resumed.run(&mut ()).unwrap();
        assert_eq!(parameters(resumed.network()), parameters(whole.network()));
        assert_eq!(resumed.optimizer, whole.optimizer);
        assert_eq!(resumed.history(), whole.history());

        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        resumed.save(&a, &notes).unwrap();
        whole.save(&b, &notes).unwrap();
        assert_eq!(fs::read(a).unwrap(), fs::read(b).unwrap());
    }
    assert_eq!(
        latest(folder.path()).unwrap(),
        folder.path().join("epoch-004.safetensors")
    );
    let parts = fs::read_dir(folder.path()).unwrap().filter(|f| {
        f.as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|e| e == "part")
    });
    assert_eq!(parts.count(), 0, "temporary files are gone");
}

#[test]
fn dfdx_itself_can_load_a_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    let mut run = run_of(
        1,
        TrainConfig {
            epochs: 1,
            ..CONFIG
        },
    );
    run.run(&mut ()).unwrap();
    run.save(&path, &BTreeMap::new()).unwrap();
    let mut network = Cpu::seed_from_u64(9).build_module::<Net, f32>();
    network.load_safetensors(&path).unwrap();
    assert_eq!(parameters(&network), parameters(run.network()));
    assert_eq!(peek(&path).unwrap().history, run.history());
}

#[test]
fn a_checkpoint_of_another_run_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    let mut run = run_of(
        1,
        TrainConfig {
            epochs: 2,
            ..CONFIG
        },
    );
    run.run(&mut ()).unwrap();
    run.save(&path, &BTreeMap::new()).unwrap();

    let refused = |mut other: Run| {
        let before = parameters(other.network());
        let message = other.restore(&path).unwrap_err().to_string();
        assert_eq!(parameters(other.network()), before);
        assert!(other.history().is_empty());
        let (start, message) = message.split_once("run.safetensors: ").unwrap();
        assert!(start.starts_with("checkpoint "));
        message.to_string()
    };
    assert_eq!(
        refused(run_of(
            1,
            TrainConfig {
                batch_size: 4,
                ..CONFIG
            }
        )),
        "was trained with batch size 5, but this run has 4"
    );
    assert_eq!(
        refused(run_of(
            1,
            TrainConfig {
                learning_rate: 0.01,
                ..CONFIG
            }
        )),
        "was trained with learning rate 0.001, but this run has 0.01"
    );
    assert_eq!(
        refused(run_of(1, TrainConfig { seed: 4, ..CONFIG })),
        "was trained with seed 3, but this run has 4"
    );
    assert_eq!(
        refused(run_of(
            1,
            TrainConfig {
                epochs: 1,
                ..CONFIG
            }
        )),
        "has 2 epochs done, but this run asks for only 1"
    );
    let network = Cpu::seed_from_u64(1).build_module::<Net, f32>();
    let elsewhere = Trainer::new(network, data(2), CONFIG).unwrap();
    assert_eq!(
        refused(elsewhere),
        "was trained on other data than that of this run"
    );

    let network = Cpu::seed_from_u64(1).build_module::<Net, f64>();
    let mut double = Trainer::<_, 4, f64>::new(network, data(1), CONFIG).unwrap();
    let message = double.restore(&path).unwrap_err().to_string();
    assert!(
        message.ends_with("feature_extractor.0.weight holds F32, but this network needs F64"),
        "{message}"
    );
}

#[test]
fn damaged_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    let mut run = run_of(
        1,
        TrainConfig {
            epochs: 1,
            ..CONFIG
        },
    );
    run.run(&mut ()).unwrap();
    run.save(&path, &BTreeMap::new()).unwrap();
    let good = fs::read(&path).unwrap();

    let fault = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        run_of(1, CONFIG).restore(&path).unwrap_err().to_string()
    };
    assert!(fault(&[]).contains("not a whole safetensors file"));
    assert!(
        fault(b"not a checkpoint at all, just some text").contains("not a whole safetensors file")
    );
    for length in [7, 100, good.len() - 1] {
        assert!(!fault(&good[..length]).is_empty());
    }
    run.network().save_safetensors(&path).unwrap();
    assert!(
        peek(&path)
            .unwrap_err()
            .to_string()
            .contains("not the state of a training run")
    );
    fs::remove_file(&path).unwrap();
    assert!(
        peek(&path)
            .unwrap_err()
            .to_string()
            .starts_with("cannot read ")
    );
    assert!(
        latest(folder.path())
            .unwrap_err()
            .to_string()
            .contains("no file epoch-NNN.safetensors")
    );
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_leaves_nothing() {
    let run = run_of(1, CONFIG);
    let path = Path::new("/no/such/folder/run.safetensors");
    assert!(
        run.save(path, &BTreeMap::new())
            .unwrap_err()
            .to_string()
            .starts_with("cannot write /no/such/folder")
    );
}

/// A run of one epoch, saved after `change`, and the message when it is restored.
fn fault_of(change: impl FnOnce(&mut Run)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    let epochs = 1;
    let mut run = run_of(1, TrainConfig { epochs, ..CONFIG });
    run.run(&mut ()).unwrap();
    change(&mut run);
    run.save(&path, &BTreeMap::new()).unwrap();
    let message = run_of(1, CONFIG).restore(&path).unwrap_err().to_string();
    message.split_once("run.safetensors: ").unwrap().1.into()
}

#[test]
fn a_state_that_no_run_has_is_refused() {
    assert_eq!(
        fault_of(|run| run.optimizer.steps = 0),
        "has 0 updates, but 1 epochs of 5 batches make 5"
    );
    assert_eq!(
        fault_of(|run| {
            run.optimizer.steps = 0;
            run.history.clear();
        }),
        "has 27 tensors, but this run has 9 after 0 updates"
    );
    for change in [
        |m: &mut EpochMetrics| m.epoch = 77,
        |m: &mut EpochMetrics| m.epoch = 0,
        |m: &mut EpochMetrics| m.train_accuracy = 7.0,
        |m: &mut EpochMetrics| m.test_accuracy = -0.1,
    ] {
        let message = fault_of(|run| change(&mut run.history[0]));
        assert!(
            message.starts_with("holds something that is not the history of a run: EpochMetrics"),
            "{message}"
        );
    }
    // JSON has no such number.
    let message = fault_of(|run| run.history[0].loss = f64::INFINITY);
    assert!(
        message.starts_with("the state of the run is damaged"),
        "{message}"
    );

    let message = fault_of(|run| {
        let mut numbers: Vec<_> = parameters(&run.network)
            .into_iter()
            .map(|p| p.values)
            .collect();
        numbers[7][2] = f32::NAN;
        set_parameters(&mut run.network, &numbers).unwrap();
    });
    assert_eq!(
        message,
        "number 2 of classifier.weight is NaN, with which no run can go on"
    );
    let message = fault_of(|run| run.optimizer.moments[0].second[1] = f32::INFINITY);
    assert_eq!(
        message,
        "number 1 of adam.second.feature_extractor.0.weight is inf, with which no run can go on"
    );
}

#[test]
fn no_bit_of_a_checkpoint_can_flip_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    let epochs = 1;
    let mut run = run_of(1, TrainConfig { epochs, ..CONFIG });
    run.run(&mut ()).unwrap();
    run.save(&path, &BTreeMap::new()).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    open(&bytes, &path).unwrap();
    for place in 0..bytes.len() {
        let bit = 1 << (place % 8);
        bytes[place] ^= bit;
        assert!(open(&bytes, &path).is_err(), "byte {place}");
        bytes[place] ^= bit;
    }
    // The last byte is one of a weight.
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let message = run_of(1, CONFIG).restore(&path).unwrap_err().to_string();
    assert!(message.contains("run.safetensors: is damaged"), "{message}");
}

#[test]
fn another_format_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    run_of(1, CONFIG).save(&path, &BTreeMap::new()).unwrap();
    let mut text = fs::read(&path).unwrap();
    let needle = br#"format\":2"#;
    let place = text
        .windows(needle.len())
        .position(|w| w == needle)
        .unwrap();
    text[place + 9] = b'1';
    fs::write(&path, text).unwrap();
    let message = peek(&path).unwrap_err().to_string();
    assert!(
        message.ends_with("has format 1, but this version reads 2"),
        "{message}"
    );
}
