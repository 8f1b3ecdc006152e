//! Starting ranks of a program.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How a job ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None where it was killed.
    pub(crate) code: Option<i32>,
    /// Whether it took longer than it may, and was killed for it.
    pub(crate) is_late: bool,
    /// What its ranks wrote.
    pub(crate) text: String,
}

impl Ended {
    pub(crate) fn is_success(&self) -> bool {
        self.code == Some(0) && !self.is_late
    }

    /// How many lines have this text.
    pub(crate) fn lines(&self, text: &str) -> usize {
        self.text.lines().filter(|line| line.contains(text)).count()
    }
}

/// Whether there is no `mpirun`, which is said. Where `.ci/run` installs it, it has to be there.
pub(crate) fn is_missing(test: &str) -> bool {
    let is_there = Command::new("mpirun")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !is_there {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no mpirun");
        println!("skipped: {test}, no mpirun");
    }
    !is_there
}

/// A program on that many ranks.
pub(crate) fn mpirun(
    ranks: usize,
    program: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
    limit: Duration,
) -> Ended {
    let mut command = Command::new("mpirun");
    // What MPI has told this process, if it runs here, is not for others.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["OMPI_", "OPAL_", "PMIX_"]
            .iter()
            .any(|start| text.starts_with(start))
        {
            command.env_remove(&name);
        }
    }
    let mut child = command
        .args(["--oversubscribe", "-n", &ranks.to_string()])
        .arg(program)
        .args(arguments)
        .envs(variables.iter().copied())
        .envs([
            ("OMPI_ALLOW_RUN_AS_ROOT", "1"),
            ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
            ("OMPI_MCA_mpi_yield_when_idle", "1"),
            ("OMP_NUM_THREADS", "1"),
            ("RUST_BACKTRACE", "0"),
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |mut from: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            from.read_to_end(&mut text).unwrap();
            String::from_utf8_lossy(&text).into_owned()
        })
    };
    let texts = [read(Box::new(out)), read(Box::new(err))];
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if begin.elapsed() > limit {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    Ended {
        code: status.and_then(|status| status.code()),
        is_late: status.is_none(),
        text: texts.map(|text| text.join().unwrap()).concat(),
    }
}
