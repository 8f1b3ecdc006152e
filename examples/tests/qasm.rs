//! The command line for OpenQASM.

mod common;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use common::{example, refused, succeeded};

fn sample() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("qasm/turned_pair.qasm")
}

fn qasm(flags: &[&str]) -> Output {
    let mut command = Command::new(example("qasm"));
    command.arg(sample()).args(flags).output().expect("it runs")
}

/// With a text on standard input.
fn piped(text: &[u8], flags: &[&str]) -> Output {
    let mut child = Command::new(example("qasm"))
        .arg("-")
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("a pipe");
    // A text that is refused early is not read to its end.
    let _ = input.write_all(text);
    drop(input);
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_file_is_drawn_counted_simulated_and_sampled() {
    let drawn = succeeded(qasm(&[]));
    assert!(include_str!("../../README.md").contains(&drawn), "{drawn}");
    let all = succeeded(qasm(&[
        "--set",
        "theta=2*pi/3",
        "--resources",
        "--simulate",
        "--observable",
        "Z0",
        "--observable",
        "Z0 Z1 + 0.5",
        "--shots",
        "4000",
        "--seed",
        "3",
    ]));
    // sin²(π/3) = 3/4; with it the third qubit is 1, and the second one is corrected to 0.
    for line in [
        "  Qubits: 3",
        "  000  0.250000",
        "  101  0.750000",
        "<Z0>          = -0.500000",
        "<Z0 Z1 + 0.5> = 0.000000",
        "bits  count  share",
    ] {
        assert!(all.contains(&format!("{line}\n")), "{line}\n{all}");
    }
    let share = all.lines().find_map(|line| line.strip_prefix("01 1 "));
    let share = share.and_then(|line| line.split_whitespace().last());
    let share: f64 = share.expect(&all).parse().expect("a number");
    assert!((share - 0.75).abs() < 0.05, "{all}");
    assert!(!all.contains("ry(theta)"), "{all}");
}

#[test]
fn sizes_are_given() {
    let text = b"include \"stdgates.inc\"; input int n; qubit[n] q; for int i in [0:n - 1] { x q[i]; } bit[n] c = measure q;";
    let counted = succeeded(piped(text, &["--size", "n=3", "--shots", "7"]));
    assert!(counted.contains("111      7"), "{counted}");
    let error = refused(piped(text, &["--resources"]));
    assert!(error.contains("`n` has to be known"), "{error}");
}

#[test]
fn pictures_are_files_and_texts_come_from_standard_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = b"include \"stdgates.inc\"; qubit[2] q; h q[0]; cx q[0], q[1];";
    for (name, start) in [("a.svg", "<svg"), ("a.txt", "    ")] {
        let file = folder.path().join(name);
        let file = file.to_str().expect("a path");
        let out = succeeded(piped(text, &["--draw", file, "--simulate"]));
        assert!(out.contains("11   0.707107+0.000000i  0.500000"), "{out}");
        assert!(
            fs::read_to_string(file)
                .expect("it is there")
                .starts_with(start)
        );
    }
    let own = b"OPENQASM 3; gate pair a, b { U(pi/2, 0, pi) a; ctrl @ U(pi, 0, pi) a, b; } qubit[2] q; pair q[0], q[1];";
    let file = folder.path().join("own.svg");
    let file = file.to_str().expect("a path");
    let flags = [
        "--draw", file, "--depth", "0", "--style", "dark", "--page", "500",
    ];
    succeeded(piped(own, &flags));
    let svg = fs::read_to_string(file).expect("it is there");
    assert!(
        svg.contains(">pair</text>") && svg.contains("#14171c") && !svg.contains(">u</text>"),
        "{svg}"
    );
    assert!(succeeded(piped(own, &["--depth", "1"])).contains(" pair "));
    for flag in ["--width", "--page"] {
        let message = refused(piped(own, &[flag, "0"]));
        let named = message.contains(flag) && message.contains("it takes 1 or more");
        assert!(named, "{message}");
    }
}

#[test]
fn files_of_one_folder_are_included_where_it_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("gates");
    fs::create_dir(&inside).expect("made");
    fs::write(inside.join("flip.inc"), "gate flip a { U(pi, 0, pi) a; }\n").expect("written");
    fs::write(inside.join("bad.inc"), "\ngate bad a { twist a; }\n").expect("written");
    let inside = inside.to_str().expect("a path");
    let text = b"include \"flip.inc\"; qubit q; bit c; flip q; c = measure q;";
    let out = succeeded(piped(text, &["--include", inside, "--shots", "5"]));
    assert!(out.contains("1      5"), "{out}");
    let message = refused(piped(text, &[]));
    assert!(
        message.contains("--> <stdin>:1:9") && message.contains("`--include DIR`"),
        "{message}"
    );
    for (text, include, words) in [
        (
            &b"include \"bad.inc\"; qubit q; bad q;"[..],
            inside,
            "bad.inc:2:14",
        ),
        (
            b"include \"none.inc\";",
            inside,
            "`none.inc` cannot be included",
        ),
        (b"include \"../a.inc\";", inside, "outside of the folder"),
        (b"include \"flip.inc\";", "nowhere", "the folder nowhere: "),
    ] {
        let message = refused(piped(text, &["--include", include]));
        assert!(message.contains(words), "{words}\n{message}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("broken.qasm");
    fs::write(&file, "OPENQASM 3;\nqubit[2] q;\nreset q[2];\n").expect("written");
    let output = Command::new(example("qasm")).arg(&file).output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let message = refused(output);
    assert_eq!(
        message,
        format!(
            "error: the index 2 is outside of this register of 2\n --> {}:3:9\n  |\n3 | reset q[2];\n  |         ^\n",
            file.display()
        )
    );
    for (flags, words) in [
        (
            &["--shots", "5"][..],
            "`theta` has no value: add --set theta=",
        ),
        (&["--set", "phi=1"], "the inputs are theta"),
        (&["--set", "theta"], "NAME=VALUE"),
        (&["--set", "theta=1,2"], "takes 1 number, not 2"),
        (
            &["--set", "theta=one"],
            "--set theta=one: `one` is not a number: `one` is not declared",
        ),
        (&["--set", "theta="], "--set theta=: a number is missing"),
        (
            &["--set", "theta=1); gphase(2"],
            "`1); gphase(2` is not a number",
        ),
        (
            &["--set", "theta=1", "--set", "theta=2"],
            "--set theta=2: the input `theta` has a value already",
        ),
        (&["--draw", "picture.bmp"], ".svg or .txt"),
        (&["--style", "red"], "light, dark, color-blind"),
        (&["--set", "theta=1", "--observable", "Z7"], "qubit 7"),
        (&["--set", "theta=1", "--observable", "Q"], "--observable Q"),
        (&["--shots", "many"], "--shots"),
    ] {
        let message = refused(qasm(flags));
        assert!(message.contains(words), "{words}\n{message}");
    }
    for (text, flags, words) in [
        (
            &b"include \"stdgates.inc\"; qubit q; for int i in [1:100] { x q; }"[..],
            &["--instructions", "50"][..],
            "more than 200 steps",
        ),
        (
            b"include \"stdgates.inc\"; qubit q; bit c; x q; c = measure q; while (c) { c = measure q; }",
            &["--shots", "5", "--rounds", "20"],
            "a `while` took more than 20 rounds in a shot: `--rounds N` sets another limit",
        ),
    ] {
        let message = refused(piped(text, flags));
        assert!(message.contains(words), "{message}");
    }
    let repeated = b"include \"stdgates.inc\"; qubit q; bit c; h q; c = measure q; while (c) { h q; c = measure q; }";
    for flag in [&["--simulate"][..], &["--observable", "Z0"]] {
        let message = refused(piped(repeated, flag));
        assert!(
            message.ends_with("`sample` and `estimate` follow it, here with --shots 1000\n"),
            "{message}"
        );
    }
    let sized = b"input int n; qubit[n] q; input float theta;";
    for (flags, words) in [
        (&[][..], "`--size NAME=N` gives it"),
        (
            &["--size", "n=2", "--size", "m=4"],
            "error: the text has no input `m` that is known when it is read, but `n`\n --> <stdin>\n",
        ),
        (
            &["--size", "n=2", "--size", "theta=4"],
            "the input `theta` is an argument of each run",
        ),
        (&["--size", "n=two"], "n=two"),
        (
            &["--size", "n=2", "--set", "theta=0", "--observable", "Z5"],
            "`<stdin>`: ",
        ),
    ] {
        let message = refused(piped(sized, flags));
        assert!(message.contains(words), "{words}\n{message}");
    }
    let message = refused(piped(b"qubit q;", &["--size", "n=4"]));
    assert!(
        message.contains("the text has no input `n` that is known when it is read, and no other: "),
        "{message}"
    );
    for (text, words) in [
        (&b"qubit q;\n\nflip q;"[..], "--> <stdin>:3:1"),
        (b"qubit q\xff;", "byte 7 is not UTF-8"),
    ] {
        let message = refused(piped(text, &[]));
        assert!(message.contains(words), "{words}\n{message}");
    }
    let message = refused(piped(b"qubit[40] q;", &["--simulate"]));
    assert!(message.contains("up to 24 qubits"), "{message}");
    let message = refused(piped(b"qubit q;", &["--shots", "5"]));
    assert!(message.contains("no classical bits"), "{message}");
    let missing = Command::new(example("qasm")).arg("nowhere.qasm").output();
    assert!(refused(missing.expect("it runs")).starts_with("error: nowhere.qasm: "));
}
