//! Where the images come from.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hqnn_model::data::{DataError, Dataset, download, fashion, synthetic};

use crate::options::{Settings, Source};
use crate::say::say;

/// As many as Fashion-MNIST has of each class.
const MOST_DRAWN: (usize, usize) = (6000, 1000);
/// How long a mirror may take to answer where there is something else to train on, and where there is not.
const QUICK: Duration = Duration::from_millis(600);
const PATIENT: Duration = Duration::from_secs(10);

/// All that a run chooses its images from.
pub(crate) enum Images {
    /// They are drawn, for each seed others.
    Drawn,
    /// They were read.
    Files(Dataset),
}

/// Reads the files, if that is what is trained on. `settings.dataset` says afterwards what it is.
pub(crate) fn load(settings: &mut Settings) -> Result<Images> {
    let images = match (settings.dataset, &settings.data) {
        (Source::Synthetic, _) => Images::Drawn,
        (_, Some(folder)) => {
            Images::Files(fashion::load(folder).context(
                "cannot read the images (--data names the folder with their four files)",
            )?)
        }
        (Source::FashionMnist, None) => Images::Files(cached(PATIENT).context(
            "no Fashion-MNIST: name a folder with its four files (--data DIR), or train on drawn garments (--dataset synthetic)",
        )?),
        (Source::Auto, None) => match cached(QUICK) {
            Ok(dataset) => Images::Files(dataset),
            Err(fault) => {
                match fault {
                    DataError::Download { .. } => {
                        say!("Fashion-MNIST cannot be fetched, so this run trains on BUILT-IN DRAWN GARMENTS.");
                    }
                    fault => say!(
                        "Fashion-MNIST cannot be used ({fault}), so this run trains on BUILT-IN DRAWN GARMENTS."
                    ),
                }
                say!("For photographs: --data DIR with the four files; --dataset fashion-mnist says what failed.\n");
                Images::Drawn
            }
        },
    };
    settings.dataset = match images {
        Images::Drawn => Source::Synthetic,
        Images::Files(_) => Source::FashionMnist,
    };
    Ok(images)
}

impl Images {
    /// The classes and as many images of each as the settings say, chosen by their seed.
    pub(crate) fn choose(&self, settings: &Settings) -> Result<Dataset> {
        let drawn;
        let all = match self {
            Images::Files(dataset) => dataset,
            Images::Drawn => {
                drawn = draw(settings)?;
                &drawn
            }
        };
        Ok(all.subset(
            &settings.classes,
            settings.train_samples,
            settings.test_samples,
            settings.train.seed,
        )?)
    }
}

/// Fashion-MNIST from the cache folder, into which it is fetched first if need be.
fn cached(patience: Duration) -> Result<Dataset, DataError> {
    let folder = fashion::cache_folder()?;
    if !fashion::is_complete(&folder) {
        say!(
            "Fetching Fashion-MNIST into {}, 30 MB, once.",
            folder.display()
        );
        download::fetch(&folder, patience)?;
    }
    fashion::load(&folder)
}

fn draw(settings: &Settings) -> Result<Dataset> {
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
