//! What takes many crates more to build, so that it is there only in builds with cargo's features of these names.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use hqnn_model::data::DataError;
use hqnn_model::report::Report;

use crate::options::{Options, Source};

/// Fetches Fashion-MNIST into a folder.
pub(crate) type Fetch = fn(&Path) -> Result<(), DataError>;
/// Makes a PNG of a report.
pub(crate) type Png = fn(&Report<'_>) -> Result<Vec<u8>, hqnn_model::Error>;

/// What the flags ask for.
pub(crate) struct Extras {
    /// `--download`.
    pub(crate) fetch: Option<Fetch>,
    /// `--png`.
    pub(crate) png: Option<Png>,
}

impl Extras {
    /// Refuses what this build does not have.
    pub(crate) fn new(options: &Options) -> Result<Extras> {
        ensure!(
            !options.download || options.dataset != Some(Source::Synthetic),
            "--download fetches Fashion-MNIST, but drawn garments (--dataset synthetic) need none"
        );
        Ok(Extras {
            fetch: asked("download", options.download, FETCH)?,
            png: asked("png", options.png, PNG)?,
        })
    }
}

fn asked<T>(name: &str, asked: bool, built: Option<T>) -> Result<Option<T>> {
    if !asked {
        return Ok(None);
    }
    let built = built.with_context(|| {
        format!(
            "--{name} is not in this build; `{}` has it",
            build_with(name)
        )
    })?;
    Ok(Some(built))
}

/// The command that builds the program with a feature, and asks for what it does.
pub(crate) fn build_with(feature: &str) -> String {
    format!("cargo run --release --features {feature} --example hqnn_fashion_mnist -- --{feature}")
}

#[cfg(feature = "download")]
const FETCH: Option<Fetch> = Some(|folder| {
    crate::say!(
        "Fetching Fashion-MNIST into {}, 30 MB, once.",
        folder.display()
    );
    hqnn_model::data::download::fetch(folder, std::time::Duration::from_secs(10))
});
#[cfg(not(feature = "download"))]
const FETCH: Option<Fetch> = None;

#[cfg(feature = "png")]
const PNG: Option<Png> = Some(|report| report.png());
#[cfg(not(feature = "png"))]
const PNG: Option<Png> = None;
