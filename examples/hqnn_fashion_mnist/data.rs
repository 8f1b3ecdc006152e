//! Where the images come from.

use anyhow::{Context, Result, ensure};
use hqnn_model::data::{Dataset, download, fashion, synthetic};

use crate::options::{Settings, Source};

/// As many as Fashion-MNIST has of each class.
const MOST_DRAWN: (usize, usize) = (6000, 1000);

/// The chosen images. `settings.dataset` says afterwards what they are.
pub(crate) fn load(settings: &mut Settings) -> Result<Dataset> {
    let all = match (settings.dataset, &settings.data) {
        (Source::Synthetic, _) => drawn(settings)?,
        (_, Some(folder)) => fashion::load(folder).context("cannot use the folder that --data names")?,
        (Source::FashionMnist, None) => cached().context(
            "no Fashion-MNIST: name a folder with its four files (--data DIR), or train on drawn garments (--dataset synthetic)",
        )?,
        (Source::Auto, None) => match cached() {
            Ok(dataset) => dataset,
            Err(fault) => {
                println!("Fashion-MNIST cannot be had: {fault:#}\n");
                println!("  ! No real images: this run trains on BUILT-IN DRAWN GARMENTS instead.");
                println!("  ! For real ones, name a folder with the four Fashion-MNIST files: --data DIR\n");
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
fn cached() -> Result<Dataset> {
    let folder = fashion::cache_folder()?;
    if !fashion::is_complete(&folder) {
        println!(
            "Fashion-MNIST is not in {} yet: fetching it once, 30 MB.",
            folder.display()
        );
        download::fetch(&folder)?;
    }
    Ok(fashion::load(&folder)?)
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
