//! A kernel whose sizes and observables are known: a flat list of instructions on numbered qubits.
//!
//! Scalars are *affine in slots*: `c0 + Σ ck·slot_k`. The first slots are the arguments of a run, in
//! signature order; behind them stand the [`Derived`] slots, one for each use of an argument that is
//! not affine (a product, a sine) and one for each expectation value. Engines therefore only ever see
//! affine angles, and the chain rule through derived slots is written once, in this module.

use crate::gate::GateKind;
use crate::graph::Loc;
use crate::observable::Observable;

/// `constant + Σ coefficient · slot`, the slots in ascending order, no coefficient zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Affine {
    /// The part that depends on nothing.
    pub constant: f64,
    /// Slot number and coefficient.
    pub terms: Vec<(usize, f64)>,
}

/// A scalar function with a derivative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// Sine of an angle in radians.
    Sin,
    /// Cosine of an angle in radians.
    Cos,
    /// The exponential.
    Exp,
    /// The natural logarithm.
    Ln,
    /// The square root.
    Sqrt,
    /// The hyperbolic tangent.
    Tanh,
    /// The reciprocal, 1/x.
    Recip,
}

/// A slot that is computed, not given.
#[derive(Clone, Debug, PartialEq)]
pub enum Derived {
    /// The product of two scalars.
    Product(Affine, Affine),
    /// A function of a scalar.
    Apply(Function, Affine),
    /// The expectation value with this number (an index into [`Program::observables`]).
    Expectation(usize),
}

/// One gate on numbered qubits.
#[derive(Clone, Debug, PartialEq)]
pub struct GateOp {
    /// What is applied.
    pub kind: GateKind,
    /// Applied only where all of these qubits are |1>.
    pub controls: Vec<usize>,
    /// The qubits that `kind` acts on, `kind.targets()` of them.
    pub targets: Vec<usize>,
    /// The angles in radians, `kind.angles()` of them.
    pub angles: Vec<Affine>,
    /// Kernel and place of the call that put the gate here.
    pub origin: Origin,
}

/// Where an instruction comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The kernel in whose body the call stands.
    pub kernel: &'static str,
    /// The place of the call.
    pub loc: Loc,
}

/// A condition on measured bits.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The bit with this number is 1.
    Bit(usize),
    /// The condition does not hold.
    Not(Box<Condition>),
    /// Both hold.
    And(Box<Condition>, Box<Condition>),
    /// At least one holds.
    Or(Box<Condition>, Box<Condition>),
    /// Both hold or neither does.
    Equal(Box<Condition>, Box<Condition>),
    /// Known when compiled.
    Constant(bool),
}

/// One step of a flat circuit.
#[derive(Clone, Debug, PartialEq)]
pub enum Instruction {
    /// Applies a gate.
    Gate(GateOp),
    /// Measures a qubit in the computational basis into a bit.
    Measure {
        /// The qubit.
        qubit: usize,
        /// The bit that holds the outcome.
        bit: usize,
        /// Kernel and place of the call.
        origin: Origin,
    },
    /// Brings a qubit to |0>, whatever it was.
    Reset {
        /// The qubit.
        qubit: usize,
        /// Kernel and place of the call.
        origin: Origin,
    },
    /// Feed-forward: one of two lists, chosen by measured bits.
    Branch {
        /// The condition.
        condition: Condition,
        /// What is done where it holds.
        then: Vec<Instruction>,
        /// What is done where it does not.
        otherwise: Vec<Instruction>,
    },
}

/// One argument of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The parameter's name.
    pub name: &'static str,
    /// How many numbers it holds, and in which shape.
    pub shape: Shape,
}

/// The shape of an argument or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One number.
    Scalar,
    /// That many numbers.
    Vector(usize),
    /// Rows and columns, stored row by row.
    Matrix(usize, usize),
}

impl Shape {
    /// How many numbers there are.
    pub const fn len(self) -> usize {
        match self {
            Shape::Scalar => 1,
            Shape::Vector(n) => n,
            Shape::Matrix(rows, columns) => rows * columns,
        }
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// A result of the kernel.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A scalar over the slots: an expectation value, or arithmetic on some.
    Float(Affine),
    /// Several scalars.
    FloatVector(Vec<Affine>),
    /// A measured bit, or one that is known.
    Bit(Condition),
    /// Several bits, element 0 first.
    BitVector(Vec<Condition>),
}

impl Output {
    /// How many numbers or bits there are.
    pub fn len(&self) -> usize {
        match self {
            Output::Float(_) | Output::Bit(_) => 1,
            Output::FloatVector(all) => all.len(),
            Output::BitVector(all) => all.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A bound kernel: what engines run.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// The kernel's name.
    pub kernel: &'static str,
    /// How many qubits there are; all start in |0>.
    pub qubits: usize,
    /// How many bits measurements write.
    pub bits: usize,
    /// What is done, in order.
    pub instructions: Vec<Instruction>,
    /// The arguments; their numbers are the first slots.
    pub arguments: Vec<Argument>,
    /// The slots behind those of the arguments.
    pub derived: Vec<Derived>,
    /// What is measured in expectation once all instructions are done, on the program's qubit numbers.
    pub observables: Vec<Observable>,
    /// The kernel's results, in order.
    pub outputs: Vec<Output>,
}
