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
    /// Runs a batch.
    fn run(&mut self, rows: Rows<'_>) -> Result<(), Error>;
}

/// The numbers of a batch, as bytes of `f64` or `f32`.
#[derive(Debug)]
pub struct Rows<'a> {
    pub rows: usize,
    /// Of each angle that all rows share one, and of the others one for each row.
    pub numbers: &'a [u8],
    /// For each observable one for each row.
    pub values: &'a mut [u8],
    /// None for values alone.
    pub slopes: Option<Slopes<'a>>,
}

/// The derivatives that are asked for.
#[derive(Debug)]
pub struct Slopes<'a> {
    /// As the values.
    pub weights: &'a [u8],
    /// For each angle that has a number for each row, one for each row.
    pub each: &'a mut [u8],
    /// For each angle that all rows share, the sum over the rows.
    pub sums: &'a mut [u8],
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
