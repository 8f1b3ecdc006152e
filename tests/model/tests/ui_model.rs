//! Wrong layers and networks: one program per mistake in `ui_model/`, with its message beside it.
//!
//! After a change of a message: `TRYBUILD=overwrite cargo test --workspace --test ui_model`, then read the
//! difference. They are apart from `ui`: only these programs need dfdx.

#[test]
fn wrong_layers_are_refused() {
    qkernel_tests::refused::assert_refused(
        "ui_model",
        "wrong_layers_are_refused",
        &["dfdx", "hqnn-model", "qkernel-runtime"],
    );
}
