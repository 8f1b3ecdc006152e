//! A circuit in counts, pictures and texts.

use std::sync::Arc;

use super::Circuit;
use crate::draw::Drawing;
use crate::error::Error;
use crate::qasm::Export;
use crate::resources::Resources;

impl<K> Circuit<K> {
    /// Counts of qubits, gates and layers, and the [parameters that do not matter](Circuit::dead_parameters).
    pub fn resources(&self) -> Resources {
        let dead = self.dead_parameters().into_iter();
        Resources {
            dead_parameters: dead.map(|parameter| parameter.name).collect(),
            ..Resources::of(&self.program)
        }
    }

    /// A picture: prints as text, and is written as SVG by [`svg`](Drawing::svg).
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn bell(theta: Float) -> (Bit, Bit) {
    ///     let (a, b) = cx(ry(qubit(), theta / 2.0), qubit());
    ///     (measure(a), measure(b))
    /// }
    ///
    /// let picture = bell {}.compile()?.draw().to_string();
    /// assert!(picture.contains("ry(0.5*theta)"), "{picture}");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn draw(&self) -> Drawing {
        Drawing::shared(Arc::clone(&self.program), self.written.clone())
    }

    /// The circuit as OpenQASM 3.
    ///
    /// Each number of an argument is an `input float[64]`: `x` for a `Float`, `w_0`, `w_1`, .. for a vector, `w_0_0`, ..
    /// for a matrix. (OpenQASM 3 takes arrays as inputs, most readers do not.) Results that are measured bits are `c`, or `c0`, `c1`, .. if there
    /// are several: a `bit` for a `Bit`, a register for a vector; a vector of no bits is left out. Other measured bits are in `m`. What else the kernel returns is in the
    /// comments at the end. Qubits begin in |0>; those that are never alive at the same time share one in the text, with a reset between them.
    ///
    /// Qiskit reads everything but functions of arguments (`sin(x)`), products of many of them, and conditions on several
    /// bits that would take more than a few copies of what depends on them.
    ///
    /// A number of a function that OpenQASM does not have (`atan2`, `min`, `max`) is an input of its own, with a comment that says
    /// what it is.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn pair(theta: Float) -> (Bit, Bit) {
    ///     let (a, b) = cx(ry(qubit(), theta), qubit());
    ///     (measure(a), measure(b))
    /// }
    ///
    /// let text = pair {}.compile()?.to_qasm3();
    /// assert!(text.contains("input float[64] theta;\n"));
    /// assert!(text.contains("ry(theta) a;\ncx a, b;\nc0 = measure a;\n"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn to_qasm3(&self) -> String {
        self.to_qasm3_with(&Export::new())
    }

    /// The circuit as OpenQASM 3, written as the options say.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    /// use qkernel_runtime::qasm::Export;
    ///
    /// #[qkernel]
    /// fn controlled(theta: Float) -> Bit {
    ///     let (control, target) = control(s)(h(qubit()), rx(qubit(), theta));
    ///     discard(target);
    ///     measure(control)
    /// }
    ///
    /// let circuit = controlled {}.compile()?;
    /// assert!(circuit.to_qasm3().contains("ctrl @ s control, target;\n"));
    /// let text = circuit.to_qasm3_with(&Export::new().without_modifiers());
    /// assert!(text.contains("cp(pi/2) control, target;\n"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn to_qasm3_with(&self, export: &Export) -> String {
        crate::qasm::write::qasm3(&self.program, export)
    }

    /// The circuit as OpenQASM 2, up to a global phase, which that language does not have. Gates under more controls than
    /// `qelib1.inc` knows are written as the gates that it has.
    ///
    /// # Errors
    /// [`Error::Inexpressible`], with the first thing that OpenQASM 2 cannot say: an angle that depends on an argument, a
    /// condition on many bits, a measurement into a bit that decides whether it is done.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn coin(theta: Float) -> Bit {
    ///     measure(ry(h(qubit()), theta))
    /// }
    ///
    /// let error = coin {}.compile()?.to_qasm2().unwrap_err();
    /// assert!(error.to_string().contains("an angle of `ry` that depends on the argument `theta`"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn to_qasm2(&self) -> Result<String, Error> {
        crate::qasm::write::qasm2(&self.program)
    }
}
