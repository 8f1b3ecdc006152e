//! Wrong layers and networks: one program a mistake in `ui_model/`, and what is said about it beside it.
//!
//! After a change of a message: `TRYBUILD=overwrite cargo test -p qkernel-tests --test ui_model`, then read the
//! difference. This is apart from `ui`, for only these programs need dfdx.

use std::process::Command;

/// The version of rustc whose words the goldens hold.
const COMPARED_ON: &str = "rustc 1.95.";

#[test]
fn wrong_layers_are_refused() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc runs");
    let version = String::from_utf8_lossy(&output.stdout);
    if version.starts_with(COMPARED_ON) {
        trybuild::TestCases::new().compile_fail("ui_model/*.rs");
    } else {
        println!("skipped: the messages are those of {COMPARED_ON}x, and this is {version}");
    }
}
