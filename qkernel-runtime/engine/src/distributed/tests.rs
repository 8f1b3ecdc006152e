//! Ranks as threads of one process, which count what they send.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use num_complex::Complex64;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Communicator, Distributed, Relabelled, Slices};
use crate::suite::{close, part_of};
use crate::{
    Automatic, Engine, Error, Part, PauliTerm, Primitive, PrimitiveKind, Register, Run, Shift,
    Statevector, Step, Turn,
};

type Message = Vec<Complex64>;

/// A rank.
#[derive(Debug)]
struct Peer {
    rank: usize,
    /// To each rank, and from each.
    to: Vec<Sender<Message>>,
    from: Mutex<Vec<Receiver<Message>>>,
    machine: usize,
    /// Bytes of amplitudes sent to another rank.
    sent: AtomicU64,
}

impl Peer {
    fn all(ranks: usize, machine: usize) -> Vec<Peer> {
        let mut to: Vec<Vec<Sender<Message>>> = (0..ranks).map(|_| Vec::new()).collect();
        let from = (0..ranks).map(|_| {
            let links = to.iter_mut().map(|to| {
                let (sender, receiver) = channel();
                to.push(sender);
                receiver
            });
            links.collect::<Vec<_>>()
        });
        let from: Vec<_> = from.collect();
        to.into_iter()
            .zip(from)
            .enumerate()
            .map(|(rank, (to, from))| Peer {
                rank,
                to,
                from: Mutex::new(from),
                machine,
                sent: AtomicU64::new(0),
            })
            .collect()
    }

    fn send(&self, other: usize, message: Message) {
        self.to[other].send(message).unwrap();
    }

    fn receive(&self, other: usize) -> Message {
        let from = self.from.lock().unwrap();
        from[other].recv_timeout(Duration::from_secs(60)).unwrap()
    }
}

impl Communicator for Peer {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.to.len()
    }

    fn on_this_machine(&self) -> usize {
        self.machine
    }

    fn exchange(&self, other: usize, sent: &[Complex64], received: &mut [Complex64]) {
        assert_ne!(other, self.rank);
        self.sent
            .fetch_add(size_of_val(sent) as u64, Ordering::Relaxed);
        self.send(other, sent.to_vec());
        received.copy_from_slice(&self.receive(other));
    }

    fn sum(&self, numbers: &mut [f64]) {
        let mine: Message = numbers.iter().map(|&x| x.into()).collect();
        (0..self.size()).for_each(|other| self.send(other, mine.clone()));
        numbers.fill(0.0);
        for other in 0..self.size() {
            let theirs = self.receive(other);
            numbers.iter_mut().zip(theirs).for_each(|(x, y)| *x += y.re);
        }
    }

    fn broadcast(&self, from: usize, amplitudes: &mut [Complex64]) {
        if from == self.rank {
            let others = (0..self.size()).filter(|&other| other != from);
            others.for_each(|other| self.send(other, amplitudes.to_vec()));
        } else {
            amplitudes.copy_from_slice(&self.receive(from));
        }
    }
}

type Rank = Distributed<Slices<Peer>>;

fn ranks(count: usize) -> Vec<Rank> {
    let peers = Peer::all(count, 1).into_iter();
    peers
        .map(|peer| Distributed::new(Slices::new(peer)).unwrap())
        .collect()
}

/// What the function gives for each of them, each in a thread of its own.
fn each<T: Send, U: Send>(all: &mut [T], f: impl Fn(&mut T) -> U + Sync) -> Vec<U> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = all.iter_mut().map(|one| scope.spawn(|| f(one))).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

/// The same, which has to be the same for each of them.
fn same<T: Send, U: Send + PartialEq + std::fmt::Debug>(
    all: &mut [T],
    f: impl Fn(&mut T) -> U + Sync,
) -> U {
    let mut all = each(all, f).into_iter();
    let first = all.next().unwrap();
    all.for_each(|other| assert_eq!(other, first));
    first
}

/// An engine of two ranks in this process.
#[derive(Debug)]
pub(crate) struct Simulated;

impl Engine for Simulated {
    fn name(&self) -> &'static str {
        "simulated ranks"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        let runs: Result<Vec<_>, Error> = each(&mut ranks(2), |rank| rank.prepare(part))
            .into_iter()
            .collect();
        Ok(Box::new(SimulatedRun {
            runs: runs?,
            all: Vec::new(),
        }))
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        let all = each(&mut ranks(2), |rank| rank.register(kernel, qubits));
        let all: Result<Vec<_>, Error> = all.into_iter().collect();
        Ok(Box::new(SimulatedRegister(Mutex::new(all?))))
    }
}

#[derive(Debug)]
struct SimulatedRun {
    runs: Vec<Box<dyn Run>>,
    all: Vec<Complex64>,
}

impl SimulatedRun {
    fn fill(
        &mut self,
        to: &mut [f64],
        f: impl Fn(&mut dyn Run, &mut [f64]) -> Result<(), Error> + Sync,
    ) -> Result<(), Error> {
        let n = to.len();
        let numbers = same(&mut self.runs, |run| {
            let mut numbers = vec![0.0; n];
            f(&mut **run, &mut numbers).map(|()| numbers)
        });
        to.copy_from_slice(&numbers?);
        Ok(())
    }
}

impl Run for SimulatedRun {
    fn fork(&self) -> Box<dyn Run> {
        Box::new(SimulatedRun {
            runs: self.runs.clone(),
            all: Vec::new(),
        })
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.fill(values, |run, values| run.expectations(angles, values))
    }

    fn has_adjoint(&self) -> bool {
        self.runs[0].has_adjoint()
    }

    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.fill(by_angle, |run, by_angle| run.adjoint(weights, by_angle))
    }

    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.fill(values, |run, values| run.shifted(angles, shifts, values))
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        self.all = same(&mut self.runs, |run| {
            run.amplitudes(angles).map(<[Complex64]>::to_vec)
        })?;
        Ok(&self.all)
    }
}

#[derive(Debug)]
struct SimulatedRegister(Mutex<Vec<Box<dyn Register>>>);

impl Register for SimulatedRegister {
    fn fork(&self) -> Result<Box<dyn Register>, Error> {
        let all = each(&mut self.0.lock().unwrap(), |register| register.fork());
        let all: Result<Vec<_>, Error> = all.into_iter().collect();
        Ok(Box::new(SimulatedRegister(Mutex::new(all?))))
    }

    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        each(&mut self.0.lock().unwrap(), |register| {
            register.apply(primitive, turn);
        });
    }

    fn probability(&self, qubit: usize) -> f64 {
        same(&mut self.0.lock().unwrap(), |register| {
            register.probability(qubit)
        })
    }

    fn project(&mut self, qubit: usize, outcome: bool, probability: f64) {
        each(&mut self.0.lock().unwrap(), |register| {
            register.project(qubit, outcome, probability);
        });
    }

    fn probabilities(&self, each: &mut dyn FnMut(usize, f64) -> ControlFlow<()>) {
        let all = same(&mut self.0.lock().unwrap(), |register| {
            let mut all = Vec::new();
            register.probabilities(&mut |index, probability| {
                all.push((index, probability));
                ControlFlow::Continue(())
            });
            all
        });
        let _ = all.into_iter().try_for_each(|(index, p)| each(index, p));
    }
}

fn runner() -> TestRunner {
    TestRunner::new(Config {
        cases: Config::default().cases / 8 + 1,
        failure_persistence: None,
        ..Config::default()
    })
}

/// Amplitudes, values and gradients of one process.
type Results = (Vec<Complex64>, Vec<f64>, Vec<f64>);

fn results(run: &mut dyn Run, part: &Part, angles: &[f64]) -> Results {
    let weights: Vec<f64> = (0..part.observables.len())
        .map(|i| 0.7 - i as f64)
        .collect();
    let state = run.amplitudes(angles).unwrap().to_vec();
    let (mut values, mut by_angle) = (vec![0.0; weights.len()], vec![0.0; angles.len()]);
    run.expectations(angles, &mut values).unwrap();
    run.adjoint(&weights, &mut by_angle).unwrap();
    (state, values, by_angle)
}

#[test]
fn ranks_give_what_one_process_does() {
    let strategy = (part_of(3..=7, 40), 0usize..4);
    let test = |((part, angles), far): ((Part, Vec<f64>), usize)| {
        let part = Arc::new(part);
        let mut plain = Statevector.prepare(&part).unwrap();
        let expected = results(&mut *plain, &part, &angles);
        let found = same(&mut ranks(1 << far), |rank| {
            let mut run = rank.prepare(&part).unwrap();
            results(&mut *run, &part, &angles)
        });
        for (a, b) in found.0.iter().zip(&expected.0) {
            assert!((a - b).norm() < 1e-12, "{a} and {b}");
        }
        close(&found.1, &expected.1, 1e-12, "values");
        close(&found.2, &expected.2, 1e-12, "gradients");
        Ok(())
    };
    runner().run(&strategy, test).unwrap();
}

#[test]
fn shots_are_followed_over_many_ranks() {
    let strategy = (part_of(3..=6, 30), 1usize..4, any::<prop::sample::Index>());
    let test = |((part, angles), far, qubit): ((Part, Vec<f64>), usize, prop::sample::Index)| {
        let qubit = qubit.index(part.qubits);
        let follow = |engine: &dyn Engine| {
            let mut register = engine.register(&part.kernel, part.qubits).unwrap();
            let (half, end) = (part.steps.len() / 2, part.steps.len());
            crate::apply(part.steps.within(0..half), &angles, &mut *register);
            let mut copy = register.fork().unwrap();
            let one = copy.probability(qubit);
            // Not by a half: quarter turns give just that, and engines round it to either side.
            let outcome = one > 0.317;
            copy.project(qubit, outcome, if outcome { one } else { 1.0 - one });
            crate::apply(part.steps.within(half..end), &angles, &mut *copy);
            let mut all = vec![one];
            copy.probabilities(&mut |_, p| {
                all.push(p);
                ControlFlow::Continue(())
            });
            // The rest is as it was, and can be looked at in part.
            register.probabilities(&mut |index, p| {
                all.push(p);
                match index {
                    4 => ControlFlow::Break(()),
                    _ => ControlFlow::Continue(()),
                }
            });
            all
        };
        let found = same(&mut ranks(1 << far), |rank| follow(rank));
        close(&found, &follow(&Statevector), 1e-11, "probabilities");
        Ok(())
    };
    runner().run(&strategy, test).unwrap();
}

/// Of five qubits two are near; the last exchange leaves one far qubit in the place of another one.
#[test]
fn far_qubits_find_back_to_their_places() {
    let follow = |engine: &dyn Engine| {
        let mut register = engine.register(&"far".into(), 5).unwrap();
        for (qubit, angle) in [(4, 0.3), (3, 0.7), (2, 1.1), (1, 1.7)] {
            let primitive = Primitive {
                kind: PrimitiveKind::Ry,
                controls: 0,
                low: 1 << qubit,
                high: 0,
            };
            register.apply(primitive, primitive.turn(angle));
        }
        let mut all = Vec::new();
        register.probabilities(&mut |_, p| {
            all.push(p);
            ControlFlow::Continue(())
        });
        all
    };
    let found = same(&mut ranks(8), |rank| follow(rank));
    close(&found, &follow(&Statevector), 1e-15, "probabilities");
}

/// Layers of rz ry rz on each qubit and a ring of controlled Zs.
fn layered(qubits: usize, layers: usize, observable: Vec<PauliTerm>) -> (Part, Vec<f64>) {
    let (mut steps, mut angles) = (Vec::new(), Vec::new());
    for _ in 0..layers {
        for kind in [PrimitiveKind::Rz, PrimitiveKind::Ry, PrimitiveKind::Rz] {
            for qubit in 0..qubits {
                let primitive = Primitive {
                    kind,
                    controls: 0,
                    low: 1 << qubit,
                    high: 0,
                };
                angles.push(steps.len());
                let turn = Turn::Angle(angles.len() - 1);
                steps.push(Step { primitive, turn });
            }
        }
        for qubit in 0..qubits {
            let primitive = Primitive {
                kind: PrimitiveKind::Phase,
                controls: 1 << qubit | 1 << ((qubit + 1) % qubits),
                low: 0,
                high: 0,
            };
            let turn = Turn::Fixed([-1.0, 0.0]);
            steps.push(Step { primitive, turn });
        }
    }
    let numbers = (0..angles.len()).map(|i| (i as f64 * 0.37).sin()).collect();
    let part = Part {
        kernel: "layers".into(),
        qubits,
        steps: steps.into(),
        angles,
        observables: vec![observable],
    };
    (part, numbers)
}

/// Of g far qubits each layer exchanges g, and an exchange sends half of a rank's amplitudes; the way back has two states.
#[test]
fn layers_exchange_each_far_qubit_once() {
    let z = |qubit: usize| PauliTerm {
        coefficient: 1.0,
        x: 0,
        z: 1 << qubit,
    };
    for (qubits, far, layers) in [(6, 1, 3), (7, 2, 2), (8, 3, 4), (9, 4, 1)] {
        let (part, angles) = layered(qubits, layers, (0..qubits).map(z).collect());
        let near = qubits - far;
        let relabelled = Relabelled::new(&part, near).unwrap();
        assert_eq!(relabelled.exchanges(), layers * far);
        let half = 8 << near;
        assert_eq!(relabelled.bytes(), (layers * far * half) as u128);
        let part = Arc::new(part);
        let sent = |rank: &Rank| rank.store().communicator().sent.load(Ordering::Relaxed);
        let counts = same(&mut ranks(1 << far), |rank| {
            let mut run = rank.prepare(&part).unwrap();
            run.expectations(&angles, &mut [0.0]).unwrap();
            let forward = sent(rank);
            run.adjoint(&[1.0], &mut vec![0.0; angles.len()]).unwrap();
            (forward, sent(rank) - forward)
        });
        let forward = (layers * far * half) as u64;
        assert_eq!(counts, (forward, 2 * forward));
    }
}

/// Products with the same far X and Y need one look at another rank, whatever they have elsewhere, and none where these are near.
#[test]
fn products_that_need_the_same_rank_send_its_amplitudes_once() {
    let x = |x: usize, z: usize| PauliTerm {
        coefficient: 0.5,
        x,
        z,
    };
    // No gate needs a qubit near, so qubits 4 and 5 are far.
    let products = vec![
        x(16, 0),
        x(16, 16),
        x(17, 1),
        x(16, 32),
        x(3, 48),
        x(0, 63),
        x(48, 0),
    ];
    let (mut part, _) = layered(6, 1, products);
    (part.steps, part.angles) = Default::default();
    let part = Arc::new(part);
    let sent = same(&mut ranks(4), |rank| {
        let mut run = rank.prepare(&part).unwrap();
        run.expectations(&[], &mut [0.0]).unwrap();
        rank.store().communicator().sent.load(Ordering::Relaxed)
    });
    // For the far bits 01 and 11, 16 amplitudes of 16 bytes each.
    assert_eq!(sent, 2 * 16 * 16);
}

#[test]
fn swaps_cost_nothing() {
    let swap = |a: usize, b: usize, turn| Step {
        primitive: Primitive {
            kind: PrimitiveKind::Swap,
            controls: 0,
            low: 1 << a,
            high: 1 << b,
        },
        turn: Turn::Fixed(turn),
    };
    let (mut part, _) = layered(5, 1, vec![]);
    part.angles.clear();
    part.steps = vec![
        swap(0, 4, [1.0, 0.0]),
        swap(1, 3, [0.0, 1.0]),
        swap(0, 3, [-1.0, 0.0]),
    ]
    .into();
    let relabelled = Relabelled::new(&part, 3).unwrap();
    assert_eq!(relabelled.exchanges(), 0);
    assert_eq!(relabelled.places(), [1, 3, 2, 4, 0]);
}

#[test]
fn what_cannot_be_shared_is_refused_on_all_ranks() {
    let peers = Peer::all(3, 1).remove(0);
    let error = Distributed::new(Slices::new(peers)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a state is shared among 1, 2, 4, 8, .. ranks, not 3: start 2 or 4 of them"
    );
    // As a text that is no number of ranks may say. `main` prints the `Debug` form.
    assert_eq!(
        format!("{:?}", crate::check_ranks(usize::MAX).unwrap_err()),
        format!(
            "a state is shared among 1, 2, 4, 8, .. ranks, not {}: start {} of them",
            usize::MAX,
            1usize << (usize::BITS - 1)
        )
    );
    let (part, angles) = layered(3, 1, vec![]);
    let error = Relabelled::new(&part, 1).unwrap_err().to_string();
    assert!(
        error.contains("`layers`: gates on two qubits need two near places, and of 3 qubits 1")
    );
    // Each rank runs them by itself.
    let part = Arc::new(part);
    let rungs = same(&mut ranks(4), |rank| {
        let mut run = rank.prepare(&part).unwrap();
        run.amplitudes(&angles).unwrap();
        let register = rank.register(&part.kernel, 3).unwrap();
        assert_eq!(register.probability(2), 0.0);
        assert_eq!(rank.store().communicator().sent.load(Ordering::Relaxed), 0);
        rank.explain(&part, 1, &vec![false; angles.len()]).unwrap()
    });
    assert_eq!(
        rungs[0].refused.as_deref(),
        Some(
            "3 qubits are too few for 4 ranks, which share 4 or more; each rank runs them by itself"
        )
    );
    assert!(!rungs[0].taken);
    let mut alone = Automatic
        .explain(&part, 1, &vec![false; angles.len()])
        .unwrap();
    assert_eq!(rungs[1..], *std::mem::take(&mut alone));
    // One rank believes that many others share its machine.
    let mut peers = Peer::all(2, 1);
    peers[1].machine = 1 << 44;
    let mut ranks: Vec<Rank> = peers
        .into_iter()
        .map(|peer| Distributed::new(Slices::new(peer)).unwrap())
        .collect();
    let errors = each(&mut ranks, |rank| {
        rank.register(&"large".into(), 20).unwrap_err().to_string()
    });
    assert_eq!(
        errors[0],
        "`large`: its amplitudes do not fit in the memory of 1 other ranks"
    );
    let begin = "`large`: 17592186044416 x 2^19 amplitudes, what the ranks of a machine hold of 20 qubits on 2 ranks, do not fit in its memory: ";
    assert!(errors[1].starts_with(begin), "{}", errors[1]);
}
