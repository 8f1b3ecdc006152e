//! The IDX format of MNIST and its relatives: two zero bytes, a byte for the number type, a byte for the number of
//! dimensions, each dimension as a big-endian `u32`, then the numbers.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::DataError;
use super::gzip::{Gzip, TrailingBytes};

/// The number type "unsigned byte", the only one these data sets use.
const UNSIGNED_BYTE: u8 = 0x08;

/// What an IDX file of bytes holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idx {
    /// The size of each dimension; the first one counts the items.
    pub dimensions: Vec<usize>,
    /// The numbers, last dimension fastest.
    pub bytes: Vec<u8>,
}

/// Reads an IDX file of bytes with that many dimensions; compressed ones are recognised by their content.
///
/// # Errors
/// The file cannot be read, is truncated, has the wrong magic number, or something follows the last number.
pub fn read(path: &Path, dimensions: usize) -> Result<Idx, DataError> {
    let mut file = BufReader::new(File::open(path).map_err(DataError::io(path))?);
    let head = file.fill_buf().map_err(DataError::io(path))?;
    if head.starts_with(&[0x1f, 0x8b]) {
        parse(Gzip::new(file), path, dimensions)
    } else {
        parse(file, path, dimensions)
    }
}

/// Reads IDX from a stream; `path` is what errors name.
fn parse(mut from: impl Read, path: &Path, dimensions: usize) -> Result<Idx, DataError> {
    let wrong = |message: String| DataError::content(path, message);
    let mut magic = [0; 4];
    fill(&mut from, &mut magic, path, "its magic number")?;
    if magic[..2] != [0, 0] {
        return Err(wrong(format!(
            "not an IDX file: it starts with {:02x} {:02x}, not 00 00",
            magic[0], magic[1]
        )));
    }
    if magic[2] != UNSIGNED_BYTE {
        return Err(wrong(format!(
            "holds numbers of type 0x{:02x}, but bytes (0x08) are needed",
            magic[2]
        )));
    }
    if usize::from(magic[3]) != dimensions {
        return Err(wrong(format!(
            "has {} dimension{}, but {dimensions} {} needed",
            magic[3],
            if magic[3] == 1 { "" } else { "s" },
            if dimensions == 1 { "is" } else { "are" }
        )));
    }
    let mut sizes = Vec::with_capacity(dimensions);
    for _ in 0..dimensions {
        let mut size = [0; 4];
        fill(&mut from, &mut size, path, "its dimensions")?;
        sizes.push(u32::from_be_bytes(size) as usize);
    }
    let total = sizes
        .iter()
        .try_fold(1usize, |total, &size| total.checked_mul(size))
        .ok_or_else(|| {
            wrong(format!(
                "claims {sizes:?} numbers, more than any memory holds"
            ))
        })?;
    // The header is not trusted with an allocation: what is there is read, up to one byte more than there should be.
    let mut bytes = Vec::new();
    from.by_ref()
        .take((total as u64).saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(path, e))?;
    match bytes.len() {
        found if found < total => Err(wrong(format!(
            "truncated: {found} of the {total} bytes that its header announces are there"
        ))),
        found if found > total => Err(wrong(format!(
            "has more bytes after the {total} that its header announces"
        ))),
        _ => Ok(Idx {
            dimensions: sizes,
            bytes,
        }),
    }
}

fn fill(from: &mut impl Read, buffer: &mut [u8], path: &Path, what: &str) -> Result<(), DataError> {
    from.read_exact(buffer).map_err(|e| match e.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            DataError::content(path, format!("truncated: ends within {what}"))
        }
        _ => unreadable(path, e),
    })
}

fn unreadable(path: &Path, error: std::io::Error) -> DataError {
    if let Some(fault) = error
        .get_ref()
        .and_then(|e| e.downcast_ref::<TrailingBytes>())
    {
        return DataError::content(path, fault.to_string());
    }
    match error.kind() {
        // What flate2 says of damaged or cut gzip data.
        std::io::ErrorKind::UnexpectedEof => {
            DataError::content(path, "truncated: its compressed data ends too early")
        }
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
            DataError::content(path, format!("its compressed data is corrupt ({error})"))
        }
        _ => DataError::io(path)(error),
    }
}

#[cfg(test)]
#[path = "../tests/idx.rs"]
mod tests;
