//! OpenQASM 2 and 3 to programs.
//!
//! A statement is parsed, carried out and forgotten; what is kept is the program, and the definitions.
//!
//! | part | what it does |
//! | --- | --- |
//! | `document` | a text from its first statement to its last |
//! | `include` | files that a text includes |
//! | `lex`, `parse`, `syntax` | text to tokens, and what is made of them: |
//! | `statement`, `blocks`, `operation`, `expression` | statements and expressions |
//! | `reader`, `names`, `named`, `places`, `bits`, `join` | what is known on the way: names, bits, the limits |
//! | `run`, `declare`, `inputs`, `assign`, `control`, `rounds`, `written`, `leave`, `call` | carries statements out |
//! | `eval`, `value`, `whole`, `operator`, `function`, `operand` | what expressions mean |
//! | `apply`, `gates` | gates, the libraries |
//! | `modify`, `power`, `spin` | modifiers |
//! | `error` | what is wrong, and where |

#[macro_use]
mod error;

mod apply;
mod assign;
mod bit_names;
mod bits;
mod blocks;
mod call;
mod control;
mod convert;
mod declare;
mod document;
mod eval;
mod expression;
mod flow;
mod function;
mod gates;
mod include;
mod inputs;
mod join;
mod least;
mod leave;
mod lex;
mod modify;
mod named;
mod names;
mod operand;
mod operation;
mod operator;
mod options;
mod parse;
mod places;
mod power;
mod reader;
mod rounds;
mod run;
mod spin;
mod statement;
mod syntax;
mod value;
mod whole;
mod written;

use crate::error::Error;
use crate::program::Program;
use document::program;
use error::Fault;
pub use error::{QasmError, QasmErrorKind};
use include::Whole;
pub use options::Options;
use options::UNNAMED;

/// Reads an OpenQASM text, of version 2 or 3.
///
/// `input float` and `input angle` become arguments, in order of declaration; an `angle` is a number in radians, which is
/// neither rounded nor taken modulo a whole turn. The results are the classical registers, in order of declaration, or the `output`s if there are any.
/// Definitions are expanded and loops unrolled, so everything but inputs, measured bits and whole numbers that are computed from them
/// has to be known when the text is read. A measured bit may decide whether a loop or a subroutine is left; what comes after is within a branch. `U` of version 3 has the phase of the specification, which a control shows; Qiskit leaves it out. `barrier` and
/// `delay` are checked and dropped, as are `box`, durations and `durationof`. Physical qubits are the qubits up to the one of the
/// largest number, in a text that declares no others. The exponent of `pow(1/2) @` is a half, as in the specification's own definition of `s`;
/// elsewhere whole numbers are divided without the remainder. `qelib1.inc` and `stdgates.inc` are built in; other
/// files need [`Options::include_from`].
///
/// ```
/// use qkernel_runtime::qasm;
///
/// let program = qasm::read(
///     r#"
///     OPENQASM 3.0;
///     include "stdgates.inc";
///     input float[64] theta;
///     qubit[2] q;
///     bit[2] c;
///     ry(theta / 2) q[0];
///     ctrl @ x q[0], q[1];
///     c = measure q;
///     "#,
/// )?;
/// assert_eq!(program.qubits, 2);
/// assert_eq!(program.arguments[0].name, "theta");
/// # Ok::<(), qkernel_runtime::qasm::QasmError>(())
/// ```
///
/// # Errors
/// What is wrong or not supported, with its line and column: for instance `opaque` gates,
/// and a text that would take more instructions than a program may have.
pub fn read(text: &str) -> Result<Program, QasmError> {
    Options::new().read(text)
}

impl Options {
    /// Reads a text.
    ///
    /// # Errors
    /// As [`read`]; for a size that is no input of the text.
    pub fn read(&self, text: &str) -> Result<Program, QasmError> {
        let name = self.name.as_deref();
        let Some(folder) = &self.folder else {
            return program(text, &[], self).map_err(|fault| fault.shown(text, name));
        };
        let Whole { text, lines, .. } = Whole::new(text, name.unwrap_or(UNNAMED), folder)?;
        program(&text, &lines, self).map_err(|fault| fault.shown(&text, name).among(&lines))
    }
}

/// The text has no circuit that could be run: reported at its end.
pub(crate) fn no_circuit(text: &str, error: &Error) -> QasmError {
    let fault = Fault {
        kind: QasmErrorKind::Text,
        at: text.len(),
        message: error.to_string(),
    };
    fault.shown(text, None)
}
