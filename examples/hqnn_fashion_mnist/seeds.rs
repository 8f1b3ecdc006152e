//! How good the network is for one seed after another: a single run shows little, for a few images are a percent.

use anyhow::{Context, Result};
use hqnn_model::EpochMetrics;
use hqnn_model::data::Dataset;

use crate::data::Images;
use crate::options::Settings;
use crate::say::say;

/// Trains once for each of `count` seeds, from that of the settings on, and tells how the results spread.
pub(crate) fn compare(
    settings: &Settings,
    images: &Images,
    count: u64,
    train: impl Fn(&Settings, Dataset) -> Result<EpochMetrics>,
) -> Result<()> {
    let first = settings.train.seed;
    let last = first + (count - 1);
    say!(
        "Training {count} networks: {} epochs, batches of {}, Adam with learning rate {}, seeds {first} to {last}",
        settings.train.epochs,
        settings.train.batch_size,
        settings.train.learning_rate
    );
    say!("{}", heading("seed"));
    let (mut accuracies, mut losses) = (Vec::new(), Vec::new());
    for seed in first..=last {
        let mut settings = settings.clone();
        settings.train.seed = seed;
        let metrics = images
            .choose(&settings)
            .and_then(|data| train(&settings, data))
            .with_context(|| format!("seed {seed}"))?;
        say!("{}", row(seed, &metrics));
        accuracies.push(100.0 * metrics.test_accuracy);
        losses.push(metrics.loss);
    }
    say!("\nLast epoch, {count} seeds:");
    say!("  test accuracy in %   {}", Spread::of(&accuracies).line(2));
    say!("  training loss        {}", Spread::of(&losses).line(4));
    Ok(())
}

/// The first line of the table; the first column is the seed or the epoch.
pub(crate) fn heading(number: &str) -> String {
    format!("  {number:>5}      loss   train acc.   test acc.")
}

/// A line of the table; the first number is the seed or the epoch.
pub(crate) fn row(number: u64, metrics: &EpochMetrics) -> String {
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    format!(
        "  {number:>5}  {:>8.4}  {:>11}  {:>10}",
        metrics.loss,
        percent(metrics.train_accuracy),
        percent(metrics.test_accuracy)
    )
}

/// How some numbers spread.
struct Spread {
    mean: f64,
    smallest: f64,
    largest: f64,
    /// Of the sample, with n - 1; none for one number.
    deviation: Option<f64>,
}

impl Spread {
    fn of(numbers: &[f64]) -> Spread {
        let count = numbers.len() as f64;
        let mean = numbers.iter().sum::<f64>() / count;
        let squares: f64 = numbers.iter().map(|x| (x - mean).powi(2)).sum();
        Spread {
            mean,
            smallest: numbers.iter().copied().fold(f64::INFINITY, f64::min),
            largest: numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            deviation: (numbers.len() > 1).then(|| (squares / (count - 1.0)).sqrt()),
        }
    }

    fn line(&self, digits: usize) -> String {
        let Spread {
            mean,
            smallest,
            largest,
            deviation,
        } = self;
        let deviation = match deviation {
            Some(deviation) => format!(", standard deviation {deviation:.digits$}"),
            None => String::new(),
        };
        format!("mean {mean:.digits$}, from {smallest:.digits$} to {largest:.digits$}{deviation}")
    }
}
