use std::fs;
use std::io::Write;
use std::path::PathBuf;

use flate2::{Compression, write::GzEncoder};
use tempfile::TempDir;

use super::read;
use crate::data::{DataError, fashion};

fn idx(dimensions: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, dimensions.len() as u8];
    file.extend(dimensions.iter().flat_map(|d| d.to_be_bytes()));
    file.extend_from_slice(bytes);
    file
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn file(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some-images");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The message for a file of these bytes, without the path it begins with.
fn fault(bytes: &[u8], dimensions: usize) -> String {
    let (_folder, path) = file(bytes);
    let message = read(&path, dimensions).unwrap_err().to_string();
    let (before, after) = message
        .split_once("some-images: ")
        .expect("the error names the file");
    assert!(before.starts_with('/') || before.contains(':'));
    after.to_string()
}

#[test]
fn plain_and_compressed_files_are_read() {
    let bytes = idx(&[2, 3], &[1, 2, 3, 4, 5, 6]);
    for content in [bytes.clone(), gz(&bytes)] {
        let (_folder, path) = file(&content);
        let found = read(&path, 2).unwrap();
        assert_eq!(
            (found.dimensions, found.bytes),
            (vec![2, 3], vec![1, 2, 3, 4, 5, 6])
        );
    }
}

#[test]
fn damaged_files_are_errors_that_say_what_is_wrong() {
    let good = idx(&[2, 3], &[1, 2, 3, 4, 5, 6]);
    assert_eq!(fault(&[], 2), "truncated: ends within its magic number");
    assert_eq!(
        fault(&good[..6], 2),
        "truncated: ends within its dimensions"
    );
    assert_eq!(
        fault(&good[..15], 2),
        "truncated: 3 of the 6 bytes that its header announces are there"
    );
    assert_eq!(
        fault(&[&good[..], &[0]].concat(), 2),
        "has more bytes after the 6 that its header announces"
    );
    assert_eq!(
        fault(b"hello world", 2),
        "not an IDX file: it starts with 68 65, not 00 00"
    );
    assert_eq!(
        fault(&[0, 0, 13, 2, 0, 0], 2),
        "holds numbers of type 0x0d, but bytes (0x08) are needed"
    );
    assert_eq!(fault(&good, 1), "has 2 dimensions, but 1 is needed");
    assert_eq!(
        fault(&idx(&[3], &[1, 2, 3]), 3),
        "has 1 dimension, but 3 are needed"
    );
    assert_eq!(fault(&good, 3), "has 2 dimensions, but 3 are needed");
    assert!(
        fault(&idx(&[u32::MAX, u32::MAX, u32::MAX], &[]), 3).contains("more than any memory holds")
    );
    // The largest number that 64 bits hold, which one more than would be too large.
    assert_eq!(
        fault(&idx(&[4_294_967_295, 641, 6_700_417], &[7]), 3),
        "truncated: 1 of the 18446744073709551615 bytes that its header announces are there"
    );
    // A lying header does not make the reader allocate 4 GiB.
    assert_eq!(
        fault(&idx(&[u32::MAX], &[7]), 1),
        "truncated: 1 of the 4294967295 bytes that its header announces are there"
    );

    let packed = gz(&idx(
        &[1000],
        &(0..1000_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect::<Vec<_>>(),
    ));
    assert_eq!(
        fault(&packed[..packed.len() / 2], 1),
        "truncated: its compressed data ends too early"
    );
    let mut corrupt = packed.clone();
    let sum = corrupt.len() - 6;
    corrupt[sum] ^= 0xff;
    assert!(
        fault(&corrupt, 1).starts_with("its compressed data is corrupt"),
        "{}",
        fault(&corrupt, 1)
    );
}

/// As gzip, Python and Node read them: members are joined, zeros at the end are padding.
#[test]
fn what_follows_compressed_data_is_a_member_padding_or_a_fault() {
    let content = idx(&[2, 3], &[1, 2, 3, 4, 5, 6]);
    let packed = gz(&content);
    let in_two = [gz(&content[..13]), gz(&content[13..])].concat();
    for good in [
        packed.clone(),
        in_two.clone(),
        [gz(&[]), packed.clone()].concat(),
    ] {
        for zeros in [0, 1, 512, 100_000] {
            let (_folder, path) = file(&[&good[..], &vec![0; zeros]].concat());
            assert_eq!(read(&path, 2).unwrap().bytes, [1, 2, 3, 4, 5, 6]);
        }
    }
    let padded = [&packed[..], &[0; 512]].concat();
    for good in [packed, in_two, padded] {
        for more in [&b"garbage"[..], b"g", &[0x1f], &[0x1f, 0x8b], b"\0\0\0a"] {
            assert_eq!(
                fault(&[&good[..], more].concat(), 2),
                "has more bytes after its compressed data",
                "{more:?}"
            );
        }
    }
    assert_eq!(
        fault(&[gz(&content), gz(b"more")].concat(), 2),
        "has more bytes after the 6 that its header announces"
    );
    let cut = gz(&content);
    assert_eq!(
        fault(&[&gz(&content[..9])[..], &cut[..cut.len() - 9]].concat(), 2),
        "truncated: its compressed data ends too early"
    );
}

#[test]
fn no_bytes_at_all_make_the_reader_panic() {
    // A small fuzz: every prefix, and every byte flipped.
    for good in [
        idx(&[2, 3], &[1, 2, 3, 4, 5, 6]),
        gz(&idx(&[2, 3], &[1, 2, 3, 4, 5, 6])),
    ] {
        for length in 0..good.len() {
            let (_folder, path) = file(&good[..length]);
            assert!(read(&path, 2).is_err());
        }
        for place in 0..good.len() {
            for flip in [1, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[place] ^= flip;
                let (_folder, path) = file(&bytes);
                let _ = read(&path, 2);
            }
        }
    }
}

/// A folder with four files of two images each, changed by `change`.
fn folder_fault(change: impl FnOnce(&std::path::Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in fashion::FILES.iter().zip([
        idx(&[2, 28, 28], &[9; 1568]),
        idx(&[2], &[0, 9]),
        idx(&[2, 28, 28], &[9; 1568]),
        idx(&[2], &[3, 4]),
    ]) {
        fs::write(folder.path().join(format!("{name}.gz")), gz(&bytes)).unwrap();
    }
    assert_eq!(fashion::load(folder.path()).unwrap().test.labels(), [3, 4]);
    change(folder.path());
    let message = fashion::load(folder.path()).unwrap_err().to_string();
    message.replace(&folder.path().display().to_string(), "DIR")
}

#[test]
fn files_that_do_not_fit_each_other_are_errors() {
    let write = |name: &'static str, bytes: Vec<u8>| {
        move |folder: &std::path::Path| {
            fs::remove_file(folder.join(format!("{name}.gz"))).unwrap();
            fs::write(folder.join(name), bytes).unwrap();
        }
    };
    let [images, labels, _, test_labels] = fashion::FILES;
    assert_eq!(
        folder_fault(|folder| fs::remove_file(folder.join(format!("{labels}.gz"))).unwrap()),
        "DIR has neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz"
    );
    assert_eq!(
        folder_fault(write(labels, idx(&[3], &[0, 1, 2]))),
        "DIR/train-labels-idx1-ubyte: has 3 labels for the 2 images of DIR/train-images-idx3-ubyte.gz"
    );
    assert_eq!(
        folder_fault(write(test_labels, idx(&[2], &[3, 10]))),
        "DIR/t10k-labels-idx1-ubyte: label 1 is 10, but labels go from 0 to 9"
    );
    assert_eq!(
        folder_fault(write(images, idx(&[2, 32, 28], &[0; 1792]))),
        "DIR/train-images-idx3-ubyte: its images are 32 by 28, not 28 by 28"
    );
}

#[test]
fn a_missing_file_is_an_io_error() {
    assert!(matches!(
        read(&PathBuf::from("/no/such/file"), 1),
        Err(DataError::Io { .. })
    ));
}
