//! X under many controls, with a qubit that may be in any state.

/// The definition of X under `count` controls, three or more, with one qubit that may be in any state: `a0, a1, .., t, b`.
///
/// Barenco et al., Elementary gates for quantum computation (1995), lemmas 7.2 and 7.3: 8 (`count` - 2) Toffoli gates or fewer.
pub(super) fn borrowing(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|i| format!("a{i}")).collect();
    let (first, second) = names.split_at(count.div_ceil(2));
    let target = "t".to_string();
    let borrowed = "b".to_string();
    let second_with: Vec<String> = second.iter().chain([&borrowed]).cloned().collect();
    // Each half borrows qubits of the other.
    let spare: Vec<String> = second.iter().chain([&target]).cloned().collect();
    let once = chain(first, &spare, &borrowed) + &chain(&second_with, first, &target);
    format!(
        "gate mcx{count} {}, t, b {{ {once}{once}}}\n",
        names.join(", ")
    )
}

/// X under controls, with as many borrowed qubits as there are controls but two.
fn chain(controls: &[String], borrowed: &[String], target: &str) -> String {
    match controls {
        [] => format!("x {target}; "),
        [a] => format!("cx {a}, {target}; "),
        [a, b] => format!("ccx {a}, {b}, {target}; "),
        [a, b, rest @ ..] => {
            let step = |i: usize| {
                let to = if i + 1 == rest.len() {
                    target
                } else {
                    &borrowed[i + 1]
                };
                format!("ccx {}, {}, {to}; ", rest[i], borrowed[i])
            };
            let down: String = (0..rest.len()).rev().map(step).collect();
            let up: String = (0..rest.len()).map(step).collect();
            let inner_down: String = (0..rest.len() - 1).rev().map(step).collect();
            let inner_up: String = (0..rest.len() - 1).map(step).collect();
            let bottom = format!("ccx {a}, {b}, {}; ", borrowed[0]);
            format!("{down}{bottom}{up}{inner_down}{bottom}{inner_up}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a definition on all bit patterns: its controls, the target, the borrowed qubit.
    #[test]
    fn borrowed_qubits_are_left_as_they_were() {
        for count in 3..=9 {
            let text = borrowing(count);
            let (head, body) = text.split_once(" { ").unwrap();
            let names: Vec<&str> = head.split([' ', ',']).skip(2).collect();
            let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
            assert_eq!(names.len(), count + 2, "{head}");
            let place = |name: &str| names.iter().position(|own| *own == name).unwrap();
            let gates: Vec<Vec<usize>> = body
                .trim_end_matches([' ', '}', '\n'])
                .split_terminator(';')
                .map(|gate| {
                    let (name, qubits) = gate.trim().split_once(' ').unwrap();
                    let qubits: Vec<usize> = qubits.split(", ").map(place).collect();
                    assert_eq!(qubits.len(), name.len());
                    qubits
                })
                .collect();
            assert!(gates.len() <= 8 * (count - 2), "{} gates", gates.len());
            for pattern in 0..1usize << (count + 2) {
                let after = gates.iter().fold(pattern, |bits, qubits| {
                    let (target, controls) = qubits.split_last().unwrap();
                    let all = controls.iter().all(|control| bits >> control & 1 == 1);
                    bits ^ usize::from(all) << target
                });
                let all = pattern & ((1 << count) - 1) == (1 << count) - 1;
                assert_eq!(after, pattern ^ usize::from(all) << count, "{text}");
            }
        }
    }
}
