//! Circuits of OpenQASM texts.

use super::Circuit;
use crate::qasm::{self, QasmError};

impl Circuit {
    /// The circuit of an OpenQASM text, see [`qasm::read`].
    ///
    /// ```
    /// use qkernel_runtime::Circuit;
    ///
    /// let text = r#"
    ///     OPENQASM 2.0;
    ///     include "qelib1.inc";
    ///     qreg q[2];
    ///     creg c[2];
    ///     x q[0];
    ///     cx q[0], q[1];
    ///     measure q -> c;
    /// "#;
    /// let circuit = Circuit::from_qasm(text)?;
    /// assert_eq!(circuit.sample_seeded(&[], 10, 1)?.get("11"), 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`qasm::read`].
    pub fn from_qasm(text: &str) -> Result<Circuit, QasmError> {
        Circuit::from_program(qasm::read(text)?).map_err(|error| qasm::no_circuit(text, &error))
    }
}
