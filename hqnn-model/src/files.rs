//! Files that a reader never sees half of, and their names in texts.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes under another name in the same folder, then renames: a file that has its name is whole.
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
