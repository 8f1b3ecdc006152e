//! What the program that started the ranks says of them, before MPI itself can be asked.

use super::check_ranks;
use crate::Error;

/// How this process was started: as one of how many ranks.
///
/// ```
/// use qkernel_engine::Launch;
///
/// let launch = Launch::of(|name| match name {
///     "OMPI_COMM_WORLD_SIZE" => Some("4".into()),
///     "OMPI_COMM_WORLD_RANK" => Some("3".into()),
///     "OMPI_COMM_WORLD_LOCAL_SIZE" => Some("2".into()),
///     _ => None,
/// });
/// assert_eq!((launch.rank, launch.ranks, launch.on_this_machine), (3, 4, 2));
/// assert!(launch.check().is_ok());
/// // Without `mpirun` it is one rank.
/// assert_eq!(Launch::of(|_| None).ranks, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The number of this rank, from 0.
    pub rank: usize,
    /// How many ranks there are.
    pub ranks: usize,
    /// How many of them are on this machine.
    pub on_this_machine: usize,
    /// The variable that says so.
    variable: Option<&'static str>,
}

/// What Open MPI, MPICH with its relatives, and Slurm's `srun` call all ranks, this one, and those of the machine.
const NAMES: [[&str; 3]; 3] = [
    [
        "OMPI_COMM_WORLD_SIZE",
        "OMPI_COMM_WORLD_RANK",
        "OMPI_COMM_WORLD_LOCAL_SIZE",
    ],
    ["PMI_SIZE", "PMI_RANK", "MPI_LOCALNRANKS"],
    [
        "SLURM_STEP_NUM_TASKS",
        "SLURM_PROCID",
        "SLURM_STEP_TASKS_PER_NODE",
    ],
];

impl Launch {
    /// From the environment of this process.
    pub fn here() -> Launch {
        Launch::of(|name| std::env::var(name).ok())
    }

    /// From an environment.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Launch {
        // Slurm writes `2(x3)` for 2 on each of 3 machines.
        let number = |name: &str| variable(name)?.split('(').next()?.parse::<usize>().ok();
        let known = NAMES.iter().find_map(|&[all, this, near]| {
            Some(Launch {
                rank: number(this)?,
                ranks: number(all)?,
                on_this_machine: number(near).unwrap_or(1),
                variable: Some(all),
            })
        });
        known.unwrap_or(Launch {
            rank: 0,
            ranks: 1,
            on_this_machine: 1,
            variable: None,
        })
    }

    /// Refuses ranks that cannot share a state evenly.
    ///
    /// # Errors
    /// If the number of ranks is not a power of 2.
    pub fn check(self) -> Result<(), Error> {
        check_ranks(self.ranks)
    }

    /// Refuses a program that knows of fewer ranks than were started: each of them would do all of its work. `remedy` is what to do.
    ///
    /// ```
    /// use qkernel_engine::Launch;
    ///
    /// let variable = |name: &str| name.starts_with("PMI_").then(|| if name == "PMI_SIZE" { "2" } else { "1" }.into());
    /// let launch = Launch::of(variable);
    /// assert!(launch.check_known(2, "").is_ok());
    /// let error = launch.check_known(1, "build it with MPI").unwrap_err().to_string();
    /// assert!(error.starts_with("2 ranks were started (PMI_SIZE), but this program knows of 1: build it with MPI"));
    /// ```
    ///
    /// # Errors
    /// It does.
    pub fn check_known(self, known: usize, remedy: &str) -> Result<(), Error> {
        let Some(variable) = self.variable.filter(|_| known < self.ranks) else {
            return Ok(());
        };
        Err(Error::Refused {
            message: format!(
                "{} ranks were started ({variable}), but this program knows of {known}: {remedy}; for runs that share nothing, unset {variable}",
                self.ranks
            ),
        })
    }
}
