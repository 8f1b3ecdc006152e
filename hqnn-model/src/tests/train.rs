use std::sync::LazyLock;

use dfdx::prelude::*;

use super::*;
use crate::data::{Split, synthetic};
use crate::fake::NoGradient;
use crate::layers::builder::{Conv, Hqnn, QuantumLayer};
use crate::layers::{Flatten, MaxPool2};
use crate::parameters;
use crate::tutorial::Ansatz;

type Net = Hqnn<Ansatz, 4, 24, 8, 4>;

fn data() -> Dataset {
    static DATA: LazyLock<Dataset> = LazyLock::new(|| {
        synthetic::generate(20, 10, 5)
            .subset(&[0, 1, 5, 8], 20, 10, 5)
            .unwrap()
    });
    DATA.clone()
}

fn trainer(
    seed: u64,
    config: TrainConfig,
) -> Trainer<<Net as BuildOnDevice<Cpu, f32>>::Built, 4, f32> {
    let network = Cpu::seed_from_u64(seed).build_module::<Net, f32>();
    Trainer::new(network, data(), config).unwrap()
}

#[derive(Default)]
struct Counter {
    batches: usize,
    epochs: usize,
    last: Option<Progress>,
}

impl Observer for Counter {
    fn batch(&mut self, progress: &Progress) {
        self.batches += 1;
        self.last = Some(*progress);
    }
    fn epoch(&mut self, metrics: &EpochMetrics) {
        self.epochs += 1;
        let last = self.last.unwrap();
        assert_eq!(
            (last.epoch, last.loss, last.accuracy),
            (metrics.epoch, metrics.loss, metrics.train_accuracy)
        );
    }
}

#[test]
fn drawn_garments_are_learnt() {
    let mut trainer = trainer(42, TrainConfig::default());
    let mut counter = Counter::default();
    trainer.run(&mut counter).unwrap();
    assert_eq!((counter.epochs, counter.batches), (10, 10 * 20));
    let (first, last) = (trainer.history()[0], trainer.history()[9]);
    assert!(last.loss < 0.6 * first.loss, "{first:?} {last:?}");
    assert!(last.test_accuracy > 0.7, "{last:?}");
    assert_eq!(trainer.evaluate().unwrap().accuracy(), last.test_accuracy);
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let config = TrainConfig {
        epochs: 2,
        ..TrainConfig::default()
    };
    let [mut a, mut b, mut c] =
        [(1, 9), (1, 9), (1, 8)].map(|(w, seed)| trainer(w, TrainConfig { seed, ..config }));
    for trainer in [&mut a, &mut b, &mut c] {
        trainer.run(&mut ()).unwrap();
    }
    assert_eq!(a.history(), b.history());
    assert_eq!(parameters(a.network()), parameters(b.network()));
    assert_ne!(parameters(a.network()), parameters(c.network()));
}

#[test]
fn a_last_smaller_batch_is_trained_on_too() {
    let mut trainer = trainer(
        1,
        TrainConfig {
            epochs: 1,
            batch_size: 33,
            ..TrainConfig::default()
        },
    );
    let mut counter = Counter::default();
    trainer.run(&mut counter).unwrap();
    assert_eq!(counter.batches, 3);
}

#[test]
fn the_gradient_reaches_every_layer_and_looking_at_it_changes_nothing() {
    let config = TrainConfig {
        epochs: 1,
        ..TrainConfig::default()
    };
    let (mut a, mut b) = (trainer(1, config), trainer(1, config));
    let flow = a.gradient_flow().unwrap();
    assert_eq!(flow.len(), 9);
    assert!(
        flow.iter().all(|f| f.mean > 0.0 && f.largest >= f.mean),
        "{flow:?}"
    );
    a.run(&mut ()).unwrap();
    b.run(&mut ()).unwrap();
    assert_eq!(parameters(a.network()), parameters(b.network()));
}

#[test]
fn any_tuple_of_layers_trains() {
    type Small = (
        (Conv<1, 2, 3>, ReLU, MaxPool2<14, 14>),
        (Conv<2, 2, 3>, ReLU, MaxPool2<7, 7>),
        Flatten<98>,
        (Linear<98, 4>, QuantumLayer<Ansatz, 4, 24, 4>, Linear<4, 4>),
    );
    let network = Cpu::seed_from_u64(1).build_module::<Small, f64>();
    let mut trainer = Trainer::<_, 4, f64>::new(
        network,
        data(),
        TrainConfig {
            epochs: 3,
            ..TrainConfig::default()
        },
    )
    .unwrap();
    trainer.run(&mut ()).unwrap();
    assert!(trainer.history()[2].loss < trainer.history()[0].loss);
}

#[test]
fn a_circuit_that_fails_stops_training_with_its_own_error() {
    let network = Cpu::seed_from_u64(1).build_module::<Hqnn<NoGradient, 4, 24, 8, 4>, f32>();
    let mut trainer = Trainer::<_, 4, f32>::new(network, data(), TrainConfig::default()).unwrap();
    assert_eq!(
        trainer.run(&mut ()).unwrap_err().to_string(),
        "this circuit has no gradient"
    );
    assert!(trainer.history().is_empty());
}

#[test]
fn settings_and_data_that_make_no_sense_are_errors() {
    let fault = |data: Dataset, config| {
        let network = Cpu::seed_from_u64(1).build_module::<Net, f32>();
        Trainer::<_, 4, f32>::new(network, data, config)
            .unwrap_err()
            .to_string()
    };
    let good = TrainConfig::default();
    assert!(
        fault(
            data(),
            TrainConfig {
                batch_size: 0,
                ..good
            }
        )
        .contains("batch size is 0")
    );
    for (rate, text) in [
        (0.0, "0.0"),
        (f64::NAN, "NaN"),
        (-1.0, "-1.0"),
        (f64::INFINITY, "inf"),
        (1e-50, "1e-50, which is 0 in f32"),
        (1e39, "1e39, which is inf in f32"),
    ] {
        let config = TrainConfig {
            learning_rate: rate,
            ..good
        };
        assert_eq!(
            fault(data(), config),
            format!("the learning rate is {text}, but it must be above 0 and finite")
        );
        assert_eq!(config.check::<f64>().is_ok(), rate == 1e-50 || rate == 1e39);
    }
    assert!(
        fault(
            Dataset {
                train: Split::default(),
                ..data()
            },
            good
        )
        .contains("no training sample")
    );
    let three = synthetic::generate(2, 1, 1)
        .subset(&[0, 1, 2], 2, 1, 1)
        .unwrap();
    assert!(fault(three, good).contains("3 classes, but the network has 4 outputs"));
}

#[test]
fn a_learning_rate_that_is_too_large_is_reported() {
    // Batches of 4 show it in a loss; one batch of all images only after its update.
    for batch_size in [4, 1000] {
        let config = TrainConfig {
            learning_rate: 1e38,
            batch_size,
            ..TrainConfig::default()
        };
        let mut trainer = trainer(1, config);
        let error = trainer.run(&mut ()).unwrap_err().to_string();
        assert_eq!(
            error,
            "the loss became NaN in epoch 1; a smaller learning rate may help"
        );
        assert!(trainer.history().is_empty());
    }
}

#[test]
fn weights_that_overflow_in_the_last_update_are_reported_without_a_circuit_too() {
    type Plain = (Flatten<784>, Linear<784, 4>);
    let config = TrainConfig {
        learning_rate: 3e38,
        batch_size: 1000,
        ..TrainConfig::default()
    };
    let network = Cpu::seed_from_u64(1).build_module::<Plain, f32>();
    let mut trainer = Trainer::<_, 4, f32>::new(network, data(), config).unwrap();
    assert!(matches!(
        trainer.epoch(&mut ()),
        Err(Error::Diverged { epoch: 1, .. })
    ));
}
