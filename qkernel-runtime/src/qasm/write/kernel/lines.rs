//! Statements as lines of a text.

use std::fmt::Write;

use super::statement::Statement;
use super::text::Text;
use crate::formulas::Formula;
use crate::qasm::write::gates::Definitions;

/// Statements as lines.
pub(super) struct Lines<'d> {
    pub(super) modifiers: bool,
    pub(super) definitions: &'d mut Definitions,
    pub(super) text: String,
}

impl Lines<'_> {
    pub(super) fn list(&mut self, list: &[Statement], depth: usize) {
        for statement in list {
            self.statement(statement, depth);
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.text, "{:1$}{text}", "", 2 * depth);
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
                let ty = bits(length.as_ref());
                match (&from[..], length) {
                    ([from], _) if *declared => {
                        self.line(depth, &format!("{ty} {name} = measure {from};"));
                    }
                    ([from], _) => self.line(depth, &format!("{name} = measure {from};")),
                    (several, _) => {
                        if *declared {
                            self.line(depth, &format!("{ty} {name};"));
                        }
                        for (k, from) in several.iter().enumerate() {
                            self.line(depth, &format!("{name}[{k}] = measure {from};"));
                        }
                    }
                }
            }
            Statement::Plain(text) => self.line(depth, text),
            Statement::If {
                condition,
                then,
                otherwise,
            } => match (then.is_empty(), otherwise.is_empty()) {
                (true, true) => {}
                (true, false) => {
                    self.line(depth, &format!("if ({}) {{", condition.not()));
                    self.list(otherwise, depth + 1);
                    self.line(depth, "}");
                }
                (false, alone) => {
                    self.line(depth, &format!("if ({condition}) {{"));
                    self.list(then, depth + 1);
                    if !alone {
                        self.line(depth, "} else {");
                        self.list(otherwise, depth + 1);
                    }
                    self.line(depth, "}");
                }
            },
            Statement::While { condition, body } => {
                self.line(depth, &format!("while ({condition}) {{"));
                self.list(body, depth + 1);
                self.line(depth, "}");
            }
            Statement::For {
                variable,
                first,
                step,
                end,
                down,
                body,
            } => {
                if body.is_empty() {
                    return;
                }
                // The last number is in the range.
                let one = Formula::from(1);
                let (step, last) = match down {
                    false => (step.clone(), end.minus(&one)),
                    true => (Formula::default().minus(step), end.plus(&one)),
                };
                let (first, last) = (Text::int(first), Text::int(&last));
                let range = match step == one {
                    true => format!("{first}:{last}"),
                    false => format!("{first}:{}:{last}", Text::int(&step)),
                };
                self.line(depth, &format!("for int {variable} in [{range}] {{"));
                self.list(body, depth + 1);
                self.line(depth, "}");
            }
        }
    }
}

/// The type of a measured bit, or of several.
pub(super) fn bits(length: Option<&Formula>) -> String {
    match length {
        None => "bit".into(),
        Some(length) => format!("bit[{}]", Text::int(length)),
    }
}
