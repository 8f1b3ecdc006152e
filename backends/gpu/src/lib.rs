//! Batches of quantum circuits on a GPU: values and gradients of many samples at once.
//!
//! A batch of a circuit of up to [`MOST_QUBITS`] qubits runs on an NVIDIA card, each sample on threads of its own, in `f64` or `f32`.
//! What a sample gives has the same bits whatever the other samples of the batch are and however many. Nothing of CUDA is needed to build: the
//! driver and NVRTC, which compiles the code, are loaded when a program asks for them. The feature `cuda` has the code for it; without the
//! feature, or without a card, everything runs on the CPU, and the reason can be asked for.
//!
//! A circuit that takes the card where it pays, and the CPU elsewhere:
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! #[qkernel]
//! fn model(x: Vector<Float, { 4 }>, w: Vector<Float, { 4 }>, o: Observable) -> Float {
//!     let q = cz_entangling_layer(angle_encoding(qubit_array(4), x));
//!     expval(ry_layer(q, w, 0), o)
//! }
//!
//! let circuit = model { o: Z(0) * Z(3) }.compile()?;
//! let circuit = circuit.with_engine(qkernel_gpu::auto())?;
//! let samples = vec![[0.1, 0.2, 0.3, 0.4]; 100];
//! let values = circuit.run_batch((each(&samples), &[0.5; 4]))?;
//! assert_eq!(values.len(), 100);
//!
//! // Why there is no card, where there is none.
//! if let Err(error) = qkernel_gpu::gpu() {
//!     println!("on the CPU: {error}");
//! }
//! # Ok::<(), Error>(())
//! ```
//!
//! [`GpuEvaluator`] is the layer below, on flat slices: it runs on the card or says why it cannot.

#![warn(missing_docs)]

#[doc(hidden)]
pub mod card;
#[cfg(feature = "cuda")]
mod cuda;
mod engine;
mod error;
mod evaluator;
#[doc(hidden)]
pub mod lower;
#[doc(hidden)]
pub mod shape;

use std::sync::OnceLock;

use qkernel_runtime::engine::{Automatic, Engine};

#[cfg(feature = "cuda")]
#[doc(hidden)]
pub use cuda::ptxas;
pub use engine::Gpu;
pub use error::Error;
pub use evaluator::GpuEvaluator;

/// The most qubits of a part of a circuit that runs on a card: a part is made of the qubits that gates connect.
pub const MOST_QUBITS: usize = shape::MOST;

/// The engine on the first card that the driver gives, for all batches that it can take. The card is looked for once.
///
/// # Errors
/// If there is none, with what is missing.
pub fn gpu() -> Result<&'static Gpu, Error> {
    static GPU: OnceLock<Result<Gpu, Error>> = OnceLock::new();
    GPU.get_or_init(open).as_ref().map_err(Error::clone)
}

/// The engine that runs on the card what is faster there: large batches of circuits that fit. Everything else runs on the CPU, and all
/// does where there is no card: [`gpu`] says why.
pub fn auto() -> &'static dyn Engine {
    static AUTO: OnceLock<Option<Gpu>> = OnceLock::new();
    match AUTO.get_or_init(|| gpu().ok().map(Gpu::where_it_pays)) {
        Some(gpu) => gpu,
        None => &Automatic,
    }
}

#[cfg(feature = "cuda")]
fn open() -> Result<Gpu, Error> {
    let card = std::sync::Arc::new(cuda::Cuda::open()?);
    Ok(Gpu::on(std::sync::Arc::new(card)))
}

#[cfg(not(feature = "cuda"))]
fn open() -> Result<Gpu, Error> {
    Err(Error::NotBuilt)
}
