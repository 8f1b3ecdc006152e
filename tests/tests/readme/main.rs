//! What the README quotes is what there is.

mod circles;
mod counted;

const README: &str = include_str!("../../../README.md");

/// The first block after a heading that begins with such a fence.
fn block(heading: &str, fence: &str) -> &'static str {
    let (_, section) = README.split_once(heading).expect("the section is there");
    let (_, block) = section
        .split_once(&format!("\n```{fence}\n"))
        .expect("the section has such a block");
    block.split_once("```").expect("the block ends").0
}

/// The kernel of the README, which the next test compares with it.
mod kernel {
    use qkernel_runtime::prelude::*;

    #[qkernel]
    pub(super) fn variational_ansatz(
        n_qubits: UInt,
        n_layers: UInt,
        inputs: Vector<Float, { n_qubits }>,
        weights: Vector<Float, { n_layers * n_qubits * 3 }>,
        hamiltonian: Observable,
    ) -> Float {
        let mut q = qubit_array(n_qubits);

        // Angle encoding.
        for i in range(n_qubits) {
            q[i] = ry(q[i], inputs[i]);
        }

        // Variational layers from the standard library, themselves kernels.
        for layer in range(n_layers) {
            let base = layer * n_qubits * 3;
            q = rz_layer(q, weights, base);
            q = ry_layer(q, weights, base + n_qubits);
            q = rz_layer(q, weights, base + n_qubits * 2);
            q = cz_entangling_layer(q);
        }

        expval(q, hamiltonian)
    }
}

#[test]
fn its_tables_are_what_is_printed() {
    use kernel::variational_ansatz;
    use qkernel_runtime::prelude::*;

    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted = block("## A kernel", "rust");
    let (_, quoted) = quoted.split_once("pub fn ").expect("a kernel");
    let (quoted, _) = quoted.split_once("fn main").expect("its end");
    assert!(words(include_str!("main.rs")).contains(&words(quoted)));

    let formulas = variational_ansatz::resources();
    assert_eq!(
        block("## Count a circuit", "text").trim_end(),
        formulas.to_string()
    );
    let circuit = variational_ansatz {
        n_qubits: 4,
        n_layers: 2,
        hamiltonian: Z(0),
    }
    .compile()
    .unwrap();
    assert_eq!(
        block("A bound circuit is counted", "text").trim_end(),
        circuit.resources().to_string()
    );
}

/// A user finds each method of a circuit.
#[test]
fn its_table_of_calls_is_complete() {
    let (_, table) = README.split_once("## What a circuit can do").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let mut found = 0;
    for file in [
        include_str!("../../../qkernel-runtime/src/circuit/mod.rs"),
        include_str!("../../../qkernel-runtime/src/circuit/pictures.rs"),
        include_str!("../../../qkernel-runtime/src/circuit/state.rs"),
        include_str!("../../../qkernel-runtime/src/circuit/batch.rs"),
        include_str!("../../../qkernel-runtime/src/circuit/derivative.rs"),
        include_str!("../../../qkernel-runtime/src/circuit/explain.rs"),
        include_str!("../../../qkernel-runtime/src/circuit/untyped.rs"),
    ] {
        for line in file.lines() {
            let name = line.strip_prefix("    pub fn ").and_then(|line| {
                let name = line.split(['(', '<']).next()?;
                // One row says it of all.
                (!name.ends_with("_with") || name == "to_qasm3_with").then_some(name)
            });
            if let Some(name) = name {
                let call = [".", "::"].map(|dot| format!("{dot}{name}("));
                assert!(call.iter().any(|call| table.contains(call)), "{name}");
                found += 1;
            }
        }
    }
    assert!(found > 30, "{found}");
}

#[test]
fn the_wrong_kernel_is_the_one_that_is_tested() {
    let tested = include_str!("../../ui/qk0045_index_past_the_end.rs");
    let quoted = block("## A wrong kernel", "rust,compile_fail");
    let bare = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| !line.starts_with("///") && *line != "fn main() {}")
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        bare(quoted.trim_end()),
        bare(tested.trim_end())[..bare(quoted.trim_end()).len()]
    );
}

#[test]
fn its_message_is_the_one_that_is_tested() {
    let tested = include_str!("../../ui/qk0045_index_past_the_end.stderr");
    assert_eq!(
        block("## A wrong kernel", "text").trim_end(),
        tested.trim_end()
    );
}

#[test]
fn the_picture_is_the_one_that_is_tested() {
    let tested = include_str!("../../runtime/tests/drawn/tutorial.txt");
    assert_eq!(
        block("## See a circuit", "text").trim_end(),
        tested.trim_end()
    );
}

/// Other names of the runtime, as the packages of these tests give it.
#[test]
fn other_names_of_the_runtime_are_those_that_are_tested() {
    let renamed = include_str!("../../renamed/Cargo.toml");
    let quoted = block("## Crates", "toml");
    let start = "qk = { package = \"qkernel-runtime\", ";
    assert!(quoted.contains(start) && renamed.contains(start));
    let facade = include_str!("../../facade/user/src/lib.rs");
    assert!(facade.contains(block("## Crates", "rust,ignore")));
}

#[test]
fn files_that_it_links_are_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for link in README.split("](").skip(1) {
        let (target, _) = link.split_once(')').expect("the link ends");
        if let Some(section) = target.strip_prefix('#') {
            let slug = |line: &str| {
                line.trim_start_matches(['#', ' '])
                    .to_lowercase()
                    .replace(',', "")
                    .replace(' ', "-")
            };
            assert!(
                README
                    .lines()
                    .any(|line| line.starts_with('#') && slug(line) == section),
                "no section {section}"
            );
            continue;
        }
        assert!(
            target.starts_with("http") || root.join(target).exists(),
            "{target} is not there"
        );
    }
}

#[test]
fn the_cost_of_many_qubits_follows_from_its_formulas() {
    let page = include_str!("../../../docs/beyond-one-machine.md");
    let (_, table) = page.split_once("| n | ranks | L |").expect("the table");
    let rows = table.lines().skip(2).take_while(|line| !line.is_empty());
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let number = |cell: usize| {
            let (number, _) = cells[cell].split_once(' ').unwrap_or((cells[cell], ""));
            number.parse::<f64>().expect("a number")
        };
        let (n, ranks) = (number(1), number(2));
        let bytes = 16.0 * n.exp2() / ranks;
        let (near, exchange, far) = (2.0 * bytes / 200e9, bytes / 2.0 / 20e9, ranks.log2());
        let expected = [
            bytes / f64::from(1 << 30),
            1e3 * near,
            exchange,
            n * (3.0 + 0.25) * near,
            far * exchange,
            far * bytes / 20e9,
        ];
        for (cell, expected) in (3..).zip(expected) {
            // As many digits as the table has.
            let digits = cells[cell].split_once('.').map_or(0, |(_, after)| {
                after.chars().take_while(char::is_ascii_digit).count()
            });
            let close = (number(cell) - expected).abs() <= 0.5 * 0.1_f64.powi(digits as i32);
            assert!(close, "{row}: {} is {expected}", cells[cell]);
        }
        count += 1;
    }
    assert_eq!(count, 4);
}

/// Paths begin at the root of the repository, or else in the package named last, or in its `src`.
#[test]
fn paths_in_the_pages_for_contributors_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let architecture = include_str!("../../../docs/architecture.md");
    for page in [architecture, include_str!("../../../CONTRIBUTING.md")] {
        let (mut package, mut inline, mut found) = (root.clone(), false, 0);
        for part in page.split('`') {
            if let Some((_, heading)) = part.rsplit_once("\n## ") {
                let name = heading.lines().next().unwrap_or_default();
                package = root.join(name);
            }
            // In the name of a file to be written, NNNN is a number.
            let path = part.split("qkNNNN").next().unwrap_or_default();
            let is_path = path.contains('/') || path.ends_with(".rs");
            if inline && is_path && !path.contains(char::is_whitespace) {
                let first = path.split('/').next().unwrap_or_default();
                if path.contains('/') && root.join(first).join("Cargo.toml").exists() {
                    package = root.join(first);
                }
                let starts = [root.clone(), package.clone(), package.join("src")];
                assert!(
                    starts.iter().any(|start| start.join(path).exists()),
                    "{path} is not there"
                );
                found += 1;
            }
            inline = !inline;
        }
        assert!(found > 0, "the page names no path");
    }
}
