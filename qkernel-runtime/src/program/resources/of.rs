//! The counts for a program, put together.

use super::Resources;
use super::count::count;
use super::schedule::depth;
use crate::program::{Program, Wires};

impl Resources {
    /// The counts for a program.
    ///
    /// # Panics
    /// If the program names qubits, bits or kernels that it does not have; see [`Program::check`].
    pub fn of(program: &Program) -> Resources {
        let last = depth(program);
        let calls = program.calls.iter();
        let named = calls.map(|(&kernel, &count)| (program.names[kernel].to_owned(), count));
        Resources {
            qubits: Wires::new(program).count(),
            allocations: program.qubits,
            depth: last.all,
            two_qubit_depth: last.two,
            t_depth: last.t,
            calls: named.collect(),
            ..count(&program.instructions)
        }
    }
}
