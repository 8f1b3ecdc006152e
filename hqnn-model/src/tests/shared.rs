//! Training over ranks that are threads.

use std::collections::BTreeMap;
use std::path::Path;

use dfdx::optim::{Momentum, Sgd, SgdConfig};
use dfdx::prelude::*;

use crate::data::{Dataset, synthetic};
use crate::layers::builder::Hqnn;
use crate::layers::cross_entropy;
use crate::network::Outputs;
use crate::ranks::{Alone, Ranks, Threads};
use crate::tutorial::Ansatz;
use crate::{
    EpochMetrics, Error, Evaluation, Loss, MeanSquaredError, Observer, Parameter, Progress,
    Samples, Traced, TrainConfig, Trainer, network, parameters,
};

type Net = Hqnn<Ansatz, 4, 24, 8, 4>;
type Run<R> = Trainer<
    <Net as BuildOnDevice<Cpu, f32>>::Built,
    4,
    f32,
    crate::data::Split,
    crate::CrossEntropy,
    crate::Adam<f32>,
    R,
>;

/// 24 images in batches of 10, 10 and 4, in parts of 3, 3, 3, 1 or of 3, 1.
const CONFIG: TrainConfig = TrainConfig {
    epochs: 2,
    batch_size: 10,
    learning_rate: 1e-2,
    seed: 3,
    part: Some(3),
};

fn data() -> Dataset {
    synthetic::generate(6, 9, 5)
        .subset(&[0, 1, 5, 8], 6, 9, 5)
        .unwrap()
}

fn run_of<R: Ranks>(data: &Dataset, config: TrainConfig, ranks: R) -> Run<R> {
    let network = Cpu::seed_from_u64(7).build_module::<Net, f32>();
    Trainer::new(network, data.clone(), config)
        .unwrap()
        .share(ranks)
}

/// All that a run comes to.
type Result = (Vec<Parameter<f32>>, Vec<EpochMetrics>, Evaluation);

fn result_of<R: Ranks>(data: &Dataset, config: TrainConfig, ranks: R) -> Result {
    let mut run = run_of(data, config, ranks);
    run.run(&mut ()).unwrap();
    let evaluation = run.evaluate().unwrap();
    (
        parameters(run.network()),
        run.history().to_vec(),
        evaluation,
    )
}

#[test]
fn any_number_of_ranks_ends_with_the_same_bits() {
    let data = data();
    let alone = result_of(&data, CONFIG, Alone);
    for count in 1..=4 {
        for result in Threads::run(count, |ranks| result_of(&data, CONFIG, ranks)) {
            assert!(result == alone, "{count} ranks");
        }
    }
    // Whole batches, on whichever rank, are a run without ranks and parts.
    let part = None;
    let whole = result_of(&data, TrainConfig { part, ..CONFIG }, Alone);
    assert_ne!(whole.0, alone.0);
    for part in [None, Some(10)] {
        let config = TrainConfig { part, ..CONFIG };
        for result in Threads::run(2, |ranks| result_of(&data, config, ranks)) {
            assert!(result == whole, "{part:?}");
        }
    }
    // The gradient of a batch is that of its parts together, but for rounding.
    for (a, b) in alone.0.iter().zip(&whole.0) {
        for (a, b) in a.values.iter().zip(&b.values) {
            assert!((a - b).abs() < 2e-3, "{a} {b}");
        }
    }
}

#[test]
fn a_run_goes_on_with_another_number_of_ranks_and_one_rank_writes() {
    let data = data();
    let whole = result_of(&data, CONFIG, Alone);
    let folder = tempfile::tempdir().unwrap();
    let file = |rank: usize| folder.path().join(format!("{rank}.safetensors"));
    let begun = TrainConfig {
        epochs: 1,
        ..CONFIG
    };
    Threads::run(2, |ranks| {
        let mut run = run_of(&data, begun, ranks);
        run.run(&mut ()).unwrap();
        run.save(&file(ranks.rank()), &BTreeMap::new()).unwrap();
    });
    assert!(file(0).is_file() && !file(1).exists());
    for count in [1, 3] {
        let ends = Threads::run(count, |ranks| {
            let mut run = run_of(&data, CONFIG, ranks);
            run.restore(&file(0)).unwrap();
            run.run(&mut ()).unwrap();
            (parameters(run.network()), run.history().to_vec())
        });
        for (weights, history) in ends {
            assert!(weights == whole.0 && history == whole.1, "{count} ranks");
        }
    }

    let part = Some(5);
    let mut other = run_of(&data, TrainConfig { part, ..CONFIG }, Alone);
    let message = other.restore(&file(0)).unwrap_err().to_string();
    let expected = "was trained with parts of 3, but this run has 5";
    assert!(message.ends_with(expected), "{message}");

    // Nobody goes on where the first rank cannot write, or another one cannot read.
    let ends = Threads::run(2, |ranks| {
        let mut run = run_of(&data, CONFIG, ranks);
        let nowhere = Path::new("/no/such/folder/run.safetensors");
        let saved = run.save(nowhere, &BTreeMap::new()).unwrap_err();
        let read = run.restore(&file(ranks.rank())).unwrap_err();
        assert!(run.history().is_empty());
        [saved, read].map(|error| error.to_string())
    });
    for [saved, read] in ends {
        assert!(
            saved.starts_with("rank 0: cannot write /no/such"),
            "{saved}"
        );
        assert!(read.starts_with("rank 1: cannot read "), "{read}");
    }
}

#[test]
fn checkpoints_of_runs_without_parts_are_as_before() {
    let whole = TrainConfig {
        part: None,
        ..CONFIG
    };
    assert_eq!(
        serde_json::to_string(&whole).unwrap(),
        r#"{"epochs":2,"batch_size":10,"learning_rate":0.01,"seed":3}"#
    );
    let data = data();
    let id = |part| run_of(&data, TrainConfig { part, ..CONFIG }, Alone).id();
    assert_eq!(id(None), id(Some(10)));
    assert_ne!(id(None), id(Some(3)));
    for part in [0, 11] {
        let config = TrainConfig {
            part: Some(part),
            ..CONFIG
        };
        assert_eq!(
            config.check::<f32>().unwrap_err().to_string(),
            format!(
                "the part of a batch is {part} images, but it must be at least 1 and at most the batch size, 10"
            )
        );
    }
}

#[test]
fn ranks_that_began_differently_are_told_so() {
    let (data, others) = (data(), synthetic::generate(6, 9, 6));
    let others = others.subset(&[0, 1, 5, 8], 6, 9, 5).unwrap();
    let train = |data: &Dataset, config, seed, ranks: &Threads| {
        let network = Cpu::seed_from_u64(seed).build_module::<Net, f32>();
        let run = Trainer::<_, 4, f32>::new(network, data.clone(), config);
        let mut run = run.unwrap().share(ranks);
        run.run(&mut ()).unwrap_err().to_string()
    };
    let more = TrainConfig {
        epochs: 3,
        ..CONFIG
    };
    let parts = TrainConfig {
        part: Some(2),
        ..CONFIG
    };
    for (what, data_of_2, config, seed) in [
        ("weights", &data, CONFIG, 8),
        ("training data", &others, CONFIG, 7),
        ("numbers of epochs", &data, more, 7),
        ("settings or classes", &data, parts, 7),
    ] {
        let ends = Threads::run(3, |ranks| match ranks.rank() {
            2 => train(data_of_2, config, seed, ranks),
            _ => train(&data, CONFIG, 7, ranks),
        });
        for end in ends {
            let start = format!("rank 2 has other {what} than rank 0; all ranks have to begin");
            assert!(end.starts_with(&start), "{end}");
        }
    }
}

/// Cross entropy that one class has no part in.
#[derive(Clone, Copy, Debug)]
struct NotOf(usize);

impl Loss<4, f32> for NotOf {
    type Target = usize;

    fn loss(
        &self,
        outputs: Outputs<4, f32, OwnedTape<f32, Cpu>>,
        labels: &[usize],
    ) -> std::result::Result<Traced<f32>, Error> {
        if labels.contains(&self.0) {
            return Err(Error::Config(format!("class {} has no loss", self.0)));
        }
        cross_entropy(outputs, labels)
    }
}

#[test]
fn a_rank_that_fails_ends_all_with_its_text() {
    // Nine images of class 0 and one of class 2, one image a part: one rank of ten sees it.
    let mut images = Samples::<Rank1<4>, usize>::new(vec![0.5; 40], vec![0; 10]).unwrap();
    let mut labels = images.targets().to_vec();
    labels[6] = 2;
    images = Samples::new(vec![0.5; 40], labels).unwrap();
    network! {
        type Small: Rank1<4> => Rank1<4> = (Linear<4, 4>,);
    }
    for count in [2, 3, 4] {
        let ends = Threads::run(count, |ranks| {
            let network = Cpu::seed_from_u64(7).build_module::<Small, f32>();
            let sgd = Sgd::new(&network, SgdConfig::default());
            let data = Dataset::new("one of ten", images.clone(), images.clone());
            let config = TrainConfig {
                part: Some(1),
                ..CONFIG
            };
            let run = Trainer::with(network, data, NotOf(2), sgd, config).unwrap();
            run.share(ranks).run(&mut ()).unwrap_err()
        });
        let first = ends[0].to_string();
        assert!(first.ends_with(": class 2 has no loss"), "{first}");
        for end in ends {
            assert!(matches!(end, Error::Rank { .. }), "{end}");
            assert_eq!(end.to_string(), first);
        }
    }
}

#[derive(Default)]
struct Heard(usize);

impl Observer for Heard {
    fn batch(&mut self, _: &Progress) {
        self.0 += 1;
    }
    fn epoch(&mut self, _: &EpochMetrics) {
        self.0 += 1;
    }
}

#[test]
fn any_samples_loss_and_optimizer_are_shared_and_one_rank_hears_of_it() {
    network! {
        type Line: Rank1<2> => Rank1<2> = (Linear<2, 3>, Tanh, Linear<3, 2>);
    }
    let point = |i: i32| f64::from(i * i % 17) / 8.0 - 1.0;
    let rows = (0..25).map(|i| ([point(i), point(3 * i)], [point(2 * i), 0.5 * point(i)]));
    let samples: Samples<Rank1<2>, [f64; 2]> = rows.collect();
    fn train<R: Ranks>(
        samples: &Samples<Rank1<2>, [f64; 2]>,
        ranks: R,
    ) -> (Vec<Parameter<f64>>, Vec<EpochMetrics>, usize) {
        let network = Cpu::seed_from_u64(1).build_module::<Line, f64>();
        let settings = SgdConfig {
            lr: 0.1,
            momentum: Some(Momentum::Nesterov(0.5)),
            ..SgdConfig::default()
        };
        let sgd = Sgd::new(&network, settings);
        let data = Dataset::new("points", samples.clone(), samples.clone());
        let run = Trainer::with(network, data, MeanSquaredError, sgd, CONFIG).unwrap();
        let (mut run, mut heard) = (run.share(ranks), Heard::default());
        run.run(&mut heard).unwrap();
        (parameters(run.network()), run.history().to_vec(), heard.0)
    }
    let alone = train(&samples, Alone);
    assert_eq!(alone.2, 2 * (3 + 1));
    for count in 2..=4 {
        let ends = Threads::run(count, |ranks| train(&samples, ranks));
        for (rank, end) in ends.into_iter().enumerate() {
            assert!(end.0 == alone.0 && end.1 == alone.1, "{count} ranks");
            assert_eq!(end.2, if rank == 0 { alone.2 } else { 0 });
        }
    }
}
