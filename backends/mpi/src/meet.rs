//! How ranks make sure that all of them do the same next. A rank that does something else, or has ended, would leave the others waiting.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use hqnn_model::Error;
use mpi::collective::CommunicatorCollectives;
use mpi::point_to_point::{Destination, Source};
use mpi::request;
use mpi::topology::{Communicator, SimpleCommunicator};

/// What all ranks do together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Gather,
    Exchange,
    /// Of a state.
    Amplitudes,
    Sum,
    Broadcast,
    /// The program has ended.
    End,
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Gather, "gathers numbers"),
    (Kind::Exchange, "exchanges numbers"),
    (Kind::Amplitudes, "exchanges amplitudes"),
    (Kind::Sum, "adds up numbers of a state"),
    (Kind::Broadcast, "sends amplitudes to all"),
    (Kind::End, "has ended"),
];

/// What a rank does next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Collective {
    kind: Kind,
    /// How many numbers this is about, over all ranks.
    count: usize,
    /// The same on all ranks that do the same.
    hash: u64,
}

impl Collective {
    pub(crate) fn new(kind: Kind, lengths: &[usize]) -> Collective {
        let mut hash = DefaultHasher::new();
        (kind, lengths).hash(&mut hash);
        Collective {
            kind,
            count: lengths.iter().sum(),
            hash: hash.finish(),
        }
    }
}

/// How a rank is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Well,
    /// It ended with an error.
    Failed,
    /// It was told what is wrong.
    Heard,
}

const MOODS: [Mood; 3] = [Mood::Well, Mood::Failed, Mood::Heard];

/// What a rank does next, as it has told.
#[derive(Debug)]
pub(crate) struct Told {
    kind: Kind,
    count: usize,
    mood: Mood,
    /// The error.
    text: String,
}

impl Told {
    /// Whether it ended with a status that is not success, and nothing else to say.
    pub(crate) fn has_status(&self) -> bool {
        self.mood == Mood::Failed && self.text.is_empty()
    }
}

/// Waits until all ranks know what all do next, and says whether it is the same. `idle` is called again and again, with the time that the wait
/// has taken.
///
/// In each round a rank hears from the one that is twice as far away, so that after the logarithm of their number it has heard from all. Nothing is
/// lost where they differ: each has had one word of all others.
pub(crate) fn is_same(step: Collective, mut idle: impl FnMut(Duration)) -> bool {
    let world = SimpleCommunicator::world();
    let (rank, count) = (world.rank(), world.size());
    let begun = Instant::now();
    // The largest, and the complement of the smallest.
    let mut known = [step.hash, !step.hash];
    let mut far = 1;
    while far < count {
        let (to, from) = ((rank + far) % count, (rank - far + count) % count);
        let (sent, mut heard) = (known, [0u64; 2]);
        request::scope(|scope| {
            let send = world.process_at_rank(to).immediate_send(scope, &sent);
            let from = world.process_at_rank(from);
            let mut receive = from.immediate_receive_into(scope, &mut heard);
            while let Err(waiting) = receive.test() {
                receive = waiting;
                idle(begun.elapsed());
            }
            send.wait_without_status();
        });
        for (known, heard) in known.iter_mut().zip(heard) {
            *known = heard.max(*known);
        }
        far *= 2;
    }
    known[0] == !known[1]
}

/// What all ranks do, once they know that they differ, or that all have ended.
pub(crate) fn tell(step: Collective, mood: Mood, text: &str) -> Vec<Told> {
    let world = SimpleCommunicator::world();
    let count = world.size() as usize;
    let kind = KINDS.iter().position(|(kind, _)| *kind == step.kind);
    let (kind, length) = (kind.unwrap_or(0) as u64, text.len());
    let mine = [kind, step.count as u64, mood as u64, length as u64];
    let mut all = vec![0u64; mine.len() * count];
    world.all_gather_into(&mine[..], &mut all[..]);
    // In blocks of the same length.
    let longest = all.chunks_exact(4).map(|told| told[3] as usize).max();
    let longest = longest.unwrap_or(0);
    let mut mine = text.as_bytes().to_vec();
    mine.resize(longest, 0);
    let mut texts = vec![0u8; longest * count];
    if longest > 0 {
        world.all_gather_into(&mine[..], &mut texts[..]);
    }
    let told = all.chunks_exact(4).enumerate();
    let told = told.map(|(rank, told)| Told {
        kind: KINDS[told[0] as usize % KINDS.len()].0,
        count: told[1] as usize,
        mood: MOODS[told[2] as usize % MOODS.len()],
        text: String::from_utf8_lossy(&texts[rank * longest..][..told[3] as usize]).into_owned(),
    });
    told.collect()
}

/// What the first rank with an error says; nothing where all that ended did so with success.
pub(crate) fn failed(told: &[Told]) -> Option<Error> {
    let failed = told.iter().enumerate();
    let mut failed = failed.filter(|(_, told)| told.mood != Mood::Well);
    let with_text = failed.clone().find(|(_, told)| !told.text.is_empty());
    let (rank, told) = with_text.or_else(|| failed.next())?;
    let message = match told.text.as_str() {
        "" => "has ended with a status that is not success".into(),
        text => text.to_owned(),
    };
    Some(match told.mood {
        // It names the rank.
        Mood::Heard => Error::Mismatch(message),
        _ => Error::Rank { rank, message },
    })
}

/// What is wrong where ranks do not do the same.
pub(crate) fn difference(told: &[Told]) -> Error {
    if let Some(error) = failed(told) {
        return error;
    }
    if let Some(rank) = told.iter().position(|told| told.kind == Kind::End) {
        return Error::Rank {
            rank,
            message: "has ended before the others: all ranks have to make the same calls".into(),
        };
    }
    let is_first = |other: &Told| (other.kind, other.count) == (told[0].kind, told[0].count);
    let other = told.iter().position(|other| !is_first(other));
    let say = |rank: usize| {
        let does = KINDS.iter().find(|(kind, _)| *kind == told[rank].kind);
        let (does, count) = (does.map_or("", |(_, does)| *does), told[rank].count);
        format!("rank {rank} {does} ({count})")
    };
    Error::Mismatch(match other {
        Some(other) => format!(
            "{}, but {}: all ranks have to make the same calls with as many numbers",
            say(other),
            say(0)
        ),
        None => format!("{}, but not as many from each rank on all of them", say(0)),
    })
}

/// Goes on where all ranks do the same.
pub(crate) fn next(step: Collective) -> Result<(), Error> {
    match is_same(step, |_| ()) {
        true => Ok(()),
        false => Err(difference(&tell(step, Mood::Well, ""))),
    }
}

/// Goes on where all ranks do the same, and ends the job otherwise.
pub(crate) fn next_or_abort(step: Collective) {
    let Err(error) = next(step) else { return };
    eprintln!("error: {error}");
    SimpleCommunicator::world().abort(1)
}
