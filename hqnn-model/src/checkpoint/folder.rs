//! The folder that a run keeps its checkpoints in.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::header::head;
use crate::Error;

/// The file whose lock says that a run uses the folder.
const LOCK: &str = "lock";

/// The folder that a run keeps its checkpoints in, taken for as long as this value lives.
///
/// The lock is the operating system's: it ends with the process, however that ends. It is advisory, so it keeps
/// other runs out, and nothing else. A file system without locks does not exclude other runs.
///
/// ```
/// use hqnn_model::checkpoint::{self, Folder};
///
/// # fn main() -> Result<(), hqnn_model::Error> {
/// # let place = tempfile::tempdir().unwrap();
/// # let path = place.path().join("checkpoints");
/// let folder = Folder::open(&path)?;
/// assert!(Folder::open(&path).is_err(), "it is in use");
/// assert_eq!(folder.file(7), path.join("epoch-007.safetensors"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes the folder; makes it where there is none.
    ///
    /// # Errors
    /// Another run uses it, or it cannot be written to.
    pub fn open(path: &Path) -> Result<Folder, Error> {
        fs::create_dir_all(path).map_err(Error::io("make the folder", path))?;
        let name = path.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .map_err(Error::io("write", &name))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::checkpoint(
                    path,
                    "this folder is in use by another run; wait for its end, or choose another folder",
                ));
            }
            Err(TryLockError::Error(reason)) if reason.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(reason)) => return Err(Error::io("lock", &name)(reason)),
        }
        Ok(Folder {
            path: path.into(),
            _lock: lock,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the checkpoint after an epoch is.
    pub fn file(&self, epoch: usize) -> PathBuf {
        self.path.join(file_name(epoch))
    }

    /// How many checkpoints there are.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn count(&self) -> Result<usize, Error> {
        Ok(files(&self.path)?.len())
    }

    /// Removes all checkpoints, of whatever run, and nothing else.
    ///
    /// # Errors
    /// The folder cannot be read, or a file not removed.
    pub fn clear(&self) -> Result<(), Error> {
        for file in files(&self.path)? {
            match fs::remove_file(&file) {
                // That is what was asked for.
                Err(reason) if reason.kind() == io::ErrorKind::NotFound => {}
                done => done.map_err(Error::io("remove", &file))?,
            }
        }
        Ok(())
    }

    /// Whether all checkpoints here are of this run, so that it can put its own beside them.
    ///
    /// # Errors
    /// One is of another run, or cannot be read.
    pub fn check(&self, run: u64) -> Result<(), Error> {
        for file in files(&self.path)? {
            if head(&file)?.run != run {
                return Err(Error::checkpoint(
                    file,
                    "is of another run, and one folder holds the checkpoints of one run; choose another folder",
                ));
            }
        }
        Ok(())
    }
}

/// The checkpoint to go on from: the one with the most epochs of a folder, or `path` itself if it is a file.
///
/// # Errors
/// There is none, one cannot be read, or the folder holds those of several runs.
pub fn latest(path: &Path) -> Result<PathBuf, Error> {
    if path.is_file() {
        return Ok(path.into());
    }
    // The number in a name is not asked: a file may have been copied or renamed.
    let mut heads = Vec::new();
    for file in files(path)? {
        let head = head(&file)?;
        heads.push((head.history.len(), head.run, file));
    }
    heads.sort();
    let Some((_, run, last)) = heads.last() else {
        return Err(Error::checkpoint(
            path,
            "no file epoch-NNN.safetensors in this folder",
        ));
    };
    if let Some((.., other)) = heads.iter().find(|head| head.1 != *run) {
        return Err(Error::checkpoint(
            path,
            format!(
                "this folder holds checkpoints of several runs ({} and {} are of two); name the file to go on from",
                short(other),
                short(last)
            ),
        ));
    }
    Ok(last.clone())
}

/// The name of the checkpoint after an epoch, `epoch-007.safetensors`.
pub fn file_name(epoch: usize) -> String {
    format!("epoch-{epoch:03}.safetensors")
}

/// The checkpoints of a folder by epoch.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(Error::io("read", folder))
        .map(|paths: Vec<PathBuf>| {
            let numbered = paths.into_iter();
            numbered.filter_map(|path| Some((epoch_of(&path)?, path)))
        })?
        .collect();
    files.sort();
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

fn epoch_of(path: &Path) -> Option<usize> {
    path.file_name()?
        .to_str()?
        .strip_prefix("epoch-")?
        .strip_suffix(".safetensors")?
        .parse()
        .ok()
}

fn short(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
#[path = "../tests/folder.rs"]
mod tests;
