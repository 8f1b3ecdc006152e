//! Fetching Fashion-MNIST into a cache folder.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use md5::{Digest, Md5};
use ureq::Agent;

use super::{DataError, fashion};

/// Places that serve the original files; each is tried in turn. What arrives is checked, so plain HTTP is fine.
pub const MIRRORS: [&str; 3] = [
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
];

/// MD5 sums of the compressed files, in the order of [`fashion::FILES`].
const SUMS: [&str; 4] = [
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "25c81989df183df01b3e8a0aad5dffbe",
    "bef4ecab320f06d8554ea6380940ec79",
    "bb300cfdad3c16e7a12a480ee83cd310",
];

const FILE_TIMEOUT: Duration = Duration::from_secs(300);
/// The largest file has 26 MB; a mirror that sends much more sends something else.
const LARGEST: u64 = 64 << 20;

/// Fetches the files that are missing in `folder`, about 30 MB in all, with a progress bar on standard error.
///
/// A file is checked against its known MD5 sum before it gets its name, so the folder never holds a damaged one.
///
/// Each mirror is given `patience` to answer at all: half a second tells quickly that there is no network, ten
/// seconds reach a mirror over a slow one.
///
/// # Errors
/// No mirror could be reached or sent the right file, or the folder cannot be written to.
pub fn fetch(folder: &Path, patience: Duration) -> Result<(), DataError> {
    fetch_from(&MIRRORS, folder, patience)
}

/// As [`fetch`], from other mirrors than [`MIRRORS`]: addresses that end with `/`, to which a file's name is added.
///
/// # Errors
/// As [`fetch`].
pub fn fetch_from(mirrors: &[&str], folder: &Path, patience: Duration) -> Result<(), DataError> {
    fs::create_dir_all(folder).map_err(DataError::io(folder))?;
    let agent: Agent = Agent::config_builder()
        .timeout_resolve(Some(patience))
        .timeout_connect(Some(patience))
        .timeout_global(Some(FILE_TIMEOUT))
        .build()
        .into();
    for (name, sum) in fashion::FILES.iter().zip(SUMS) {
        let name = format!("{name}.gz");
        let target = folder.join(&name);
        if target.is_file() {
            continue;
        }
        let mut attempts = Vec::new();
        let bytes = mirrors.iter().find_map(|mirror| {
            let address = format!("{mirror}{name}");
            match get(&agent, &address, &name).and_then(|bytes| check(&bytes, sum).map(|()| bytes))
            {
                Ok(bytes) => Some(bytes),
                Err(fault) => {
                    attempts.push((address, fault));
                    None
                }
            }
        });
        let bytes = bytes.ok_or(DataError::Download {
            file: name,
            attempts,
        })?;
        crate::files::write_atomically(&target, &bytes).map_err(DataError::io(&target))?;
    }
    Ok(())
}

fn get(agent: &Agent, address: &str, name: &str) -> Result<Vec<u8>, String> {
    let response = agent.get(address).call().map_err(|e| e.to_string())?;
    let mut body = response.into_body();
    let length = body.content_length();
    let style =
        ProgressStyle::with_template("{msg} {bar:32} {bytes}/{total_bytes} {bytes_per_sec}");
    let bar = ProgressBar::new(length.unwrap_or(0)).with_message(name.to_string());
    if let Ok(style) = style {
        bar.set_style(style);
    }
    let mut bytes = Vec::new();
    let read = bar
        .wrap_read(body.as_reader())
        .take(LARGEST)
        .read_to_end(&mut bytes);
    bar.finish_and_clear();
    read.map_err(|e| e.to_string())?;
    Ok(bytes)
}

fn check(bytes: &[u8], sum: &str) -> Result<(), String> {
    let found: String = Md5::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if found == sum {
        Ok(())
    } else {
        Err(format!("what it sent has MD5 sum {found}, not {sum}"))
    }
}
