//! What keeps a circuit off the GPU.

/// Why there is no GPU, or why a circuit does not run on it.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The crate was built without the code for it.
    #[error(
        "`qkernel-gpu` was built without its feature `cuda`: add `features = [\"cuda\"]` to the dependency"
    )]
    NotBuilt,
    /// There is no NVRTC, which compiles the code for the GPU.
    #[error(
        "no NVRTC library (`libnvrtc.so`) was found: install the CUDA toolkit, or `pip install nvidia-cuda-nvrtc` and put its folder `lib` in \
         `LD_LIBRARY_PATH` before the program starts"
    )]
    NoNvrtc,
    /// There is no driver.
    #[error("no NVIDIA driver (`libcuda.so`) was found: install the driver of the GPU")]
    NoDriver,
    /// The driver is there, but gives no GPU.
    #[error("the NVIDIA driver gives no GPU: {0}")]
    NoGpu(String),
    /// NVRTC refused the code.
    #[error("NVRTC does not compile the code for the GPU: {0}")]
    Nvrtc(String),
    /// The driver refused a call.
    #[error("the NVIDIA driver failed at {doing}: {reason}")]
    Driver {
        /// What was being done.
        doing: &'static str,
        /// What the driver says.
        reason: String,
    },
    /// A part of the circuit does not run on a GPU.
    #[error("`{kernel}` does not run on a GPU: {reason}")]
    Unsupported {
        /// The kernel.
        kernel: String,
        /// Which part of it, and why.
        reason: String,
    },
    /// The circuit or what it was given is wrong on any engine.
    #[error(transparent)]
    Circuit(#[from] qkernel_runtime::Error),
}

// `fn main() -> Result<(), Error>` and `unwrap` print the `Debug` form, and what they print is read by people.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl From<Error> for qkernel_runtime::engine::Error {
    fn from(error: Error) -> Self {
        qkernel_runtime::engine::Error::Refused {
            message: error.to_string(),
        }
    }
}
