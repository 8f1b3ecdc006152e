//! What runs the code for a GPU.

use std::fmt::Debug;

use crate::Error;
use crate::lower::Lowered;
use crate::shape::Shape;

/// The code that a [`Card`] compiles.
pub const SOURCE: &str = include_str!("kernel.cu");

/// A GPU, or what does as one does.
pub trait Card: Debug + Send + Sync {
    /// Its name, for people.
    fn name(&self) -> String;

    /// The bytes of shared memory that a block may have.
    fn shared_memory(&self) -> usize;

    /// Prepares a part for batches.
    fn open(&self, part: &Lowered) -> Result<Box<dyn Session>, Error>;
}

/// A part on a card.
pub trait Session: Debug + Send {
    /// Room for what a batch is given.
    fn input(&mut self, batch: Sizes) -> Result<&mut [u8], Error>;

    /// Runs the batch that [`input`](Session::input) was last called for, and gives what it gives.
    fn run(&mut self) -> Result<&[u8], Error>;
}

/// How many bytes a batch has of each kind of number, in `f64` or `f32`.
///
/// It is given an angle for each that all rows share and of the others one for each row, and the weights. It gives the sums over the rows of
/// the derivatives by the first, the values, and the derivatives by the others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizes {
    pub rows: usize,
    pub has_slopes: bool,
    pub angles: usize,
    /// For each observable one for each row; none for values alone.
    pub weights: usize,
    pub sums: usize,
    /// For each observable one for each row.
    pub values: usize,
    pub slopes: usize,
}

impl Sizes {
    pub fn new(part: &Lowered, rows: usize, has_slopes: bool) -> Sizes {
        let (real, values) = (part.real, part.observables() * rows * part.real);
        let each = part.each() * rows * real;
        let of_slopes = |bytes| if has_slopes { bytes } else { 0 };
        Sizes {
            rows,
            has_slopes,
            angles: part.shared * real + each,
            weights: of_slopes(values),
            sums: of_slopes(part.shared * real),
            values,
            slopes: of_slopes(each),
        }
    }

    pub fn input(self) -> usize {
        self.angles + self.weights
    }

    pub fn output(self) -> usize {
        self.sums + self.values + self.slopes
    }
}

/// The definitions that the code is compiled with.
pub fn definitions(shape: Shape, real: usize) -> Vec<String> {
    let name = if real == 4 { "float" } else { "double" };
    vec![
        format!("-DLANES={}", shape.lanes),
        format!("-DREGISTERS={}", shape.registers),
        format!("-DWARPS={}", shape.warps),
        format!("-DTHREADS={}", shape.threads()),
        format!("-DREAL={name}"),
    ]
}
