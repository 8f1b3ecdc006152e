//! Circuits that are put together while the program runs, against kernels, and what is wrong with some.

use qkernel_runtime::circuit::{Angle, CircuitBuilder};
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gates;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{Action, Affine, BitId, Condition, Event, QubitId, walk};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Each gate as the builder writes it, against the signature of its kernel.
macro_rules! same_as_kernels {
    ($($name:ident($($qubit:literal),*; $($angle:literal),*);)*) => {$({
        let mut b = Circuit::builder();
        b.qubits(3);
        b.$name($($qubit,)* $($angle),*);
        let circuit = b.build().unwrap();
        let Some(Event::Do(Action::Gate(gate))) = walk(&circuit.program().instructions).last() else { panic!() };
        let signature = <gates::$name as Kernel>::SIGNATURE;
        // Name and number of controls tell the gates apart.
        assert_eq!(gate.name(), signature.name);
        let qubits: &[usize] = &[$($qubit),*];
        let angles: &[f64] = &[$($angle),*];
        assert_eq!(signature.params.len(), qubits.len() + angles.len());
        let found = gate.controls.iter().chain(gate.targets).map(|qubit| qubit.index());
        assert_eq!(Vec::from_iter(found), qubits);
        let numbers = angles.iter().copied().map(Affine::number);
        assert_eq!(gate.angles, Vec::from_iter(numbers));
    })*};
}

#[test]
fn gates_are_those_of_kernels() {
    same_as_kernels! {
        id(2;); h(2;); x(2;); y(2;); z(2;); s(2;); sdg(2;); t(2;); tdg(2;); sx(2;); sxdg(2;);
        rx(2; 0.1); ry(2; 0.1); rz(2; 0.1); p(2; 0.1); u(2; 0.1, 0.2, 0.3);
        cx(2, 0;); cy(2, 0;); cz(2, 0;); ch(2, 0;); cp(2, 0; 0.1); crx(2, 0; 0.1); cry(2, 0; 0.1); crz(2, 0; 0.1);
        swap(2, 0;); iswap(2, 0;); rxx(2, 0; 0.1); ryy(2, 0; 0.1); rzz(2, 0; 0.1);
        ccx(2, 0, 1;); ccz(2, 0, 1;); cswap(2, 0, 1;); global_phase(; 0.1);
    }
}

#[qkernel]
fn energy(n: UInt, x: Vector<Float, { n }>, s: Float, m: Matrix<Float>, o: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], x[i] * s + 0.25);
        q[i] = u(
            q[i],
            m[(0, i)].exp() / (s + 2.0),
            m[(1, i)].sin(),
            0.5 * s - x[0],
        );
    }
    q = cx_entangling_layer(q);
    let value = expval(q, o);
    2.0 * value * value + s
}

fn built_energy(n: usize, o: Observable) -> Result<Circuit, Error> {
    let mut b = Circuit::builder();
    let q = b.qubits(n);
    let (x, s, m) = (b.parameter("x", n), b.scalar("s"), b.matrix("m", 2, n));
    for i in 0..n {
        b.ry(q[i], x[i] * s + 0.25);
        b.u(
            q[i],
            m[0][i].exp() / (s + 2.0),
            m[1][i].sin(),
            0.5 * s - x[0],
        );
    }
    for i in 1..n {
        b.cx(q[i - 1], q[i]);
    }
    let value = b.expval(o);
    b.returns(2.0 * value * value + s);
    b.build()
}

#[test]
fn values_and_gradients_are_those_of_the_kernel() -> Result<(), Error> {
    let o = Z(0) * X(1) - 0.5 * Y(2);
    let kernel = energy { n: 3, o: o.clone() }.compile()?.untyped();
    let built = built_energy(3, o)?;
    assert_eq!(built.arguments(), kernel.arguments());
    let numbers: Vec<f64> = (0..10).map(|k| (f64::from(k) * 1.7).sin()).collect();
    for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
        let (value, gradient) = built.value_and_gradient_with(&numbers, method)?;
        let (expected, slopes) = kernel.value_and_gradient_with(&numbers, method)?;
        assert!((value - expected).abs() < 1e-12);
        for (found, expected) in gradient.iter().zip(slopes) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
    Ok(())
}

#[qkernel]
fn corrected(theta: Float) -> (Bit, Vector<Bit>) {
    let mut q = qubit_array(2);
    q[0] = ry(q[0], theta);
    let mut flag = qubit();
    (q[0], flag) = cx(q[0], flag);
    let first = measure(flag);
    let second = measure(h(qubit()));
    if first {
        if second {
            q[1] = x(q[1]);
        } else {
            q[1] = rx(q[1], 2.0 * theta);
        }
    } else {
        q[1] = h(q[1]);
    }
    if first ^ second {
        q[0] = reset(q[0]);
    }
    (first && !second, measure(q))
}

#[test]
fn counts_of_a_seed_are_those_of_the_kernel() -> Result<(), Error> {
    let mut b = Circuit::builder();
    b.name("corrected");
    let (q, theta) = (b.qubits(2), b.scalar("theta"));
    b.ry(q[0], theta);
    let flag = b.qubit();
    b.cx(q[0], flag);
    let first = b.measure(flag);
    let coin = b.qubit();
    b.h(coin);
    let second = b.measure(coin);
    b.when_else(
        first,
        |b| {
            b.when_else(
                second,
                |b| {
                    b.x(q[1]);
                },
                |b| {
                    b.rx(q[1], theta * 2.0);
                },
            );
        },
        |b| {
            b.h(q[1]);
        },
    );
    b.when(first ^ second, |b| {
        b.reset(q[0]);
    });
    b.returns(first & !second);
    let all = b.measure_all(&q);
    b.returns(all);
    let built = b.build()?;
    let kernel = corrected {}.compile()?;
    for seed in 0..5 {
        let counts = kernel.sample(1.1, 1000, &mut StdRng::seed_from_u64(seed))?;
        assert_eq!(built.sample_seeded(&[1.1], 1000, seed)?, counts);
        assert_eq!(
            built.sample_seeded(&[1.1], 3, seed)?,
            kernel.sample(1.1, 3, &mut StdRng::seed_from_u64(seed))?
        );
    }
    assert_eq!(built.resources(), kernel.resources());
    Ok(())
}

/// Without `returns`, registers, measured bits and expectation values are the results, in the order of the steps.
#[test]
fn what_is_measured_is_returned() -> Result<(), Error> {
    let mut b = Circuit::builder();
    let q = b.qubits(4);
    let c = b.bits(2);
    b.x(q[0]).x(q[1]).project_z_into(q[0], c[1]);
    let one = b.project_z(q[1]);
    b.when(one & Condition::equals(&c, 2), |b| {
        b.x(q[3]);
    });
    b.expval(Z(3));
    b.measure_all(&q[1..3]);
    b.expval(Z(0));
    let circuit = b.build()?;
    assert_eq!(circuit.run(&[])?, [-1.0, -1.0]);
    let counts = circuit.sample_seeded(&[], 10, 0)?;
    // Register c, then the bit, then the two of `measure_all`.
    assert_eq!(counts.get("01 1 10"), 10, "{counts}");
    Ok(())
}

/// What is wrong with steps on three qubits, a bit and a parameter.
fn fault(steps: impl FnOnce(&mut CircuitBuilder, &[QubitId])) -> String {
    let mut b = Circuit::builder();
    b.name("tried");
    let q = b.qubits(3);
    steps(&mut b, &q);
    let error = b.build().unwrap_err().to_string();
    let fault = error.strip_prefix("`tried`: ").expect(&error);
    // The place is in this file.
    let (step, rest) = fault.split_once(" at ").expect(fault);
    let (place, fault) = rest.split_once(": ").expect(fault);
    assert!(place.contains("builder.rs:"), "{place}");
    format!("{step}: {fault}")
}

#[test]
fn the_first_fault_and_its_step_are_named() {
    let nine = QubitId::new(9);
    let other = Circuit::builder().scalar("x");
    for (found, expected) in [
        (
            fault(|b, q| {
                b.measure(q[0]);
                b.h(q[0]).cx(q[1], q[1]);
            }),
            "`h`: qubit 0 is used after it was measured",
        ),
        (
            fault(|b, q| {
                b.discard(q[2]).cx(q[1], q[2]);
            }),
            "`cx`: qubit 2 is used after it was given to `discard`",
        ),
        (
            fault(|b, q| {
                b.expval(X(0) * Y(2));
                b.rz(q[2], 1.0);
            }),
            "`rz`: qubit 2 is used after its expectation value was taken",
        ),
        (
            fault(|b, q| {
                b.measure(q[1]);
                b.expval(Z(1));
            }),
            "`expval`: qubit 1 is used after it was measured",
        ),
        (
            fault(|b, q| {
                b.ccx(q[1], q[0], q[1]);
            }),
            "`ccx`: qubit 1 is used twice",
        ),
        (
            fault(|b, q| {
                b.control(&[q[0], q[1]], |b| {
                    b.cx(q[2], q[0]);
                });
            }),
            "`x with 3 controls`: qubit 0 is used twice",
        ),
        (
            fault(|b, q| {
                b.cz(nine, q[0]);
            }),
            "`cz`: qubit 9 does not exist, there are 3",
        ),
        (
            fault(|b, _| {
                b.measure(nine);
            }),
            "`measure`: qubit 9 does not exist, there are 3",
        ),
        (
            fault(|b, q| {
                b.measure_into(q[0], 4);
            }),
            "`measure`: bit 4 does not exist, there are 0",
        ),
        (
            fault(|b, _| {
                b.expval(Z(7));
            }),
            "`expval`: qubit 7 does not exist, there are 3",
        ),
        (
            fault(|b, q| {
                b.rx(q[0], other);
            }),
            "`rx`: an angle has a parameter of another builder",
        ),
        (
            fault(|b, q| {
                b.rx(q[0], f64::NAN);
            }),
            "`rx`: an angle is not finite",
        ),
        (
            fault(|b, q| {
                let value = b.expval(Z(0));
                b.rx(q[1], value * value);
            }),
            "`rx`: an angle depends on an expectation value",
        ),
        (
            fault(|b, q| {
                b.gate(GateKind::Swap, &[], &[q[0]], &[]);
            }),
            "`swap`: 1 targets where 2 are needed",
        ),
        (
            fault(|b, _| {
                b.scalar("x");
                b.parameter("x", 2);
            }),
            "`x`: there is a parameter of this name already",
        ),
        (
            fault(|b, q| {
                let bit = b.measure(q[0]);
                b.when(bit, |b| {
                    b.measure(q[1]);
                });
                b.h(q[1]);
            }),
            "`h`: qubit 1 is used after it was measured",
        ),
        (
            fault(|b, q| {
                let bit = b.measure(q[0]);
                let mut own = None;
                b.when(bit, |b| own = Some(b.qubit()));
                b.h(own.unwrap());
            }),
            "`h`: qubit 3 is used after the steps of the condition that it belongs to",
        ),
        (
            fault(|b, q| {
                let bit = b.measure(q[0]);
                b.when(bit, |b| {
                    b.expval(Z(1));
                });
            }),
            "`expval`: an expectation value is taken of all outcomes, not in the steps of a condition",
        ),
        (
            fault(|b, q| {
                b.control(&[q[0]], |b| {
                    b.reset(q[1]);
                });
            }),
            "`reset`: only gates can be in `control`",
        ),
        (
            fault(|b, _| {
                b.qubits(usize::MAX);
            }),
            "`qubits`: more than 1048576 qubits",
        ),
        (
            fault(|b, _| {
                b.bits(usize::MAX);
            }),
            "`bits`: more than 4194304 bits",
        ),
        (
            fault(|b, _| {
                b.parameter("w", usize::MAX);
            }),
            "`parameter`: more than 16777216 numbers",
        ),
        (
            fault(|b, _| {
                b.matrix("w", 1 << 40, 1 << 40);
            }),
            "`matrix`: more than 16777216 numbers",
        ),
        (
            fault(|b, _| {
                b.scalar(" ");
            }),
            "`parameter`: its name is empty",
        ),
        (
            fault(|b, q| {
                let m = b.measure(q[0]);
                b.when(m & !BitId::new(7), |b| {
                    b.h(q[1]);
                });
            }),
            "`when`: bit 7 does not exist, there are 1",
        ),
        (
            fault(|b, q| {
                b.measure_into(q[0], BitId::new(0));
            }),
            "`measure`: bit 0 does not exist, there are 0",
        ),
        (
            fault(|b, _| {
                b.returns(vec![BitId::new(2)]);
            }),
            "`returns`: bit 2 does not exist, there are 0",
        ),
        (
            fault(|b, q| {
                b.register("data", q).register("flag", q[0]);
            }),
            "`register`: qubit 0 has a name already",
        ),
        (
            fault(|b, _| {
                b.register("flags", &[BitId::new(3)][..]);
            }),
            "`register`: bit 3 does not exist, there are 0",
        ),
        (
            fault(|b, _| {
                b.register(" ", QubitId::new(0));
            }),
            "`register`: its name is empty",
        ),
        (
            fault(|b, q| {
                b.register("data", q).measure(q[1]);
                b.h(q[1]);
            }),
            "`h`: qubit 1 (`data[1]`) is used after it was measured",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn arms_are_followed_apart() -> Result<(), Error> {
    let mut b = Circuit::builder();
    let q = b.qubits(3);
    let bit = b.measure(q[0]);
    // Each arm ends qubit 1, one of them after a step, and has a qubit of its own.
    b.when_else(
        bit,
        |b| {
            let own = b.qubit();
            b.cx(q[1], own).discard(q[1]);
        },
        |b| {
            let own = b.qubit();
            b.h(q[1]).cx(q[1], own);
            b.measure(q[1]);
        },
    );
    // A qubit whose expectation value was taken is discarded in both.
    b.expval(Z(2));
    b.when_else(
        bit,
        |b| {
            b.discard(q[2]);
        },
        |b| {
            b.discard(q[2]);
        },
    );
    assert_eq!(b.build()?.run(&[])?, [1.0]);
    Ok(())
}

#[test]
fn deep_angles_are_refused_and_shared_ones_are_computed_once() -> Result<(), Error> {
    let nested = |depth: usize| {
        let mut b = Circuit::builder();
        let (q, x) = (b.qubit(), b.scalar("x"));
        let mut angle: Angle = x.into();
        for _ in 0..depth {
            angle = &angle * &angle;
        }
        b.rx(q, &angle).rx(q, angle);
        b.expval(Z(0));
        b.build()
    };
    // 2^60 factors, in as many products as there were steps.
    let circuit = nested(60)?;
    assert_eq!(circuit.program().derived.len(), 61);
    assert!((circuit.run(&[1.0])?[0] - 2.0_f64.cos()).abs() < 1e-12);
    nested(500)?;
    let error = nested(501).unwrap_err().to_string();
    assert!(
        error.ends_with("more than 500 products and functions are nested in an angle"),
        "{error}"
    );
    assert!(nested(100_000).is_err());
    Ok(())
}

/// A condition that holds for more combinations of outcomes than there could be controls: shots follow it.
#[test]
fn wide_conditions_are_sampled() -> Result<(), Error> {
    let mut b = Circuit::builder();
    let q = b.qubits(14);
    let target = b.qubit();
    for &q in &q {
        b.h(q);
    }
    let bits = b.measure_all(&q);
    let parity = bits[1..]
        .iter()
        .fold(bits[0].into(), |odd: Condition, &bit| odd ^ bit);
    b.when(parity, |b| {
        b.x(target);
    });
    b.measure(target);
    let circuit = b.build()?;
    let counts = circuit.sample_seeded(&[], 20, 1)?;
    for (bits, _) in counts.iter() {
        let (target, others) = bits.split_at(1);
        let odd = others.matches('1').count() % 2 == 1;
        assert_eq!(target == "1", odd, "{bits}");
    }
    let error = circuit.with_observables(&[Z(14)])?.run(&[]).unwrap_err();
    let text = "too many for an exact value. `sample` and `estimate` follow it";
    assert!(error.to_string().contains(text), "{error}");
    // The target is 1 as often as 0; with the parity of the others it is always the same.
    let all: Observable = (0..15).map(Z).product();
    let observed = circuit.with_observables(&[Z(14), all])?;
    let estimates = observed.estimate(&[], 4_000, &mut StdRng::seed_from_u64(1))?;
    assert!(estimates[0].value.abs() < 5.0 * estimates[0].standard_error);
    assert!((estimates[1].value - 1.0).abs() < 1e-9 && estimates[1].standard_error < 1e-6);
    let explained = observed.explain(1, &[])?.to_string();
    assert!(
        explained.contains("follow shots") && explained.contains(text),
        "{explained}"
    );

    // A register of many bits that is 0, and conditions without an end.
    let mut b = Circuit::builder();
    let (q, bits) = (b.qubit(), b.bits(20_000));
    b.when(Condition::equals(&bits, 0), |b| {
        b.x(q);
    });
    let outcome = b.measure(q);
    b.returns(outcome);
    assert_eq!(b.build()?.sample_seeded(&[], 3, 1)?.get("1"), 3);
    fn nested(b: &mut CircuitBuilder, bit: BitId) {
        b.when(bit, |b| nested(b, bit));
    }
    let mut b = Circuit::builder();
    let bit = b.bits(1)[0];
    nested(&mut b, bit);
    let error = b.build().unwrap_err().to_string();
    assert!(
        error.contains("`when` at ") && error.ends_with("conditions are nested more than 200 deep"),
        "{error}"
    );
    Ok(())
}
