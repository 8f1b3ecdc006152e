//! Hybrid quantum neural networks on dfdx.
