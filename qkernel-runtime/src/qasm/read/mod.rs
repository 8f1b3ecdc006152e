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
//! | `run`, `declare`, `given`, `assign`, `control`, `leave`, `call` | carries statements out |
//! | `eval`, `value`, `whole`, `operator`, `function`, `operand` | what expressions mean |
//! | `apply`, `gates` | gates, the libraries |
//! | `modify`, `power`, `spin` | modifiers |
//! | `error` | what is wrong, and where |

mod apply;
mod assign;
mod bits;
mod blocks;
mod call;
mod control;
mod declare;
mod document;
mod error;
mod eval;
mod expression;
mod function;
mod gates;
mod given;
mod include;
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

use std::path::PathBuf;

use crate::error::Error;
use crate::program::Program;
use document::program;
use error::Fault;
pub use error::{QasmError, QasmErrorKind};
use include::Whole;

/// The file in places of a text without a name.
const UNNAMED: &str = "qasm";

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

/// How a text is read, where [`read`] does not do.
///
/// ```
/// use qkernel_runtime::qasm;
///
/// let file = qasm::Options::new().named("broken.qasm");
/// let error = file.read("qubit q;\nflip q;\n").unwrap_err();
/// assert!(error.to_string().contains("--> broken.qasm:2:1"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    name: Option<String>,
    folder: Option<PathBuf>,
    most: Option<usize>,
    sizes: Vec<(String, usize)>,
}

impl Options {
    /// As [`read`] reads.
    pub fn new() -> Options {
        Options::default()
    }

    /// The name of the file that the text is from. Errors have it, those of reading and those of runs, and it is in the places of instructions.
    pub fn named(self, file: impl Into<String>) -> Options {
        Options {
            name: Some(file.into()),
            ..self
        }
    }

    /// Allows the text to include files of this folder and those in it, which may include others there. Without it, and elsewhere, only
    /// the built-in libraries can be included. A file may begin with the version of the text that includes it.
    ///
    /// ```
    /// use qkernel_runtime::qasm;
    ///
    /// let text = "OPENQASM 2.0; include \"mine.inc\"; qreg q[1]; mine q[0];";
    /// assert!(qasm::read(text).is_err());
    ///
    /// # let folder = std::env::temp_dir().join(format!("qasm-include-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// std::fs::write(folder.join("mine.inc"), "gate mine a { U(pi, 0, pi) a; }")?;
    /// let program = qasm::Options::new().include_from(&folder).read(text)?;
    /// assert_eq!(program.instructions.len(), 2);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn include_from(self, folder: impl Into<PathBuf>) -> Options {
        Options {
            folder: Some(folder.into()),
            ..self
        }
    }

    /// The most instructions that the circuit may have, for texts that are not trusted; 4,194,304 is the most that can be given. Without it a
    /// circuit may have 4,194,304 instructions, and one more for every four bytes of the text. Reading takes at most four steps for each
    /// instruction that there may be: turns of loops, elements of registers, controls, terms of angles, bits of conditions. Statements that add
    /// nothing to the circuit, as in a loop that only counts, are fewer than 1,048,576 and four for each instruction.
    ///
    /// ```
    /// use qkernel_runtime::qasm;
    ///
    /// let text = "include \"stdgates.inc\"; qubit q; for int i in [1:1000000] { x q; }";
    /// let error = qasm::Options::new().instructions(1000).read(text).unwrap_err();
    /// assert_eq!(error.message(), "this takes more than 4000 steps to read, which is the limit");
    /// ```
    pub fn instructions(self, most: usize) -> Options {
        Options {
            most: Some(most),
            ..self
        }
    }

    /// Numbers for inputs that have to be known when the text is read: `int`, `uint`, `bit` and `bool`, and `counts[0]`, `counts[1]`, .. for arrays
    /// and for bits in a register. What [`Kernel::to_qasm3`](crate::Kernel::to_qasm3) writes for all sizes is read so. A number
    /// that is given later takes the place of one that was given for the same size before.
    ///
    /// ```
    /// use qkernel_runtime::{Circuit, qasm};
    ///
    /// let text = "include \"stdgates.inc\"; input int n; qubit[n] q; for int i in [0:n - 1] { h q[i]; }";
    /// let circuit = Circuit::from_program(qasm::Options::new().sizes(&[("n", 3)]).read(text)?)?;
    /// assert_eq!(circuit.resources().gates, 3);
    ///
    /// let error = qasm::read(text).unwrap_err();
    /// assert!(error.message().contains("`n`"), "{error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sizes(mut self, sizes: &[(&str, usize)]) -> Options {
        self.sizes
            .extend(sizes.iter().map(|&(name, size)| (name.to_owned(), size)));
        self
    }

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

/// The text has no circuit that could be run: told at its end.
pub(crate) fn no_circuit(text: &str, error: &Error) -> QasmError {
    let fault = Fault {
        kind: QasmErrorKind::Text,
        at: text.len(),
        message: error.to_string(),
    };
    fault.shown(text, None)
}
