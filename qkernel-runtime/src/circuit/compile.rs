//! From a kernel to its circuit.

use super::Circuit;
use crate::bind::bind;
use crate::draw::WrittenKernel;
use crate::error::CompileError;
use crate::kernel::{EntryKernel, Kernel};

/// Every kernel that can be run on its own is compiled; in the [prelude](crate::prelude).
pub trait Compile: Kernel {
    /// Binds the kernel to its sizes and observables: a circuit that can be run.
    ///
    /// # Errors
    ///
    /// What the sizes make wrong (an index out of range, a qubit used twice, an observable that reaches past the
    /// register), with the kernel, file, line and column, and the values of the loops around it.
    fn compile(self) -> Result<Circuit<Self>, CompileError>
    where
        Self: EntryKernel,
    {
        let graph = const { &Self::GRAPH };
        let bindings = self.bindings();
        let mut written = WrittenKernel::new(graph, &bindings);
        let program = bind(graph, bindings)?;
        written.with_lengths(&program.arguments);
        Ok(Circuit::new(program).written(written))
    }
}

#[diagnostic::do_not_recommend]
impl<K: Kernel> Compile for K {}
