//! The cases, and how a kernel is held against one.

use num_complex::Complex64;
use qkernel_runtime::Circuit;
use qkernel_runtime::arguments::Parameters;
use qkernel_runtime::formulas::Formulas;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::kernel::EntryKernel;
use qkernel_runtime::observable::Pauli;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::Shape;
use qkernel_tests::assert_close;
use qkernel_tests::close::EXACT;
use qkernel_tests::skip::skipped;
use serde_json::Value;

/// All cases, or `None`, and a line that says so, where there is no file.
pub(crate) fn all() -> Option<Vec<Case>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/oracle/cases.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        skipped("oracle", &format!("no reference values at {path}"));
        return None;
    };
    let file: Value = serde_json::from_str(&text).expect("the file is JSON");
    Some(
        file["cases"]
            .as_array()
            .expect("it has cases")
            .iter()
            .cloned()
            .map(Case)
            .collect(),
    )
}

/// The case of this name, or `None` where there is no file.
pub(crate) fn load(name: &str) -> Option<Case> {
    let case = all()?.into_iter().find(|case| case.name() == name);
    Some(case.unwrap_or_else(|| panic!("there is no case `{name}`")))
}

pub(crate) struct Case(Value);

impl Case {
    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().expect("a case has a name")
    }

    pub(crate) fn uint(&self, name: &str) -> usize {
        self.0["params"][name].as_u64().expect(name) as usize
    }

    pub(crate) fn float(&self, name: &str) -> f64 {
        self.0["params"][name].as_f64().expect(name)
    }

    pub(crate) fn floats(&self, name: &str) -> Vector<Float> {
        floats(&self.0["params"][name]).into()
    }

    pub(crate) fn uints(&self, name: &str) -> Vector<UInt> {
        self.0["params"][name]
            .as_array()
            .expect(name)
            .iter()
            .map(|x| x.as_u64().unwrap() as usize)
            .collect()
    }

    pub(crate) fn gates(&self) -> &[Value] {
        self.0["gates"].as_array().expect("a list of gates")
    }

    pub(crate) fn qubits(&self) -> usize {
        self.0["num_qubits"].as_u64().expect("a number of qubits") as usize
    }

    pub(crate) fn expected(&self, what: &str) -> &Value {
        &self.0["expected"][what]
    }

    pub(crate) fn observables(&self) -> Vector<Observable> {
        self.0["observables"]
            .as_array()
            .expect("observables")
            .iter()
            .map(observable)
            .collect()
    }

    /// Holds a kernel, and the plain call of it, against everything that the case states.
    #[track_caller]
    pub(crate) fn check<K: EntryKernel<Output = Vector<Float>>>(
        &self,
        kernel: K,
        eager: Vector<Float>,
    ) -> Circuit<K>
    where
        K::Params: Parameters,
    {
        self.check_with(kernel, eager, |_, row| row.to_vec())
    }

    /// As `check`; `rest` adds to the expected derivatives by a parameter what the file leaves out.
    #[track_caller]
    pub(crate) fn check_with<K: EntryKernel<Output = Vector<Float>>>(
        &self,
        kernel: K,
        eager: Vector<Float>,
        rest: impl Fn(&str, &[f64]) -> Vec<f64>,
    ) -> Circuit<K>
    where
        K::Params: Parameters,
    {
        let name = self.name();
        let circuit = kernel.compile().unwrap_or_else(|error| panic!("{error}"));
        let (slots, numbers) = self.arguments(&circuit);
        let mut evaluator = circuit.evaluator().unwrap();
        let outputs = evaluator.outputs();
        let mut values = vec![0.0; outputs];
        evaluator
            .evaluate(&numbers, &mut values)
            .unwrap_or_else(|error| panic!("{error}"));
        let expected = floats(self.expected("expvals"));
        assert_close(&format!("{name}: run"), &values, &expected, EXACT);
        assert_close(&format!("{name}: plain call"), eager, &expected, EXACT);
        self.check_state(&evaluator.state(&numbers).unwrap());

        let gradients = self.expected("param_gradients").as_object();
        let by_gate = self.expected("gate_gradients").is_array()
            && self.gates().iter().any(|gate| !gate["expr"].is_null());
        assert!(
            !by_gate || gradients.is_some(),
            "{name} has parameters but no derivatives by them"
        );
        for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
            let mut rows = vec![0.0; outputs * slots.len()];
            evaluator
                .jacobian(&numbers, method, &mut vec![0.0; outputs], &mut rows)
                .unwrap();
            for (parameter, row) in gradients.into_iter().flatten() {
                let slot = slots
                    .iter()
                    .position(|slot| slot == parameter)
                    .expect(parameter);
                let found: Vec<f64> = (0..outputs).map(|i| rows[i * slots.len() + slot]).collect();
                let what = format!("{name}: derivative by {parameter}, {method:?}");
                assert_close(&what, found, rest(parameter, &floats(row)), EXACT);
            }
        }
        self.check_resources(&circuit);
        circuit
    }

    /// The names of a circuit's arguments, number by number, and their values in this case.
    fn arguments<K>(&self, circuit: &Circuit<K>) -> (Vec<String>, Vec<f64>) {
        let (mut slots, mut numbers) = (Vec::new(), Vec::new());
        for argument in &circuit.program().arguments {
            let given = &self.0["params"][&argument.name];
            match argument.shape {
                Shape::Scalar => {
                    slots.push(argument.name.to_string());
                    numbers.push(given.as_f64().expect(&argument.name));
                }
                shape => {
                    slots.extend((0..shape.len()).map(|i| format!("{}[{i}]", argument.name)));
                    numbers.extend(floats(given));
                }
            }
        }
        assert_eq!(
            slots.len(),
            numbers.len(),
            "{}: the arguments have other lengths",
            self.name()
        );
        (slots, numbers)
    }

    /// Holds a state against the amplitudes, up to a global phase, and the probabilities, as far as they are stated.
    #[track_caller]
    pub(crate) fn check_state(&self, state: &[Complex64]) {
        let name = self.name();
        let probabilities: Vec<f64> = state.iter().map(Complex64::norm_sqr).collect();
        if let Some(amplitudes) = self.expected("statevector").as_array() {
            let expected: Vec<f64> = amplitudes.iter().flat_map(floats).collect();
            let overlap: Complex64 = expected
                .chunks(2)
                .zip(state)
                .map(|(a, b)| Complex64::new(a[0], -a[1]) * b)
                .sum();
            let turned = state.iter().map(|a| a * overlap.conj() / overlap.norm());
            let turned: Vec<f64> = turned.flat_map(|a| [a.re, a.im]).collect();
            assert_close(&format!("{name}: state"), turned, expected, EXACT);
        }
        if self.expected("probabilities").is_array() {
            let mut expected = floats(self.expected("probabilities"));
            // Qubits that were only helpers come after the others and are in |0> again.
            expected.resize(state.len(), 0.0);
            assert_close(
                &format!("{name}: probabilities"),
                &probabilities,
                expected,
                EXACT,
            );
        }
        for row in self
            .expected("top_probabilities")
            .as_array()
            .into_iter()
            .flatten()
        {
            let index = row[0].as_u64().unwrap() as usize;
            assert_close(
                &format!("{name}: p({index})"),
                probabilities[index],
                row[1].as_f64().unwrap(),
                EXACT,
            );
        }
        if let Some(sum) = self.expected("sum_k_p").as_f64() {
            let found: f64 = probabilities
                .iter()
                .enumerate()
                .map(|(k, p)| k as f64 * p)
                .sum();
            assert_close(
                &format!("{name}: Σ k p"),
                found,
                sum,
                EXACT * state.len() as f64,
            );
        }
        if let Some(sum) = self.expected("sum_p_squared").as_f64() {
            assert_close(
                &format!("{name}: Σ p²"),
                probabilities.iter().map(|p| p * p).sum::<f64>(),
                sum,
                EXACT,
            );
        }
    }

    /// For these sizes the formulas give the same numbers as those of the file.
    #[track_caller]
    pub(crate) fn check_formulas(&self, found: &Formulas, sizes: &[(&str, usize)]) {
        let numbers = found.at(sizes).unwrap();
        for (what, expected) in self.expected("resources").as_object().expect("formulas") {
            let found = match what.as_str() {
                "qubits" => numbers.qubits,
                "total" => numbers.gates,
                "single_qubit" => numbers.single_qubit,
                "two_qubit" => numbers.two_qubit,
                "multi_qubit" => numbers.multi_qubit,
                "clifford" => numbers.clifford,
                "rotation" => numbers.rotation,
                "t" => numbers.t,
                other => panic!("{}: no count `{other}`", self.name()),
            };
            let expected = match expected.as_str() {
                Some(rest) => Reader { rest, sizes }.sum(),
                None => expected.as_i64().expect("a number"),
            };
            assert_eq!(
                found as i64,
                expected,
                "{}: {what} at {sizes:?}",
                self.name()
            );
        }
    }

    #[track_caller]
    pub(crate) fn check_resources<K>(&self, circuit: &Circuit<K>) {
        let Some(expected) = self.expected("resources").as_object() else {
            return;
        };
        let found = circuit.resources();
        for (what, count) in expected {
            let found = match what.as_str() {
                "qubits" => found.qubits,
                "total" => found.gates,
                "single_qubit" => found.single_qubit,
                "two_qubit" => found.two_qubit,
                "multi_qubit" => found.multi_qubit,
                "clifford" => found.clifford,
                "rotation" => found.rotation,
                "t" => found.t,
                other => panic!("{}: no count `{other}`", self.name()),
            };
            assert_eq!(
                Some(found as u64),
                count.as_u64(),
                "{}: {what}",
                self.name()
            );
        }
    }
}

/// The value of a formula of the file: sums, products and `Max`.
struct Reader<'a> {
    rest: &'a str,
    sizes: &'a [(&'a str, usize)],
}

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn sum(&mut self) -> i64 {
        let mut sum = self.product();
        loop {
            if self.take("+") {
                sum += self.product();
            } else if self.take("-") {
                sum -= self.product();
            } else {
                return sum;
            }
        }
    }

    fn product(&mut self) -> i64 {
        let mut product = self.factor();
        while self.take("*") {
            product *= self.factor();
        }
        product
    }

    fn factor(&mut self) -> i64 {
        if self.take("Max(") {
            let first = self.sum();
            assert!(self.take(","));
            let largest = first.max(self.sum());
            assert!(self.take(")"));
            return largest;
        }
        if self.take("(") {
            let sum = self.sum();
            assert!(self.take(")"));
            return sum;
        }
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        match self.sizes.iter().find(|(name, _)| *name == word) {
            Some(&(_, size)) => size as i64,
            None => word.parse().expect("a number"),
        }
    }
}

pub(crate) fn floats(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .expect("numbers")
        .iter()
        .map(|x| x.as_f64().expect("a number"))
        .collect()
}

fn observable(value: &Value) -> Observable {
    Observable::from_terms(value.as_array().unwrap().iter().map(|term| {
        let factors = term[1].as_array().unwrap().iter().map(|factor| {
            let pauli = match factor[0].as_str().unwrap() {
                "X" => Pauli::X,
                "Y" => Pauli::Y,
                "Z" => Pauli::Z,
                other => panic!("no operator `{other}`"),
            };
            (pauli, factor[1].as_u64().unwrap() as usize)
        });
        (term[0].as_f64().unwrap(), factors.collect::<Vec<_>>())
    }))
}
