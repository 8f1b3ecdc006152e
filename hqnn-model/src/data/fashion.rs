//! Fashion-MNIST from a folder with its four IDX files.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::{CLASS_NAMES, DataError, Dataset, Split, idx};
use crate::files::printable;
use crate::model::SIDE;

/// The four files, without the `.gz` that they may carry: training images and labels, test images and labels.
pub const FILES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// Reads the data set from a folder; each file may be plain or compressed (`.gz`).
///
/// # Errors
/// A file is missing, damaged, holds other sizes than 28×28, or a label above 9; the error names the file.
pub fn load(folder: &Path) -> Result<Dataset, DataError> {
    Ok(Dataset {
        source: printable(&format!("Fashion-MNIST from {}", folder.display())),
        classes: CLASS_NAMES.map(String::from).into(),
        train: split(folder, FILES[0], FILES[1])?,
        test: split(folder, FILES[2], FILES[3])?,
    })
}

/// Whether a folder has all four files.
pub fn is_complete(folder: &Path) -> bool {
    FILES.iter().all(|name| find(folder, name).is_ok())
}

/// Where downloaded files are kept on this system.
///
/// # Errors
/// The system names no such folder.
pub fn cache_folder() -> Result<PathBuf, DataError> {
    let folders = ProjectDirs::from("", "", "qkernel").ok_or(DataError::NoCache)?;
    Ok(folders.cache_dir().join("fashion-mnist"))
}

fn find(folder: &Path, name: &str) -> Result<PathBuf, DataError> {
    [folder.join(name), folder.join(format!("{name}.gz"))]
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| DataError::Missing {
            folder: folder.into(),
            name: name.into(),
        })
}

fn split(folder: &Path, images: &str, labels: &str) -> Result<Split, DataError> {
    let (image_file, label_file) = (find(folder, images)?, find(folder, labels)?);
    let images = idx::read(&image_file, 3)?;
    if images.dimensions[1..] != [SIDE, SIDE] {
        let (rows, columns) = (images.dimensions[1], images.dimensions[2]);
        return Err(DataError::content(
            image_file,
            format!("its images are {rows} by {columns}, not 28 by 28"),
        ));
    }
    let labels = idx::read(&label_file, 1)?;
    if labels.dimensions[0] != images.dimensions[0] {
        return Err(DataError::content(
            label_file,
            format!(
                "has {} labels for the {} images of {}",
                labels.dimensions[0],
                images.dimensions[0],
                image_file.display()
            ),
        ));
    }
    if let Some(index) = labels
        .bytes
        .iter()
        .position(|&label| usize::from(label) >= CLASS_NAMES.len())
    {
        return Err(DataError::content(
            label_file,
            format!(
                "label {index} is {}, but labels go from 0 to 9",
                labels.bytes[index]
            ),
        ));
    }
    Split::new(images.bytes, labels.bytes)
}
