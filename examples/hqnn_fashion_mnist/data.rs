//! Where the images come from.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hqnn_model::data::{DataError, Dataset, download, fashion, synthetic};

use crate::options::{Settings, Source};

/// As many as Fashion-MNIST has of each class.
const MOST_DRAWN: (usize, usize) = (6000, 1000);
/// How long a mirror may take to answer where there is something else to train on, and where there is not.
const QUICK: Duration = Duration::from_millis(600);
const PATIENT: Duration = Duration::from_secs(10);

/// The chosen images. `settings.dataset` says afterwards what they are.
pub(crate) fn load(settings: &mut Settings) -> Result<Dataset> {
    let all = match (settings.dataset, &settings.data) {
        (Source::Synthetic, _) => drawn(settings)?,
        (_, Some(folder)) => fashion::load(folder).context("cannot use the folder that --data names")?,
        (Source::FashionMnist, None) => cached(PATIENT).context(
            "no Fashion-MNIST: name a folder with its four files (--data DIR), or train on drawn garments (--dataset synthetic)",
        )?,
        (Source::Auto, None) => match cached(QUICK) {
            Ok(dataset) => dataset,
            Err(fault) => {
                match fault {
                    DataError::Download { .. } => {
                        println!("Fashion-MNIST cannot be fetched, so this run trains on BUILT-IN DRAWN GARMENTS.");
                    }
                    fault => println!(
                        "Fashion-MNIST cannot be used ({fault}), so this run trains on BUILT-IN DRAWN GARMENTS."
                    ),
                }
                println!("For photographs: --data DIR with the four files; --dataset fashion-mnist says what failed.\n");
                settings.dataset = Source::Synthetic;
                drawn(settings)?
            }
        },
    };
    if settings.dataset == Source::Auto {
        settings.dataset = Source::FashionMnist;
    }
    Ok(all.subset(
        &settings.classes,
        settings.train_samples,
        settings.test_samples,
        settings.train.seed,
    )?)
}

/// Fashion-MNIST from the cache folder, into which it is fetched first if need be.
fn cached(patience: Duration) -> Result<Dataset, DataError> {
    let folder = fashion::cache_folder()?;
    if !fashion::is_complete(&folder) {
        println!(
            "Fetching Fashion-MNIST into {}, 30 MB, once.",
            folder.display()
        );
        download::fetch(&folder, patience)?;
    }
    fashion::load(&folder)
}

fn drawn(settings: &Settings) -> Result<Dataset> {
    let (train, test) = MOST_DRAWN;
    ensure!(
        settings.train_samples <= train,
        "--train-samples is {}, but at most {train} are drawn",
        settings.train_samples
    );
    ensure!(
        settings.test_samples <= test,
        "--test-samples is {}, but at most {test} are drawn",
        settings.test_samples
    );
    Ok(synthetic::generate(
        settings.train_samples,
        settings.test_samples,
        settings.train.seed,
    ))
}
