//! The examples are the files beside this folder; run one with `cargo run --release --example NAME`.
