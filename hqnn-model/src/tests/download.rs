use std::io::{Read, Write};
use std::net::TcpListener;

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

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
