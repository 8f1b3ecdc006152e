//! Where the images come from.

use anyhow::{Context, Result, ensure};
use hqnn_model::data::{DataError, Dataset, fashion, synthetic};

use crate::extras::{Fetch, build_with};
use crate::options::{Settings, Source};
use crate::say::say;

/// As many as Fashion-MNIST has of each class.
const MOST_DRAWN: (usize, usize) = (6000, 1000);

/// All that a run chooses its images from.
pub(crate) enum Images {
    /// They are drawn, for each seed others.
    Drawn,
    /// They were read.
    Files(Dataset),
}

/// Reads the files, if that is what is trained on, and fetches them first if that is asked for. `settings.dataset` says
/// afterwards what it is.
pub(crate) fn load(settings: &mut Settings, fetch: Option<Fetch>) -> Result<Images> {
    let images = match (settings.dataset, &settings.data) {
        (Source::Synthetic, _) => Images::Drawn,
        (_, Some(folder)) => {
            Images::Files(fashion::load(folder).context(
                "cannot read the images (--data names the folder with their four files)",
            )?)
        }
        (source, None) => match cached(fetch) {
            Ok(dataset) => Images::Files(dataset),
            Err(fault) if fetch.is_some() || source == Source::FashionMnist => {
                return Err(fault).with_context(|| {
                    format!(
                        "no Fashion-MNIST: fetch it (`{}`), name a folder with its four files (--data DIR), or train on drawn garments (--dataset synthetic)",
                        build_with("download")
                    )
                });
            }
            Err(fault) => {
                if let DataError::Missing { .. } = fault {
                    say!(
                        "Fashion-MNIST was not fetched yet, so this run trains on BUILT-IN DRAWN GARMENTS."
                    );
                } else {
                    say!(
                        "Fashion-MNIST cannot be used ({fault}), so this run trains on BUILT-IN DRAWN GARMENTS."
                    );
                }
                say!("For photographs: --data DIR with the four files, or, to fetch them,");
                say!("  {}\n", build_with("download"));
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

/// Fashion-MNIST from the cache folder, into which it is fetched first if that is wanted and it is not there.
fn cached(fetch: Option<Fetch>) -> Result<Dataset, DataError> {
    let folder = fashion::cache_folder()?;
    if let Some(fetch) = fetch.filter(|_| !fashion::is_complete(&folder)) {
        fetch(&folder)?;
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
