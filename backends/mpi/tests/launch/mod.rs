//! Starting programs over ranks, with a limit of time.

// Each test file uses a part of this.
#![allow(dead_code, unreachable_pub)]

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[path = "../../../../tests/src/skip.rs"]
mod skip;

pub use skip::present;

/// Longer than most programs take on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(120);

/// How a program over ranks has ended.
#[derive(Debug)]
pub struct Ended {
    /// None where a signal ended it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    pub after: Duration,
}

impl Ended {
    pub fn is_success(&self) -> bool {
        self.code == Some(0)
    }

    /// How many lines of all that was written have this text.
    pub fn lines(&self, text: &str) -> usize {
        let lines = self.out.lines().chain(self.err.lines());
        lines.filter(|line| line.contains(text)).count()
    }

    /// What was written to standard output.
    pub fn succeeded(self) -> String {
        assert!(self.is_success(), "{}\n{}", self.out, self.err);
        self.out
    }

    /// What was written to standard error.
    pub fn refused(self) -> String {
        assert!(!self.is_success(), "{}\n{}", self.out, self.err);
        self.err
    }
}

/// Runs a program on so many ranks.
///
/// # Panics
/// It takes longer than [`LIMIT`].
pub fn over_ranks<A: AsRef<OsStr>>(count: usize, program: &Path, arguments: &[A]) -> Ended {
    ended(&mut mpirun(count, program, arguments), LIMIT)
}

/// The command that starts a program on so many ranks, whoever starts it and however many cores there are.
pub fn mpirun<A: AsRef<OsStr>>(count: usize, program: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new("mpirun");
    without_ranks(&mut command)
        .args(["--oversubscribe", "-n", &count.to_string()])
        .arg(program)
        .args(arguments)
        .envs([
            ("OMPI_ALLOW_RUN_AS_ROOT", "1"),
            ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
            ("OMPI_MCA_mpi_yield_when_idle", "1"),
            ("OMP_NUM_THREADS", "1"),
            // `mpirun` gives its ranks a terminal, where help has colours.
            ("NO_COLOR", "1"),
            ("RUST_BACKTRACE", "0"),
        ]);
    command
}

/// What MPI has told this process, if it runs here, is not for others.
pub fn without_ranks(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["OMPI_", "OPAL_", "PMIX_"]
            .iter()
            .any(|start| text.starts_with(start))
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command to its end.
///
/// # Panics
/// It takes longer than the limit.
pub fn ended(command: &mut Command, limit: Duration) -> Ended {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let out = reader(child.stdout.take().expect("it is piped"));
    let err = reader(child.stderr.take().expect("it is piped"));
    let status = waited(&mut child, limit);
    let after = begun.elapsed();
    let [out, err] = [out, err].map(|text| text.join().expect("it is read"));
    let status = status.unwrap_or_else(|| panic!("it hangs:\n{out}\n{err}"));
    Ended {
        code: status.code(),
        out,
        err,
        after,
    }
}

/// How it ended, or `None` where it had to be stopped.
fn waited(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be asked") {
            return Some(status);
        }
        if begun.elapsed() > limit {
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
