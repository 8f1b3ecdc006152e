//! The arithmetic of `hqnn_model::layers::ConvReluPool`, on slices: convolution, bias, ReLU and max pool in one pass, forwards and
//! backwards. A crate of its own, so that it is optimised in tests and debug builds too.
//!
//! ```
//! use hqnn_kernels::{Arithmetic, Buffers, Sizes};
//!
//! // One image of 2×2 pixels, a kernel of one number: the largest of twice the pixels plus one.
//! let sizes = Sizes { channels: 1, maps: 1, size: 1, rows: 1, columns: 1, height: 2, width: 2 };
//! let mut buffers = Buffers::default();
//! buffers.x = vec![0.5, 3.0, -1.0, 2.0];
//! buffers.weight = vec![2.0];
//! buffers.bias = vec![1.0];
//! assert_eq!(f64::forward(&sizes, &mut buffers), [7.0]);
//!
//! buffers.gy = vec![1.0];
//! let mut by_image = [0.0; 4];
//! f64::backward(&sizes, &mut buffers, Some(&mut by_image));
//! assert_eq!(by_image, [0.0, 2.0, 0.0, 0.0]);
//! assert_eq!(buffers.gradients().next(), Some((&[3.0][..], &[1.0][..])));
//! ```

#![forbid(unsafe_code)]

mod batch;
mod kernels;

pub use batch::{Arithmetic, Buffers};
pub use kernels::Sizes;

#[cfg(test)]
mod tests;
