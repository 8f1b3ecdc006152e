//! Wrong programs and their messages: one program per rule in `ui/`, with its message beside it.
//!
//! After a change of a message: `TRYBUILD=overwrite cargo test --workspace --test ui`, then read the difference.

#[test]
fn wrong_programs_are_refused() {
    qkernel_tests::refused::assert_refused(
        "ui",
        "wrong_programs_are_refused",
        &["qkernel-runtime", "rand"],
    );
}
