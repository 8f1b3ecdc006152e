//! Tests across the crates; everything is in the integration tests beside this file.
