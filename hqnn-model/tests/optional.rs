//! The features `download` and `png`, which `cargo test --workspace` leaves out: they need many crates more.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use hqnn_model::data::download::fetch_from;
use hqnn_model::data::synthetic;
use hqnn_model::report::Report;
use hqnn_model::{EpochMetrics, Evaluation};

/// How long a silent server is waited for.
const PATIENCE: Duration = Duration::from_millis(200);

#[test]
fn without_a_server_the_error_names_every_address() {
    // Port 9 of this machine: refused at once.
    let folder = tempfile::tempdir().unwrap();
    let error = fetch_from(
        &["http://127.0.0.1:9/a/", "http://127.0.0.1:9/b/"],
        folder.path(),
        PATIENCE,
    )
    .unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("download of train-images-idx3-ubyte.gz failed:\n"),
        "{message}"
    );
    assert!(message.contains("http://127.0.0.1:9/a/train-images-idx3-ubyte.gz: "));
    assert!(message.contains("http://127.0.0.1:9/b/train-images-idx3-ubyte.gz: "));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_does_not_have_the_right_sum_is_not_kept() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", server.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        let _ = stream.read(&mut [0; 2048]).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
            .unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let message = fetch_from(&[&address], folder.path(), PATIENCE)
        .unwrap_err()
        .to_string();
    thread.join().unwrap();
    assert!(message.ends_with(
        ": what it sent has MD5 sum 5d41402abc4b2a76b9719d911017c592, not 8d4fb7e6c68d591d4c3dfef9ec88bf0d"
    ));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The picture of a short run on `classes` classes, with this title.
fn png(title: &str, classes: &[u8]) -> Vec<u8> {
    let set = synthetic::generate(1, 6, 1)
        .subset(classes, 1, 6, 1)
        .unwrap();
    let labels: Vec<usize> = set.test.labels().iter().map(|&l| l.into()).collect();
    let evaluation = Evaluation::new(labels.clone(), labels, classes.len()).unwrap();
    let epoch = EpochMetrics {
        epoch: 1,
        loss: 1.4,
        train_accuracy: 0.5,
        test_accuracy: 0.25,
    };
    let report = Report {
        title,
        history: &[epoch, EpochMetrics { epoch: 2, ..epoch }],
        evaluation: &evaluation,
        images: &set.test,
        classes: &set.classes,
    };
    report.png().unwrap()
}

/// Text vanishes without an error where no font is found.
#[test]
fn text_leaves_ink_in_the_png() {
    let [with, without] = ["a <title> & more", ""].map(|title| png(title, &[3, 4]));
    assert_eq!(&with[..8], b"\x89PNG\r\n\x1a\n");
    assert_ne!(with, without);
}

#[test]
fn any_number_of_classes_and_any_name_is_drawn() {
    png(
        "a\u{1}\u{1b}[31m\0\n<&\"'>]]>\u{fffe}\u{7f}\u{85}Z",
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
}
