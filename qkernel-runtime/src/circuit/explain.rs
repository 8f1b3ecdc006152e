//! What a circuit runs on, and which of its parameters matter.

use std::fmt;
use std::sync::Arc;

use super::Circuit;
use crate::engine::{Engine, Rung, live_angles};
use crate::error::Error;
use crate::evaluator::Pool;
use crate::exact::{Piece, Plan};
use crate::plural::counted;
use crate::program::{Derived, Output, Positioned};
use crate::sample::Shots;

/// Which engines run a circuit, and why: the answer of [`Circuit::explain`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// How many samples there are.
    pub rows: usize,
    /// Whether it is a single sample, as `run` takes it, and no batch.
    pub single: bool,
    /// The parts of the circuit that never meet: each is run by itself.
    pub parts: Vec<ExplainedPart>,
    /// Why there are no exact values, if so: then there are no parts, and `estimate` and `sample` follow shots.
    pub refused: Option<String>,
}

/// A part of a circuit, and the engines that may run it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExplainedPart {
    /// How many qubits it has.
    pub qubits: usize,
    /// How many elementary gates.
    pub gates: usize,
    /// How many expectation values are taken of it.
    pub values: usize,
    /// The engines, from the one that takes the fewest circuits to the one that takes all.
    pub rungs: Vec<Rung>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.single {
            true => write!(f, "a single sample:")?,
            false => write!(f, "batch of {}:", counted(self.rows, "sample"))?,
        }
        if let Some(reason) = &self.refused {
            write!(
                f,
                " `estimate` and `sample` follow shots one after the other; {reason}"
            )?;
        }
        for part in &self.parts {
            let (qubits, gates) = (counted(part.qubits, "qubit"), counted(part.gates, "gate"));
            write!(
                f,
                "\n  part of {qubits}, {gates}, {}",
                counted(part.values, "value")
            )?;
            for rung in &part.rungs {
                let mark = if rung.taken { "runs" } else { "-" };
                write!(f, "\n    {:<12}{mark:<6}", rung.engine)?;
                if let Some(operations) = rung.operations {
                    write!(f, "{operations:.0} operations")?;
                }
                if let Some(reason) = &rung.refused {
                    let what = if rung.taken {
                        "one by one"
                    } else {
                        "not taken"
                    };
                    write!(f, "{what}: {reason}")?;
                }
            }
        }
        Ok(())
    }
}

/// One number of a free parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The index of its parameter among the free ones, in the order of the signature.
    pub argument: usize,
    /// The place of the number in it, matrices row by row.
    pub place: usize,
    /// What it is called: `theta`, `weights[3]`, `x[(0, 1)]`.
    pub name: String,
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl<K> Circuit<K> {
    /// The same circuit on an engine of choice, in place of [`Automatic`](crate::engine::Automatic), which takes the fastest for each
    /// batch. What the engine does not take is run on the state vector; [`explain`](Circuit::explain) says so.
    ///
    /// ```
    /// use qkernel_runtime::engine::{Lanes, Statevector};
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn turned(x: Float, w: Float, o: Observable) -> Float {
    ///     expval(rx(ry(qubit(), x), w), o)
    /// }
    ///
    /// let circuit = turned { o: Z(0) }.compile()?;
    /// let plain = circuit.with_engine(&Statevector)?;
    /// let xs = [0.1, 0.2, 0.3];
    /// let (a, b) = (circuit.run_batch((each(&xs), 0.5))?, plain.run_batch((each(&xs), 0.5))?);
    /// assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// If the circuit cannot be simulated at all.
    pub fn with_engine(&self, engine: &'static dyn Engine) -> Result<Circuit<K>, Error> {
        // A circuit that cannot be simulated says why.
        self.pool.as_ref().map_err(Error::clone)?;
        let plan = Plan::new(Arc::clone(&self.program), engine);
        Ok(Circuit {
            pool: Ok(Pool::new(Shots::new(plan))),
            ..self.clone()
        })
    }

    /// Which engine runs a batch of so many samples, and why the others do not. `each` names the arguments that have a row for
    /// each sample. Without names it is a single sample, as [`run`](Circuit::run) takes it. Where the states do not fit in memory, no
    /// engine is [taken](crate::engine::Rung::taken), and the reason says so; derivatives need a second state. Where there are no exact
    /// values, the reason is [`refused`](Explanation::refused).
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn model(x: Vector<Float, { 2 }>, w: Vector<Float, { 2 }>, o: Observable) -> Float {
    ///     let q = cx_entangling_layer(angle_encoding(qubit_array(2), x));
    ///     expval(cx_entangling_layer(ry_layer(q, w, 0)), o)
    /// }
    ///
    /// let circuit = model { o: Z(1) }.compile()?;
    /// let text = circuit.explain(1000, &["x"])?.to_string();
    /// assert!(text.contains("terms       runs"), "{text}");
    ///
    /// // An angle of the sample after qubits met: that is no product state any more.
    /// let text = circuit.explain(1000, &["w"])?.to_string();
    /// assert!(text.contains("after it met other qubits"), "{text}");
    /// assert!(text.contains("lanes       runs"), "{text}");
    ///
    /// // A single sample has no others to run beside.
    /// let text = circuit.explain(1, &[])?.to_string();
    /// assert!(text.starts_with("a single sample:") && text.contains("statevector runs"), "{text}");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// For a name that no argument has, several samples without a name, and a circuit that cannot be simulated.
    pub fn explain(&self, rows: usize, each: &[&str]) -> Result<Explanation, Error> {
        let plan = self.pool.as_ref().map_err(Error::clone)?.plan();
        let arguments = self.arguments();
        for name in each {
            if arguments.iter().all(|argument| argument.name != *name) {
                let names = arguments
                    .iter()
                    .map(|argument| format!("`{}`", argument.name));
                return Err(plan.invalid(format!(
                    "there is no argument `{name}`: the arguments are {}",
                    names.collect::<Vec<_>>().join(", ")
                )));
            }
        }
        let single = each.is_empty();
        if single && rows != 1 {
            return Err(plan.invalid(format!(
                "a batch of {} has an argument with a row for each: name it, or ask for one sample",
                counted(rows, "sample")
            )));
        }
        if let Err(error) = plan.check_exact() {
            return Ok(Explanation {
                rows,
                single,
                parts: Vec::new(),
                refused: Some(error.to_string()),
            });
        }
        let own = arguments
            .iter()
            .map(|argument| each.contains(&&*argument.name));
        let mut marks = Vec::new();
        plan.mark(&own.collect::<Vec<_>>(), &mut marks);
        let varies = plan.angles.iter().map(|angle| angle.value.reads(&marks));
        let varies: Vec<bool> = varies.collect();
        let takes_batch =
            |piece: &Piece| piece.takes_batch(plan.engine, rows, &varies[piece.angles.clone()]);
        let mut together = !single;
        for piece in &plan.parts {
            together = together && takes_batch(piece).map_err(|error| plan.explained(error))?;
        }
        let parts = plan.parts.iter().map(|piece| {
            let alone = piece.explain_single(plan.engine);
            let rungs = alone.and_then(|alone| match single {
                true => Ok(vec![alone]),
                false => {
                    let rungs = piece.explain(plan.engine, rows, &varies[piece.angles.clone()])?;
                    Ok(if together { rungs } else { apart(rungs, alone) })
                }
            });
            Ok(ExplainedPart {
                qubits: piece.part.qubits,
                gates: piece.part.steps.len(),
                values: piece.values.len(),
                rungs: rungs.map_err(|error| plan.explained(error))?,
            })
        });
        Ok(Explanation {
            rows,
            single,
            parts: parts.collect::<Result<_, Error>>()?,
            refused: None,
        })
    }

    /// The parameters that no result depends on, whatever the others are: their derivatives are always 0. A turn about Z just before a
    /// measurement of Z is such a one. Gradients still have a place for them.
    ///
    /// They are found from the structure of the circuit, so what is 0 for another reason is not found: two turns that undo each other, a gate
    /// whose control is always |0⟩. Of a large circuit only the operators that may be on each qubit are
    /// followed, so that some may be missed; none is named that matters. A circuit that gives measured bits has no derivatives,
    /// and none is named, nor is any of one that is too large to be simulated or has no exact values.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn layer(w: Vector<Float, { 2 }>, o: Observable) -> Float {
    ///     expval(rz(ry(qubit(), w[0]), w[1]), o)
    /// }
    ///
    /// let names = |o: Observable| -> Result<Vec<String>, Error> {
    ///     let dead = layer { o }.compile()?.dead_parameters();
    ///     Ok(dead.iter().map(ToString::to_string).collect())
    /// };
    /// assert_eq!(names(Z(0).into())?, ["w[1]"]);
    /// assert!(names(X(0).into())?.is_empty());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn dead_parameters(&self) -> Vec<Parameter> {
        let number = |output: &Output| matches!(output, Output::Float(_) | Output::FloatVector(_));
        let Ok(pool) = &self.pool else {
            return Vec::new();
        };
        if !self.program.outputs.iter().any(number) {
            return Vec::new();
        }
        let live = live_slots(pool.plan());
        let (mut dead, mut slot) = (Vec::new(), 0);
        for (number, argument) in self.arguments().iter().enumerate() {
            for place in 0..argument.shape.len() {
                if !live[slot] {
                    dead.push(Parameter {
                        argument: number,
                        place,
                        name: argument.element(place),
                    });
                }
                slot += 1;
            }
        }
        dead
    }
}

/// The rungs of a part that is run sample by sample because a part of the circuit is.
fn apart(mut rungs: Vec<Rung>, alone: Rung) -> Vec<Rung> {
    for rung in &mut rungs {
        if rung.taken && rung.refused.is_none() && rung.engine != alone.engine {
            rung.taken = false;
            rung.refused = Some("another part of the circuit takes its samples one by one".into());
        }
    }
    let has_one = rungs.iter().any(|rung| rung.taken);
    match rungs.iter_mut().find(|rung| rung.engine == alone.engine) {
        Some(rung) => (rung.taken, rung.refused) = (alone.taken, alone.refused),
        None if has_one => {}
        None => rungs.push(alone),
    }
    rungs
}

/// For each slot, whether a result may depend on it.
fn live_slots(plan: &Plan) -> Vec<bool> {
    let slots = &plan.slots;
    // Without exact values there are no parts to look at.
    if plan.check_exact().is_err() || !plan.parts.iter().all(Piece::is_listed) {
        return vec![true; slots.len()];
    }
    let mut live = vec![false; slots.len()];
    fn take(live: &mut [bool], number: &impl Positioned) {
        number.terms().for_each(|(slot, _)| live[slot] = true);
    }
    slots.outputs.iter().for_each(|form| take(&mut live, form));
    let mut values = vec![false; plan.values()];
    let mut derived = |live: &mut [bool], late: bool| {
        for (number, step) in slots.derived().enumerate().rev() {
            if slots.late[number] != late || !live[slots.arguments + number] {
                continue;
            }
            step.operands().for_each(|form| take(live, form));
            if let Derived::Expectation(number) = step {
                let terms = plan.products.sum(number.index()).1;
                let factors = terms.flat_map(|(_, factors)| factors);
                factors.for_each(|&value| values[value] = true);
            }
        }
        values.clone()
    };
    let values = derived(&mut live, true);
    for piece in &plan.parts {
        let angles = &plan.angles[piece.angles.clone()];
        let matters = if piece.is_unitary() {
            let mut part = (*piece.part).clone();
            let mut used = values[piece.values.clone()].iter();
            part.observables.retain(|_| used.next() == Some(&true));
            live_angles(&part)
        } else {
            vec![true; angles.len()]
        };
        for (angle, _) in angles.iter().zip(matters).filter(|(_, matters)| *matters) {
            take(&mut live, &angle.value);
        }
    }
    derived(&mut live, false);
    live
}
