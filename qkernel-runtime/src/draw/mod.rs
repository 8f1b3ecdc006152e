//! Pictures of circuits.
//!
//! A [`Drawing`] prints as text that fits a terminal. Rows are wires with the [names](crate::program::Labels) of their qubits; a wire
//! that several qubits use one after the other has the name of their register, or is `w2`, and each qubit's name is where it begins. A measurement writes a bit on a row of double
//! lines below; qubits that are measured one after another, as a register is, have one line down together, and their bits are
//! in the order of the wires. What depends on a bit hangs on a double line from a dot there: `●` where the bit has to be 1,
//! `○` where it has to be 0. A branch of more than one gate is a frame. Expectation values are boxes at the end of the qubits
//! that they see.
//!
//! A picture that is wider than the page is folded into rows. A line that goes on has its name again at the left edge, a frame
//! that goes on its header after `…`; what has no line there is left out.
//!
//! Of a bound circuit, [`Circuit::draw`](crate::Circuit::draw), all gates are drawn, whichever kernel has them, unless
//! [`Drawing::depth`] asks for boxes, and loops are unrolled unless [`Drawing::folded`] asks for the kernel as it is written,
//! with its sizes filled in. [`Kernel::draw`](crate::kernel::Kernel::draw) is the kernel as it is written: loops are
//! frames that show one round, kernels that are called are boxes, a register is one line.
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
//!       ┌───────────┐   ┌─────────┐
//! q[0]: ┤ ry(theta) ├─●─┤         │
//!       └───────────┘ │ │ ⟨Z0 Z1⟩ │
//! q[1]: ──────────────⊕─┤         │
//!                       └─────────┘";
//! assert_eq!(format!("\n{}", circuit.draw()), expected);
//! # Ok::<(), Error>(())
//! ```

mod choice;
mod circuit;
mod fold;
mod gate;
mod kernel;
mod labels;
mod layout;
mod picture;
mod shown;
mod style;
mod svg;
mod text;
mod written;

use std::fmt;
use std::sync::Arc;

use crate::graph::Graph;
use crate::program::Program;
use circuit::Calls;
use picture::Picture;
#[cfg(feature = "png")]
pub use qkernel_png::PngError;
pub use style::Style;
pub(crate) use written::WrittenKernel;

/// A picture of a circuit; see the [module](self).
#[derive(Clone, Debug)]
pub struct Drawing {
    source: Source,
    /// How calls are drawn, if that was asked.
    calls: Option<Calls>,
    folded: bool,
    unrolled: bool,
    width: usize,
    page: usize,
    style: Style,
}

/// What is drawn.
#[derive(Clone, Debug)]
enum Source {
    /// A bound circuit, and the kernel that it was compiled from.
    Program(Arc<Program>, Option<Arc<WrittenKernel>>),
    /// A kernel whose sizes are unknown.
    Kernel(&'static Graph),
}

impl Drawing {
    /// The picture of a program that is well formed, see [`Program::check`].
    pub fn of(program: &Program) -> Drawing {
        Drawing::shared(Arc::new(program.clone()), None)
    }

    pub(crate) fn shared(program: Arc<Program>, written: Option<Arc<WrittenKernel>>) -> Drawing {
        Drawing::new(Source::Program(program, written))
    }

    pub(crate) fn of_graph(graph: &'static Graph) -> Drawing {
        Drawing::new(Source::Kernel(graph))
    }

    fn new(source: Source) -> Drawing {
        Drawing {
            source,
            calls: None,
            folded: false,
            unrolled: false,
            width: 80,
            page: 960,
            style: Style::Light,
        }
    }

    /// How deep calls of kernels are opened, and of the gates and subroutines that an OpenQASM text defines: each of those is a frame with its name around what it does, those deeper are
    /// boxes. With 0, every kernel that is called is a box. Of a kernel as it is written, no more are opened once 10,000 elements
    /// are drawn, and a note says so. The numbers at the left edge of a box are the places of its
    /// wires in the register that the kernel takes. In the picture of a kernel, a call that takes and gives no qubit is a frame at
    /// any depth, as no wire is there for a box.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn layered(angles: Vector<Float, { 2 }>) -> Vector<Bit> {
    ///     measure(ry_layer(h_layer(qubit_array(2)), angles, 0))
    /// }
    ///
    /// let circuit = layered {}.compile()?;
    /// let expected = "
    ///       ┌──────────┐ ┌──────────────┐  ┌─┐
    /// q[0]: ┤0         ├─┤0  ry_layer   ├──┤M│
    ///       │  h_layer │ │  (angles, 0) │  ├─┤
    /// q[1]: ┤1         ├─┤1             ├──┤M│
    ///       └──────────┘ └──────────────┘  └╥┘
    ///    c: ════════════════════════════════╩═══
    ///                                     c0…c1";
    /// assert_eq!(format!("\n{}", circuit.draw().depth(0)), expected);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn depth(mut self, calls: usize) -> Drawing {
        self.calls = Some(Calls::Framed(calls));
        self
    }

    /// The gates of all calls, as if the kernel itself had them. This is how a circuit is drawn if nothing else is asked. In a
    /// picture with folded loops, calls are frames, all of them opened.
    pub fn inlined(mut self) -> Drawing {
        self.calls = Some(Calls::Inlined);
        self
    }

    /// The kernel that a circuit was compiled from, as it is written, with its sizes filled in: loops are frames that show one
    /// round, angles are your formulas, kernels that are called are boxes unless [`depth`](Drawing::depth) opens them, and a
    /// register is one line, from which its elements leave for lines of their own.
    ///
    /// A circuit that was built, read from a text
    /// or stored has no such kernel: of it, those loops are frames whose rounds all have the same gates on the same qubits with the
    /// same angles. A text's loop over the elements of a register is unrolled when it is read, each round with qubits of its own, and
    /// is drawn so. A kernel that is not bound is always drawn so.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn turned(turns: UInt, weights: Vector<Float, { turns * 2 }>) -> Bit {
    ///     let mut q = qubit();
    ///     for turn in range(turns) {
    ///         let base = turn * 2;
    ///         q = ry(rz(q, weights[base]), weights[base + 1]);
    ///     }
    ///     measure(q)
    /// }
    ///
    /// let circuit = turned { turns: 3 }.compile()?;
    /// let expected = "
    ///     ╭╌ turn in 0..3 ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╮
    ///     ╎ ┌───────────────────┐ ┌───────────────────────┐ ╎ ┌─┐
    ///  q: ──┤ rz(weights[base]) ├─┤ ry(weights[base + 1]) ├───┤M│
    ///     ╎ └───────────────────┘ └───────────────────────┘ ╎ └╥┘
    ///     ╰╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╯  ║
    ///                                                          ║
    /// c0: ═════════════════════════════════════════════════════╩══";
    /// assert_eq!(format!("\n{}", circuit.draw().folded()), expected);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn folded(mut self) -> Drawing {
        self.folded = true;
        self
    }

    /// Draws a loop of a kernel round by round where the number of rounds is known, if that is at most 64, and no more of them
    /// once 10,000 elements are drawn, which a note says. In a circuit, all
    /// loops are unrolled but in a picture that is [`folded`](Drawing::folded).
    pub fn unrolled(mut self) -> Drawing {
        self.unrolled = true;
        self
    }

    /// How many characters a line of the text has at most, 80 if nothing else is asked. The picture is folded into rows that
    /// are no longer: between calls or rounds of loops where that takes no more rows, and inside of frames where there is
    /// hardly another place. A row has at least one column, so a very small width is exceeded. Labels of more than 28 characters
    /// are shortened in the middle: formulas and conditions at operators, `if c0 && … && c9`, others anywhere else,
    /// `rz(weights[ba…+ n_qubits])`. The header of a frame has the width of the frame.
    pub fn width(mut self, characters: usize) -> Drawing {
        self.width = characters;
        self
    }

    /// How wide the SVG is at most, in pixels, 960 if nothing else is asked. It is folded into rows as the text is.
    pub fn page(mut self, pixels: usize) -> Drawing {
        self.page = pixels;
        self
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
        svg::write(&self.picture(), self.style, self.page)
    }

    /// The picture as a PNG file, with `scale` pixels for each pixel of the SVG, across and down: 2 is sharp on most screens.
    /// The letters are those of DejaVu Sans Mono, which comes with the library.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn coin() -> Bit {
    ///     measure(h(qubit()))
    /// }
    ///
    /// let drawing = coin {}.compile()?.draw();
    /// assert!(drawing.png(2.0)?.starts_with(b"\x89PNG"));
    /// let error = drawing.png(0.0).unwrap_err().to_string();
    /// assert!(error.contains("a positive number"), "{error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the scale is no positive number, or the picture would have more than 2^28 pixels.
    #[cfg(feature = "png")]
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, PngError> {
        qkernel_png::render(&self.svg(), scale)
    }

    fn picture(&self) -> Picture {
        let kernel = |written: &WrittenKernel| {
            let calls = self.calls.unwrap_or(Calls::Framed(0));
            kernel::picture(written, calls, self.unrolled)
        };
        match &self.source {
            Source::Program(_, Some(written)) if self.folded => kernel(written),
            Source::Program(program, _) => {
                let is_folded = self.folded && !self.unrolled;
                circuit::picture(program, self.calls.unwrap_or(Calls::Inlined), is_folded)
            }
            Source::Kernel(graph) => kernel(&WrittenKernel::unbound(graph)),
        }
    }
}

/// The text, without a line break at its end.
impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::write(&self.picture(), self.width))
    }
}
