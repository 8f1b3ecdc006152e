//! The words of rules that the macro finds broken where it can tell, and the runtime where only sizes tell.

/// QK0015: of an element of a register that was taken.
pub const NOT_PUT_BACK: &str = "and not put back";
/// QK0016: of a register, one of whose elements is out.
pub const USED_WHOLE: &str = "is used whole while";
/// QK0017: of an element that is assigned.
pub const STILL_HOLDS: &str = "still holds a qubit that would be lost";
/// QK0037: of a function.
pub const IS_OF_ANGLES: &str = "is a function of angles, and";
/// QK0053
pub const STEP_IS_ZERO: &str = "the step of this range is zero";
/// QK0080: of a quotient or a remainder.
pub const DIVIDES_BY_ZERO: &str = "divides by zero";
/// QK0085
pub const ANGLE_DECIDES: &str =
    "a branch cannot depend on an angle: the circuit is fixed before angles are known";
