//! How a text is read.

use std::path::PathBuf;

/// The file in places of a text without a name.
pub(super) const UNNAMED: &str = "qasm";

/// How a text is read, where [`read`](super::read) does not do.
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
    pub(super) name: Option<String>,
    pub(super) folder: Option<PathBuf>,
    pub(super) most: Option<usize>,
    pub(super) sizes: Vec<(String, usize)>,
}

impl Options {
    /// As [`read`](super::read) reads.
    pub fn new() -> Options {
        Options::default()
    }

    /// The name of the file that the text is from. Errors have it, those of reading and those of runs, and it is in the places of instructions.
    pub fn named(mut self, file: impl Into<String>) -> Options {
        self.name = Some(file.into());
        self
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
    pub fn include_from(mut self, folder: impl Into<PathBuf>) -> Options {
        self.folder = Some(folder.into());
        self
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
    pub fn instructions(mut self, most: usize) -> Options {
        self.most = Some(most);
        self
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
}
