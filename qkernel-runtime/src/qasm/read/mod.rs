//! OpenQASM 2 and 3 to programs.
//!
//! A statement is parsed, carried out and forgotten; what is kept is the program, and the definitions.
//!
//! | part | what it does |
//! | --- | --- |
//! | `include` | files that a text includes |
//! | `lex`, `parse`, `statement`, `syntax` | text to statements |
//! | `reader` | names, bits, the limits |
//! | `run`, `declare`, `given`, `control`, `call` | carries statements out |
//! | `eval`, `value`, `bits` | what expressions mean |
//! | `apply`, `gates` | gates, the libraries |
//! | `modify`, `power` | modifiers |
//! | `error` | what is wrong, and where |

mod apply;
mod bits;
mod call;
mod control;
mod declare;
mod error;
mod eval;
mod gates;
mod given;
mod include;
mod lex;
mod modify;
mod parse;
mod power;
mod reader;
mod run;
mod statement;
mod syntax;
mod value;

use std::path::PathBuf;

use crate::circuit::Circuit;
use crate::error::Error;
use crate::program::{BitId, Condition, MAX_INSTRUCTIONS, Output, Program};
pub use error::QasmError;
use error::{Fault, Read, fault};
use eval::physical;
use include::{BUILT_IN, Lines, Whole};
use lex::{Lexer, Tok};
use parse::Parser;
use reader::{Reader, Register};
use run::Flow;

/// Reads an OpenQASM text, of version 2 or 3.
///
/// `input float` and `input angle` become arguments, in order of declaration; an `angle` is a number in radians, which is
/// not rounded. The results are the classical registers, in order of declaration, or the `output`s if there are any.
/// Definitions are expanded and loops unrolled, so everything but inputs and measured bits has to be known when the
/// text is read. `U` of version 3 has the phase of the specification, which a control shows; Qiskit leaves it out. `barrier` and
/// `delay` are checked and dropped, as are `box`, durations and `durationof`. Physical qubits are the qubits up to the one of the
/// largest number, in a text that declares no others. `qelib1.inc` and `stdgates.inc` are built in; other
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
/// What is wrong or not supported, with its line and column: for instance `while` on a measured bit, `opaque` gates,
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

    /// The name of the file that the text is from: errors and the places of instructions have it.
    pub fn named(self, file: impl Into<String>) -> Options {
        Options {
            name: Some(file.into()),
            ..self
        }
    }

    /// Allows the text to include files of this folder and those in it, which may include others there. Without it, and elsewhere, only
    /// the built-in libraries can be included.
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

    /// The most instructions that the circuit may have, for texts that are not trusted: 4,194,304, which is also the most that can
    /// be given. Reading takes at most four times as many steps beyond what is written.
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
    /// and for bits in a register. What [`Kernel::to_qasm3`](crate::Kernel::to_qasm3) writes for all sizes is read so.
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
        let file = name.unwrap_or("qasm");
        let Some(folder) = &self.folder else {
            return program(text, file, &[], self).map_err(|fault| fault.shown(text, name));
        };
        let Whole { text, lines, .. } = Whole::new(text, file, folder)?;
        program(&text, file, &lines, self).map_err(|fault| fault.shown(&text, name).among(&lines))
    }
}

impl Circuit {
    /// The circuit of an OpenQASM text, see [`qasm::read`](crate::qasm::read).
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
    /// As [`qasm::read`](crate::qasm::read).
    pub fn from_qasm(text: &str) -> Result<Circuit, QasmError> {
        let wrong = |error: Error| Fault {
            at: text.len(),
            message: error.to_string(),
        };
        Circuit::from_program(read(text)?).map_err(|error| wrong(error).shown(text, None))
    }
}

fn program<'t>(text: &'t str, file: &str, lines: &[Lines], options: &'t Options) -> Read<Program> {
    let mut parser = Parser::new(text)?;
    let mut reader = Reader::new(text, file, lines);
    let most = options.most.unwrap_or(MAX_INSTRUCTIONS);
    reader.most = most.min(MAX_INSTRUCTIONS);
    let sizes = options.sizes.iter();
    reader.sizes = sizes
        .map(|(name, size)| (&**name, (*size, false)))
        .collect();
    version(&mut parser)?;
    reader.version = parser.version;
    if let Some((last, at)) = physical_qubits(text) {
        reader.physical = reader.allocate(last.saturating_add(1), at)?;
    }
    loop {
        if parser.token.tok == Tok::End {
            break;
        }
        if parser.word() == Some("include") {
            include(&mut parser, &mut reader)?;
            continue;
        }
        let Some(statement) = parser.statement()? else {
            continue;
        };
        match reader.statement(&statement)? {
            Flow::Next => {}
            Flow::End => break,
            _ => return fault(statement.at, "there is no loop or subroutine around this"),
        }
    }
    // What comes after `end` has to be right as well.
    while parser.token.tok != Tok::End {
        parser.statement()?;
    }
    reader.sizes_are_taken(text.len())?;
    let mut program = reader.program;
    program.instructions = reader.out.instructions;
    program.calls = reader.out.tally.calls();
    program.bits = reader.cells.len();
    let has_outputs = reader.registers.iter().any(|register| register.output);
    let registers = reader
        .registers
        .iter()
        .filter(|register| register.output || !has_outputs);
    let bit = |&cell: &usize| match reader.cells[cell] {
        reader::Cell {
            known: Some(value),
            written,
        } if value || written => Condition::Constant(value),
        _ => BitId::new(cell).into(),
    };
    let output = |register: &Register| match &register.cells[..] {
        [cell] if register.single => Output::Bit(bit(cell)),
        cells => Output::BitVector(cells.iter().map(bit).collect()),
    };
    program.outputs = registers.map(output).collect();
    Ok(program)
}

/// The largest number of a physical qubit, and the place of the first one.
fn physical_qubits(text: &str) -> Option<(usize, usize)> {
    // Almost no text has one: the others are not looked through.
    text.find('$')?;
    let (mut lexer, mut found) = (Lexer::new(text), None);
    while let Ok(token) = lexer.next() {
        match token.tok {
            Tok::End => break,
            Tok::Physical(name) => {
                let number = physical(name)?;
                found = match found {
                    None => Some((number, token.at)),
                    Some((last, at)) => Some((number.max(last), at)),
                };
            }
            _ => {}
        }
    }
    found
}

/// `OPENQASM 3.0;`, which may be missing.
fn version(parser: &mut Parser<'_>) -> Read<()> {
    if !parser.eat_word("OPENQASM")? {
        return Ok(());
    }
    let at = parser.token.at;
    parser.version = match parser.next()?.tok {
        Tok::Float(2.0) | Tok::Int(2) => 2,
        Tok::Float(version) if version.trunc() == 3.0 => 3,
        Tok::Int(3) => 3,
        other => {
            let found = other.shown();
            return fault(at, format!("versions 2.0 and 3 are supported, not {found}"));
        }
    };
    parser.expect(";").map(|_| ())
}

fn include<'t>(parser: &mut Parser<'t>, reader: &mut Reader<'t>) -> Read<()> {
    parser.next()?;
    let at = parser.token.at;
    let Tok::Text(name) = parser.token.tok else {
        return parser.unexpected("the name of a file in quotes");
    };
    parser.next()?;
    parser.expect(";")?;
    if BUILT_IN.contains(&name) {
        reader.libraries.push(name);
        return Ok(());
    }
    fault(
        at,
        format!(
            "`{name}` cannot be included: there are `qelib1.inc` and `stdgates.inc`, and files of a folder that `include_from` allows"
        ),
    )
}
