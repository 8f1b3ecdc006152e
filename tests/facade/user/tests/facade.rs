//! The runtime through a facade: it is found where the attribute says, and else one error says what to write.

use my_facade::*;
use qkernel_tests_facade::half;

#[test]
fn a_kernel_names_its_runtime() -> Result<(), Error> {
    assert_eq!(half { observable: Z(0) }.compile()?.run(())?, 0.0);
    Ok(())
}

#[test]
fn a_kernel_that_does_not_is_told_to() {
    qkernel_tests::refused::assert_refused(
        "ui",
        "a_kernel_that_does_not_is_told_to",
        &["my-facade"],
    );
}
