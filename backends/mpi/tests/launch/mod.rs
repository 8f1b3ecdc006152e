//! Starting programs over ranks, with a limit of time.

// Each test file uses a part of this.
#![allow(dead_code, unreachable_pub)]

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than any of these programs takes on a busy machine: one that hangs is ended then.
const LIMIT: Duration = Duration::from_secs(120);

/// Whether a program is there that a test needs. Where it is not, a line says which test is skipped; on CI, which installs it, the
/// test fails.
pub fn present(test: &str, tool: &str) -> bool {
    let silent = |command: &mut Command| {
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok()
    };
    if silent(Command::new(tool).arg("--version")) {
        return true;
    }
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "{test}: no {tool}, which `.ci/run` installs");
    println!("skipped: {test}, no {tool}");
    false
}

/// How a program over ranks has ended.
#[derive(Debug)]
pub struct Ended {
    pub success: bool,
    pub out: String,
    pub err: String,
    pub after: Duration,
}

impl Ended {
    /// What rank 0 printed.
    pub fn succeeded(self) -> String {
        assert!(self.success, "{}\n{}", self.out, self.err);
        self.out
    }

    /// What was written to standard error.
    pub fn refused(self) -> String {
        assert!(!self.success, "{}\n{}", self.out, self.err);
        self.err
    }
}

/// Runs a program on so many ranks.
///
/// # Panics
/// It takes longer than the limit.
pub fn over_ranks<A: AsRef<OsStr>>(count: usize, program: &Path, arguments: &[A]) -> Ended {
    let begun = Instant::now();
    let mut child = Command::new("mpirun")
        .args(["--oversubscribe", "-n", &count.to_string()])
        .arg(program)
        .args(arguments)
        .env("OMPI_ALLOW_RUN_AS_ROOT", "1")
        .env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
        .env("OMPI_MCA_mpi_yield_when_idle", "1")
        .env("OMP_NUM_THREADS", "1")
        // `mpirun` gives its ranks a terminal, where help has colours.
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("mpirun starts");
    let out = reader(child.stdout.take().expect("it is piped"));
    let err = reader(child.stderr.take().expect("it is piped"));
    let success = ended(&mut child, begun);
    let after = begun.elapsed();
    let [out, err] = [out, err].map(|text| text.join().expect("it is read"));
    let success = success.unwrap_or_else(|| panic!("it hangs:\n{out}\n{err}"));
    Ended {
        success,
        out,
        err,
        after,
    }
}

/// Whether it ended well, or `None` where it had to be stopped.
fn ended(child: &mut Child, begun: Instant) -> Option<bool> {
    loop {
        if let Some(status) = child.try_wait().expect("it can be asked") {
            return Some(status.success());
        }
        if begun.elapsed() > LIMIT {
            // The ranks end when mpirun does.
            child.kill().expect("it can be stopped");
            child.wait().expect("it ends");
            return None;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn reader(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
