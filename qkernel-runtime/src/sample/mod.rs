//! Sampling measured bits.
//!
//! Qubits that nothing connects, neither gates nor conditions, are sampled one [group](groups) after the other. A group is
//! sampled in one of two ways, whichever is cheaper: [at the end](deferred), from a state in which every measurement was put
//! off; or [on the way](followed), outcome by outcome on wires that are taken again, where the shots that
//! had the same outcomes so far go on together.

mod deferred;
mod draw;
mod early;
mod estimate;
mod exact;
mod followed;
mod group;
mod groups;
mod sampler;
mod shots;
mod tally;
#[cfg(test)]
mod tests;

pub(crate) use shots::Shots;
