//! A text from its first statement to its last, and the results of its program.

use super::error::Lines;
use super::error::{QasmErrorKind, Read, fault, fault_of};
use super::flow::Flow;
use super::include::BUILT_IN;
use super::lex::{Lexer, Tok};
use super::operand::physical;
use super::options::Options;
use super::parse::Parser;
use super::reader::{Cell, Reader, Register};
use crate::program::{BitId, Condition, MAX_INSTRUCTIONS, Output, Program};

/// The program of a text.
pub(super) fn program<'t>(text: &'t str, lines: &[Lines], options: &'t Options) -> Read<Program> {
    let mut parser = Parser::new(text)?;
    let mut reader = Reader::new(text, options.name.as_deref(), lines);
    reader.most = match options.most {
        Some(most) => most.min(MAX_INSTRUCTIONS),
        // A gate takes at least that many bytes: what is written out may be as long as it is.
        None => MAX_INSTRUCTIONS + text.len() / "x q;".len(),
    };
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
    reader.sizes_are_taken()?;
    reader.program.instructions = std::mem::take(&mut reader.out.instructions).into();
    reader.name_program_bits();
    let mut program = reader.program;
    program.scopes = reader.within.scopes;
    program.calls = reader.out.tally.calls();
    program.bits = reader.cells.len();
    let has_outputs = reader.registers.iter().any(|register| register.output);
    let registers = reader.registers.iter();
    let registers = registers.filter(|register| register.output || !has_outputs);
    let bit = |&cell: &usize| match reader.cells[cell] {
        Cell {
            known: Some(value),
            written,
            ..
        } if value || written => Condition::Constant(value),
        Cell { bit, .. } => BitId::new(bit).into(),
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
            Tok::Word("pragma") => lexer.line(),
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
            return fault!(at, "versions 2.0 and 3 are supported, not {found}");
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
        if !reader.libraries.contains(&name) {
            reader.libraries.push(name);
        }
        return Ok(());
    }
    fault_of(
        QasmErrorKind::Include,
        at,
        format!(
            "`{name}` cannot be included: there are `qelib1.inc` and `stdgates.inc`, and files of a folder that `include_from` allows"
        ),
    )
}
