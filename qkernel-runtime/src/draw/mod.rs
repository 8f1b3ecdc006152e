//! Pictures of circuits.
//!
//! A [`Drawing`] prints as text that fits a terminal. Rows are wires, from the top `q0`, `q1`, ..; a wire that several qubits
//! use one after the other is `w2`, and each qubit's name is where it begins. A measurement writes a bit on a row of double
//! lines below, and what depends on a bit hangs on a double line from a dot there: `●` where the bit has to be 1, `○` where
//! it has to be 0. A branch of more than one gate is a frame. Expectation values are boxes at the end of the qubits that
//! they see.
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! #[qkernel]
//! fn rotated(theta: Float, h: Observable) -> Float {
//!     let mut q = qubit_array(2);
//!     q[0] = ry(q[0], theta);
//!     (q[0], q[1]) = cx(q[0], q[1]);
//!     expval(q, h)
//! }
//!
//! let circuit = rotated { h: Z(0) * Z(1) }.compile()?;
//! let expected = "
//!     ┌───────────┐   ┌─────────┐
//! q0: ┤ ry(theta) ├─●─┤         │
//!     └───────────┘ │ │ ⟨Z0 Z1⟩ │
//! q1: ──────────────⊕─┤         │
//!                     └─────────┘";
//! assert_eq!(format!("\n{}", circuit.draw()), expected);
//! # Ok::<(), Error>(())
//! ```

mod labels;
mod layout;
mod steps;
mod style;
mod svg;
mod text;

use std::fmt;

use crate::program::Program;
use layout::Layout;
pub use style::Style;

/// A picture of a circuit; see the [module](self).
#[derive(Clone, Debug)]
pub struct Drawing {
    layout: Layout,
    width: usize,
    page: usize,
    style: Style,
}

impl Drawing {
    /// The picture of a program.
    ///
    /// # Panics
    /// If the program names qubits, bits or observables that it does not have; see [`Program::check`].
    pub fn of(program: &Program) -> Drawing {
        Drawing {
            layout: Layout::new(program),
            width: 80,
            page: 960,
            style: Style::Light,
        }
    }

    /// How many characters a line of the text has at most, 80 if nothing else is asked. The picture is folded into rows that
    /// are no longer, and long labels are shortened in the middle. A row has at least one column, so a very small width is
    /// exceeded.
    pub fn width(self, characters: usize) -> Drawing {
        Drawing {
            width: characters,
            ..self
        }
    }

    /// How wide the SVG is at most, in pixels, 960 if nothing else is asked. It is folded into rows as the text is.
    pub fn page(self, pixels: usize) -> Drawing {
        Drawing {
            page: pixels,
            ..self
        }
    }

    /// The colours of the SVG.
    pub fn style(self, style: Style) -> Drawing {
        Drawing { style, ..self }
    }

    /// The picture as an SVG file. Its text can be selected; it needs no font, style or other file. What is shortened is
    /// whole in the element's title, which a browser shows under the pointer.
    ///
    /// ```
    /// use qkernel_runtime::draw::Style;
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn coin() -> Bit {
    ///     measure(h(qubit()))
    /// }
    ///
    /// let svg = coin {}.compile()?.draw().style(Style::Dark).svg();
    /// assert!(svg.starts_with("<svg"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn svg(&self) -> String {
        svg::write(&self.layout, self.style, self.page)
    }
}

/// The text, without a line break at its end.
impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::write(&self.layout, self.width))
    }
}
