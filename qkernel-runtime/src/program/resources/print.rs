//! Resources as a table.

use std::fmt;

use super::Resources;

impl fmt::Display for Resources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Resource Estimate:")?;
        writeln!(f, "  Qubits: {}", self.qubits)?;
        if self.allocations != self.qubits {
            writeln!(f, "  Allocations: {}", self.allocations)?;
        }
        writeln!(f, "  Gates:")?;
        writeln!(f, "    Total: {}", self.gates)?;
        writeln!(f, "    Single-qubit: {}", self.single_qubit)?;
        writeln!(f, "    Two-qubit: {}", self.two_qubit)?;
        writeln!(f, "    Multi-qubit: {}", self.multi_qubit)?;
        writeln!(f, "    T gates: {}", self.t)?;
        writeln!(f, "    Clifford gates: {}", self.clifford)?;
        writeln!(f, "    Rotation gates: {}", self.rotation)?;
        writeln!(f, "  Depth: {}", self.depth)?;
        writeln!(f, "  Two-qubit depth: {}", self.two_qubit_depth)?;
        writeln!(f, "  T depth: {}", self.t_depth)?;
        write!(f, "  Measurements: {}", self.measurements)?;
        if self.resets > 0 {
            write!(f, "\n  Resets: {}", self.resets)?;
        }
        for (title, counts) in [
            ("Gates by name", &self.gates_by_name),
            ("Calls by name", &self.calls),
        ] {
            if !counts.is_empty() {
                write!(f, "\n  {title}:")?;
            }
            for (name, count) in counts {
                write!(f, "\n    {name}: {count}")?;
            }
        }
        if !self.dead_parameters.is_empty() {
            let names = folded(&self.dead_parameters).join(", ");
            write!(f, "\n  Parameters that change no result: {names}")?;
        }
        Ok(())
    }
}

/// Elements of a vector that follow each other, together: `w[3..6]` for `w[3]`, `w[4]` and `w[5]`.
fn folded(names: &[String]) -> Vec<String> {
    let element = |name: &str| {
        let (vector, index) = name.strip_suffix(']')?.split_once('[')?;
        Some((vector.to_owned(), index.parse::<usize>().ok()?))
    };
    let mut texts = Vec::new();
    let mut rest = names.iter().peekable();
    while let Some(name) = rest.next() {
        let Some((vector, first)) = element(name) else {
            texts.push(name.clone());
            continue;
        };
        let mut end = first + 1;
        while rest
            .next_if(|next| element(next) == Some((vector.clone(), end)))
            .is_some()
        {
            end += 1;
        }
        texts.push(match end - first {
            1 => name.clone(),
            _ => format!("{vector}[{first}..{end}]"),
        });
    }
    texts
}
