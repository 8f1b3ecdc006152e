//! Circuits that do not run on a card, and machines that have none.

use qkernel_gpu::{Error, GpuEvaluator, auto, gpu};
use qkernel_runtime::prelude::*;

use crate::circuits::{ansatz, random};

fn refused(circuit: &Circuit) -> String {
    match GpuEvaluator::new(circuit) {
        Err(error @ (Error::Unsupported { .. } | Error::Circuit(_))) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_does_not_run_on_a_card_is_named() {
    let large = ansatz(13, 1);
    assert_eq!(
        refused(&large.circuit),
        "`circuit` does not run on a GPU: a part of it has 13 qubits, and a GPU takes up to 12"
    );

    let mut b = Circuit::builder();
    let q = b.qubit();
    let x = b.scalar("x");
    b.ry(q, x);
    b.measure(q);
    let text = refused(&b.build().unwrap());
    assert!(text.contains("measured bits"), "{text}");

    let mut b = Circuit::builder();
    let q = b.qubit();
    b.h(q).expval(X(0));
    let text = refused(&b.build().unwrap());
    assert!(text.contains("no arguments"), "{text}");

    // Each round measures and resets a qubit: as gates alone there are too many of them.
    let mut b = Circuit::builder();
    let q = b.qubits(2);
    let x = b.scalar("x");
    for _ in 0..40 {
        b.ry(q[0], x).cx(q[0], q[1]).reset(q[1]);
    }
    b.expval(Z(0));
    let text = refused(&b.build().unwrap());
    assert!(text.contains("density matrix"), "{text}");
}

#[test]
fn without_a_card_the_cpu_runs_it_and_the_reason_is_told() {
    let case = random(4, 40, 3);
    let error = match GpuEvaluator::new(&case.circuit) {
        // There is a card.
        Ok(_) => return,
        Err(error) => error,
    };
    assert_eq!(gpu().unwrap_err(), error);
    let text = error.to_string();
    match error {
        Error::NotBuilt => assert!(
            !cfg!(feature = "cuda") && text.contains("feature `cuda`"),
            "{text}"
        ),
        Error::NoDriver => assert!(
            cfg!(feature = "cuda") && text.contains("libcuda.so"),
            "{text}"
        ),
        Error::NoNvrtc => assert!(
            cfg!(feature = "cuda") && text.contains("libnvrtc.so"),
            "{text}"
        ),
        Error::NoGpu(_) => assert!(
            text.contains("gives no GPU") && !text.contains("DriverError"),
            "{text}"
        ),
        Error::Driver { .. } => assert!(text.contains("no function `cuInit`"), "{text}"),
        other => panic!("{other:?}"),
    }
    let circuit = case.circuit.with_engine(auto()).unwrap();
    let numbers = case.numbers(50, 1);
    let mut evaluator = circuit.evaluator().unwrap();
    let mut values = case.room(50).values;
    evaluator
        .evaluate_batch(&numbers.columns(), &mut values)
        .unwrap();
    assert_eq!(values, case.on_cpu(&numbers).values);
}

/// The reason is told, and a library within panics no more.
#[cfg(feature = "cuda")]
#[test]
fn libraries_that_are_no_driver_are_refused() {
    use std::process::Command;

    let test = "libraries_that_are_no_driver_are_refused";
    if !crate::skip::present(test, "g++") {
        return;
    }
    let none = "";
    let no_card = "extern \"C\" {\
        int cuInit(unsigned) { return 100; }\
        int cuGetErrorString(int, const char** text) { *text = \"no device\"; return 0; }\
        int cuGetErrorName(int, const char** text) { *text = \"NO_DEVICE\"; return 0; }\
    }";
    for source in [none, no_card] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("driver.cpp");
        std::fs::write(&file, source).unwrap();
        for name in ["libcuda.so", "libnvrtc.so"] {
            let mut compiler = Command::new("g++");
            let compiler = compiler
                .args(["-shared", "-fPIC", "-o"])
                .arg(folder.path().join(name));
            assert!(compiler.arg(&file).status().unwrap().success());
        }
        let mut own = Command::new(std::env::current_exe().unwrap());
        let own = own.args(["without_a_card", "--nocapture"]);
        let output = own.env("LD_LIBRARY_PATH", folder.path()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && !text.contains("panicked"),
            "{text}"
        );
    }
}
