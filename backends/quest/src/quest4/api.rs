//! The functions of QuEST 4 that are needed, found when the program runs.

use std::ffi::{c_int, c_longlong};
use std::path::Path;

use libloading::Library;
use num_complex::Complex64;
use qkernel_runtime::engine::Error;

/// QuEST 4's description of a register, which its functions take by value.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Qureg {
    is_multithreaded: c_int,
    is_gpu_accelerated: c_int,
    is_distributed: c_int,
    pub(super) rank: c_int,
    pub(super) nodes: c_int,
    log_nodes: c_int,
    is_density_matrix: c_int,
    qubits: c_int,
    amplitudes: c_longlong,
    log_amplitudes: c_longlong,
    amplitudes_per_node: c_longlong,
    log_amplitudes_per_node: c_longlong,
    log_columns_per_node: c_longlong,
    /// The amplitudes of this rank.
    pub(super) here: *mut Complex64,
    on_gpu: *mut Complex64,
    buffer: *mut Complex64,
    buffer_on_gpu: *mut Complex64,
}

impl Qureg {
    /// Whether it is what this struct says that it is, for so many qubits.
    pub(super) fn is_sound(&self, qubits: usize, ranks: usize) -> bool {
        let log = ranks.ilog2() as usize;
        self.qubits as usize == qubits
            && self.is_density_matrix == 0
            && self.is_gpu_accelerated == 0
            && self.nodes as usize == ranks
            && self.log_nodes as usize == log
            && (0..self.nodes).contains(&self.rank)
            && self.amplitudes == 1 << qubits
            && self.log_amplitudes as usize == qubits
            && self.amplitudes_per_node == 1 << (qubits - log)
            && self.log_amplitudes_per_node as usize == qubits - log
            && !self.here.is_null()
    }
}

/// The names of the functions, their arguments and results, as in the header files of QuEST 4.1.
macro_rules! functions {
    ($($(#[$doc:meta])* $field:ident = $name:literal: fn($($argument:ty),*) $(-> $result:ty)?;)*) => {
        /// An opened library.
        #[derive(Debug)]
        pub(super) struct Api {
            $($(#[$doc])* pub(super) $field: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*
            /// Open as long as its functions are there.
            _library: Library,
        }

        impl Api {
            fn of(library: Library) -> Result<Api, &'static str> {
                Ok(Api {
                    $(
                        // SAFETY: the function has this type in the library of that name and version.
                        $field: *unsafe { library.get(concat!($name, "\0").as_bytes()) }.map_err(|_| $name)?,
                    )*
                    _library: library,
                })
            }
        }
    };
}

functions! {
    /// With MPI, with a GPU, with threads.
    start = "initCustomQuESTEnv": fn(c_int, c_int, c_int);
    /// Ends MPI.
    stop = "finalizeQuESTEnv": fn();
    /// Qubits, as a density matrix, with MPI, with a GPU, with threads.
    create = "createCustomQureg": fn(c_int, c_int, c_int, c_int, c_int) -> Qureg;
    /// Frees a register.
    destroy = "destroyQureg": fn(Qureg);
    /// Pauli X on a qubit.
    flip = "applyPauliX": fn(Qureg, c_int);
    /// Exchanges two qubits.
    swap = "applySwap": fn(Qureg, c_int, c_int);
    /// Copies amplitudes of all ranks to each: where to, from which index on, how many.
    gather = "getQuregAmps": fn(*mut Complex64, Qureg, c_longlong, c_longlong);
}

impl Api {
    /// Opens the library.
    pub(super) fn open(path: &Path) -> Result<Api, Error> {
        let refused = |message: String| Error::Refused { message };
        // SAFETY: whoever names a library asks for what it does when it is loaded.
        let library = unsafe { Library::new(path) }.map_err(|error| {
            // Which file, and why, is in its cause.
            let why = std::error::Error::source(&error)
                .map_or_else(|| error.to_string(), ToString::to_string);
            refused(format!(
                "no QuEST 4: {why}; let QKERNEL_QUEST name its libQuEST.so, or use another engine"
            ))
        })?;
        // SAFETY: it is only looked whether the function is there.
        let is_three =
            unsafe { library.get::<unsafe extern "C" fn()>(b"createQuESTEnv\0") }.is_ok();
        Api::of(library).map_err(|missing| {
            let what = if is_three {
                "that is QuEST 3"
            } else {
                "is it QuEST 4?"
            };
            refused(format!(
                "{} has no function {missing}: {what}; QuEST 4.1 is needed",
                path.display()
            ))
        })
    }
}
