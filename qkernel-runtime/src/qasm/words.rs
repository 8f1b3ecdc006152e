//! Words and operators of OpenQASM, and names that it gives: what reads and what writes a text know the same.

/// Whether a word is one of the language, in version 2 or 3, which nothing can be called.
pub(super) fn is_keyword(word: &str, version: u8) -> bool {
    match word {
        "OPENQASM" | "include" | "qreg" | "creg" | "gate" | "opaque" | "if" | "measure"
        | "reset" | "barrier" => true,
        "qubit" | "bit" | "bool" | "int" | "uint" | "float" | "angle" | "complex" | "array"
        | "duration" | "stretch" | "const" | "input" | "output" | "def" | "extern" | "let"
        | "else" | "for" | "while" | "in" | "switch" | "case" | "default" | "return" | "break"
        | "continue" | "end" | "delay" | "box" | "defcal" | "cal" | "defcalgrammar" | "ctrl"
        | "negctrl" | "inv" | "pow" | "gphase" | "true" | "false" => version == 3,
        _ => false,
    }
}

/// Whether the language has a constant, a function or a gate of this name, or another word that is none everywhere.
pub(super) fn is_predefined(word: &str) -> bool {
    matches!(
        word,
        "nop"
            | "pragma"
            | "readonly"
            | "mutable"
            | "void"
            | "dim"
            | "durationof"
            | "im"
            | "pi"
            | "tau"
            | "euler"
            | "π"
            | "τ"
            | "ℇ"
            | "U"
            | "sin"
            | "cos"
            | "tan"
            | "arcsin"
            | "arccos"
            | "arctan"
            | "exp"
            | "log"
            | "sqrt"
            | "mod"
            | "ceiling"
            | "floor"
            | "popcount"
            | "rotl"
            | "rotr"
            | "sizeof"
            | "real"
            | "imag"
    )
}

pub(super) const SUM: u8 = 10;
pub(super) const PRODUCT: u8 = 11;
pub(super) const POWER: u8 = 12;

/// Binary operators by precedence, the weakest first. Version 2 has those of arithmetic, and `^` for a power.
pub(super) fn precedence(sign: &str, version: u8) -> Option<u8> {
    Some(match sign {
        "^" if version == 2 => POWER,
        _ if version == 2 && !["+", "-", "*", "/", "**"].contains(&sign) => return None,
        "++" => 1,
        "||" => 2,
        "&&" => 3,
        "|" => 4,
        "^" => 5,
        "&" => 6,
        "==" | "!=" => 7,
        "<" | "<=" | ">" | ">=" => 8,
        "<<" | ">>" => 9,
        "+" | "-" => SUM,
        "*" | "/" | "%" => PRODUCT,
        "**" => POWER,
        _ => return None,
    })
}
