//! Statements as lines of a text.

use std::fmt::Write;

use super::statement::Statement;
use super::text::Text;
use super::value::bits;
use crate::formulas::Formula;
use crate::qasm::write::gates::Definitions;

/// Statements as lines, indented so deep.
pub(super) fn lines(
    list: &[Statement],
    depth: usize,
    modifiers: bool,
    definitions: &mut Definitions,
) -> String {
    let mut lines = Lines {
        modifiers,
        definitions,
        text: String::new(),
    };
    lines.list(list, depth);
    lines.text
}

struct Lines<'d> {
    modifiers: bool,
    definitions: &'d mut Definitions,
    text: String,
}

impl Lines<'_> {
    fn list(&mut self, list: &[Statement], depth: usize) {
        for statement in list {
            self.statement(statement, depth);
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.text, "{:1$}{text}", "", 2 * depth);
    }

    /// A block after these words, without its end.
    fn block(&mut self, depth: usize, head: &str, body: &[Statement]) {
        self.line(depth, &format!("{head} {{"));
        self.list(body, depth + 1);
    }

    fn statement(&mut self, statement: &Statement, depth: usize) {
        match statement {
            Statement::Gate(gate) => {
                for line in gate.lines(self.modifiers, self.definitions) {
                    self.line(depth, &line);
                }
            }
            Statement::Measure {
                name,
                length,
                from,
                declared,
            } => {
                let ty = match declared {
                    true => bits(length.as_ref()) + " ",
                    false => String::new(),
                };
                if let [from] = &from[..] {
                    return self.line(depth, &format!("{ty}{name} = measure {from};"));
                }
                if *declared {
                    self.line(depth, &format!("{ty}{name};"));
                }
                for (k, from) in from.iter().enumerate() {
                    self.line(depth, &format!("{name}[{k}] = measure {from};"));
                }
            }
            Statement::Plain(text) => self.line(depth, text),
            Statement::If {
                condition,
                then,
                otherwise,
            } => {
                let (condition, first, second) = match then.is_empty() {
                    true => (&condition.not(), otherwise, then),
                    false => (condition, then, otherwise),
                };
                if first.is_empty() {
                    return;
                }
                self.block(depth, &format!("if ({condition})"), first);
                if !second.is_empty() {
                    self.block(depth, "} else", second);
                }
                self.line(depth, "}");
            }
            Statement::While { condition, body } => {
                self.block(depth, &format!("while ({condition})"), body);
                self.line(depth, "}");
            }
            Statement::For { body, .. } if body.is_empty() => {}
            Statement::For { range, body } => {
                // The last number is in the range.
                let (first, last) = (Text::int(&range.first_cut_off()), Text::int(&range.last()));
                let step = match range.stride() {
                    step if step == Formula::from(1) => String::new(),
                    step => format!("{}:", Text::int(&step)),
                };
                let variable = range.var.name();
                let head = format!("for int {variable} in [{first}:{step}{last}]");
                self.block(depth, &head, body);
                self.line(depth, "}");
            }
        }
    }
}
