//! Files that a reader never sees half of, and their names in texts.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::Error;

/// Writes a file so that it is whole or not there: under another name in the same folder, which becomes its own when
/// all is on disk. A file that had the name before stays as it was if that fails.
///
/// # Errors
/// The file cannot be written.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_atomically(path, bytes).map_err(Error::io("write", path))
}

/// [`write_file`] with the system's own error.
pub(crate) fn write_atomically(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    // Two processes that write the same file must not share the temporary one.
    name.push(format!(".{}.part", std::process::id()));
    let part = target.with_file_name(name);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&part, target))
        .inspect_err(|_| {
            // Nothing more can be done if this fails too.
            let _ = fs::remove_file(&part);
        })
}

#[cfg(any(feature = "data", feature = "report"))]
/// Text as a picture or a terminal can hold it: a control character, which a file's name may have, becomes `U+FFFD`,
/// and so do the two characters beside them that XML cannot hold.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}
