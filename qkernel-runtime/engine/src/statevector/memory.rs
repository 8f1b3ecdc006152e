//! Whether a state fits in memory, asked before it is allocated: a system that overcommits would kill the
//! program instead of failing the allocation.

use num_complex::Complex64;

use crate::Error;

/// The bytes of one amplitude.
pub(crate) const AMPLITUDE: u128 = size_of::<Complex64>() as u128;

/// Below this many bytes nothing is asked.
const SMALL: u128 = 1 << 26;

/// Refuses `states` states of that many qubits if they do not fit into the memory that is free.
pub fn check_memory(kernel: &str, qubits: usize, states: usize) -> Result<(), Error> {
    let bytes = 1u128
        .checked_shl(qubits as u32)
        .filter(|_| qubits < 90)
        .and_then(|n| (n * AMPLITUDE).checked_mul(states as u128));
    if bytes.is_some_and(|bytes| bytes <= SMALL) {
        return Ok(());
    }
    let available = available().unwrap_or(isize::MAX as u128);
    match bytes {
        Some(bytes) if bytes <= available => Ok(()),
        _ => Err(Error::Memory {
            kernel: kernel.into(),
            qubits,
            states,
            available_gib: (available >> 30) as u64,
        }),
    }
}

/// The state |0..0>, in memory that was checked.
pub(crate) fn allocate(kernel: &str, qubits: usize) -> Result<Vec<Complex64>, Error> {
    let mut state = reserve(kernel, qubits, 0)?;
    state.resize(1usize << qubits, Complex64::ZERO);
    state[0] = Complex64::ONE;
    Ok(state)
}

/// Room for the amplitudes of that many qubits and `more`, in memory that was checked.
pub(crate) fn reserve(kernel: &str, qubits: usize, more: usize) -> Result<Vec<Complex64>, Error> {
    check_memory(kernel, qubits, 1)?;
    let mut state = Vec::new();
    if state.try_reserve_exact((1usize << qubits) + more).is_err() {
        return Err(Error::Memory {
            kernel: kernel.into(),
            qubits,
            states: 1,
            available_gib: (available().unwrap_or(0) >> 30) as u64,
        });
    }
    Ok(state)
}

/// How many bytes this process may still take, where the system says so: what is free, and what its control group leaves it.
fn available() -> Option<u128> {
    let free = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("MemAvailable:"))?;
            line.trim()
                .strip_suffix("kB")?
                .trim()
                .parse::<u128>()
                .ok()
                .map(|kib| kib << 10)
        });
    let number = |path: &str| {
        std::fs::read_to_string(path)
            .ok()?
            .trim()
            .parse::<u128>()
            .ok()
    };
    let group = number("/sys/fs/cgroup/memory.max")
        .zip(number("/sys/fs/cgroup/memory.current"))
        .map(|(limit, used)| limit.saturating_sub(used));
    match (free, group) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_fit() {
        for qubits in [60, 64, 89, 100, 127, 128, 1 << 40] {
            for refused in [
                allocate("big", qubits).map(drop),
                check_memory("big", qubits, 3),
            ] {
                assert!(
                    matches!(&refused, Err(Error::Memory { qubits: of, .. }) if *of == qubits),
                    "{refused:?}"
                );
            }
        }
        assert_eq!(allocate("small", 2).unwrap().len(), 4);
    }
}
