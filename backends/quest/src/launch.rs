//! What the program that started the ranks says of them, before MPI itself can be asked.

use qkernel_runtime::engine::Error;

/// How this process was started.
///
/// ```
/// use qkernel_quest::Launch;
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
        let known = NAMES
            .iter()
            .find_map(|[all, this, near]| Some((number(all)?, number(this)?, number(near))));
        let (ranks, rank, on_this_machine) = known.unwrap_or((1, 0, None));
        Launch {
            rank,
            ranks,
            on_this_machine: on_this_machine.unwrap_or(1),
        }
    }

    /// Refuses what QuEST would end the process for.
    ///
    /// # Errors
    /// If the number of ranks is not a power of 2.
    pub fn check(self) -> Result<(), Error> {
        qkernel_runtime::engine::check_ranks(self.ranks)
    }
}
